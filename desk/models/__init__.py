"""The desk's two parent tables, and its bookkeeping."""

from desk.models.claim import Claim
from desk.models.entry import ACTOR_KINDS, Entry, EntryQuerySet
from desk.models.imports import Import, ImportEntry, ImportRow, Mapping
from desk.models.load_state import LoadState
from desk.models.replay import Replay
from desk.models.signature import Signature
from desk.models.workflow import Comment, Schedule, Step

__all__ = [
    "ACTOR_KINDS",
    "Claim",
    "Comment",
    "Entry",
    "EntryQuerySet",
    "Import",
    "ImportEntry",
    "ImportRow",
    "LoadState",
    "Mapping",
    "Replay",
    "Schedule",
    "Signature",
    "Step",
]
