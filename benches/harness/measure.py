"""One run of a program: wall-clock time, CPU time and peak memory, and what it answered."""
import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from memory import PERIOD_SECONDS, Watch

# Without what Python loads for comfort, so that it is small.
SPAWN = [sys.executable, "-I", "-S", str(Path(__file__).with_name("spawn.py"))]


@dataclass
class Run:
    """What a run took, and what the tool's `answer` took from its output: None for a tool without one."""

    seconds: float
    cpu: float
    # Of the largest process; with `whole_tree`, of all processes together.
    peak_mib: float
    answer: Any


def in_turns(tools, rounds, timeout, whole_tree=False):
    """The runs of each tool by its name: one a round, so that a busy moment of the machine hits all of them alike.

    A tool has `name`, `command`, `runs` (at most so many), `answer` and `own_seconds` (functions of its output, or None).
    """
    results = {tool.name: [] for tool in tools}
    for number in range(rounds):
        for tool in tools:
            if number < min(tool.runs, rounds):
                progress(f"round {number + 1} of {rounds}: {tool.name}")
                results[tool.name].append(run(tool, timeout, whole_tree))
    progress("")
    return results


def progress(text):
    if sys.stderr.isatty():
        print(f"\r{text:<64}\r", end="", file=sys.stderr, flush=True)


def median(runs, field):
    return statistics.median(getattr(run, field) for run in runs)


def run(tool, timeout, whole_tree=False):
    """Runs a tool once; ends this program with the tool's own words when the tool fails."""
    text, words, result = spawn(tool.command, timeout, tool.answer or tool.own_seconds, whole_tree)
    if result["code"] != 0:
        sys.exit(f"{tool.name} ended with {result['code']} after {result['seconds']:.1f} s: {words[-2000:]}")
    seconds = tool.own_seconds(text) if tool.own_seconds else result["seconds"]
    return Run(seconds, result["cpu"], result["peak_mib"], tool.answer(text) if tool.answer else None)


def spawn(command, timeout, keep, whole_tree=False):
    """Runs a command; returns its standard output if that is to be kept, its standard error and what it took.

    For the memory of the whole tree a thread of this program looks at it now and then. That costs a little, so it is left
    out where one process does all.
    """
    with tempfile.TemporaryDirectory() as folder:
        out, err, result = (Path(folder) / name for name in ("out", "err", "result"))
        with open(out if keep else os.devnull, "wb") as stdout, open(err, "wb") as stderr:
            arguments = [*SPAWN, str(result), str(timeout), *command]
            with subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr) as spawner:
                with Watch(spawner.pid) if whole_tree else nullcontext() as tree:
                    code = spawner.wait()
        if code != 0:
            sys.exit(f"{SPAWN[-1]} ended with {code}: {err.read_text('utf-8', 'replace')}")
        took = json.loads(result.read_text())
        if tree:
            # No less than the largest process had, whose peak the kernel tells exactly.
            took["peak_mib"] = max(took["peak_mib"], tree.peak_mib)
        text = out.read_bytes().decode("utf-8", "surrogateescape") if keep else ""
        return text, err.read_text("utf-8", "replace").strip(), took


def least_peak():
    """The peak memory of a program that needs none, in MiB."""
    return spawn(["true"], 10, keep=False)[2]["peak_mib"]
