"""The desk's screens: base classes, and the list of all entries.

Each app's `admin` module registers its kinds and its classes of claims with these. What a form shows follows
`desk.schema`, so that a new field or part needs no second declaration here.
"""

from desk.admin.accounts import AccountAdmin
from desk.admin.claims import ClaimAdmin, ClaimInline
from desk.admin.entries import KindAdmin
from desk.admin.every import EveryEntryAdmin
from desk.admin.importing import ImportAdmin
from desk.admin.mapping import MappingAdmin
from desk.admin.suggestions import SuggestionAdmin

__all__ = [
    "AccountAdmin",
    "ClaimAdmin",
    "ClaimInline",
    "EveryEntryAdmin",
    "ImportAdmin",
    "KindAdmin",
    "MappingAdmin",
    "SuggestionAdmin",
]
