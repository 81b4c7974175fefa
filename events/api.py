"""The API of events, agreements, statements and indicators."""

from events.filters import AgreementFilter
from publication.api import EntryDetail, EntryList


class EventList(EntryList):
    """Events, oldest first."""

    kind = "event"


class EventDetail(EntryDetail):
    """One event."""

    kind = "event"


class AgreementList(EntryList):
    """Agreements, oldest first."""

    kind = "agreement"
    filters = AgreementFilter


class AgreementDetail(EntryDetail):
    """One agreement."""

    kind = "agreement"


class StatementList(EntryList):
    """Statements, oldest first."""

    kind = "statement"


class StatementDetail(EntryDetail):
    """One statement."""

    kind = "statement"


class IndicatorList(EntryList):
    """Indicators, by title."""

    kind = "indicator"


class IndicatorDetail(EntryDetail):
    """One indicator."""

    kind = "indicator"
