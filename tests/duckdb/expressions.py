"""Compares random conditions and values, record by record."""

import json
import random
import re
import subprocess

import records
from grammar import KINDS, Grammar
from program import Refused, per_record, plain, same

BATCH = 250
ZONES = ["UTC", "Europe/Berlin"]
# A refusal is right where a literal is no value of its column or type. More of them would mean that little is compared.
MOST_REFUSED = 0.1
NAMED = re.compile(r"reducers\[0\]\.measures\[([0-9]+)\]")
RIGHT = re.compile("is not a value of|never holds|write true or false|a duration has a unit|write it in digits")
# Conditions that `parse --where` is asked, too: each is a run of its own.
ALONE = 40


class Comparison:
    """Cases of one run, and what became of them."""

    def __init__(self, program, connection, paths, folder):
        self.program, self.connection, self.paths, self.folder = program, connection, paths, folder
        self.compared, self.alone_left, self.refused, self.failures = 0, ALONE, [], []

    def asked(self, cases, zone):
        """The cases that logmill accepts, with its values by the record's number. What it refuses is left out."""
        if not cases:
            return []
        try:
            rows = per_record(self.program, self.paths, self.folder, [measure_of(case) for case in cases], zone)
            return [(case, {number: row[index] for number, row in rows.items()}) for index, case in enumerate(cases)]
        except Refused as refused:
            lines = str(refused).splitlines()
            named = {int(found[1]): line for line in lines if (found := NAMED.search(line))}
            if named:
                for index, line in named.items():
                    self.refused += [(cases[index], line)]
                    self.failures += [] if RIGHT.search(line) else [(cases[index], zone, line)]
                return self.asked([case for index, case in enumerate(cases) if index not in named], zone)
            if len(cases) == 1:
                self.failures.append((cases[0], zone, f"logmill: {refused}"))
                return []
            half = len(cases) // 2
            return self.asked(cases[:half], zone) + self.asked(cases[half:], zone)

    def expected(self, cases, zone):
        """What DuckDB answers: per case, the values by the record's number, or the error."""
        self.connection.execute(f"SET TimeZone = '{zone}'")
        try:
            columns = ", ".join(case.duck for case in cases)
            rows = self.connection.execute(f"SELECT n, {columns} FROM records").fetchall()
            return [{row[0]: plain(row[index + 1]) for row in rows} for index in range(len(cases))]
        except Exception as error:
            if len(cases) == 1:
                return [error]
            half = len(cases) // 2
            return self.expected(cases[:half], zone) + self.expected(cases[half:], zone)

    def batch(self, cases, zone):
        answered = self.asked(cases, zone)
        expected = self.expected([case for case, _ in answered], zone) if answered else []
        for (case, found), values in zip(answered, expected):
            self.compared += 1
            if isinstance(values, Exception):
                self.failures.append((case, zone, f"DuckDB: {values}"))
                continue
            # A condition was counted: null is not true.
            is_condition = case.kind == "boolean"
            pairs = [
                (number, found[number], int(value is True) if is_condition else value)
                for number, value in values.items()
            ]
            differing = [(number, own, other) for number, own, other in pairs if not same(own, other)]
            if differing:
                self.failures.append((case, zone, differing))
            if is_condition and zone == "UTC" and self.alone_left > 0:
                self.alone_left -= 1
                self.alone(case)

    def alone(self, case):
        """Whether `parse --where` selects the same records of a file as DuckDB, in the zone UTC."""
        [(format, path)] = [(format, path) for format, path in self.paths.items() if format == "json"]
        command = [
            self.program,
            "parse",
            "--quiet",
            "--format",
            format,
            "--columns",
            "request_id",
            f"--where={case.ours}",
            path,
        ]
        found = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout
        own = [int(json.loads(line)["request_id"]) for line in found.splitlines()]
        query = f"SELECT n FROM utc WHERE n % 3 = 2 AND ({case.duck}) ORDER BY n"
        other = [row[0] for row in self.connection.execute(query).fetchall()]
        if own != other:
            self.failures.append((case, "UTC, parse --where", f"logmill {own}, DuckDB {other}"))


def measure_of(case):
    return f"count() FILTER (WHERE {case.ours})" if case.kind == "boolean" else f"min({case.ours})"


def cases_of(seed, count, values):
    """The cases of a seed: four conditions to each value of another kind."""
    chosen = random.Random(seed)
    grammar = Grammar(chosen, values)
    for index in range(count):
        kind = chosen.choice(KINDS[1:]) if index % 5 == 4 else "boolean"
        yield grammar.any(kind, chosen.choice([1, 2, 2, 3]))


def shown(connection, failure):
    """A failure in full: both notations, and the first records on which they differ."""
    case, zone, found = failure
    lines = [f"{case.kind} in {zone}", f"  logmill: {case.ours}", f"  DuckDB:  {case.duck}"]
    if isinstance(found, str):
        return "\n".join(lines + [f"  {found}"])
    for number, own, other in found[:3]:
        cursor = connection.execute("SELECT * FROM records WHERE n = ?", [number])
        names = [column[0] for column in cursor.description]
        record = {name: plain(value) for name, value in zip(names, cursor.fetchone()) if value is not None}
        lines.append(f"  record {number}: logmill {own!r}, DuckDB {other!r}\n    {record}")
    return "\n".join(lines + [f"  {len(found)} records differ"])


def compare(program, connection, paths, folder, seed, count):
    """Runs the comparison; returns it with its failures."""
    connection.execute("SET TimeZone = 'UTC'")
    comparison = Comparison(program, connection, paths, folder)
    cases = list(cases_of(seed, count, sample(connection)))
    local = "SELECT * REPLACE (time::DATE AS day, date_part('hour', time) AS hour) FROM utc"
    for start in range(0, count, BATCH):
        zone = ZONES[start // BATCH % len(ZONES)]
        connection.execute(f"SET TimeZone = '{zone}'")
        connection.execute(f"CREATE OR REPLACE TABLE records AS {local}")
        comparison.batch(cases[start : start + BATCH], zone)
    return comparison


def sample(connection):
    """Some texts that the columns hold."""
    query = "SELECT DISTINCT unnest([host, method, path, user_agent]) AS t FROM utc ORDER BY t"
    texts = [row[0] for row in connection.execute(query).fetchall()]
    return [text for text in texts if text is not None and len(text) < 40][::7]
