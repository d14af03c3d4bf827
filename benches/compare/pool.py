#!/usr/bin/env python3
"""Counts the pages of a combined log with a process for each core: the program one would write in Python.

usage: pool.py LOG
"""
import os
import re
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

# Parts for each process, so that none waits long for the last one.
PARTS = 4
LINE = re.compile(
    rb'\S+ \S+ [^\[]+ \[\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] '
    rb'"[A-Z]+ ((?:[^ "?#\\]|\\.)+)[^"\\]*(?:\\.[^"\\]*)*" \d{3} (?:\d+|-)'
)
ASSETS = (b".png", b".js", b".css")
NAMES = {b"favicon.ico", b"robots.txt", b"index.php"}


def count(split):
    """Counts the lines that start in a range of bytes."""
    path, start, end = split
    hits = Counter()
    with open(path, "rb") as log:
        if start:
            log.seek(start - 1)
            log.readline()
        while log.tell() < end:
            for line in log.readlines(min(1 << 20, end - log.tell())):
                match = LINE.match(line)
                if not match:
                    continue
                page = match[1]
                if not page.endswith(ASSETS) and NAMES.isdisjoint(page.split(b"/")):
                    hits[page] += 1
    return hits


def main(path):
    size = os.path.getsize(path)
    length = size // (PARTS * os.cpu_count()) + 1
    splits = [(path, start, min(start + length, size)) for start in range(0, size, length)]
    hits = Counter()
    with ProcessPoolExecutor() as pool:
        for part in pool.map(count, splits):
            hits.update(part)
    for page, number in sorted(hits.items(), key=lambda item: (-item[1], item[0]))[:5]:
        print(number, os.fsdecode(page), sep="\t")


if __name__ == "__main__":
    main(sys.argv[1])
