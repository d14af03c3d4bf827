#!/usr/bin/env python3
"""The pages of the book with threads that take files from one queue and put totals into another."""
import queue
import threading

import program


def each(analyse, files, workers):
    waiting, done = queue.Queue(), queue.Queue()
    for file in files:
        waiting.put(file)
    for _ in range(workers):
        threading.Thread(target=work, args=(analyse, waiting, done), daemon=True).start()
    for _ in files:
        outcome = done.get()
        if isinstance(outcome, Exception):
            raise outcome
        yield outcome


def work(analyse, waiting, done):
    """Takes files until none is left."""
    while True:
        try:
            file = waiting.get_nowait()
        except queue.Empty:
            return
        try:
            done.put(analyse(file))
        except Exception as error:  # Else the main thread would wait for ever.
            done.put(error)


if __name__ == "__main__":
    program.main(__doc__, each)
