"""Expressions in two notations: as logmill reads them, and as DuckDB must be asked for the same."""

from dataclasses import dataclass

# How tightly a form binds in PostgreSQL, the loosest first.
OR, AND, NOT, IS, COMPARE, LIKE, OTHER, ADD, MULTIPLY, NEGATIVE, CAST, ATOM = range(12)


@dataclass(frozen=True)
class Written:
    """An expression. `wide` means an unsigned column, whose values above 2^63-1 are null once they are computed with."""

    kind: str
    ours: str
    binds: int
    duck: str
    wide: bool = False

    @property
    def number(self):
        """For DuckDB, as the 64 bits with a sign that logmill computes with."""
        return f"TRY_CAST({self.duck} AS BIGINT)" if self.wide else self.duck


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


# What PostgreSQL means, in terms of DuckDB. Each uses its arguments once where it can: they may be long.
MACROS = """
CREATE MACRO pg_add(a, b) AS TRY_CAST(a::HUGEINT + b::HUGEINT AS BIGINT);
CREATE MACRO pg_subtract(a, b) AS TRY_CAST(a::HUGEINT - b::HUGEINT AS BIGINT);
CREATE MACRO pg_multiply(a, b) AS TRY_CAST(a::HUGEINT * b::HUGEINT AS BIGINT);
CREATE MACRO pg_divide(a, b) AS TRY_CAST(a::HUGEINT // b::HUGEINT AS BIGINT);
CREATE MACRO pg_remainder(a, b) AS TRY_CAST(a::HUGEINT % b::HUGEINT AS BIGINT);
CREATE MACRO pg_finite(x) AS nullif(nullif(nullif(x, 'inf'::DOUBLE), '-inf'::DOUBLE), 'nan'::DOUBLE);
CREATE MACRO pg_integer(t) AS TRY_CAST(nullif(regexp_extract(t, '^\\s*([+-]?[0-9]+)\\s*$', 1), '') AS BIGINT);
CREATE MACRO pg_float(t) AS pg_finite(TRY_CAST(nullif(regexp_extract(
    t, '^\\s*([+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?)\\s*$', 1), '') AS DOUBLE));
CREATE MACRO pg_boolean(t) AS CASE
    WHEN lower(trim(t)) IN ('t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on', '1') THEN TRUE
    WHEN lower(trim(t)) IN ('f', 'fa', 'fal', 'fals', 'false', 'n', 'no', 'of', 'off', '0') THEN FALSE END;
CREATE MACRO pg_substr(t, s, n) AS substring(t, greatest(s, 1)::BIGINT, greatest(0, s + n - greatest(s, 1))::BIGINT);
CREATE MACRO pg_shown(t) AS timezone(current_setting('TimeZone'), t);
CREATE MACRO pg_ahead(t) AS (epoch_us(pg_shown(t)) - epoch_us(t)) // 60000000;
CREATE MACRO pg_clock(minutes) AS printf('%s%02d:%02d', if(minutes < 0, '-', '+'), abs(minutes) // 60, abs(minutes) % 60);
CREATE MACRO pg_offset(t) AS if(current_setting('TimeZone') = 'UTC', 'Z', pg_clock(pg_ahead(t)));
CREATE MACRO pg_time_text(t) AS replace(strftime(pg_shown(t), '%Y-%m-%dT%H:%M:%S.%f'), '.000000', '') || pg_offset(t);
CREATE MACRO pg_bin(t, micros) AS t - to_microseconds(((epoch_us(pg_shown(t)) % micros) + micros) % micros);
CREATE MACRO pg_earlier(t) AS if(pg_shown(t - INTERVAL '1 hour') = pg_shown(t), t - INTERVAL '1 hour', t);
CREATE MACRO pg_second(t) AS date_part('microsecond', t) / 1e6;
CREATE MACRO pg_between(a, b) AS epoch_us(a) - epoch_us(b);
"""
