"""The command line of the programs beside this file."""
import argparse
import os

import book
import records
import tuned


def main(description, each):
    """Runs a program: `each` calls a function on every file, with so many workers, and yields the totals in any order."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--workers", type=int, default=os.cpu_count(), metavar="N", help="default: one a core")
    parser.add_argument("--tuned", action="store_true", help="with as little Python a line as can be")
    parser.add_argument("files", nargs="+", metavar="FILE", help="combined logs, plain or compressed by gzip (*.gz)")
    options = parser.parse_args()
    analyse = tuned.analyse if options.tuned else records.analyse
    totals = book.Totals()
    for some in each(analyse, options.files, options.workers):
        totals.add(some)
    print(book.report(totals))
