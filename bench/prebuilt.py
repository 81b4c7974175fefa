"""The upper bound: Chancery's own answers, read from files when the server starts and sent as they are."""

import os
from pathlib import Path

from bench.wanted import PAGE, WANTED

_folder = Path(os.environ["BENCH_PREBUILT"])
_answers = {
    wanted.address.partition("?")[0]: (
        "text/html; charset=utf-8" if wanted.name == PAGE else "application/json",
        (_folder / wanted.name).read_bytes(),
    )
    for wanted in WANTED
}


def application(environ, start_response):
    """Send the bytes that belong to an address."""
    kind, body = _answers[environ["PATH_INFO"]]
    start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]
