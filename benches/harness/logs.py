"""The logs that all programs read, plain and compressed. Made once for each size, and kept."""
import shutil
import subprocess
import sys
from pathlib import Path

SHARED = Path("../shared")
LEVEL = 6
# Malformed lines in a million.
BAD = 1000
PACK = """
import gzip, shutil, sys
with open(sys.argv[1], "rb") as log, gzip.open(sys.stdout.buffer, "wb", int(sys.argv[2])) as out:
    shutil.copyfileobj(log, out, 1 << 20)
"""


def build(target):
    """Builds logmill and tells where it is."""
    subprocess.run(["cargo", "build", "--release", "--locked", "--bin", "logmill"], check=True)
    return str((target / "release" / "logmill").resolve())


def plain(folder, lines, program):
    """A combined log: like a sample of a real one when that is beside the repository, else from `logmill generate`."""
    folder.mkdir(parents=True, exist_ok=True)
    maker, sample = SHARED / "tools" / "make_access_log", SHARED / "data" / "apache_combined_10k.log"
    real = maker.exists() and sample.exists()
    log = folder.resolve() / f"{'sampled' if real else 'generated'}_{lines}.log"
    if real:
        command = [sys.executable, str(maker), "--sample", str(sample), "--lines", str(lines)]
    else:
        command = [program, "generate", "--lines", str(lines)]
    return made(log, command)


def generated(folder, lines, seed, program, is_packed):
    """A log from `logmill generate`, with some malformed lines, compressed or not; only that one is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"{seed:02}.log"
    if not is_packed or not packed_name(log, LEVEL).exists():
        made(log, [program, "generate", "--lines", str(lines), "--seed", str(seed), "--bad", str(BAD)])
    if not is_packed:
        return log
    packed(log, LEVEL)
    log.unlink(missing_ok=True)
    return packed_name(log, LEVEL)


def packed_name(log, level):
    return log.with_name(f"{log.name}.{level}.gz")


def packed(log, level):
    """The log compressed by gzip, or by Python where that is not installed."""
    if shutil.which("gzip"):
        command = ["gzip", f"-{level}", "-c", str(log)]
    else:
        command = [sys.executable, "-c", PACK, str(log), str(level)]
    return made(packed_name(log, level), command)


def made(path, command):
    """The file that a command writes; an interrupted command leaves none."""
    if not path.exists():
        print(f"making {path.name}", file=sys.stderr)
        part = path.with_name(f"{path.name}.part")
        with open(part, "wb") as out:
            subprocess.run(command, stdout=out, check=True)
        part.rename(path)
    return path


def warm(paths):
    """Reads the files, so that they are in the page cache."""
    with open("/dev/null", "wb") as nowhere:
        for path in paths:
            with open(path, "rb") as file:
                shutil.copyfileobj(file, nowhere, 1 << 20)
