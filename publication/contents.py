"""The API's table of contents, and its JSON-LD context."""

import json

from publication.kinds import KINDS
from publication.linked_data.graph import context_bytes
from publication.models import Revision
from publication.reading.moment import Moment
from publication.serving.formats import JSON, JSONLD
from publication.serving.links import LICENCE, REFERENCE, SCHEMA
from publication.serving.view import RecordView

PREFIX = "/api/v1"
FOLDERS = (*(kind.folder for kind in KINDS.values()), "claims")


class Root(RecordView):
    """What there is: the lists, the state of the record, the licence, the documentation.

    `more` are addresses besides the lists, by name.
    """

    takes = ()
    more: dict[str, str] = {}

    def answer(self, request, moment: Moment):
        """Answer with the lists, the record's state, the licence and the documentation."""
        absolute = request.build_absolute_uri
        content = {
            "title": "Chancery",
            "record": {
                "seq": moment.seq,
                "recorded_at": moment.seq_time.isoformat() if moment.seq_time else None,
                # The hash of the last revision names that of the one before it, and so on to the first.
                "digest": Revision.objects.filter(seq=moment.seq).values_list("hash", flat=True).first(),
            },
            "licence": "CC BY 4.0",
            "licence_url": LICENCE,
            "documentation": absolute(REFERENCE),
            "schema": absolute(SCHEMA),
            "clocks": {"as_of": "a day in the world: 2007-02-10", "known_at": "a sequence number, day or time"},
            "lists": {folder: absolute(f"{PREFIX}/{folder}/") for folder in FOLDERS},
            "search": absolute(f"{PREFIX}/search/") + "?q=",
            "more": {name: absolute(f"{PREFIX}/{path}") for name, path in self.more.items()},
        }
        return self.respond(json.dumps(content, ensure_ascii=False).encode(), moment)


class Context(RecordView):
    """What the names in the API's JSON-LD mean: schema.org's terms and Wikidata's properties."""

    takes = ()
    formats = (JSONLD, JSON)

    def answer(self, request, moment: Moment):
        """Answer with the context, which is the same whatever the record holds."""
        return self.respond(context_bytes(), moment)
