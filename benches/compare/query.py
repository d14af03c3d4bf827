#!/usr/bin/env python3
"""Runs one SQL file on chdb or DuckDB inside this process, and prints the seconds of the query and its rows as JSON.

Loading the engine takes no part in the seconds.

usage: query.py chdb|duckdb FILE.sql LOG
"""
import importlib
import json
import sys
import time


def main(engine, file, log):
    with open(file, encoding="utf-8") as text:
        query = text.read().replace("{log}", log.replace("'", "''"))
    module = importlib.import_module(engine)
    connection = module.connect() if engine == "duckdb" else None
    start = time.perf_counter()
    if connection:
        rows = connection.execute(query).fetchall()
    else:
        rows = json.loads(module.query(query, "JSONCompact").bytes())["data"]
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "rows": [[path, int(hits)] for path, hits in rows]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
