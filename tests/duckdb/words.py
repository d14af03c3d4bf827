"""What random expressions are made of: columns, literals and patterns. Pairs are as logmill and as DuckDB write them."""

# fmt: off
TEXTS = [
    "host", "user", "method", "path", "query", "protocol", "referer", "user_agent", "vhost", "extension",
    "first_segment",
]
WHOLE = ["status", "bytes", "request_bytes", "port", "hour", "request_time", "upstream_time"]
WORDS = [
    "", "a", "A", "é", "É", "/", "api", "/API", "%", "_", "'", "o'neil", "日", "x_y", "100%", ".", "curl", "1", " ",
    "\\", "GET",
]
# In the syntax that Rust's regular expressions and RE2 share, and with one meaning in both.
PATTERNS = [
    "^/", "a", "[0-9]+", "^$", "(a|b)+$", "é", "^.{3}$", "[^/]+$", "x*y", "\\.", "(?:api|users)/v[12]", "%", "[A-Z]",
    "\\\\",
]
LIKES = [
    "%", "_", "/api/%", "%é", "%a%", "_%_", "100\\%%", "%x\\_y%", "/%/%", "", "%.png", "GET", "%o'n%", "_e%",
    "%\\\\%", "日%", "%A_c%",
]
NUMBERS = [0, 1, -1, 2, 3, 7, 10, 100, 200, 404, 500, 1024, 2**31, -(2**31), 2**53 + 1, 2**63 - 1, -(2**63 - 1)]
FLOATS = ["0.0", "0.5", "1.5", "2.5", "-2.5", "3.25", "1e6", "1e-3", "1e300", "0.1", "404.0"]
MOMENTS = [
    "1970-01-01", "2000-02-29 12:00", "2026-03-29 03:30:00", "2026-10-25 12:00:00.5", "2026-01-31T14:20:05",
    "2099-12-31",
]
SPANS = [
    "1 day", "1 month", "90 minutes", "-3 days", "1 year", "2 weeks", "250 milliseconds", "1 day 2 hours",
    "0 seconds",
]
BINS = [("5 minutes", 300), ("7 seconds", 7), ("90 minutes", 5400), ("1 hour", 3600), ("36 hours", 129600)]
UNITS = [("10 KiB", 10240), ("1.5 kB", 1500), ("1 MB", 1000000), ("2 GiB", 2**31)]
LENGTHS = [("500ms", 500_000), ("1.5 s", 1_500_000), ("1min 30s", 90_000_000), ("1 us", 1)]
TEXT_TIMES = [
    ("2026-01-31 14:20", "TIMESTAMPTZ '2026-01-31 14:20'"),
    ("25/Oct/2026:02:30:00 +0100", "TIMESTAMPTZ '2026-10-25 01:30Z'"),
    ("2026-03-29T03:00:00.5Z", "TIMESTAMPTZ '2026-03-29 03:00:00.5Z'"),
    ("2026-10-25", "TIMESTAMPTZ '2026-10-25'"),
]
PARTS = ["year", "quarter", "month", "week", "isoyear", "day", "dow", "isodow", "doy", "hour", "minute"]
