"""The record: the log of revisions, and what is derived from it."""

from publication.models.derived import About, Claim, Derivation, Face, Mention
from publication.models.finding import Gram, Name, Word, Wording
from publication.models.log import Redaction, Revision

__all__ = [
    "About",
    "Claim",
    "Derivation",
    "Face",
    "Gram",
    "Mention",
    "Name",
    "Redaction",
    "Revision",
    "Word",
    "Wording",
]
