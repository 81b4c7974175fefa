"""What was published, newest first, day by day; and one claim through all its wordings."""

from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from publication.history.asking import read_entry, read_kind, read_number
from publication.history.revisions import content_of, name_and_state
from publication.history.words import names_in, told
from publication.kinds import KINDS
from publication.listing import check_parameters, moment_of
from publication.models import Claim, Face, Revision
from publication.pages import RecordPage
from publication.reading.differences import Difference, difference
from publication.reading.moment import Moment

PER_PAGE = 100
# A claim's wordings are looked for in so many revisions of its entry.
LOOKED_AT = 200


class ChangesPage(RecordPage):
    """/changes/: every publication."""

    def get(self, request):
        """Answer one page of up to 100 revisions, of all kinds or of one, of all entries or of one."""
        check_parameters(request, ("kind", "entry", "before", "known_at"))
        moment = moment_of(request)
        rows = Revision.objects.known_at(moment.seq).defer("compressed", "salt").order_by("-seq")
        kind = request.GET.get("kind", "").strip()
        if kind:
            rows = rows.filter(kind=read_kind(kind))
        entry = request.GET.get("entry", "").strip()
        if entry:
            rows = rows.filter(entry_id=read_entry(entry))
        if text := request.GET.get("before", "").strip():
            rows = rows.filter(seq__lt=read_number("before", text, _("a record number")))
        found = list(rows[: PER_PAGE + 1])
        shown = found[:PER_PAGE]
        faces = Face.objects.at(moment.seq).filter(public_id__in={row.entry_id for row in shown}).defer("document")
        known = {face.public_id: name_and_state(face) for face in faces}
        days = [
            {"day": day, "changes": [{"revision": row, "face": known.get(row.entry_id)} for row in group]}
            for day, group in groupby(shown, key=lambda row: row.recorded_at.date())
        ]
        kept = [(name, value) for name, value in (("kind", kind), ("entry", entry)) if value]
        context = {
            "title": _("What changed"),
            "days": days,
            "kinds": list(KINDS.values()),
            "chosen": kind,
            "of_entry": entry,
            "older": urlencode([("before", shown[-1].seq), *kept]) if len(found) > PER_PAGE else "",
            "clock_keep": kept,
        }
        return self.page("history/changes.html", moment, context)


class ClaimPage(RecordPage):
    """/claims/<id>/: what one claim says now, where, by which sources, and all that it said before."""

    def get(self, request, claim_id):
        """Answer the page; 404 for a claim that no public revision ever had."""
        check_parameters(request, ("as_of", "known_at"))
        moment = moment_of(request)
        rows = Claim.objects.filter(claim_id=claim_id, seq_from__lte=moment.seq).order_by("-seq_from")
        row = rows.first()
        owner = Face.objects.at(moment.seq).filter(entry=row.owner).first() if row else None
        if row is None or owner is None or owner.state == Face.State.REDACTED:
            later = Claim.objects.filter(claim_id=claim_id, seq_from__gt=moment.seq).exists()
            return render(request, "404.html", {"clock": moment, "later": later}, status=404)
        return self.show(str(claim_id), row, owner, moment)

    def show(self, claim_id: str, row: Claim, owner: Face, moment: Moment) -> HttpResponse:
        """Render what it says and what it said."""
        wordings = _wordings(claim_id, owner, moment)
        bodies = [one for wording in wordings for one in (wording["old"], wording["new"]) if one]
        names = names_in(bodies, moment)
        for wording in wordings:
            [wording["told"]] = told(Difference([], wording.pop("changes"), 0), names)[1]
        current = row.seq_to is None or row.seq_to > moment.seq
        public = owner.state == Face.State.PUBLIC
        context = {
            "title": _("A claim in %(title)s") % {"title": owner.title},
            "claim_id": claim_id,
            "owner": name_and_state(owner),
            "stands": current and public,
            "gone_since": None if current else row.seq_to,
            "wordings": wordings,
        }
        return self.page("history/claim.html", moment, context)


def _wordings(claim_id: str, owner: Face, moment: Moment) -> list[dict]:
    """The revisions of the owner in which the claim came, changed or went, newest first."""
    revisions = Revision.objects.known_at(moment.seq).of(owner.public_id).order_by("-seq")[:LOOKED_AT]
    found, last = [], None
    for revision in reversed(list(revisions)):
        content = content_of(revision)
        now = next((claim for claim in (content or {}).get("claims", []) if claim["id"] == claim_id), None)
        changes = difference({"claims": [last] if last else []}, {"claims": [now] if now else []}).claims
        if changes:
            found.append({"revision": revision, "old": last, "new": now, "changes": changes})
        last = now
    return found[::-1]
