"""Releases over HTTP: two pages, their JSON, and the files. Only what a release lists can be asked for."""

import json
from collections.abc import Callable
from dataclasses import asdict
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from publication.listing import check_parameters, moment_of
from publication.pages import RecordPage
from publication.problems import not_found
from publication.reading.moment import Moment
from publication.releasing.shelf import Shelved, find, releases
from publication.serving.view import RecordView

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

    of_the_record = False

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

    of_the_record = False

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

    of_the_record = False

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


class ReleaseView(RecordView):
    """What both answers in JSON share."""

    of_the_record = False

    def edition(self) -> tuple[str, ...]:
        """A release can come while the record stands still."""
        return tuple(release.archive.sha256 for release in releases())

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
    """All releases, the newest first."""

    takes = ("known_at",)

    def answer(self, request, moment: Moment):
        """Answer the list; it is short, so it has no pages."""
        results = [self.described(release) for release in known_by(moment)]
        content = {"results": results, "next": None, "previous": None}
        return self.respond(json.dumps(content, ensure_ascii=False).encode(), moment)


class ReleaseDetail(ReleaseView):
    """One release with its files, each with its size and checksum."""

    takes = ()

    def answer(self, request, moment: Moment, number: str):
        """Answer the release; 404 for a number that there is not."""
        release = find(number)
        if release is None:
            known = ", ".join(one.number for one in releases()[:10])
            return not_found(f"There is no release of this number. Releases are: {known or 'none yet'}.")
        files = [self.file(release, asdict(file)) for file in release.files]
        content = {**self.described(release), "files": files}
        return self.respond(json.dumps(content, ensure_ascii=False).encode(), moment)
