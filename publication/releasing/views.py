"""Releases over HTTP: two pages, their JSON, and the files. Only what a release lists can be asked for."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from rest_framework.views import APIView

from publication.listing import check_parameters, moment_of
from publication.pages import RecordPage
from publication.problems import not_found
from publication.reading.moment import Moment
from publication.releasing.shelf import Shelved, find, releases

# A release stays as it is, so whoever has a file of it need not ask again for a year.
FOREVER = "public, max-age=31536000, immutable"
CLOCKS = ("as_of", "known_at")
TEXTS = ("text/", "application/json", "application/x-ndjson", "application/yaml", "application/graphml+xml")


def known_by(moment: Moment) -> list[Shelved]:
    """The releases of what the record held at a moment, the newest first."""
    return [release for release in releases() if release.seq <= moment.seq]


def address_of(release: Shelved, path: str) -> str:
    """Where a file of a release is to be had."""
    return f"{release.path}{quote(path)}"


def unless_held(request: HttpRequest, tag: str, make: Callable[[], HttpResponse], caching: str) -> HttpResponse:
    """Return 304 to whoever has what `tag` names, else what `make` makes."""
    etag = f'"{tag}"'
    response = get_conditional_response(request, etag, None, None) or make()
    response["ETag"], response["Cache-Control"] = etag, caching
    return response


class ReleasesPage(RecordPage):
    """/releases/: all releases, how to check and to cite them."""

    def get(self, request):
        """Answer the list, of those that the record as known then had."""
        check_parameters(request, CLOCKS)
        moment = moment_of(request)
        found = known_by(moment)
        title = _("Releases")
        context = {"title": title, "releases": found, "here": "releases", "crumbs": [{"title": title, "url": ""}]}
        return self.page("releases/list.html", moment, context)


class ReleasePage(RecordPage):
    """/releases/2026.1/: one release with its files."""

    def get(self, request, number: str):
        """Answer the release."""
        check_parameters(request, CLOCKS)
        moment = moment_of(request)
        release = find(number)
        if release is None or release.seq > moment.seq:
            raise Http404
        files = [{**asdict(file), "url": address_of(release, file.path)} for file in release.files]
        context = {
            "title": _("Release %(number)s") % {"number": number},
            "here": "releases",
            "crumbs": [{"title": _("Releases"), "url": "/releases/"}, {"title": number, "url": ""}],
            "release": release,
            "archive_url": address_of(release, release.archive.path),
            "files": files,
        }
        return self.page("releases/release.html", moment, context)


class ReleaseFile(RecordPage):
    """/releases/2026.1/claims.csv: one file of a release."""

    def get(self, request, number: str, path: str):
        """Send the file as it was written."""
        check_parameters(request, ())
        release = find(number)
        held = release.place_of(path) if release else None
        if held is None or not held[0].is_file():
            raise Http404
        place, file = held

        def make() -> HttpResponse:
            text = "; charset=utf-8" if file.media_type.startswith(TEXTS) else ""
            return FileResponse(place.open("rb"), as_attachment=True, content_type=f"{file.media_type}{text}")

        return unless_held(request, file.sha256, make, FOREVER)


class ReleaseView(APIView):
    """What both answers in JSON share."""

    def answer(self, request: HttpRequest, content: dict) -> HttpResponse:
        """Return JSON. A release can be added while the record stands still, so the tag is the body's own."""
        body = json.dumps(content, ensure_ascii=False).encode()
        made = HttpResponse(body, content_type="application/json")
        return unless_held(request, hashlib.sha256(body).hexdigest()[:32], lambda: made, "public, no-cache")

    def described(self, release: Shelved) -> dict:
        """A release in short."""
        absolute = self.request.build_absolute_uri
        return {
            "number": release.number,
            "url": absolute(f"/api/v1/releases/{release.number}/"),
            "seq": release.seq,
            "digest": release.digest,
            "recorded_at": release.recorded_at.isoformat(timespec="microseconds"),
            "citation": release.citation,
            "licence": "CC BY 4.0",
            "archive": self.file(release, asdict(release.archive)),
        }

    def file(self, release: Shelved, file: dict) -> dict:
        """A file with where it is to be had."""
        return {**file, "url": self.request.build_absolute_uri(address_of(release, file["path"]))}


class ReleaseList(ReleaseView):
    """/api/v1/releases/: all releases, the newest first."""

    def get(self, request):
        """Answer the list; it is short, so it has no pages."""
        check_parameters(request, ("known_at", "format"))
        found = known_by(moment_of(request))
        results = [self.described(release) for release in found]
        return self.answer(request, {"results": results, "next": None, "previous": None})


class ReleaseDetail(ReleaseView):
    """/api/v1/releases/2026.1/: one release with its files."""

    def get(self, request, number: str):
        """Answer the release; each file with its size and checksum."""
        check_parameters(request, ("format",))
        release = find(number)
        if release is None:
            known = ", ".join(one.number for one in releases()[:10])
            return not_found(f"There is no release of this number. Releases are: {known or 'none yet'}.")
        files = [self.file(release, asdict(file)) for file in release.files]
        return self.answer(request, {**self.described(release), "files": files})
