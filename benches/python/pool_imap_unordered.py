#!/usr/bin/env python3
"""The pages of the book with multiprocessing.Pool.imap_unordered."""
from multiprocessing import Pool

import book


def each(files, workers):
    with Pool(workers) as pool:
        yield from pool.imap_unordered(book.analyse, files)


if __name__ == "__main__":
    book.main(__doc__, each)
