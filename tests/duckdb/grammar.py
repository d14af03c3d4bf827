"""Random expressions: every operator and literal, and the functions that SQL defines."""

import words
from written import ADD, AND, ATOM, CAST, COMPARE, IS, LIKE, MULTIPLY, NEGATIVE, NOT, OR, OTHER, Written, quoted

KINDS = ["boolean", "integer", "float", "text", "time", "day"]


def moved(time, symbol, span):
    """A time moved by a span for DuckDB: calendar units first, and to the first of two times that a clock shows alike."""
    parts = span.split()
    for number, unit in zip(parts[::2], parts[1::2]):
        is_calendar = unit.rstrip("s") in ("day", "week", "month", "year")
        time = f"({time} {symbol} INTERVAL '{number} {unit}')"
        time = f"pg_earlier({time})" if is_calendar else time
    return time


class Grammar:
    """Draws expressions; `values` are texts of the columns, so that some comparisons hold."""

    def __init__(self, random, values):
        self.random, self.values = random, values

    def any(self, kind, depth):
        """An expression of a kind, at most so deep."""
        if self.random.random() < 0.06 and depth > 0:
            return self.choice(kind, depth - 1)
        return getattr(self, kind)(depth - 1 if depth > 0 else 0)

    def placed(self, part, least):
        """A part in a place where it must bind so tightly; sometimes in parentheses that it does not need."""
        return f"({part.ours})" if part.binds < least or self.random.random() < 0.15 else part.ours

    def pick(self, *forms):
        return self.random.choice(forms)()

    def infix(self, kind, binds, symbol, left, right, left_least, right_least, duck=None):
        ours = f"{self.placed(left, left_least)} {symbol} {self.placed(right, right_least)}"
        return Written(kind, ours, binds, duck or f"({left.duck} {symbol} {right.duck})")

    def call(self, kind, name, parts, duck=None, texts=None):
        """A function; `texts` follow its arguments as they are."""
        ours = [part.ours for part in parts] + (texts or [])
        ducks = [part.number for part in parts] + (texts or [])
        return Written(kind, f"{name}({', '.join(ours)})", ATOM, f"{duck or name}({', '.join(ducks)})")

    def choice(self, kind, depth):
        """A form that there is for values of every kind."""
        one, two = self.any(kind, depth), self.any(kind, depth)
        test = self.any("boolean", depth)
        status = self.random.choice([200, 404, 503])

        def case(ours, duck):
            last = self.random.choice([True, False])
            end = (f" ELSE {two.ours}", f" ELSE {two.number}") if last else ("", "")
            return Written(
                kind, f"CASE {ours} THEN {one.ours}{end[0]} END", ATOM, f"CASE {duck} THEN {one.number}{end[1]} END"
            )

        return self.pick(
            lambda: case(f"WHEN {test.ours}", f"WHEN {test.duck}"),
            lambda: case(f"status WHEN {status}", f"status WHEN {status}"),
            lambda: Written(
                kind, f"coalesce({one.ours}, {two.ours})", ATOM, f"if({one.duck} IS NULL, {two.number}, {one.number})"
            ),
            lambda: self.call(kind, "nullif", [one, two]),
            lambda: self.call(kind, "greatest" if kind != "boolean" else "coalesce", [one, two]),
            lambda: self.call(kind, "least" if kind != "boolean" else "coalesce", [two, one]),
        )

    def boolean(self, depth):
        if depth == 0 or self.random.random() < 0.5:
            return self.pick(
                self.comparison, self.comparison, self.literal_comparison, self.pattern, self.listed, self.null_test
            )
        one, two = self.any("boolean", depth), self.any("boolean", depth)
        kind = self.random.choice(KINDS)
        test = self.random.choice(["IS TRUE", "IS FALSE", "IS NOT TRUE", "IS NOT FALSE", "IS NULL", "IS NOT NULL"])
        return self.pick(
            lambda: self.infix("boolean", AND, "AND", one, two, AND, AND),
            lambda: self.infix("boolean", AND, "AND", one, two, AND, AND),
            lambda: self.infix("boolean", OR, "OR", one, two, OR, OR),
            lambda: self.infix("boolean", OR, "OR", one, two, OR, OR),
            lambda: Written("boolean", f"NOT {self.placed(one, NOT)}", NOT, f"(NOT {one.duck})"),
            lambda: Written("boolean", f"{self.placed(one, COMPARE)} {test}", IS, f"({one.duck} {test})"),
            lambda: self.comparison(kind, depth),
            lambda: self.between(kind, depth),
            lambda: self.listed(kind, depth),
            lambda: self.text_test(depth),
            lambda: self.elapsed_test(depth),
            lambda: self.cast("boolean", self.any("text", depth), "boolean", "pg_boolean({})"),
        )

    def comparison(self, kind=None, depth=0):
        kind = kind or self.random.choice(["integer", "text", "float", "time", "day"])
        one = self.any(kind, depth)
        two = self.any("float" if kind == "integer" and self.random.random() < 0.2 else kind, depth)
        symbol = self.random.choice(["=", "<>", "!=", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"])
        if symbol.startswith("IS"):
            return self.infix("boolean", IS, symbol, one, two, COMPARE, COMPARE)
        return self.infix("boolean", COMPARE, symbol, one, two, LIKE, LIKE)

    def literal_comparison(self):
        """A column compared with a text that is a value of its kind."""
        symbol = self.random.choice(["=", "<>", "<", "<=", ">", ">="])
        column, (text, number) = self.pick(
            lambda: (self.random.choice(["bytes", "request_bytes"]), self.random.choice(words.UNITS)),
            lambda: (self.random.choice(["request_time", "upstream_time"]), self.random.choice(words.LENGTHS)),
            lambda: ("status", ("404", 404)),
            lambda: ("time", self.random.choice(words.TEXT_TIMES)),
            lambda: (
                "day",
                self.random.choice([("2026-01-31", "DATE '2026-01-31'"), ("25/Oct/2026", "DATE '2026-10-25'")]),
            ),
        )
        return Written("boolean", f"{column} {symbol} '{text}'", COMPARE, f"({column} {symbol} {number})")

    def between(self, kind, depth):
        one, low, high = (self.any(kind, depth) for _ in range(3))
        word = self.random.choice(["BETWEEN", "NOT BETWEEN"])
        ours = f"{self.placed(one, OTHER)} {word} {self.placed(low, OTHER)} AND {self.placed(high, OTHER)}"
        return Written("boolean", ours, LIKE, f"({one.duck} {word} {low.duck} AND {high.duck})")

    def listed(self, kind=None, depth=0):
        kind = kind or self.random.choice(["integer", "text", "float"])
        one, word = self.any(kind, depth), self.random.choice(["IN", "NOT IN"])
        members = [self.any(kind, 0) for _ in range(self.random.randint(1, 4))]
        if self.random.random() < 0.2:
            members.append(Written(kind, "NULL", ATOM, "NULL"))
        ours, duck = ", ".join(part.ours for part in members), ", ".join(part.duck for part in members)
        return Written("boolean", f"{self.placed(one, OTHER)} {word} ({ours})", LIKE, f"({one.duck} {word} ({duck}))")

    def pattern(self, depth=0):
        one = self.any("text", depth)
        symbol = self.random.choice(["LIKE", "NOT LIKE", "ILIKE", "NOT ILIKE", "~", "~*", "!~", "!~*"])
        if "LIKE" in symbol:
            like, escape = self.random.choice(words.LIKES), self.random.random() < 0.1
            like = like.replace("\\", "!") if escape else like
            ours = f"{self.placed(one, OTHER)} {symbol} {quoted(like)}" + (" ESCAPE '!'" if escape else "")
            duck = f"({one.duck} {symbol} {quoted(like)} ESCAPE '{'!' if escape else chr(92)}')"
            return Written("boolean", ours, LIKE, duck)
        pattern = quoted(self.random.choice(words.PATTERNS))
        matches = f"regexp_matches({one.duck}, {pattern}, '{'i' if '*' in symbol else 'c'}')"
        duck = f"(NOT {matches})" if "!" in symbol else matches
        return Written("boolean", f"{self.placed(one, OTHER)} {symbol} {pattern}", OTHER, duck)

    def null_test(self):
        one, test = self.any(self.random.choice(KINDS), 0), self.random.choice(["IS NULL", "IS NOT NULL"])
        return Written("boolean", f"{self.placed(one, COMPARE)} {test}", IS, f"({one.duck} {test})")

    def elapsed(self, depth):
        """The microseconds between two times."""
        one, two = self.any("time", depth), self.any("time", 0)
        return self.infix("integer", ADD, "-", one, two, ADD, MULTIPLY, f"pg_between({one.duck}, {two.duck})")

    def elapsed_test(self, depth):
        one, symbol, (text, micros) = self.elapsed(depth), self.random.choice("<>="), self.random.choice(words.LENGTHS)
        other = self.random.choice([f"'{text}'", f"INTERVAL '{text}'"])
        return Written(
            "boolean", f"{self.placed(one, LIKE)} {symbol} {other}", COMPARE, f"({one.duck} {symbol} {micros})"
        )

    def text_test(self, depth):
        one, two = self.any("text", depth), self.any("text", 0)
        name = self.random.choice(["starts_with", "ends_with", "contains"])
        return self.call("boolean", name, [one, two])

    def cast(self, kind, one, type, duck):
        spelled = self.random.choice([f"{self.placed(one, CAST)}::{type}", f"CAST({one.ours} AS {type})"])
        return Written(kind, spelled, CAST if "::" in spelled else ATOM, duck.format(one.number))

    def integer(self, depth):
        if depth == 0 or self.random.random() < 0.4:
            if self.random.random() < 0.6:
                column = self.random.choice(words.WHOLE)
                return Written("integer", column, ATOM, column, wide=column not in ("status", "port", "hour"))
            number = self.random.choice(words.NUMBERS)
            return Written("integer", str(number), NEGATIVE if number < 0 else ATOM, f"({number})::BIGINT")
        one, two, part = self.any("integer", depth), self.any("integer", depth), self.random.choice(words.PARTS)
        text, other, time = self.any("text", depth), self.any("text", 0), self.any("time", depth)
        day = self.any("day", depth)
        signs = [
            ("+", "add", ADD),
            ("-", "subtract", ADD),
            ("*", "multiply", MULTIPLY),
            ("/", "divide", MULTIPLY),
            ("%", "remainder", MULTIPLY),
        ]
        symbol, name, binds = self.random.choice(signs)
        return self.pick(
            *[
                lambda: self.infix(
                    "integer", binds, symbol, one, two, binds, binds + 1, f"pg_{name}({one.number}, {two.number})"
                )
            ]
            * 4,
            lambda: Written("integer", f"- {self.placed(one, NEGATIVE)}", NEGATIVE, f"pg_subtract(0, {one.number})"),
            lambda: self.call("integer", "length", [text]),
            lambda: self.elapsed(depth),
            lambda: self.call("integer", "strpos", [text, other]),
            lambda: Written("integer", f"extract({part} FROM {time.ours})", ATOM, f"date_part('{part}', {time.duck})"),
            lambda: self.cast("integer", text, "bigint", "pg_integer({})"),
            lambda: Written(
                "integer", f"{self.placed(day, ADD)} - DATE '2026-01-31'", ADD, f"({day.duck} - DATE '2026-01-31')"
            ),
            lambda: self.cast("integer", self.any("boolean", depth), "integer", "CAST({} AS BIGINT)"),
            lambda: self.cast("integer", self.any("float", depth), "bigint", "TRY_CAST({} AS BIGINT)"),
        )

    def float(self, depth):
        if depth == 0 or self.random.random() < 0.3:
            if self.random.random() < 0.5:
                column = self.random.choice(["status", "bytes", "request_bytes"])
                return Written("float", f"{column} * 1.0", MULTIPLY, f"({column}::DOUBLE * 1.0)")
            number = self.random.choice(words.FLOATS)
            return Written("float", number, NEGATIVE if number[0] == "-" else ATOM, f"({number})::DOUBLE")
        one, two = self.any("float", depth), self.any(self.random.choice(["float", "status"]), depth)
        symbol, binds = self.random.choice([("+", ADD), ("-", ADD), ("*", MULTIPLY), ("/", MULTIPLY), ("%", MULTIPLY)])
        time, text, digits = self.any("time", depth), self.any("text", depth), self.random.randint(0, 3)
        duck = f"pg_finite({one.duck} {symbol} {two.duck}::DOUBLE)"
        return self.pick(
            *[lambda: self.infix("float", binds, symbol, one, two, binds, binds + 1, duck)] * 4,
            lambda: self.call("float", self.random.choice(["abs", "floor", "ceil"]), [one]),
            lambda: self.call("float", "round", [one], texts=[str(digits)]),
            lambda: Written("float", f"extract(epoch FROM {time.ours})", ATOM, f"(epoch_us({time.duck}) / 1e6)"),
            lambda: Written("float", f"extract(second FROM {time.ours})", ATOM, f"pg_second({time.duck})"),
            lambda: self.cast("float", text, "double precision", "pg_float({})"),
        )

    def status(self, depth):
        return Written("integer", "status", ATOM, "status")

    def text(self, depth):
        if depth == 0 or self.random.random() < 0.4:
            if self.random.random() < 0.65:
                column = self.random.choice(words.TEXTS)
                return Written("text", column, ATOM, column)
            word = quoted(self.random.choice(words.WORDS + self.values))
            return Written("text", word, ATOM, word)
        one, two, n = self.any("text", depth), self.any("text", depth), self.random.randint(-3, 6)
        pattern, word = self.random.choice(["[0-9]+", "a|b", "(.)/", "é"]), quoted(self.random.choice(words.WORDS))
        separator = quoted(self.random.choice(["/", ".", "//", "a", "é"]))
        other, flags = quoted(
            self.random.choice(["", "x", "$1", "<\\1>" if "(" in pattern else "n"])
        ), self.random.choice(["", ", 'g'"])
        replaced = f"regexp_replace({{}}, '{pattern}', {other}{flags})"
        found = f"CASE WHEN regexp_matches({one.duck}, '{pattern}') THEN regexp_extract({one.duck}, '{pattern}', {int('(' in pattern)}) END"
        length = self.random.randint(0, 5)
        return self.pick(
            lambda: self.infix("text", OTHER, "||", one, two, OTHER, ADD),
            lambda: self.call("text", "concat", [one, two, self.any("text", 0)]),
            lambda: self.call("text", self.random.choice(["lower", "upper"]), [one]),
            lambda: self.call("text", "substr", [one], "pg_substr", [str(n), str(length)]),
            lambda: self.call("text", self.random.choice(["left", "right"]), [one], texts=[str(n)]),
            lambda: self.call("text", "split_part", [one], texts=[separator, str(n or 1)]),
            lambda: self.call("text", "replace", [one], texts=[word, other]),
            lambda: self.call(
                "text", self.random.choice(["trim", "ltrim", "rtrim"]), [one], texts=self.random.choice([[], ["'/a%'"]])
            ),
            lambda: Written("text", replaced.format(one.ours), ATOM, replaced.format(one.duck)),
            lambda: Written("text", f"regexp_match({one.ours}, '{pattern}')", ATOM, found),
            lambda: self.written_out(depth),
        )

    def written_out(self, depth):
        """The text of another value."""
        kind = self.random.choice(["integer", "boolean", "time", "day"])
        one = self.any(kind, depth)
        shown = {"time": f"pg_time_text({one.duck})"}.get(kind, one.duck)
        return Written("text", f"{self.placed(one, CAST)}::text", CAST, f"CAST({shown} AS VARCHAR)")

    def time(self, depth):
        if depth == 0 or self.random.random() < 0.3:
            if self.random.random() < 0.6:
                return Written("time", "time", ATOM, "time")
            moment = self.random.choice(words.MOMENTS)
            return Written("time", f"TIMESTAMP '{moment}'", ATOM, f"TIMESTAMPTZ '{moment}'")
        one, span = self.any("time", depth), self.random.choice(words.SPANS)
        symbol, (width, seconds) = self.random.choice("+-"), self.random.choice(words.BINS)
        unit, micros = self.random.choice(
            [("second", 1_000_000), ("minute", 60_000_000), ("hour", 3_600_000_000), ("millisecond", 1_000)]
        )
        return self.pick(
            lambda: Written(
                "time", f"{self.placed(one, ADD)} {symbol} INTERVAL '{span}'", ADD, moved(one.duck, symbol, span)
            ),
            lambda: Written("time", f"date_trunc('{unit}', {one.ours})", ATOM, f"pg_bin({one.duck}, {micros})"),
            lambda: Written("time", f"date_bin('{width}', {one.ours})", ATOM, f"pg_bin({one.duck}, {seconds}000000)"),
            lambda: Written("time", "to_timestamp(status * 86400)", ATOM, "to_timestamp(status * 86400)"),
            lambda: self.cast("time", self.any("day", depth), "timestamp", "CAST({} AS TIMESTAMPTZ)"),
        )

    def day(self, depth):
        if depth == 0 or self.random.random() < 0.3:
            if self.random.random() < 0.6:
                return Written("day", "day", ATOM, "day")
            moment = self.random.choice(words.MOMENTS)[:10]
            return Written("day", f"DATE '{moment}'", ATOM, f"DATE '{moment}'")
        one, time = self.any("day", depth), self.any("time", depth)
        unit, days = self.random.choice(["day", "week", "month", "quarter", "year"]), self.random.randint(-400, 400)
        return self.pick(
            lambda: self.cast("day", time, "date", "CAST({} AS DATE)"),
            lambda: Written(
                "day", f"date_trunc('{unit}', {time.ours})", ATOM, f"CAST(date_trunc('{unit}', {time.duck}) AS DATE)"
            ),
            lambda: Written("day", f"{self.placed(one, ADD)} + {abs(days)}", ADD, f"({one.duck} + {abs(days)})"),
        )
