"""What happened, what was agreed, what was said, what was measured."""

from events.models.agreement import Agreement, Obligation, Party, Step
from events.models.event import Event, EventLink, Occurrence, Participation
from events.models.indicator import Indicator, Observation
from events.models.statement import Concern, Statement, Utterance

__all__ = [
    "Agreement",
    "Concern",
    "Event",
    "EventLink",
    "Indicator",
    "Obligation",
    "Observation",
    "Occurrence",
    "Participation",
    "Party",
    "Statement",
    "Step",
    "Utterance",
]
