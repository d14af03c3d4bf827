"""Measures quantiles against the exact sort, and distinct counts of millions of values."""

import math
import random

from program import literal, run

VALUES = 1_000_000
# As logmill promises for quantiles; for distinct counts two and a half times its standard error of 0.8 %.
QUANTILE_ERROR, DISTINCT_ERROR = 0.01, 0.02
DIFFERENT = 10_000_000
CHUNK = 100_000
SHARES = {
    "p50(request_time)": 0.5,
    "p90(request_time)": 0.9,
    "p99(request_time)": 0.99,
    "quantile(request_time, 0.999)": 0.999,
}

# Microseconds.
DISTRIBUTIONS = {
    "uniform": lambda random: random.randint(0, 10_000_000),
    "exponential": lambda random: int(random.expovariate(1 / 200_000)),
    "log-normal": lambda random: int(random.lognormvariate(11, 2)),
    "bimodal": lambda random: int(abs(random.gauss(*random.choice([(2_000, 200), (3_000_000, 400_000)])))),
    "constant": lambda random: 123_457,
}


def write_times(path, values):
    with path.open("w") as log:
        for start in range(0, len(values), CHUNK):
            lines = [
                f"time:1\tmethod:GET\turi:/\tstatus:200\treqtime:{value / 1e6:.6f}\n"
                for value in values[start : start + CHUNK]
            ]
            log.writelines(lines)


def answer(program, folder, path, measures):
    source = f'[[sources]]\nname = "values"\npath = {literal(str(path))}\nformat = "ltsv"\n'
    settings = f"group_by = []\nmeasures = [{', '.join(literal(measure) for measure in measures)}]"
    return run(program, folder, source, {"asked": settings})["asked"]["rows"][0]


def measure(program, folder, seed):
    """The measurements that are less exact than promised."""
    failures = []
    chosen = random.Random(seed)
    path = folder / "values.log"
    for name, draw in DISTRIBUTIONS.items():
        values = [draw(chosen) for _ in range(VALUES)]
        write_times(path, values)
        values.sort()
        for (form, share), own in zip(SHARES.items(), answer(program, folder, path, list(SHARES))):
            failures += judged(f"{name}, {form}", own, values[math.ceil(share * VALUES) - 1], QUANTILE_ERROR)
    for different in (9_999, 10_000, 100_000, DIFFERENT):
        with path.open("w") as log:
            for start in range(0, different, CHUNK):
                end = min(start + CHUNK, different)
                log.writelines(f"time:1\tmethod:GET\turi:/{number}\tstatus:200\n" for number in range(start, end))
        [own] = answer(program, folder, path, ["distinct(path)"])
        failures += judged(
            f"{different:,} different paths", own, different, 0 if different <= 10_000 else DISTINCT_ERROR
        )
    return failures


def judged(name, own, exact, most):
    error = abs(own - exact) / exact if exact else float(own != exact)
    print(f"{name}: {own}, exactly {exact}: {error:.3%}")
    return [] if error <= most else [f"{name}: {own} is not within {most:.0%} of {exact}"]
