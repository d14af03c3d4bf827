"""The analysis as the idea has it: generic parsing, line by line, and behind it the filters and the reduction of this one question, each
a function over an iterator of records.
"""
import gzip
import re
from collections import Counter
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

import book

LINE = re.compile(
    r'(?P<host>\S+) (?P<identity>\S+) (?P<user>[^\[]+) \[(?P<time>[^\]]+)\] '
    r'"(?P<request>[^"\\]*(?:\\.[^"\\]*)*)" (?P<status>\d{3}) (?P<size>\d+|-)'
    r'(?: "(?P<referer>[^"\\]*(?:\\.[^"\\]*)*)" "(?P<agent>[^"\\]*(?:\\.[^"\\]*)*)"?)?'
)
REQUEST = re.compile(r"(?P<method>[A-Z]+) (?P<target>.+?)(?: (?P<protocol>HTTP/[\d.]+))?")


class Access(NamedTuple):
    """The fields of a line, as they stand there."""

    host: str
    identity: str
    user: str
    time: str
    request: str
    status: str
    size: str
    referer: str
    agent: str


class Details(NamedTuple):
    """A request that was understood."""

    access: Access
    time: datetime
    method: str
    path: str
    status: int
    size: int


def opened(path):
    open_text = gzip.open if path.endswith(".gz") else open
    return open_text(path, "rt", encoding="utf-8", errors="surrogateescape")


def accesses(lines, totals):
    """Lines to fields; what is no line of an access log is left out."""
    for line in lines:
        totals.lines += 1
        if match := LINE.match(line):
            yield Access(*match.groups())


def details(records, totals):
    """Fields to values; a time that is no time makes a line malformed, a request that is none does not."""
    for access in records:
        try:
            time = datetime.strptime(access.time, "%d/%b/%Y:%H:%M:%S %z")
        except ValueError:
            continue
        totals.parsed += 1
        if match := REQUEST.fullmatch(access.request):
            target = match["target"]
            # `//a/b` is a path, and not the host of an address.
            path = urlsplit(target).path if not target.startswith("//") else target.partition("?")[0]
            size = 0 if access.size == "-" else int(access.size)
            yield Details(access, time, match["method"], path, int(access.status), size)


def pages(records, totals):
    for record in records:
        if book.is_page(record.path):
            totals.pages += 1
            yield record


def analyse(path):
    """Reads one log, plain or compressed by gzip."""
    totals = book.Totals()
    with opened(path) as log:
        records = pages(details(accesses(log, totals), totals), totals)
        totals.book = Counter(record.path for record in records if book.is_of_book(record.path))
    return totals
