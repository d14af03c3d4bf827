"""Compares logmill with DuckDB: random conditions and values of hostile records, and sixty tables of groups.

Run it with a Python that has duckdb (`pip install duckdb`), after `cargo build`:

    python tests/duckdb/compare.py target/debug/logmill
    python tests/duckdb/compare.py target/debug/logmill --cases 50000 --seed 7
    python tests/duckdb/compare.py target/release/logmill --accuracy

The last one measures quantiles and distinct counts of millions of values. Each difference is printed with the expression in both
notations and the first records on which the two programs differ; the exit code is then 1.

The files: `records.py` writes logs and loads them into DuckDB, `grammar.py` draws expressions made of `words.py`, `written.py` says
what PostgreSQL means in terms of DuckDB, `expressions.py` and `questions.py` compare, `accuracy.py` measures.

Where PostgreSQL and DuckDB differ, logmill is compared with PostgreSQL, and `written.py` and `grammar.py` translate:

- `7 / 2` is 3; a division by zero is null instead of an error, as is all else that cannot be computed.
- A cast reads the whole text: '1.5' and '1e3' are not whole numbers; 'tru' and 'of' are truths.
- `substr` counts positions before the first character; the seconds of a time have a fraction.
- `date_trunc('hour', ..)` keeps the offset of a time in an hour that a clock shows twice.
- An interval is added with its months and days first, also when it is subtracted.

logmill differs from PostgreSQL on purpose, and is compared with what its documentation says:

- Logged sizes have 64 bits without a sign. They compare exactly, but are null above 2^63-1 once they are computed with; so are
  sums in HAVING.
- Literals such as 1.5 are doubles, so that `round` and `/` have their precision. Infinity and NaN are null.
- `date_trunc` of a day or more is a day. `date_bin` counts from midnight of the run's zone, 1970-01-01.
- A time as text has a `T`, no zone, and no fraction or six digits of one.
- A time that a clock shows twice is the first one, where an interval of days leads to it. PostgreSQL takes the second.
- Regular expressions are Rust's. The patterns here mean the same for RE2. Case is folded as Unicode says, character by character.
- A sum of nothing is 0, not null. Null keys come first. `first` and `last` go by time, `top` counts values.
- A series of bins has a row for each gap.
- A condition that no record can meet is refused. The refused cases are counted, and must be few.
"""

import argparse
import pathlib
import sys
import tempfile
import time

import duckdb

import accuracy
import expressions
import questions
import records
import written

SHOWN = 20


def connect(seed, program, folder, table, count):
    """Logs of so many records, and a connection to a database that has them in a table."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'; SET error_on_division_by_zero = false")
    connection.execute(written.MACROS)
    paths = records.write(folder, seed, count)
    found = records.load(connection, program, paths, table)
    assert found == count, f"{found} of {count} records were read"
    return connection, paths


def compare_expressions(arguments, folder):
    connection, paths = connect(arguments.seed, arguments.program, folder, "utc", 600)
    found = expressions.compare(arguments.program, connection, paths, folder, arguments.seed, arguments.cases)
    print(f"expressions: {found.compared} compared, {len(found.refused)} refused, {len(found.failures)} differ")
    failures = [expressions.shown(connection, failure) for failure in found.failures]
    if len(found.refused) > expressions.MOST_REFUSED * arguments.cases:
        failures += [f"refused: {case.ours}\n  {message}" for case, message in found.refused]
    return failures


def compare_questions(arguments, folder):
    connection, paths = connect(arguments.seed, arguments.program, folder, "records", 6_000)
    failures = questions.compare(arguments.program, connection, paths, folder)
    print(f"questions: {len(questions.QUESTIONS)} compared, {len(failures)} differ")
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path, help="logmill")
    parser.add_argument("--cases", type=int, default=5_000, help="conditions and values")
    parser.add_argument("--seed", type=int, default=1, help="of records and expressions")
    parser.add_argument("--accuracy", action="store_true", help="measure quantiles and distinct counts instead")
    arguments = parser.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if arguments.accuracy:
            failures = accuracy.measure(arguments.program, folder, arguments.seed)
        else:
            failures = compare_expressions(arguments, folder) + compare_questions(arguments, folder)
    for failure in failures[:SHOWN]:
        print(failure)
    print(f"{len(failures)} failures in {time.monotonic() - start:.0f} s")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
