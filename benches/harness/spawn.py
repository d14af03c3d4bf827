"""Runs a command and tells what it took, as JSON in a file: seconds, CPU seconds, peak memory and exit status.

A process of its own, and one that loads next to nothing: a new program's peak memory begins at that of the process that
started it.

usage: spawn.py RESULT TIMEOUT_SECONDS COMMAND..
"""
import os
import signal
import sys
import time


def main(result, timeout, *command):
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        try:
            os.setpgid(0, 0)
            os.execvp(command[0], command)
        except OSError as error:
            sys.stderr.write(f"{command[0]}: {error}\n")
            os._exit(127)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(child, signal.SIGKILL))
    signal.alarm(int(timeout))
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    with open(result, "w", encoding="ascii") as out:
        # Linux counts ru_maxrss in KiB, macOS in bytes.
        peak = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
        out.write(f'{{"seconds": {seconds}, "cpu": {usage.ru_utime + usage.ru_stime}, "peak_mib": {peak}, "code": {code}}}')


main(*sys.argv[1:])
