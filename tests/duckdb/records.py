"""Hostile records: written as logs of three formats, and read back from `logmill parse` into DuckDB."""

import datetime
import json
import random
import subprocess

# Every record has a number: in the column request_id, or in the tail of a line that has no such field.
NUMBER = "coalesce(request_id, extra.n)::bigint"

TEXTS = [
    "host",
    "ident",
    "user",
    "method",
    "path",
    "query",
    "protocol",
    "referer",
    "user_agent",
    "vhost",
    "status_class",
]
TEXTS += ["extension", "first_segment"]
NUMBERS = {
    "status": "USMALLINT",
    "bytes": "UBIGINT",
    "request_bytes": "UBIGINT",
    "port": "USMALLINT",
    "hour": "UTINYINT",
}
DURATIONS = {"request_time": "UBIGINT", "upstream_time": "UBIGINT"}
TIMES = {"time": "TIMESTAMPTZ", "day": "DATE"}
FORMATS = ["combined", "logfmt", "json"]

ALPHABET = list("aAbBzZ019 -._~%_*+?$^|()[]{}<>#&='\"\\/,;:!@`") + ["é", "É", "ñ", "Ж", "ж", "日", "本", "😀", "\t"]
SEGMENTS = [
    "api",
    "API",
    "v1",
    "v2",
    "users",
    "a'b",
    "100%",
    "x_y",
    "é",
    "日本",
    "img.PNG",
    "a.b.c",
    "//",
    "001",
    "42",
    "-7",
    "1.5",
]
SEGMENTS += [
    "1e3",
    "true",
    "f",
    "tru",
    "9223372036854775807",
    "9223372036854775808",
    ".htaccess",
    "ÉTÉ",
    "a b",
    "\\",
    "0x1F",
    " 7 ",
]
HOSTS = [
    "127.0.0.1",
    "::1",
    "2001:db8::ff00:42:8329",
    "10.1.2.3",
    "203.0.113.9",
    "example.com",
    "EXAMPLE.com",
    "xn--caf-dma.fr",
]
AGENTS = [
    "",
    "curl/8.5.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "a_b%c",
    "GoogleBot/2.1",
    "ÉÉ",
]
SIZES = [0, 1, 2, 7, 512, 1023, 1024, 65535, 2**31, 2**32 + 1, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1]
ZONES = [0, 60, -480, 330, 345, 840, -720]
MOMENTS = [  # Beginnings and ends of days, weeks, months, years and summer times, in Europe too.
    "1969-12-31T23:59:59",
    "1970-01-01T00:00:00",
    "2000-02-29T12:00:00",
    "2024-02-29T23:59:59",
    "2025-12-29T00:00:00",
    "2026-01-01T00:00:00",
    "2026-01-31T14:20:05",
    "2026-03-29T00:59:59",
    "2026-03-29T01:00:00",
    "2026-10-25T00:30:00",
    "2026-10-25T01:30:00",
    "2026-12-31T23:00:00",
    "2027-01-03T23:59:59",
    "2099-06-15T06:07:08",
]


def text(random, most=8):
    return "".join(random.choice(ALPHABET) for _ in range(random.randint(0, most)))


def path(random):
    segments = [random.choice(SEGMENTS) if random.random() < 0.8 else text(random) for _ in range(random.randint(0, 4))]
    if random.random() < 0.01:
        segments += ["long" * 500]
    return "/" + "/".join(segments).replace("?", "").replace("#", "")


def moment(random):
    start = datetime.datetime.fromisoformat(random.choice(MOMENTS)).replace(tzinfo=datetime.timezone.utc)
    start += datetime.timedelta(seconds=random.choice([0, 0, 1, -1, random.randint(-90000, 90000)]))
    return start.astimezone(datetime.timezone(datetime.timedelta(minutes=random.choice(ZONES))))


def record(random):
    """A record by the keys that JSON and logfmt have in common; each may be absent."""
    fields = {
        "method": random.choice(["GET", "GET", "POST", "PUT", "HEAD", "DELETE"]),
        "path": path(random),
        "query": random.choice(["a=1&b=2", "q=%C3%A9", "a=b=c&&", "x", "utm_source=É"]),
        "protocol": random.choice(["HTTP/1.0", "HTTP/1.1", "HTTP/2.0"]),
        "status": random.choice([200, 200, 301, 304, 404, 404, 500, 503, random.randint(0, 999)]),
        "body_bytes_sent": random.choice(SIZES + [random.randint(0, 100_000)] * 10),
        "request_length": random.choice(SIZES + [random.randint(0, 5_000)] * 10),
        "remote_addr": random.choice(HOSTS),
        "remote_user": random.choice(["alice", "Alice", "bob", "o'neil", "7", "ж", text(random)]),
        "referer": random.choice(["https://www.Example.com/a?b", "/x", "\\", text(random, 20)]),
        "user_agent": random.choice(AGENTS + [text(random, 20)]),
        "vhost": random.choice(["example.com", "a.example.com", "B.example.org"]),
        "port": random.choice([80, 443, 8080, 65535]),
        "request_time": random.choice([0, 0.000001, 0.25, 1, 1.5, 59.999999, round(random.expovariate(2), 6)]),
        "upstream_response_time": random.choice([0, 0.003, 2, round(random.expovariate(5), 6)]),
    }
    kept = ("method", "path", "status")
    return {key: value for key, value in fields.items() if key in kept or random.random() < 0.8}


def combined(fields, time, number):
    def quoted(key):
        return fields[key].replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") if key in fields else "-"

    target = quoted("path").replace(" ", "%20") + ("?" + fields["query"] if "query" in fields else "")
    user = quoted("remote_user").replace(" ", "") or "-"
    request = f"{fields['method']} {target} {fields.get('protocol', 'HTTP/1.1')}"
    answer = f"{fields['status']:03} {fields.get('body_bytes_sent', '-')}"
    return (
        f"{fields.get('remote_addr', '-')} - {user} [{time:%d/%b/%Y:%H:%M:%S %z}] \"{request}\" {answer} "
        f"\"{quoted('referer')}\" \"{quoted('user_agent')}\" n={number}"
    )


def line(random, number):
    """A format, and a line of it."""
    fields, time, format = record(random), moment(random), FORMATS[number % 3]
    if format == "combined":
        return format, combined(fields, time, number)
    fields["status"] = f"{fields['status']:03}"
    time = time.replace(microsecond=random.choice([0, 0, 1, 500_000, 999_999, random.randint(0, 999_999)]))
    fields |= {"time_iso8601": time.isoformat(), "request_id": str(number)}
    if format == "json":
        return format, json.dumps(fields, ensure_ascii=random.random() < 0.5)
    return format, " ".join(f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in fields.items())


def write(folder, seed, count):
    """Writes logs of `count` records, and returns their paths by format."""
    chosen = random.Random(seed)
    paths = {format: folder / f"{format}.{count}.log" for format in FORMATS}
    lines = {format: [] for format in FORMATS}
    for number in range(count):
        format, written = line(chosen, number)
        lines[format].append(written)
    for format, path in paths.items():
        path.write_text("\n".join(lines[format]) + "\n", encoding="utf-8")
    return paths


def sources(paths):
    """The sources of a job."""
    return "".join(
        f'[[sources]]\nname = "{name}"\npath = "{path}"\nformat = "{name}"\n' for name, path in paths.items()
    )


def load(connection, program, paths, table):
    """Fills a table of DuckDB with what `logmill parse` writes; returns the number of records."""
    columns = {"line": "BIGINT", "class": "VARCHAR", "request_id": "VARCHAR", "extra": "VARCHAR"}
    columns |= {name: "VARCHAR" for name in TEXTS} | NUMBERS | DURATIONS | TIMES
    parts = []
    for format, path in paths.items():
        own = path.with_suffix(".jsonl")
        wanted = ",".join(name for name in columns if name not in ("line", "class"))
        command = [program, "parse", "--quiet", "--format", format, "--columns", wanted, "-o", own, path]
        subprocess.run(command, check=True)
        parts.append(str(own))
    types = ", ".join(f"'{name}': '{type}'" for name, type in columns.items())
    number = "coalesce(request_id, regexp_extract(extra, 'n=(\\d+)', 1))::BIGINT AS n"
    read = f"SELECT {number}, * FROM read_json({parts}, format = 'newline_delimited', columns = {{{types}}})"
    connection.execute(f"CREATE TABLE {table} AS {read}")
    strays = connection.execute(f"SELECT * FROM {table} WHERE class <> 'record'").fetchall()
    assert not strays, f"{len(strays)} lines are not records: {strays[:3]}"
    return connection.execute(f"SELECT count(DISTINCT n) FROM {table}").fetchone()[0]
