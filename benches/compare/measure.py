"""One run of a program: wall-clock time, CPU time and peak memory, and what it answered."""
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

# Without what Python loads for comfort, so that it is small.
SPAWN = [sys.executable, "-I", "-S", str(Path(__file__).with_name("spawn.py"))]


@dataclass
class Run:
    """What a run took. `answer` is a list of (path, hits), empty for a tool that gives none."""

    seconds: float
    cpu: float
    peak_mib: float
    answer: list


def run(tool, timeout):
    """Runs a tool once; ends this program with the tool's own words when the tool fails."""
    text, words, result = spawn(tool.command, timeout, keep=tool.answer or tool.own_seconds)
    if result["code"] != 0:
        sys.exit(f"{tool.name} ended with {result['code']} after {result['seconds']:.1f} s: {words[-2000:]}")
    seconds = tool.own_seconds(text) if tool.own_seconds else result["seconds"]
    return Run(seconds, result["cpu"], result["peak_mib"], tool.answer(text) if tool.answer else [])


def spawn(command, timeout, keep):
    """Runs a command; returns its standard output if that is to be kept, its standard error and what it took."""
    with tempfile.TemporaryDirectory() as folder:
        out, err, result = (Path(folder) / name for name in ("out", "err", "result"))
        with open(out if keep else os.devnull, "wb") as stdout, open(err, "wb") as stderr:
            arguments = [*SPAWN, str(result), str(timeout), *command]
            subprocess.run(arguments, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, check=True)
        text = out.read_bytes().decode("utf-8", "surrogateescape") if keep else ""
        return text, err.read_text("utf-8", "replace").strip(), json.loads(result.read_text())


def least_peak():
    """The peak memory of a program that needs none, in MiB."""
    return spawn(["true"], 10, keep=False)[2]["peak_mib"]
