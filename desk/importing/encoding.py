"""Which encoding a text file is in, said in words, so that nobody has to guess what was taken."""

import codecs
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

# Where the first look ends; the whole file is read strictly later.
SAMPLE = 1 << 16
NAMES = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 (little-endian)",
    "utf-16-be": "UTF-16 (big-endian)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1252": "Windows-1252 (Western)",
}


@dataclass(frozen=True)
class Encoding:
    """A codec, and a sentence that says why it was taken."""

    codec: str
    said: str


def recognise(path: Path) -> Encoding:
    """Return the encoding of a file: its mark, else UTF-8 if all of it is that, else the likeliest of three."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
        if head.startswith(codecs.BOM_UTF8):
            return Encoding("utf-8-sig", "Read as UTF-8, as its first bytes say.")
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return Encoding("utf-16", "Read as UTF-16, as its first bytes say.")
        wide = _without_mark(head)
        if wide:
            return Encoding(wide, f"Read as {NAMES[wide]}: every other byte is empty. Check that letters look right.")
        file.seek(0)
        bad = _first_not_utf8(file)
    if bad is None:
        return Encoding("utf-8-sig", "Read as UTF-8.")
    at, around = bad
    codec = "cp1251" if _is_cyrillic(around) else "cp1252"
    return Encoding(
        codec, f"Byte {at} is not UTF-8, so the file was read as {NAMES[codec]}. Check that letters look right."
    )


def _without_mark(head: bytes) -> str:
    """UTF-16 of mostly Latin text that does not say so: one of two bytes is nearly always empty."""
    half = len(head) // 2
    if half < 4:
        return ""
    even, odd = head[0 : half * 2 : 2].count(0), head[1 : half * 2 : 2].count(0)
    if odd > half * 0.4 and even < half * 0.02:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.02:
        return "utf-16-be"
    return ""


def _first_not_utf8(file) -> tuple[int, bytes] | None:
    decoder, at = codecs.getincrementaldecoder("utf-8")(), 0
    while True:
        some = file.read(SAMPLE)
        held = decoder.getstate()[0]
        try:
            decoder.decode(some, final=not some)
        except UnicodeDecodeError as error:
            return at - len(held) + error.start, held + some
        if not some:
            return None
        at += len(some)


def _is_cyrillic(some: bytes) -> bool:
    """Words of Windows-1251 are runs of high bytes; accents of Windows-1252 stand alone among Latin letters."""
    high = [byte for byte in some if byte >= 0x80]
    pairs = sum(1 for one, two in pairwise(some) if one >= 0xC0 and two >= 0xC0)
    return pairs > len(high) * 0.4
