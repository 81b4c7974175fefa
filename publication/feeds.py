"""Atom feeds (RFC 4287) of what was published: all of it, or what concerns one actor or topic."""

import re
import uuid
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from publication.kinds import ACTOR_KINDS, KINDS, path_of
from publication.listing import check_parameters, moment_of
from publication.models import Face
from publication.pages import EntryPage, RecordPage, entry_page
from publication.reading import find
from publication.reading.moment import Moment
from publication.reading.recent import Change, last_changes
from publication.validators import unless_known

FEED_LIMIT = 50
# Kinds whose entries have a feed of their own.
FEED_KINDS = (*ACTOR_KINDS, "topic")
FILE = "changes.atom"
RIGHTS = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
# What XML 1.0 cannot hold, escaped or not.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class RecordFeed(Atom1Feed):
    """A feed of the record as known at a moment: an empty one was updated when the record last was, not just now."""

    def latest_post_date(self) -> datetime:
        """The newest entry's time, else the record's."""
        return super().latest_post_date() if self.items else self.feed["recorded_at"]


def xml_text(text: str) -> str:
    """Text without the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("", text)


def change_id(change: Change) -> str:
    """A feed entry's id (RFC 4287, 4.2.6): the same wherever this revision is read, on a mirror too."""
    return uuid.uuid5(change.public_id, str(change.seq)).urn


def feed(request: HttpRequest, moment: Moment, of: Face | None = None) -> HttpResponse:
    """Return the newest 50 changes as Atom."""
    path = path_of(of.kind, of.slug) if of else "/"
    title = f"Chancery: changes around {of.title}" if of else "Chancery: changes of the record"
    made = RecordFeed(
        title=xml_text(title),
        link=request.build_absolute_uri(path),
        description=f"The newest {FEED_LIMIT} published revisions; each names the state of the record that it made.",
        language="en",
        author_name="Chancery",
        feed_url=request.build_absolute_uri(),
        feed_guid=uuid.uuid5(of.public_id, FILE).urn if of else request.build_absolute_uri(f"/feeds/{FILE}"),
        feed_copyright=RIGHTS,
        recorded_at=moment.seq_time or datetime.fromtimestamp(0, UTC),
    )
    for change in last_changes(moment, FEED_LIMIT, of):
        kind = KINDS[change.kind].label
        said = f"{kind.capitalize()}, revision {change.number}, record no. {change.seq}: {change.operation}."
        made.add_item(
            title=xml_text(f"{change.title} ({change.operation})"),
            link=request.build_absolute_uri(f"/id/{change.public_id}/?known_at={change.seq}"),
            description=escape(xml_text(f"{said} {change.note}".strip())),
            unique_id=change_id(change),
            pubdate=change.recorded_at,
            updateddate=change.recorded_at,
            categories=[kind],
        )
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


class ChangesFeed(RecordPage):
    """/feeds/changes.atom: every publication."""

    def get(self, request):
        """Answer the newest changes."""
        check_parameters(request, ("known_at",))
        moment = moment_of(request)
        return unless_known(request, moment, lambda: feed(request, moment))


class EntryFeed(EntryPage):
    """/countries/russia/changes.atom: what was published of one entry and of all that is about it."""

    def get(self, request, slug: str):
        """Answer the newest changes around an entry; addresses without one answer as its page does."""
        check_parameters(request, ("known_at",))
        moment = moment_of(request)
        return unless_known(request, moment, lambda: self.answer(slug, moment))

    def answer(self, slug: str, moment: Moment) -> HttpResponse:
        """Find the entry and make its feed."""
        match find.by_slug(KINDS[self.kind], slug, moment):
            case find.Found(face):
                return feed(self.request, moment, face)
            case find.Elsewhere(path):
                query = f"?{self.request.META['QUERY_STRING']}" if self.request.META.get("QUERY_STRING") else ""
                return HttpResponseRedirect(f"{path}{FILE}{query}", status=308)
            case finding:
                return entry_page(self, finding, moment)
