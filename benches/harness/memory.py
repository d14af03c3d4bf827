"""The memory of a process and of all that it started, added up while they run."""
import os
import threading

PERIOD_SECONDS = 0.02


class Watch:
    """Samples the descendants of a process from a thread of its own, until it is left as a context.

    The figure is their proportional set size (a page that n processes share counts for 1/n in each): the sum is what
    the machine had to hold. A peak between two samples is missed. Without Linux's /proc the peak stays 0.
    """

    def __init__(self, root):
        self.peak_mib = 0.0
        self._root = root
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()

    def _sample(self):
        while not self._ended.wait(PERIOD_SECONDS):
            kib = sum(map(proportional_kib, descendants(self._root)))
            self.peak_mib = max(self.peak_mib, kib / 1024)


def descendants(root):
    """The numbers of all processes that a process started, directly or not. Those that have just ended are left out."""
    found, open_ends = [], [root]
    while open_ends:
        process = open_ends.pop()
        for thread in threads(process):
            children = read(f"/proc/{process}/task/{thread}/children").split()
            found += children
            open_ends += children
    return found


def threads(process):
    try:
        return os.listdir(f"/proc/{process}/task")
    except OSError:
        return []


def proportional_kib(process):
    for line in read(f"/proc/{process}/smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def read(path):
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
