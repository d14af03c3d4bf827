"""The programs that do the same work, and how each is asked for it."""
import json
import sys
from dataclasses import dataclass
from typing import Callable

THREADS, PROCESSES = "logmill, threads", "logmill, processes"
PYTHON = {
    "Pool.imap_unordered": "pool_imap_unordered.py",
    "ProcessPoolExecutor": "process_pool.py",
    "ThreadPoolExecutor": "thread_pool.py",
    "threads and queue.Queue": "threads_queue.py",
}
# How much Python there is for a line.
STYLES = {"Python": [], "tuned Python": ["--tuned"]}


@dataclass
class Variant:
    """A program with a number of workers."""

    program: str
    # Of a program in Python: how it is written.
    style: str | None
    workers: int
    command: list
    # Takes the totals, and the actors if it has any, from the output.
    answer: Callable[[str], tuple]
    runs: int = 99
    own_seconds: None = None

    @property
    def name(self):
        return f"{self.program}, {counted(self.workers)}"


def counted(workers):
    return "1 worker" if workers == 1 else f"{workers} workers"


def every(logmill, workers, files, benches):
    """All variants, one number of workers after the other."""
    files = [str(file) for file in files]
    job = benches.parent / "examples" / "book.toml"

    def ours(program, number, *more):
        # All rows, so that every count is compared.
        command = [logmill, "run", "--quiet", "--config", str(job), "--to", "json", "--set", "reducers[0].top=0"]
        return Variant(program, None, number, [*command, *more, *files], from_report)

    variants = []
    for number in workers:
        # A gzip file is inflated by its reader, so a worker is a reader and a parser.
        variants.append(ours(THREADS, number, "--parsers", str(number), "--set", f"pipeline.readers={number}"))
        variants.append(ours(PROCESSES, number, "--executor", "processes", "--workers", str(number)))
        for style, flags in STYLES.items():
            for program, script in PYTHON.items():
                command = [sys.executable, "-B", str(benches / "python" / script), "--workers", str(number), *flags, *files]
                variants.append(Variant(f"{style}, {program}", style, number, command, from_python))
    return variants


def from_report(text):
    report = json.loads(text)
    pages, book = report["filters"]
    totals = {
        "lines": report["input"]["lines"],
        "parsed": report["input"]["parsed"],
        "pages": pages["kept"],
        "book": book["kept"],
        "rows": report["tables"]["book_pages"]["rows"],
    }
    return totals, report["actors"]


def from_python(text):
    return json.loads(text), []
