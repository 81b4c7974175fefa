"""gzip for whoever accepts it: chosen before an answer is made, since the ETag names the encoding."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.http import HttpRequest, HttpResponseBase

from publication.serving.formats import quality_of

# Smaller bodies would hardly get smaller.
LEAST = 400
LEVEL = 6


def encoding_of(request: HttpRequest) -> str:
    """Return 'gzip' or 'identity', whichever a request prefers."""
    return preferred_encoding(request.headers.get("Accept-Encoding", ""))


@lru_cache(maxsize=256)
def preferred_encoding(accepted: str) -> str:
    """Return 'gzip' or 'identity', by Accept-Encoding (RFC 9110, 12.5.3)."""
    weights = {}
    for part in accepted[:1000].lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weights[name] = next((quality_of(text[2:]) for text in parameters if text.startswith("q=")), 1.0)
    return "gzip" if weights.get("gzip", weights.get("*", 0)) > 0 else "identity"


def compress(request: HttpRequest, response: HttpResponseBase) -> None:
    """Compress an answer in place, if that was chosen and is worth it. The same bytes always give the same bytes."""
    if encoding_of(request) != "gzip" or response.has_header("Content-Encoding"):
        return
    if response.streaming:
        response.streaming_content = _compressed(response.streaming_content)
    elif len(response.content) < LEAST:
        return
    else:
        response.content = gzip.compress(response.content, LEVEL, mtime=0)
        response["Content-Length"] = str(len(response.content))
    response["Content-Encoding"] = "gzip"


def _compressed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """A stream, each chunk of which reaches the reader without waiting for the next."""
    squeezer = zlib.compressobj(LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    for chunk in chunks:
        yield squeezer.compress(chunk) + squeezer.flush(zlib.Z_SYNC_FLUSH)
    yield squeezer.flush()
