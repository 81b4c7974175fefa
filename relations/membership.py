"""The members of an organization over time: how many on a day, who joined and who left."""

from collections import Counter, defaultdict
from datetime import date

from django.utils.translation import ngettext, pgettext

from publication.chronology import FUTURE, PAST
from publication.models import Claim
from publication.reading.holding import claim_holds
from publication.reading.moment import Moment
from publication.reading.names import names_at

# More memberships than any body has; a page reads no more.
MOST = 2000
FULL = "member"


def members_of(organization: int, moment: Moment) -> list[Claim]:
    """Return an organization's membership claims of all time; rejected ones are left out."""
    rows = Claim.objects.at(moment.seq).filter(owner=organization, predicate="member").exclude(standing="rejected")
    return list(rows.defer("body").order_by("sort_day", "id")[:MOST])


def counts_on(rows: list[Claim], day: int) -> list[dict]:
    """Return how many actors have each status on a day: {words, sure, perhaps}, full members first.

    An actor counts once a status: sure if a claim certainly or presumably holds, perhaps if one only may.
    """
    best: dict[tuple[str, int], bool] = {}
    for row in rows:
        holds = claim_holds(row, day)
        if holds is not None and row.subject is not None:
            key = (row.status, row.subject)
            best[key] = best.get(key, False) or holds in ("certain", "presumed")
    sure = Counter(status for (status, _), known in best.items() if known)
    perhaps = Counter(status for (status, _), known in best.items() if not known)
    order = sorted({*sure, *perhaps}, key=lambda status: (status != FULL, -sure[status] - perhaps[status], status))
    return [
        {"words": _words(status, sure[status] or perhaps[status]), "sure": sure[status], "perhaps": perhaps[status]}
        for status in order
    ]


def _words(status: str, number: int) -> str:
    """What follows a number: '26 members', '3 suspended'."""
    words = {
        "member": ngettext("member", "members", number),
        "associate": ngettext("associate", "associates", number),
        "observer": ngettext("observer", "observers", number),
        "participant": ngettext("participant", "participants", number),
        "candidate": ngettext("candidate", "candidates", number),
        "applicant": ngettext("applicant", "applicants", number),
        "suspended": pgettext("after a number", "suspended"),
        "withdrawing": pgettext("after a number", "withdrawing"),
        "withdrawn": pgettext("after a number", "withdrawn"),
        "expelled": pgettext("after a number", "expelled"),
    }
    return words.get(status, status)


def changes_of(rows: list[Claim], moment: Moment) -> list[dict]:
    """Return the years in which full membership changed, latest first: {year, joined, left}, each a list of names.

    A year counts where the claim's start or end certainly lies in it.
    """
    joined: dict[int, set[int]] = defaultdict(set)
    left: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        if row.status != FULL or row.subject is None:
            continue
        if (year := _year(row.s1, row.s2)) is not None:
            joined[year].add(row.subject)
        if not row.ongoing and (year := _year(row.e1, row.e2)) is not None:
            left[year].add(row.subject)
    names = names_at({number for some in (*joined.values(), *left.values()) for number in some}, moment.seq)

    def named(numbers: set[int]) -> list[dict]:
        return sorted((names[number] for number in numbers if number in names), key=lambda name: name["title"])

    years = sorted({*joined, *left}, reverse=True)
    return [{"year": year, "joined": named(joined[year]), "left": named(left[year])} for year in years]


def _year(first: int, last: int) -> int | None:
    """The year in which a span of days lies, if it lies in one."""
    if first == PAST or last == FUTURE:
        return None
    one, other = date.fromordinal(first).year, date.fromordinal(last).year
    return one if one == other else None
