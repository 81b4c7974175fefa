"""What is compared with what: the goals, and the ratios below which something has gone wrong."""

from bench.wanted import WANTED

CHANCERY, FIRST, KNOWN = "Chancery", "Chancery, first time", "Chancery, 304"
PREBUILT, RAW, DRF = "prebuilt bytes", "raw sqlite3 + orjson", "plain DRF"
# Requests per second by request, number of connections and contender.
Measured = dict[tuple[str, int, str], float]
# What is measured, of which request, who against whom, and at least how many times as fast. For size M.
GOALS = (
    ("list, first time", "list", FIRST, RAW, 1.5),
    ("list, first time", "list", FIRST, DRF, 30),
    ("detail, first time", "detail", FIRST, RAW, 0.85),
    ("detail, first time", "detail", FIRST, DRF, 33),
    ("HTML page, first time", "page", FIRST, RAW, 0.4),
    ("HTML page, first time", "page", FIRST, DRF, 20),
    *((f"{wanted.name}, repeat", wanted.name, CHANCERY, PREBUILT, 0.85) for wanted in WANTED),
    *((f"{wanted.name}, 304", wanted.name, KNOWN, PREBUILT, 1) for wanted in WANTED),
)
# Work besides requests: in words, the unit, its name in `bench.work`, against whom, and the goal: so many "times" as
# good as the other's figure, or "at least" or "at most" so much.
WORK_GOALS = (
    ("import with validation, as drafts", "rows/s", "imported", "django-import-export", "times", 8),
    ("publish in batch, 5 claims each", "entries/s", "published", "", "at least", 1_500),
    ("whole set as NDJSON", "entries/s", "whole set", "raw rows + orjson", "times", 2),
    ("search, SQL", "ms", "searched", "", "at most", 5),
    ("search, SQL", "ms", "searched", "LIKE", "times", 50),
    ("memory of a process after the four requests", "MB", "remembered", "", "at most", 150),
)
# How much longer than at size S an answer may take for the first time, at any size.
GROWTH = (("list", 1.3), ("detail", 1.3), ("page", 1.3))
# The same for every change, at size S: about half of what was reached when these were written, so that a busy machine
# does not fail and a query more for each row does.
FLOORS = (
    ("list", FIRST, DRF, 7),
    ("detail", FIRST, DRF, 4),
    ("page", FIRST, DRF, 0.2),
    ("search", FIRST, DRF, 0.45),
    *((wanted.name, CHANCERY, PREBUILT, 0.35) for wanted in WANTED),
    # Whether keeping is worth it. Low, since whatever is made faster the first time brings the two nearer.
    ("list", CHANCERY, FIRST, 2.5),
    ("detail", CHANCERY, FIRST, 1.3),
    ("search", CHANCERY, FIRST, 2.5),
    ("page", CHANCERY, FIRST, 2.5),
)


def worse(measured: Measured) -> list[str]:
    """Return the ratios that are below their floors, in words; print all of them."""
    found = []
    for request, who, other, floor in FLOORS:
        reached = measured[request, 1, who] / measured[request, 1, other]
        said = f"{request}: {who} is {reached:.2f} × {other}, at least {floor} × is asked for"
        print(said, flush=True)
        if reached < floor:
            found.append(said)
    return found
