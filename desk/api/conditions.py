"""If-Match: no program overwrites what it has not read (RFC 9110, 13.1.1; RFC 6585 for 428)."""

from django.utils.http import parse_etags

from desk.api.refusals import Refusal
from desk.api.showing import Shown, show
from desk.editing.state import hold
from desk.models import Entry
from desk.publishing import leaf_entries

MISSING = "Send the header If-Match with the ETag of the entry as you have read it."
ANY = "'*' does not say which state of the entry you have read. Send its ETag."


def require_tags(text: str | None) -> list[str]:
    """Return the tags of an If-Match. Raises Refusal (428) if it is missing, or does not say which state was read."""
    if not text or not text.strip():
        raise Refusal(428, "precondition-required", MISSING)
    tags = parse_etags(text)
    if tags == ["*"]:
        raise Refusal(428, "precondition-required", ANY)
    return tags


def compare(shown: Shown, tags: list[str]) -> None:
    """Raise Refusal (412) unless one of the tags is that of the entry as it stands."""
    if shown.tag not in tags:
        who = shown.body["changed_by"] or "the operator"
        said = f"The entry is no longer as you have read it; it was last changed by {who}. Read it again."
        raise Refusal(412, "precondition-failed", said, headers={"ETag": shown.tag})


def take(entry: Entry) -> Entry:
    """Hold an entry to the end of the transaction and return its leaf row as it is now.

    Raises Refusal (412) if it is gone.
    """
    hold(entry.pk)
    found = list(Entry.objects.filter(pk=entry.pk))
    if not found:
        raise Refusal(412, "precondition-failed", "The entry was deleted meanwhile.")
    return leaf_entries(found)[0]


def take_if(entry: Entry, tags: list[str]) -> Entry:
    """Hold an entry, and return its leaf row if it is as one of the tags says. Raises Refusal (412) else."""
    leaf = take(entry)
    compare(show([leaf])[0], tags)
    return leaf
