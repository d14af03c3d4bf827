# Keeps responses of 10 kB and more, with pyarrow: encoding = "arrow" and columns = ["bytes"].
import struct, sys
import pyarrow as pa, pyarrow.compute as pc

for batch in pa.ipc.open_stream(sys.stdin.buffer):
    keep = pc.fill_null(pc.greater_equal(batch["bytes"], 10_000), False)
    bits = keep.buffers()[1].to_pybytes()[: (len(keep) + 7) // 8]
    sys.stdout.buffer.write(struct.pack("<I", len(bits)) + bits)
    sys.stdout.buffer.flush()
