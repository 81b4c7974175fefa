"""The words of the record's vocabularies, as readers see them: levels of doubt, kinds, roles, statuses, regions.

What is stored are codes ('responds_to') and a few free words ('independent state'); here each has its words, which
are translated. English words are the codes themselves without their underscores. A word may stand in several
vocabularies and need another translation in each: each has a group, which is also gettext's context.
"""

from publication.vocabulary import claims, entries

TERMS = {**claims.TERMS, **entries.TERMS}
# Where no group is asked for, the first that has the word.
_ANY = {key: words for group in reversed(TERMS.values()) for key, words in group.items()}


def label(value: str | None, group: str = "") -> str:
    """The words of a code in a group of TERMS, else in any; '' for what no vocabulary knows."""
    key = str(value or "").replace("_", " ")
    found = TERMS.get(group, {}).get(key) or _ANY.get(key)
    return str(found) if found else ""
