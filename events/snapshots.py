"""How events, agreements, statements and indicators go into snapshots and files."""

from desk.schema import Kind, Part, schema
from events.models import (
    Agreement,
    Concern,
    Event,
    EventLink,
    Indicator,
    Obligation,
    Observation,
    Occurrence,
    Participation,
    Party,
    Statement,
    Step,
    Utterance,
)

AGREEMENT = Kind(
    "agreement",
    Agreement,
    "agreements",
    fields=("type",),
    parts=(
        Part("parties", Party, ("actor", "role"), object="actor", lasting=True),
        Part("steps", Step, ("kind", "actor", "place", "successor"), object="actor"),
        Part(
            "obligations",
            Obligation,
            ("bearer", "beneficiary", "defence", "neutrality", "non_aggression", "consultation"),
            object="bearer",
        ),
    ),
)
EVENT = Kind(
    "event",
    Event,
    "events",
    fields=("type", "status"),
    parts=(
        Part("occurrences", Occurrence, ("place", "country", "latitude", "longitude")),
        Part("participants", Participation, ("actor", "role", "stance"), object="actor"),
        Part("links", EventLink, ("kind", "target"), object="target"),
    ),
)
STATEMENT = Kind(
    "statement",
    Statement,
    "statements",
    fields=("type", "reply_to"),
    parts=(
        Part(
            "said",
            Utterance,
            ("speaker", "speaker_as_printed", "addressee", "occasion", "place", "stance"),
            subject="speaker",
            object="addressee",
        ),
        Part("about", Concern, ("target",), object="target"),
    ),
)
INDICATOR = Kind(
    "indicator",
    Indicator,
    "indicators",
    fields=("producer", "unit", "question"),
    parts=(
        Part(
            "observations",
            Observation,
            ("respondent", "subject", "value", "rank", "rank_of", "group", "computed"),
            subject="respondent",
            object="subject",
            table=True,
        ),
    ),
)


def register() -> None:
    """Declare what this app adds; called once when Django starts."""
    schema.add(AGREEMENT, EVENT, STATEMENT, INDICATOR)
