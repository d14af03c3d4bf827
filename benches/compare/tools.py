"""The tools, and how each is asked for the same work."""
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from typing import Callable, Optional

LOGMILL, WC = "logmill", "`wc -l`"
ALWAYS, SELDOM, ONCE = 99, 3, 1
# What GoAccess counts besides requests.
OTHER_PANELS = """VISITORS REQUESTS_STATIC NOT_FOUND HOSTS OS BROWSERS VISIT_TIMES VIRTUAL_HOSTS REFERRERS REFERRING_SITES KEYPHRASES
    STATUS_CODES REMOTE_USER CACHE_STATUS GEO_LOCATION MIME_TYPE TLS_TYPE""".split()
SHOWN = 5


@dataclass
class Tool:
    """A tool and its command for the work."""

    name: str
    installed: bool
    command: list
    # Tells the version; called for tools that are installed only.
    version: Callable[[], str]
    # Runs at most: fewer for slow tools.
    runs: int = ALWAYS
    # Takes the five paths and their hits from the output; none for a tool that does other work.
    answer: Optional[Callable[[str], list]] = None
    # Takes the seconds from the output, for a tool that is loaded into another program.
    own_seconds: Optional[Callable[[str], float]] = None
    # Whether its answer must be that of the others.
    exact: bool = True
    # What is to be known about the row.
    note: str = ""


def every(program, log, packed, here):
    """All tools, installed or not, logmill first."""
    log, packed = str(log), str(packed)
    theirs = [*databases(log, here), *analyzers(log, here), *scripts(log, here)]
    return [*ours(program, log, packed, here), *yardsticks(log, packed), *theirs]


def ours(program, log, packed, here):
    def tool(name, job, path, *more, note=""):
        command = [program, "run", "--quiet", "--config", str(here / job), "--to", "json", *more, path]
        return Tool(name, True, command, version_of(program, "--version"), answer=from_report, note=note)

    return [
        tool(LOGMILL, "job.toml", log),
        tool("logmill, 1 parser", "job.toml", log, "--parsers", "1"),
        tool("logmill, 11 columns", "columns.toml", log, note="the same work, with eleven columns of every line parsed"),
        tool("logmill, .gz", "job.toml", packed),
    ]


def yardsticks(log, packed):
    return [
        on_path(WC, ["wc", "-l", log], note="counts line ends, nothing else"),
        on_path("`gzip -dc`", ["gzip", "-dc", packed], note="inflates to nowhere, nothing else", runs=SELDOM),
    ]


def databases(log, here):
    def tool(name, module, file, note, runs=ALWAYS, exact=True):
        command = [sys.executable, str(here / "query.py"), module, str(here / file), log]
        found = importlib.util.find_spec(module) is not None
        return Tool(name, found, command, lambda: metadata.version(module), runs, from_query, query_seconds, exact, note)

    alone = "seconds of the query alone, without loading the engine into Python"
    return [
        tool(
            "ClickHouse (chdb), splitByChar",
            "chdb",
            "chdb_split.sql",
            f"{alone}; dates are not checked, and a line with an escaped quote in its request is not counted",
            exact=False,
        ),
        tool("ClickHouse (chdb), regex", "chdb", "chdb_regex.sql", alone, SELDOM),
        tool("DuckDB, regex", "duckdb", "duckdb.sql", alone, SELDOM),
    ]


def analyzers(log, here):
    pages = r"!\.(png|js|css)$ & !favicon\.ico & !robots\.txt & !index\.php"
    rhit = ["rhit", "--color", "no", "--silent-load", "--no-name-check", "--all", "--fields", "path", "--length", "0"]
    rhit += ["--path", pages, log]
    other_hits = "its table of paths, top 10; it skips lines that the others count, so its answer is not compared"
    query = (here / "angle_grinder.txt").read_text(encoding="utf-8").replace("\n", " ")
    # Its limit does not cut aggregates: it prints all groups.
    agrind = ["agrind", "--file", log, "--output", "json", query]
    goaccess = ["goaccess", log, "--log-format=COMBINED", "--no-global-config", "--no-progress", "--output=json"]
    goaccess += [f"--ignore-panel={panel}" for panel in OTHER_PANELS]
    return [
        on_path("rhit", rhit, runs=SELDOM, note=other_hits),
        on_path("angle-grinder", agrind, runs=SELDOM, answer=from_json),
        on_path("GoAccess", goaccess, runs=ONCE, note="its panel of requests alone; it has no filter by name"),
    ]


def scripts(log, here):
    return [
        on_path("mawk", ["mawk", "-f", str(here / "paths.awk"), log], runs=SELDOM, answer=from_lines, version=["-W", "version"]),
        Tool(
            "Python, ProcessPoolExecutor",
            True,
            [sys.executable, str(here / "pool.py"), log],
            lambda: sys.version.split()[0],
            SELDOM,
            from_lines,
        ),
    ]


def on_path(name, command, version=("--version",), **more):
    program = shutil.which(command[0])
    return Tool(name, program is not None, command, version_of(command[0], *version), **more)


def version_of(program, *arguments):
    """The first number with a dot in what a program says of itself."""

    def ask():
        said = subprocess.run([program, *arguments], capture_output=True, stdin=subprocess.DEVNULL, check=False)
        found = re.search(r"\d+(\.\d+)+", (said.stdout + said.stderr).decode("utf-8", "replace"))
        return found[0] if found else "unknown"

    return ask


def from_report(text):
    report = json.loads(text)
    return [(path, hits) for path, hits in report["tables"]["paths"]["rows"]]


def from_query(text):
    return [(path, hits) for path, hits in json.loads(text)["rows"]]


def query_seconds(text):
    return json.loads(text)["seconds"]


def from_json(text):
    return [(row["path"], row["hits"]) for row in json.loads(text)[:SHOWN]]


def from_lines(text):
    rows = (line.split("\t", 1) for line in text.splitlines())
    return [(path, int(hits)) for hits, path in rows]
