# Keeps responses of 10 kB and more: the filter of examples/keep_large.toml.
import json, sys
from itertools import islice

for header in sys.stdin:
    lines = islice(sys.stdin, json.loads(header)["records"])
    records = json.loads("[" + ",".join(lines) + "]")
    print("".join("1" if (r["bytes"] or 0) >= 10_000 else "0" for r in records), flush=True)
