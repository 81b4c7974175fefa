"""The log as JSON: revisions, and the change feed from which a replica can be made."""

import json

from django.utils.translation import gettext as _

from publication.history.asking import read_entry, read_kind, read_number
from publication.log import FIRST_HASH
from publication.mirroring.waiting import hold
from publication.models import Revision
from publication.problems import not_found
from publication.reading.keyset import read_limit
from publication.reading.moment import Moment
from publication.serving.view import RecordView

LIMIT = 100


def revision_json(revision: Revision, *, body: bool) -> bytes:
    """One revision as JSON: all that its hash covers; with `body`, the salt and the exact snapshot too.

    `snapshot` stands last and byte for byte as it was hashed, or is null where it was redacted.
    """
    said = {
        "seq": revision.seq,
        "batch_end": revision.batch_end,
        "entry": str(revision.entry_id),
        "kind": revision.kind,
        "number": revision.number,
        "operation": revision.operation,
        "recorded_at": revision.recorded_at.isoformat(timespec="microseconds"),
        "note": revision.note,
        "snapshot_hash": revision.snapshot_hash,
        "previous_hash": revision.previous_hash,
        "hash": revision.hash,
    }
    if not body:
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    said["salt"] = None if revision.salt is None else bytes(revision.salt).hex()
    head = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return b'%s,"snapshot":%s}' % (head[:-1], revision.snapshot_bytes or b"null")


def _after(request) -> int:
    return read_number("after", request.GET.get("after", "").strip() or "0", _("a record number"))


def _page(request, rows, moment: Moment, body: bool) -> bytes:
    """One page of revisions in order, with where to go on and where the record ends."""
    limit = read_limit(request.GET.get("limit"), LIMIT)
    found = list(rows[: limit + 1])
    shown, following = found[:limit], None
    if len(found) > limit:
        query = request.GET.copy()
        query["after"] = str(shown[-1].seq)
        following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    digest = Revision.objects.filter(seq=moment.seq).values_list("hash", flat=True).first()
    end = {"seq": moment.seq, "digest": digest or FIRST_HASH}
    return b'{"results":[%s],"next":%s,"head":%s}' % (
        b",".join(revision_json(row, body=body) for row in shown),
        json.dumps(following).encode(),
        json.dumps(end).encode(),
    )


class RevisionList(RecordView):
    """Revisions without their bodies, oldest first: of all, of one entry, of one kind, from a number on."""

    takes = ("entry", "kind", "after", "limit", "known_at")

    def answer(self, request, moment: Moment):
        """Answer one page."""
        rows = Revision.objects.known_at(moment.seq).filter(seq__gt=_after(request)).order_by("seq")
        if text := request.GET.get("entry", "").strip():
            rows = rows.filter(entry_id=read_entry(text))
        if kind := request.GET.get("kind", "").strip():
            rows = rows.filter(kind=read_kind(kind))
        return self.respond(_page(request, rows.defer("compressed", "salt"), moment, body=False), moment)


class RevisionDetail(RecordView):
    """One revision with its body."""

    takes = ()

    def answer(self, request, moment: Moment, seq: int):
        """Answer it; 404 for a number that the record does not have."""
        revision = Revision.objects.filter(seq=seq).first()
        if revision is None:
            return not_found(f"The record has no number {seq}.")
        return self.respond(revision_json(revision, body=True), moment)


class ChangeFeed(RecordView):
    """Every revision after a number, in order, with all that a replica needs."""

    takes = ("after", "limit", "wait")

    def get(self, request):
        """Wait as long as `wait` asks for where there is nothing yet, then answer."""
        self.check(request)
        # What is refused is refused at once.
        read_limit(request.GET.get("limit"), LIMIT)
        head = Revision.objects.head()
        # Whoever waits shall not be answered at once because another has waited before.
        self.of_the_record = "wait" not in request.GET
        full = hold(request, _after(request), head.seq if head else 0)
        return full or super().get(request)

    def answer(self, request, moment: Moment):
        """Answer up to `limit` revisions; `next` goes on, and where it is null the record ends."""
        rows = Revision.objects.known_at(moment.seq).filter(seq__gt=_after(request)).order_by("seq")
        return self.respond(_page(request, rows, moment, body=True), moment)
