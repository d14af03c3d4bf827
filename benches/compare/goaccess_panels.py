#!/usr/bin/env python3
"""Compares the panels of GoAccess with those of `logmill --preset goaccess`, key by key: hits, visitors and bytes.

Both read the same log in the combined format. Prints each panel with the number of its keys, and the keys that differ as hits, visitors and
bytes. The exit code is 1 if any differ for no reason in docs/GOACCESS.md. Browsers and systems, which have other names, are only listed.

usage: goaccess_panels.py LOG [--logmill PROGRAM] [--job FILE] [--shown N]
"""
import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

# GoAccess's panel, ours, and how a row of ours becomes a key of theirs.
REQUEST = lambda row: (row["target"], row["method"] or "", row["protocol"] or "")
PANELS = [
    ("visitors", "visitors", lambda row: row["day"].replace("-", "")),
    ("requests", "requests", REQUEST),
    ("static_requests", "static_requests", REQUEST),
    ("not_found", "not_found", REQUEST),
    ("hosts", "hosts", lambda row: row["host"]),
    ("visit_time", "visit_times", lambda row: f"{row['hour']:02}"),
    ("referrers", "referrers", lambda row: row["referrer"]),
    ("referring_sites", "referring_sites", lambda row: row["site"]),
    ("status_codes", "status_codes", lambda row: str(row["status"])),
    ("remote_user", "remote_users", lambda row: row["user"]),
]
# Named differently by design.
NAMED_OTHERWISE = [("os", "operating_systems", "system"), ("browsers", "browsers", "browser")]
# Ours, and the key of GoAccess's general statistics.
GENERAL = [
    ("total_requests", "valid_requests"),
    ("unique_visitors", "unique_visitors"),
    ("unique_files", "unique_files"),
    ("referrers", "unique_referrers"),
    ("unique_404", "unique_not_found"),
    ("static_files", "unique_static_files"),
    ("bandwidth", "bandwidth"),
]
MEASURES = ("hits", "visitors", "bandwidth")
# Up to here, logmill counts different values exactly.
EXACT = 10_000


def theirs(log):
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        # The panel of referrers is off by default, and panels are cut after 366 keys.
        more = ["--enable-panel=REFERRERS", "--max-items=100000000", "--no-progress"]
        command = ["goaccess", "-f", log, "--log-format=COMBINED", "-o", str(out), *more]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # Decoded texts are not always UTF-8.
        return json.loads(out.read_bytes().decode("utf-8", "replace"))


def ours(log, program, job):
    # The rows of all groups: that is the default for JSON.
    what = ["--config", job] if job else ["--preset", "goaccess"]
    command = [program, "run", "--quiet", *what, "--format", "combined", "--to", "json", log]
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return {name: [dict(zip(table["columns"], row)) for row in table["rows"]] for name, table in report["tables"].items()}


def numbers(entry):
    return tuple(entry[name]["count"] for name in ("hits", "visitors", "bytes"))


def flat(panel):
    """The entries of a panel, those of a group instead of the group."""
    for entry in panel["data"]:
        yield from entry.get("items", [entry])


def their_key(name, entry):
    if "method" in entry or "protocol" in entry:
        return entry["data"], entry.get("method", ""), entry.get("protocol", "")
    # 404 - Not Found: ..
    return entry["data"].split(" ")[0] if name == "status_codes" else entry["data"]


def is_explained(left, right):
    """Whether only visitors differ, for a reason in docs/GOACCESS.md: GoAccess loses some, and logmill estimates large numbers."""
    if not left or not right or (left[0], left[2]) != (right[0], right[2]):
        return False
    return left[1] < right[1] or is_estimate(left[1], right[1])


def is_estimate(left, right):
    """Whether a number of visitors is an estimate, and near enough: five times its standard error."""
    return right > EXACT and abs(left - right) <= 0.04 * left


def compare(name, left, right, shown):
    """Prints the keys that differ, and returns how many do without a reason that is known."""
    different = sorted((key for key in left.keys() | right.keys() if left.get(key) != right.get(key)), key=str)
    explained = sum(1 for key in different if is_explained(left.get(key), right.get(key)))
    print(f"{name}: {len(left)} keys, {len(right)} of logmill, {len(different)} differ, {explained} of them in visitors alone, as explained")
    for key in different[:shown]:
        print(f"  {key!r}: {left.get(key, 'missing')}, logmill {right.get(key, 'missing')}")
    return len(different) - explained


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log")
    parser.add_argument("--logmill", default="target/release/logmill", metavar="PROGRAM", help="the program to compare")
    parser.add_argument("--job", metavar="FILE", help="a job with the tables of the preset (default: the preset)")
    parser.add_argument("--shown", type=int, default=5, metavar="N", help="differences of a panel that are shown (default: 5)")
    options = parser.parse_args()
    panels, tables = theirs(options.log), ours(options.log, options.logmill, options.job)

    general = tables["general"][0]
    wrong = 0
    for column, key in GENERAL:
        left, right = panels["general"][key], general[column]
        if left != right:
            print(f"general: {column} {left}, logmill {right}")
        wrong += left != right and not (column == "unique_visitors" and is_estimate(left, right))
    for name, table, key in PANELS:
        if name not in panels:
            print(f"{name}: GoAccess does not show it")
            continue
        left = {their_key(name, entry): numbers(entry) for entry in flat(panels[name])}
        right = {key(row): tuple(row[measure] for measure in MEASURES) for row in tables[table]}
        # A panel without any key is left out there, and has the key null here.
        right.pop(None, None)
        wrong += compare(name, left, right, options.shown)
    for name, table, column in NAMED_OTHERWISE:
        left = {entry["data"]: numbers(entry) for entry in panels.get(name, {"data": []})["data"]}
        right = {row[column] or "Unknown": tuple(row[measure] for measure in MEASURES) for row in tables[table]}
        compare(f"{name} (other names)", left, right, options.shown)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
