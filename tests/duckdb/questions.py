"""Sixty questions whose tables are compared, row by row and in their order."""

from dataclasses import dataclass, field

import records
from program import Refused, literal, plain, run, same


@dataclass
class Question:
    """Keys, measures and the rest, each as logmill and as DuckDB write it; one text where both write the same."""

    keys: list = field(default_factory=list)
    measures: list = field(default_factory=lambda: [("count()", "count(*)")])
    having: object = None
    sort: object = None
    top: int = 0
    pivot: str = None
    where: object = None
    precision: float = 0.0
    keeps_empty: bool = False

    def settings(self):
        parts = [f"group_by = [{', '.join(literal(ours(key)) for key in self.keys)}]", f"top = {self.top}"]
        parts += [f"measures = [{', '.join(literal(ours(measure)) for measure in self.measures)}]"]
        parts += [f"{key} = {literal(ours(value))}" for key, value in self.rest() if value is not None]
        return "\n".join(parts)

    def rest(self):
        # An empty bin of a series of times is a row, too, unless a condition chooses the rows.
        having = self.having or (None if self.keeps_empty else "count() > 0")
        return [
            ("having", having if not self.pivot else self.having),
            ("sort", self.sort or "key"),
            ("pivot", self.pivot),
        ]

    def sql(self):
        keys, measures = [duck(key) for key in self.keys], [duck(measure) for measure in self.measures]
        where = f" WHERE {duck(self.where)}" if self.where else ""
        order = duck(self.sort) if self.sort else ", ".join(f"{index + 1} NULLS FIRST" for index in range(len(keys)))
        order = f" ORDER BY {order}" if order else ""
        limit = f" LIMIT {self.top}" if self.top else ""
        if self.pivot:
            return (
                f"WITH chosen AS (SELECT *, coalesce({self.pivot}::VARCHAR, '-') AS of FROM records{where}), wide AS "
                f"(PIVOT chosen ON of USING {measures[0]} GROUP BY {', '.join(keys)}) SELECT * FROM wide{order}"
            )
        groups = f" GROUP BY {', '.join(str(index + 1) for index in range(len(keys)))}" if keys else ""
        having = f" HAVING {duck(self.having)}" if self.having else ""
        return f"SELECT {', '.join(keys + measures)} FROM records{where}{groups}{having}{order}{limit}"


def ours(part):
    return part if isinstance(part, str) else part[0]


def duck(part):
    return part if isinstance(part, str) else part[1]


COUNT = ("count", "count(*)")
HOUR = ("time/hour", "date_trunc('hour', time)")
# As DuckDB writes what logmill has short forms for. A sum of nothing is 0.
SUM = ("sum(bytes)", "coalesce(sum(bytes), 0)")
LARGE = ("count() FILTER (WHERE bytes > '1 MiB')", "count(*) FILTER (WHERE bytes > 1048576)")
ERRORS = ("count() FILTER (WHERE status >= 500) AS errors", "count(*) FILTER (WHERE status >= 500) AS errors")
P95 = ("p95(request_time)", "quantile_disc(request_time, 0.95)")


def earliest(column, is_last=False):
    order = f"(time, {column})"
    name = "arg_max" if is_last else "arg_min"
    return f"{name}({column}, {order}) FILTER (WHERE {column} IS NOT NULL AND time IS NOT NULL)"


def most_frequent(column, n):
    """The values that occur most often and their counts; the first in order of those that occur as often."""
    pairs = f"list_transform(map_entries(histogram({column})), lambda e: struct_pack(count := -e.value::BIGINT, value := e.key))"
    return f"list_transform(list_sort({pairs})[:{n}], lambda e: [e.value::VARCHAR, (-e.count)::VARCHAR])"


QUESTIONS = [
    Question(["status"]),
    Question(["method", "status"]),
    Question(["host"], [COUNT, SUM]),
    Question(["user"], ["count(bytes)", "count(referer)"]),
    Question(["path"], top=25),
    Question(["path"], [COUNT], sort=("-count", "count(*) DESC, path"), top=40),
    Question(["path"], [COUNT], sort=("count", "count(*) DESC, path"), top=40),
    Question(["path"], [COUNT], sort=("-path", "path DESC NULLS LAST"), top=40),
    Question(["user", "vhost"], [COUNT], sort=("+count", "count(*), user NULLS FIRST, vhost NULLS FIRST")),
    Question(["extension"], [COUNT, SUM], sort=("-sum(bytes)", "coalesce(sum(bytes), 0) DESC, extension NULLS FIRST")),
    Question([], [COUNT, SUM, "min(bytes)", "max(bytes)", "avg(bytes)"]),
    Question([], ["min(time)", "max(time)", "min(day)", "max(day)", "min(path)", "max(path)"]),
    Question([], [("distinct(path)", "count(DISTINCT path)"), ("distinct(host)", "count(DISTINCT host)")]),
    Question([], ["count(DISTINCT user)", "count(DISTINCT bytes)", "count(DISTINCT day)"]),
    Question([], [("distinct(host, user)", "count(DISTINCT (host, user))")]),
    Question(["method"], ["min(request_time)", "max(request_time)", "avg(request_time)"]),
    Question(["method"], [("p50(request_time)", "quantile_disc(request_time, 0.5)"), P95], precision=0.01),
    Question(
        ["status_class"],
        [("p90(bytes)", "quantile_disc(bytes, 0.9)"), ("p99(bytes)", "quantile_disc(bytes, 0.99)")],
        precision=0.01,
    ),
    Question(["vhost"], [("quantile(request_time, 0.25)", "quantile_disc(request_time, 0.25)")], precision=0.01),
    Question(
        ["host"], [("median(bytes)", "quantile_disc(bytes, 0.5)"), ("quantile(bytes, 1)", "max(bytes)")], precision=0.01
    ),
    Question(
        ["port"], [("quantile(bytes, 0)", "min(bytes)"), ("p50(status)", "quantile_disc(status, 0.5)")], precision=0.01
    ),
    Question([HOUR], [COUNT, SUM]),
    Question(["day"], [COUNT, ERRORS]),
    Question(["hour"], [COUNT, "max(bytes)"]),
    Question([("time/5min", "pg_bin(time, 300000000)")]),
    Question([("time/15s", "pg_bin(time, 15000000)")], [COUNT, "min(status)"]),
    Question([("date_trunc('day', time)", "time::DATE")], [COUNT]),
    Question([("date_trunc('week', time)", "date_trunc('week', time)::DATE")], [COUNT, SUM]),
    Question([("date_trunc('month', time) AS month", "date_trunc('month', time)::DATE")], ["count(bytes)"]),
    Question([("date_trunc('quarter', time)", "date_trunc('quarter', time)::DATE")]),
    Question([("date_trunc('year', time)", "date_trunc('year', time)::DATE")], ["avg(bytes)"]),
    Question([("date_bin('90 minutes', time)", "pg_bin(time, 5400000000)")]),
    Question(["extract(hour FROM time)"], [COUNT]),
    Question(
        [("extract(dow FROM time)", "date_part('dow', time)"), ("extract(week FROM time)", "date_part('week', time)")]
    ),
    Question([("extract(isodow FROM day)", "date_part('isodow', day)"), "method"]),
    Question([("extract(epoch FROM time)", "epoch_us(time) / 1e6")], top=50),
    Question(["status"], [LARGE, ERRORS]),
    Question(
        ["method"], [("sum(bytes) FILTER (WHERE status = 200)", "coalesce(sum(bytes) FILTER (WHERE status = 200), 0)")]
    ),
    Question(["method"], ["avg(bytes) FILTER (WHERE user IS NULL)", "max(path) FILTER (WHERE query LIKE '%=%')"]),
    Question(
        ["vhost"],
        [
            (
                "100.0 * count() FILTER (WHERE status >= 500) / count()",
                "100.0 * count(*) FILTER (WHERE status >= 500) / count(*)",
            )
        ],
    ),
    Question(
        ["vhost"], [("max(request_time) - min(request_time)", "max(request_time)::BIGINT - min(request_time)::BIGINT")]
    ),
    Question(["host"], [("count() / 7", "count(*) // 7"), ("count() % 7", "count(*) % 7")]),
    Question(["path"], [COUNT], having=("count() > 3", "count(*) > 3")),
    Question(["host"], [COUNT, SUM], having="sum(length(path)) > 9000 AND host LIKE '%.%'"),
    Question(["user"], [COUNT], having="max(status) >= 900 OR user IS NULL"),
    Question(["method"], [ERRORS], having="errors > 100", sort=("-errors", "errors DESC")),
    Question(
        ["method"], [("share(bytes)", "coalesce(sum(bytes), 0)::DOUBLE / sum(coalesce(sum(bytes), 0)::DOUBLE) OVER ()")]
    ),
    Question(["status_class", "method"], [("share", "count(*)::DOUBLE / sum(count(*)) OVER ()")]),
    Question(["method"], [("top(status, 3)", most_frequent("status", 3))]),
    Question(["status_class"], [("top(path, 5)", most_frequent("path", 5))]),
    Question(["vhost"], [("first(path)", earliest("path")), ("last(path)", earliest("path", True))]),
    Question(["method"], [("first(bytes)", earliest("bytes")), ("last(user)", earliest("user", True))]),
    Question(["lower(method)", ("length(path) / 10", "length(path) // 10")], [COUNT]),
    Question(
        [("split_part(path, '/', 2) AS part", "split_part(path, '/', 2)")],
        [COUNT, ("sum(length(path))", "sum(length(path))")],
    ),
    Question([("coalesce(user, 'none')", "coalesce(user, 'none')")], [COUNT, "min(day)"]),
    Question(
        [
            (
                "CASE WHEN status < 400 THEN 'good' ELSE 'bad' END AS kind",
                "CASE WHEN status < 400 THEN 'good' ELSE 'bad' END",
            )
        ]
    ),
    Question([("status >= 500", "status >= 500"), ("bytes IS NULL", "bytes IS NULL")], [COUNT]),
    Question([("status / 4.0", "status / 4.0::DOUBLE")], [COUNT, ("sum(status / 4.0)", "sum(status / 4.0::DOUBLE)")]),
    Question(["status_class"], [COUNT], pivot="method"),
    Question(["vhost"], [SUM], pivot="status_class"),
    Question(["method"], [("max(bytes)", "max(bytes)")], pivot="port"),
    Question(["hour"], [COUNT], pivot="vhost"),
]


def cells(row):
    """The values of a row; lists of values and counts as texts."""
    return [[[str(part) for part in pair] for pair in cell] if isinstance(cell, list) else plain(cell) for cell in row]


def compare(program, connection, paths, folder):
    """The questions whose tables differ, with what differs. One job asks them all."""
    settings = {f"q{number}": question.settings() for number, question in enumerate(QUESTIONS, 1)}
    try:
        tables = run(program, folder, records.sources(paths), settings)
    except Refused as refused:
        return [f"the job of the questions was refused: {refused}"]
    failures = []
    for (name, written), question in zip(settings.items(), QUESTIONS):
        cursor = connection.execute(question.sql())
        names, expected = [column[0] for column in cursor.description], [cells(row) for row in cursor.fetchall()]
        found = [cells(row) for row in tables[name]["rows"]]
        if question.pivot:
            found = in_order_of(names, tables[name]["columns"], found, len(question.keys))
        difference = first_difference(found, expected, question.precision)
        if difference:
            failures.append(f"{name}: {written}\n  {question.sql()}\n  {difference}")
    return failures


def in_order_of(names, columns, rows, keys):
    """The rows of a matrix with its columns in the order of DuckDB's, and without the total."""
    places = list(range(keys)) + [columns.index(name) if name in columns else None for name in names[keys:]]
    return [[None if place is None else row[place] for place in places] for row in rows]


def first_difference(found, expected, precision):
    if len(found) != len(expected):
        return f"{len(found)} rows, DuckDB has {len(expected)}"
    for number, (own, other) in enumerate(zip(found, expected)):
        alike = len(own) == len(other) and all(
            one == two if isinstance(one, list) else same(one, two, precision) for one, two in zip(own, other)
        )
        if not alike:
            return f"row {number}: logmill {own}, DuckDB {other}"
    return None
