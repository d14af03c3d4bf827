# Keeps responses of 10 kB and more: the filter of examples/keep_large.toml.
import json, sys

for header in sys.stdin:
    records = [json.loads(sys.stdin.readline()) for _ in range(json.loads(header)["records"])]
    print("".join("1" if (r["bytes"] or 0) >= 10_000 else "0" for r in records), flush=True)
