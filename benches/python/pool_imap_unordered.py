#!/usr/bin/env python3
"""The pages of the book with multiprocessing.Pool.imap_unordered."""
from multiprocessing import Pool

import program


def each(analyse, files, workers):
    with Pool(workers) as pool:
        yield from pool.imap_unordered(analyse, files)


if __name__ == "__main__":
    program.main(__doc__, each)
