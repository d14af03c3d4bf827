"""Runs logmill, and shows values as they are compared."""

import datetime
import json
import re
import subprocess

import records

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


class Refused(Exception):
    """A job that logmill did not run, with what it said."""


def literal(text):
    """A text of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def run(program, folder, sources, settings, zone="UTC"):
    """The tables of a job, by the names of its reducers: `settings` has those of each."""
    reducers = "".join(f'[[reducers]]\nname = "{name}"\n{own}\n' for name, own in settings.items())
    job = f'timezone = "{zone}"\n{sources}\n{reducers}\n[report]\noutput = "json"\n'
    path = folder / "job.toml"
    path.write_text(job, encoding="utf-8")
    done = subprocess.run([program, "run", "--quiet", "-c", path], capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        raise Refused(done.stderr.strip())
    return json.loads(done.stdout)["tables"]


def per_record(program, paths, folder, measures, zone):
    """The value of each measure of each record, by the record's number."""
    settings = f"group_by = [{literal(records.NUMBER + ' AS n')}]\nsort = \"key\"\ntop = 0\n"
    named = [literal(f"{measure} AS c{index}") for index, measure in enumerate(measures)]
    settings += f"measures = [{', '.join(named)}]"
    table = run(program, folder, records.sources(paths), {"compared": settings}, zone)["compared"]
    return {row[0]: row[1:] for row in table["rows"]}


def plain(value):
    """A value of DuckDB as logmill writes it."""
    if isinstance(value, datetime.datetime):
        utc = value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
        return utc.isoformat() + "Z"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def same(one, two, precision=0.0):
    """Whether two values are the same; fractions may differ by a few last bits, or by that much of their size."""
    if isinstance(one, bool) or isinstance(two, bool) or one is None or two is None or isinstance(one, str):
        return type(one) is type(two) and normal(one) == normal(two)
    if isinstance(one, int) and isinstance(two, int):
        return one == two or abs(one - two) <= precision * abs(two)
    return one == two or abs(one - two) <= max(precision, 1e-12) * max(abs(one), abs(two))


def normal(value):
    """A time as what it is: it can be written with the clock of any zone."""
    if isinstance(value, str) and TIME.fullmatch(value):
        return datetime.datetime.fromisoformat(value).astimezone(datetime.timezone.utc)
    return value
