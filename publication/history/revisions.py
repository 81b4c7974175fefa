"""Revisions for readers: those of one entry, two of them compared, one of them for good."""

from django.http import HttpRequest, HttpResponse
from django.http import HttpResponseRedirect as Redirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from publication.history.asking import read_number
from publication.history.citation import Citation, citation_of
from publication.history.words import names_in, told
from publication.kinds import KINDS, path_of
from publication.languages import local
from publication.listing import check_parameters, moment_of
from publication.models import Face, Revision
from publication.pages import SECTIONS, EntryPage, RecordPage, crumbs_of, entry_page
from publication.reading import find
from publication.reading.differences import difference
from publication.reading.moment import BadParameter, Moment
from publication.reading.names import name_of
from publication.vocabulary import label

PER_PAGE = 50
# So many revisions the two lists of a comparison offer.
OFFERED = 200


def rows_of(face: Face, moment: Moment):
    """An entry's revisions as known at the moment, without their bodies."""
    return Revision.objects.known_at(moment.seq).filter(entry_id=face.public_id).defer("compressed", "salt")


def content_of(revision: Revision) -> dict | None:
    """What a revision says of its entry: None where it withdraws it, merges it away, or was redacted."""
    if revision.operation in (Revision.Operation.PUBLISH, Revision.Operation.RESTORE):
        return revision.snapshot
    return None


def revision_asked(request: HttpRequest, name: str, face: Face, moment: Moment) -> Revision | None:
    """The revision of an entry that a parameter names; None where it names none. Raises BadParameter."""
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    seq = read_number(name, text, _("a record number"))
    found = rows_of(face, moment).filter(seq=seq).first()
    if found is None:
        near = [str(one) for one in rows_of(face, moment).order_by("-seq").values_list("seq", flat=True)[:5]]
        said = _("no revision of this entry has the record number %(seq)s. Its last ones are: %(near)s.")
        raise BadParameter(name, said % {"seq": seq, "near": ", ".join(near)})
    return found


def face_then(revision: Revision) -> Face | None:
    """How the revision's entry showed right after it; None where no reader could see it."""
    then = Face.objects.at(revision.batch_end).filter(public_id=revision.entry_id, revision=revision.seq).first()
    return then if then is not None and then.state == Face.State.PUBLIC else None


def citation_then(revision: Revision, moment: Moment, request: HttpRequest) -> Citation | None:
    """The citation of a revision for good, by the name that its entry had then; None where none can be read."""
    then = face_then(revision)
    return citation_of(_named(then, revision), _at(revision, moment), request) if then else None


class OfEntry(EntryPage):
    """A page below an entry that is there for withdrawn entries too."""

    below = ""
    parameters: tuple[str, ...] = ()

    def get(self, request, slug: str):
        """Answer; an entry that lives elsewhere now leads to the same page there."""
        check_parameters(request, (*self.parameters, "as_of", "known_at"))
        moment = moment_of(request)
        match find.by_slug(KINDS[self.kind], slug, moment):
            case find.Found(face) | find.Gone(face):
                return self.show(face, moment)
            case find.Elsewhere(path):
                query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
                return Redirect(f"{local(path)}{self.below}{query}", status=308)
            case finding:
                return entry_page(self, finding, moment)

    def around(self, face: Face, last: str) -> dict:
        """What both pages say of where they are."""
        trail = crumbs_of(self.kind, name_of(face))
        trail[-1]["url"] = path_of(face.kind, face.slug)
        return {
            "face": face,
            "path": path_of(face.kind, face.slug),
            "section": SECTIONS[self.kind],
            "here": KINDS[self.kind].folder,
            "crumbs": [*trail, {"title": last, "url": ""}],
        }


class HistoryPage(OfEntry):
    """/events/munich-speech-2007/history/: what was published of an entry, newest first."""

    below = "history/"
    parameters = ("before",)

    def show(self, face: Face, moment: Moment) -> HttpResponse:
        """Answer one page of up to 50 revisions."""
        rows = rows_of(face, moment).order_by("-number")
        if text := self.request.GET.get("before"):
            rows = rows.filter(number__lt=read_number("before", text, _("the number of a revision")))
        found = list(rows[: PER_PAGE + 1])
        revisions = [
            {
                "revision": row,
                "changed": f"from={found[place + 1].seq}&to={row.seq}" if place + 1 < len(found) else "",
            }
            for place, row in enumerate(found[:PER_PAGE])
        ]
        merged = Face.objects.at(moment.seq).filter(target=face.entry, state=Face.State.MERGED).order_by("entry")
        context = {
            **self.around(face, _("History")),
            "title": _("History: %(title)s") % {"title": face.title},
            "revisions": revisions,
            "older": f"before={found[PER_PAGE - 1].number}" if len(found) > PER_PAGE else "",
            "merged": list(merged.defer("document")[:20]),
        }
        return self.page("history/entry.html", moment, context)


class ComparePage(OfEntry):
    """/events/munich-speech-2007/history/compare/?from=12&to=40: two revisions, field by field and claim by claim."""

    below = "history/compare/"
    parameters = ("from", "to")

    def show(self, face: Face, moment: Moment) -> HttpResponse:
        """Answer the comparison: of those asked for, else of the last revision with the one before it."""
        offered = list(rows_of(face, moment).order_by("-number")[:OFFERED])
        newer = revision_asked(self.request, "to", face, moment) or offered[0]
        before = rows_of(face, moment).filter(number__lt=newer.number).order_by("-number").first()
        older = revision_asked(self.request, "from", face, moment) or before or newer
        old, new = (content_of(Revision.objects.get(seq=revision.seq)) for revision in (older, newer))
        found = difference(old, new)
        fields, claims = told(found, names_in([one for one in (old, new) if one], moment))
        context = {
            **self.around(face, _("Compare revisions")),
            "title": _("Compare revisions: %(title)s") % {"title": face.title},
            "older": older,
            "newer": newer,
            "silent": [_silence(one) for one, body in ((older, old), (newer, new)) if body is None],
            "offered": offered,
            "fields": fields,
            "claims": claims,
            "unchanged": found.unchanged,
            "same": not found,
            "clock_keep": [("from", older.seq), ("to", newer.seq)],
        }
        return self.page("history/compare.html", moment, context)


class RevisionPage(RecordPage):
    """/revisions/957/: one revision for good, and how to check it."""

    def get(self, request, seq: int):
        """Answer the page; 404 for a number that the record does not have at the moment."""
        check_parameters(request, ("known_at",))
        moment = moment_of(request)
        revision = Revision.objects.known_at(moment.seq).filter(seq=seq).first()
        if revision is None:
            return _no_revision(request, seq, moment)
        face = Face.objects.at(moment.seq).filter(public_id=revision.entry_id).first()
        before = Revision.objects.filter(entry_id=revision.entry_id, seq__lt=seq).order_by("-seq").first()
        after = Revision.objects.known_at(moment.seq).filter(entry_id=revision.entry_id, seq__gt=seq).order_by("seq")
        body = revision.snapshot
        old, new = content_of(before) if before else None, content_of(revision)
        found = difference(old, new)
        fields, claims = told(found, names_in([one for one in (old, new) if one], moment))
        cited = citation_then(revision, moment, request)
        context = {
            "title": _("Record no. %(seq)s") % {"seq": seq},
            "revision": revision,
            "face": name_and_state(face) if face else None,
            "path": path_of(face.kind, face.slug) if face and face.slug else "",
            "redacted": revision.compressed is None,
            "reason": (body or {}).get("reason", ""),
            "salt": bytes(revision.salt or b"").hex(),
            "before": before,
            "after": after.defer("compressed", "salt").first(),
            "last": moment.seq,
            "fields": fields,
            "claims": claims,
            "unchanged": found.unchanged,
            "readable": cited is not None,
            "cited": cited,
        }
        return self.page("history/revision.html", moment, context)


def _silence(revision: Revision) -> str:
    """Why a revision says nothing of its entry."""
    if revision.compressed is None:
        return _("Revision %(number)s was redacted: its body is gone.") % {"number": revision.number}
    said = {"number": revision.number, "operation": label(revision.operation, "operation")}
    return _("Revision %(number)s has no content of its own: %(operation)s.") % said


def name_and_state(face: Face) -> dict:
    """An entry as it is named everywhere, with whether it is public."""
    return {**name_of(face), "state": face.state}


def _named(face: Face, revision: Revision) -> dict:
    """What a citation needs of an entry's JSON."""
    recorded_at = revision.recorded_at.isoformat()
    said = {"number": revision.number, "seq": revision.seq, "recorded_at": recorded_at, "hash": revision.hash}
    return {**name_of(face), "revision": said}


def _at(revision: Revision, moment: Moment) -> Moment:
    """The moment at which the revision's publication was complete."""
    return Moment(moment.day, revision.batch_end, moment.head, revision.recorded_at, None, None, moment.today)


def _no_revision(request: HttpRequest, seq: int, moment: Moment) -> HttpResponse:
    context = {"clock": moment, "later": Revision.objects.filter(seq=seq).exists()}
    return render(request, "404.html", context, status=404)


class Snapshot(RecordPage):
    """/revisions/957/snapshot.json: the exact bytes that were hashed; 410 where they were redacted."""

    def get(self, request, seq: int):
        """Answer the bytes."""
        check_parameters(request, ())
        moment = moment_of(request)
        revision = Revision.objects.filter(seq=seq).first()
        if revision is None:
            return _no_revision(request, seq, moment)
        raw = revision.snapshot_bytes
        if raw is None:
            context = {"entry": {"kind": revision.kind, "title": _("Redacted")}, "clock": moment}
            return render(request, "410.html", context, status=410)
        return HttpResponse(raw, content_type="application/json")
