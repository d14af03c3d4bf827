#!/usr/bin/env python3
"""The pages of the book with concurrent.futures.ThreadPoolExecutor: inflating alone runs side by side."""
from concurrent.futures import ThreadPoolExecutor, as_completed

import program


def each(analyse, files, workers):
    with ThreadPoolExecutor(workers) as pool:
        for future in as_completed([pool.submit(analyse, file) for file in files]):
            yield future.result()


if __name__ == "__main__":
    program.main(__doc__, each)
