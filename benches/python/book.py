"""The analysis of examples/book.toml for one log, and what the programs beside this file have in common.

Every line is checked with one compiled expression, a batch of lines at a time, and each distinct path is judged once:
of the ways that were tried (line by line, splitting in the place of the expression, one search over the whole
text, judging every line's path) this one takes the least time and memory.
"""
import argparse
import gzip
import io
import json
import os
import re
from collections import Counter
from dataclasses import dataclass, field

# A buffer of its own, as a GzipFile makes lines slowly; and text taken at a time.
BUFFER_BYTES = 1 << 17
BATCH_BYTES = 1 << 18
# A line in `combined`, with the path of its request if that has one: what stands before query and fragment.
LINE = re.compile(
    rb'\S+ \S+ [^\[]+ \[\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] '
    rb'"(?:[A-Z]+ ([^ "?#\\]*(?:\\.[^ "?#\\]*)*))?[^"\\]*(?:\\.[^"\\]*)*" \d{3} (?:\d+|-) '
)
ASSETS = (b".png", b".js", b".css")
NO_PAGES = frozenset(
    b"favicon.ico robots.txt index.php humans.txt a2test ping dompdf.php crossdomain.xml _images search.html genindex.html "
    b"searchindex.js modindex.html py-modindex.html".split()
)


@dataclass
class Totals:
    """What is known of some logs."""

    lines: int = 0
    # Requests by path, all of them; those without a path under None.
    paths: Counter = field(default_factory=Counter)

    def add(self, other):
        self.lines += other.lines
        self.paths.update(other.paths)


def analyse(path):
    """Reads one log, plain or compressed by gzip."""
    totals = Totals()
    opened = gzip.open(path) if path.endswith(".gz") else open(path, "rb", buffering=0)
    with opened as unpacked, io.BufferedReader(unpacked, BUFFER_BYTES) as log:
        while lines := log.readlines(BATCH_BYTES):
            totals.lines += len(lines)
            totals.paths.update([match[1] for match in map(LINE.match, lines) if match])
    return totals


def segments(path):
    return [name for name in path.split(b"/") if name]


def is_page(path):
    """The rules of the filter `pages`."""
    names = segments(path)
    return bool(names) and not names[-1].endswith(ASSETS) and NO_PAGES.isdisjoint(names)


def is_of_book(path):
    """The rules of the filter `book`."""
    names = segments(path)
    return len(names) >= 2 and names[0] == b"book"


def report(totals):
    """All counts as one line of JSON; the pages of the book with the most requested first, then by path."""
    pages = {path: hits for path, hits in totals.paths.items() if path and is_page(path)}
    book = [(path, hits) for path, hits in pages.items() if is_of_book(path)]
    book.sort(key=lambda row: (-row[1], row[0]))
    return json.dumps({
        "lines": totals.lines,
        "parsed": totals.paths.total(),
        "pages": sum(pages.values()),
        "book": sum(hits for _, hits in book),
        "rows": [[os.fsdecode(path), hits] for path, hits in book],
    })


def main(description, each):
    """Runs a program: `each` yields the totals of all files, in any order."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--workers", type=int, default=os.cpu_count(), metavar="N", help="default: one a core")
    parser.add_argument("files", nargs="+", metavar="FILE", help="combined logs, plain or compressed by gzip (*.gz)")
    options = parser.parse_args()
    totals = Totals()
    for some in each(options.files, options.workers):
        totals.add(some)
    print(report(totals))
