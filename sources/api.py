"""The API of sources."""

from publication.api import EntryDetail, EntryList


class SourceList(EntryList):
    """Sources, by title."""

    kind = "source"


class SourceDetail(EntryDetail):
    """One source."""

    kind = "source"
