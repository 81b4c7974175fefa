"""Help while typing: the entries that have a name which begins so."""

from functools import lru_cache

from django.db.models import Q

from publication.languages import reading
from publication.models import Face
from publication.reading.holding import MOMENTARY_KINDS
from publication.reading.moment import Moment
from publication.reading.names import FIELDS, name_of
from publication.searching.native import names_beginning
from publication.searching.ranking import ACTORS_FIRST, exactly
from publication.searching.spelling import mended
from publication.searching.words import MOST_WORDS, words

MOST = 8


def begun(text: str, moment: Moment) -> tuple[dict, ...]:
    """Return up to 8 public entries that have a name beginning with `text`, from any of its words on.

    Each is {id, kind, slug, title, called}: `called` is the name that begins so where the title does not. Where there
    is none, what sounds like the text is tried. An answer is kept for the state of the record that gave it.
    """
    day = None if moment.as_of is None else moment.day_number
    key = " ".join(words(text)[:MOST_WORDS])
    at = moment.seq, moment.head, day, reading()
    return _begun(key, *at) or _begun(_meant(key, moment), *at)


def _meant(key: str, moment: Moment) -> str:
    offers = mended(key, moment) if len(key) > 3 else []
    return offers[0].text if offers else ""


# Names differ by language, so it is part of the key. Redaction changes what was known before, and is itself a
# revision: the head tells the two apart.
@lru_cache(maxsize=4096)
def _begun(key: str, seq: int, head: int, day: int | None, language: str) -> tuple[dict, ...]:
    if not key:
        return ()
    raw = key.encode()
    names = {name.entry: name.shown for name in exactly(raw, seq, MOST)}
    for number, _, _, shown in names_beginning(raw, ACTORS_FIRST, seq, MOST):
        names.setdefault(number, shown)
    faces = Face.objects.at(seq).filter(entry__in=names, state=Face.State.PUBLIC)
    if day is not None:
        faces = faces.filter(Q(e2__gte=day) | Q(kind__in=MOMENTARY_KINDS), s1__lte=day)
    rows = {row["entry"]: row for row in faces.values("entry", *FIELDS)}
    found = []
    for number, called in names.items():
        if number in rows:
            name = name_of(rows[number])
            found.append({**name, "called": called if called != name["title"] else ""})
    return tuple(found[:MOST])
