"""What a release holds besides the record's own tables: the dyad-year panel, and the network on its last day."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Min

from events.panel.columns import flat, header
from events.panel.rows import Years, all_rows, faces_of
from publication.chronology import PAST
from publication.models import Claim
from publication.reading.moment import BadParameter, Moment
from publication.reading.standing import OVERALL, topic_number
from publication.releasing.package import Part
from publication.releasing.shelf import ReleaseRefused
from publication.releasing.tables import CSV, column
from publication.serving.tables import table
from relations.explore.files import graphml
from relations.explore.whole import whole_network
from relations.ties import TIES

LEVELS = {"level_end", "level_min", "level_max"}
COUNTS = {"year", "memberships", "memberships_possible", "ties", "ties_possible"}
COUNTS |= {"alliances", "alliances_possible", "claims", "sources"}


def more_parts(moment: Moment) -> Iterator[Part]:
    """The parts of a release that know of dyads."""
    yield _dyad_years(moment)
    topic = topic_number(OVERALL, moment)
    try:
        network = graphml(whole_network(topic, moment))
    except BadParameter as error:
        raise ReleaseRefused(f"the network is too large for one file: {error}") from error
    title = f"How all actors stood to one another on {moment.day.isoformat()}, as a graph"
    yield Part("network", "network.graphml", title, "application/graphml+xml", [network])


def _dyad_years(moment: Moment) -> Part:
    """Every dyad in every year, from the first of which a phase or tie tells to that of the record's last change."""
    told = Claim.objects.at(moment.seq).filter(predicate__in=("phase", *TIES), s1__gt=PAST).exclude(standing="rejected")
    first = told.aggregate(first=Min("s1"))["first"]
    last = moment.day.year
    years = Years(min(date.fromordinal(first).year, last) if first else last, last, moment.day)
    chunks = all_rows(faces_of(moment), topic_number(OVERALL, moment), {}, years, moment)
    names = header(())
    kinds = {**dict.fromkeys(COUNTS, "number"), **dict.fromkeys(LEVELS, "level")}
    return Part(
        "dyad-years",
        "dyad-years.csv",
        f"One row for each dyad and year, {years.first} to {years.last}",
        CSV,
        table(names, ([flat(row) for row in rows] for rows in chunks)),
        [column(name, kinds.get(name, "text")) for name in names],
        ["relationship", "year"],
        {"relationship": ("relationships", "slug")},
    )
