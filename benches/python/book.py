"""The rules of examples/book.toml, and the totals that come of them.

Two modules apply them: `records.py` as the idea has it, `tuned.py` with as little Python a line as can be.
"""
import json
from collections import Counter
from dataclasses import dataclass, field

ASSETS = (".png", ".js", ".css")
NO_PAGES = frozenset(
    "favicon.ico robots.txt index.php humans.txt a2test ping dompdf.php crossdomain.xml _images search.html genindex.html "
    "searchindex.js modindex.html py-modindex.html".split()
)


@dataclass
class Totals:
    """What is known of some logs."""

    lines: int = 0
    parsed: int = 0
    pages: int = 0
    book: Counter = field(default_factory=Counter)

    def add(self, other):
        self.lines += other.lines
        self.parsed += other.parsed
        self.pages += other.pages
        self.book.update(other.book)


def segments(path):
    return [name for name in path.split("/") if name]


def is_page(path):
    """The rules of the filter `pages`."""
    names = segments(path)
    return bool(names) and not names[-1].endswith(ASSETS) and NO_PAGES.isdisjoint(names)


def is_of_book(path):
    """The rules of the filter `book`."""
    names = segments(path)
    return len(names) >= 2 and names[0] == "book"


def report(totals):
    """All counts as one line of JSON; the pages of the book with the most requested first, then by path."""
    rows = sorted(totals.book.items(), key=lambda row: (-row[1], row[0]))
    return json.dumps({
        "lines": totals.lines,
        "parsed": totals.parsed,
        "pages": totals.pages,
        "book": totals.book.total(),
        "rows": rows,
    })
