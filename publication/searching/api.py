"""Search as JSON: the same hits in the same order as the page's."""

import json

from publication.reading.moment import BadParameter
from publication.reading.names import name_of
from publication.searching.asking import ask, shown
from publication.serving.view import RecordView

USUAL, MOST = 20, 50


class SearchList(RecordView):
    """Entries that hold the words, the best first."""

    takes = ("q", "kind", "topic", "decade", "as_typed", "limit", "as_of", "known_at")
    repeats = ("kind", "topic", "decade")

    def answer(self, request, moment):
        """Answer up to 50 hits. `more` says that further entries hold the words: narrow the search, or walk a list."""
        if not request.GET.get("q", "").strip():
            raise BadParameter("q", "is missing. Give words of a name or of what is said.")
        limit = _limit(request.GET.get("limit"))
        found = ask(request)
        content = {
            "q": found.text,
            "searched_instead": found.search.instead or None,
            "also_searched": found.search.also,
            "did_you_mean": found.search.meant,
            "results": [_hit(hit) for hit in shown(found, 0, limit)],
            "found": len(found.fitting),
            "more": found.more or len(found.fitting) > limit,
        }
        return self.respond(json.dumps(content, ensure_ascii=False).encode(), found.moment)


def _limit(text: str | None) -> int:
    if not text:
        return USUAL
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MOST):
        raise BadParameter("limit", f"'{text[:20]}' is not a number from 1 to {MOST}.")
    return int(text)


def _hit(hit: dict) -> dict:
    """One hit: the entry's name and address, how it was found, and its passage with the claim that it is from."""
    entry = hit["entry"]
    return {
        **name_of({**entry, "public_id": entry["id"]}),
        "url": entry["url"],
        "matched": hit["way"].name.lower(),
        "other_name": "".join(text for text, _ in hit["called"]) or None,
        "passage": "".join(text for text, _ in hit["passage"]) or None,
        "words": sorted({text for text, marked in [*hit["title"], *hit["passage"]] if marked}),
        "claim": hit["claim"]["id"] if hit["claim"] else None,
        "of_another_day": hit["other_day"],
    }
