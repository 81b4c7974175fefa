"""`/styleguide/`, where CHANCERY_DEBUG is on: every component in its states, drawn by the templates of the pages.

What it shows is made up and names no state; nothing of it comes from the record.
"""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from publication.chronology import FUTURE, PAST
from publication.drawing.bars import Bar, bars
from publication.drawing.steps import Line, steps
from publication.reading.moment import resolve
from publication.reading.series import Stretch

CERTAINTIES = ("asserted", "reported", "alleged", "disputed", "denied", "forecast", "conditional")
SOURCE = {"title": "The Small Atlas", "type": "book", "reliability": "Made up for this page.", "checked": False}
CITATION = {"n": 1, "locator": "p. 4", "quotation": "as close as neighbours can be", "note": "", "source": SOURCE}


def claim(text: str, **more) -> dict:
    """A claim as the templates take it."""
    said = {"id": text[:8], "text": text, "certainty": "asserted", "standing": "normal", "citations": [CITATION]}
    return {**said, "period": dated("1992"), "level": None, "note": "", "standing_reason": "", **more}


def dated(start: str = "", end: str = "", seen: str = "", **more) -> dict:
    """A claim's period as printed; the refined bounds are left out."""
    bounds = dict.fromkeys(("start_earliest", "start_latest", "end_earliest", "end_latest"))
    return {"start": start, "end": end, "seen": seen, "wording": "", "inferred": False, "basis": "", **bounds, **more}


DATES = [
    {"period": dated("2007-02-10", "2007-02-10", start_earliest="2007-02-10")},
    {"period": dated("2007-02")},
    {"period": dated("2014~")},
    {"period": dated("199X")},
    {"period": dated("1998", "..", ongoing=True)},
    {"period": dated("1996", inferred=True, basis="The source dates the day after.")},
    {"period": dated("[..2001]", wording="by 2001")},
    {"period": dated(seen="2021")},
]
RIVAL = {
    "question": "How did the two stand in 2001?",
    "reason": "The second follows the first word for word, with the years run together.",
    "readings": [
        claim("They stood well.", level=1, trend="", standing="preferred"),
        claim("They had fallen out.", level=-1, trend="worsening", standing="contested"),
    ],
}


def day(year: int) -> int:
    """The first day of a year."""
    return date(year, 1, 1).toordinal()


def charts() -> dict:
    """The drawings, each in its two sizes."""
    line = Line(
        "Whole relation",
        [
            Stretch(day(1992), day(2001) - 1, 2, "certain", (1,)),
            Stretch(day(2001), day(2007) - 1, 0, "possible", (2,)),
            Stretch(day(2010), day(2026), -2, "presumed", (3,)),
        ],
        [(day(2003), day(2005), -1, "A")],
    )
    rows = [
        Bar("Certain", "1995 to 2010", day(1995), day(1995), day(2010), day(2010), False),
        Bar("Begin uncertain, still so", "since 1999 or 2000", day(1999), day(2001), day(2015), FUTURE, True),
        Bar("End unknown", "since 2005", day(2005), day(2005), day(2005), FUTURE, False),
        Bar("Only seen", "so in 2012", PAST, day(2012), day(2012), FUTURE, False),
        Bar("Lower status", "observer, 2003 to 2020", day(2003), day(2003), day(2020), day(2020), False, thin=True),
    ]
    first, last = day(1990), day(2026)
    return {
        "steps": steps([line], [(day(2010), "1")], first, last, "Level by topic over time", last),
        "bars": bars(rows, first, last, day(2018), "1 Jan 2018", "Memberships over time"),
    }


def styleguide(request: HttpRequest) -> HttpResponse:
    """Answer the page."""
    context = {
        "title": "Style guide",
        "clock": resolve(None, None),
        "levels": (3, 2, 1, 0, -1, -2, -3, None),
        "claims": [claim(f"What is {word} is said so.", certainty=word) for word in CERTAINTIES],
        "standings": [claim(f"A {word} reading.", standing=word) for word in ("preferred", "contested", "rejected")],
        "dates": DATES,
        "rival": RIVAL,
        "notes": [{"n": 1, "citation": CITATION, "source": SOURCE, "first": True}],
        "facts": [{"label": "Region", "value": "Nowhere"}, {"label": "Names", "values": ["One", "Other"]}],
        "page": {"previous": "#", "next": "#"},
        "errors": ["as_of: '2007-13' has no thirteenth month."],
        **charts(),
    }
    return render(request, "styleguide.html", context)
