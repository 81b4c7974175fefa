"""Keyset pages: every page is one index seek, and a walk neither skips nor repeats.

A cursor carries the record's sequence number, so that all pages of a walk read the same state, and the key of
the row to go on from. It is not signed: it can only ask for what anyone may read, and it is checked in full.
"""

import base64
import binascii
import json
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from publication.reading.moment import BadParameter

MAX_LIMIT = 1000


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: after or before the row whose `field` is `value` and whose id is `key`.

    A '-' before the field marks a list that goes downwards.
    """

    seq: int
    field: str
    value: int | str
    key: int
    back: bool = False

    def text(self) -> str:
        """The cursor as it stands in an address."""
        raw = json.dumps([self.seq, self.field, self.value, self.key, int(self.back)], ensure_ascii=False)
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


@dataclass
class Page:
    """One page of rows, with the cursors of its neighbours (None: there is none)."""

    rows: list
    next: Cursor | None
    previous: Cursor | None


def read_cursor(text: str, field: str, of: type, head: int) -> Cursor:
    """Return the cursor that `text` encodes, for a list ordered by `field` with values of type `of`.

    Raises BadParameter for anything that was not made by `Cursor.text` for such a list.
    """
    wrong = BadParameter("cursor", _("this cursor was not made by this list. Begin without it, then follow 'next'."))
    if len(text) > 2000 or not text.isascii():
        raise wrong
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        seq, name, value, key, back = json.loads(raw)
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise wrong from error
    whole = all(type(number) is int and 0 <= number < 2**62 for number in (seq, key, back))
    if not whole or back > 1 or name != field or type(value) is not of or seq > head:
        raise wrong
    if (of is int and abs(value) >= 2**31) or (of is str and "\0" in value):
        raise wrong
    return Cursor(seq, name, value, key, bool(back))


def page(rows: QuerySet, field: str, key: str, seq: int, limit: int, cursor: Cursor | None, *, down: bool) -> Page:
    """Return one page of `rows` ordered by `field`, then `key`; newest or last first if `down`.

    The condition is written as a range and a filter on it, which an index seeks; an OR alone does not.
    """
    back = cursor is not None and cursor.back
    descending = down != back
    order = ("-" if descending else "") + field, ("-" if descending else "") + key
    if cursor is not None:
        sign = "lt" if descending else "gt"
        rows = rows.filter(**{f"{field}__{sign}e": cursor.value}).filter(
            Q(**{f"{field}__{sign}": cursor.value}) | Q(**{f"{key}__{sign}": cursor.key})
        )
    found = list(rows.order_by(*order)[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    if back:
        found.reverse()
    if not found:
        return Page([], None, None)

    def at(row, back: bool) -> Cursor:
        return Cursor(seq, f"-{field}" if down else field, getattr(row, field), getattr(row, key), back)

    has_next = more if not back else True
    has_previous = more if back else cursor is not None
    return Page(found, at(found[-1], False) if has_next else None, at(found[0], True) if has_previous else None)


def read_limit(text: str | None, default: int) -> int:
    """Return how many rows a page holds: 1 to 1000. Raises BadParameter."""
    if text in (None, ""):
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 6 or not 1 <= int(text) <= MAX_LIMIT:
        raise BadParameter(
            "limit", _("'%(value)s' is not a number from 1 to %(most)s.") % {"value": text[:20], "most": MAX_LIMIT}
        )
    return int(text)
