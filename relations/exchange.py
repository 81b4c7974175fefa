"""The API's answers that are no list of entries: codes to actors, and the network of a day."""

import json
from dataclasses import replace

from publication.models import Face
from publication.reading.moment import BadParameter, Moment, read_day, resolve
from publication.reading.standing import OVERALL
from publication.serving.formats import CSV, GRAPHML, JSON, NDJSON
from publication.serving.tables import table
from publication.serving.view import RecordView
from relations import crosswalk
from relations.explore import files
from relations.explore.asking import named
from relations.explore.whole import node_link, whole_network

# So many codes may be asked for at once.
MOST_CODES = 500
CROSSWALK = ["scheme", "code", "on", "actor", "kind", "title", "holds", "to_scheme", "to_code", "candidates"]


class Crosswalk(RecordView):
    """Which actor a code meant on a day; and, with `to`, which code that actor had in another scheme."""

    formats = (JSON, NDJSON, CSV)
    takes = ("scheme", "code", "codes", "on", "to", "known_at")
    daily = True

    def moment(self, request) -> Moment:
        """The day is `on`; today if it is not given."""
        moment = resolve(None, request.GET.get("known_at"))
        if text := request.GET.get("on", "").strip():
            return replace(moment, day=read_day("on", text), as_of=text)
        return moment

    def answer(self, request, moment):
        """Answer for one code, some, or all that the scheme has on the day."""
        known = crosswalk.schemes(moment)
        scheme = _scheme("scheme", request.GET.get("scheme", ""), known)
        to = _scheme("to", request.GET["to"], known) if request.GET.get("to") else None
        codes = _codes(request.GET)
        found = crosswalk.candidates(scheme, codes, moment)
        actors = [one.actor.entry for group in found.values() for one in group]
        others = crosswalk.codes_of(to, actors, moment) if to else None
        asked = codes if codes is not None else sorted(found)
        results = [crosswalk.answer_for(code, found.get(code, []), others) for code in asked]
        day = moment.day.isoformat()
        if self.format is CSV:
            rows = (_row(scheme, day, to, result) for result in results)
            return self.respond(table(CROSSWALK, [rows]), moment, f"crosswalk-{scheme}-{day}")
        if self.format is NDJSON:
            lines = "".join(json.dumps(result, ensure_ascii=False) + "\n" for result in results)
            return self.respond(lines.encode(), moment)
        content = {"scheme": scheme, "on": day, **({"to": to} if to else {}), "results": results}
        return self.respond(json.dumps(content, ensure_ascii=False).encode(), moment)


def _scheme(parameter: str, text: str, known: list[str]) -> str:
    if text not in known:
        words = f"'{text[:40]}' is not a scheme" if text else "is missing"
        raise BadParameter(parameter, f"{words}. Schemes are: {', '.join(known) or 'none at this moment'}.")
    return text


def _codes(asked) -> list[str] | None:
    if "code" in asked and "codes" in asked:
        raise BadParameter("codes", "goes without `code`. Give one of the two.")
    if "code" in asked:
        codes = [asked["code"].strip()]
    elif "codes" in asked:
        codes = list(dict.fromkeys(part.strip() for part in asked["codes"].split(",") if part.strip()))
        if len(codes) > MOST_CODES:
            raise BadParameter("codes", f"names {len(codes)}; give up to {MOST_CODES}, or none for the whole scheme.")
    else:
        return None
    name = "code" if "code" in asked else "codes"
    if not all(codes) or not codes:
        raise BadParameter(name, "names no code. Give one as the scheme writes it: 365, RUS.")
    if wrong := next((code for code in codes if len(code) > 40 or "\0" in code), None):
        raise BadParameter(name, f"'{wrong[:40]}' is not a code. Give one as the scheme writes it: 365, RUS.")
    return codes


def _row(scheme: str, day: str, to: str | None, result: dict) -> list:
    actor = result["actor"] or {}
    names = "; ".join(one["actor"]["slug"] for one in result["candidates"])
    ends = [to, result.get("to"), names]
    told = [actor.get("slug"), actor.get("kind"), actor.get("title"), result["holds"]]
    return [scheme, result["code"], day, *told, *ends]


class NetworkOfDay(RecordView):
    """How all actors, or one actor and the others, stood to one another on a day in one topic, as a graph."""

    formats = (JSON, GRAPHML, CSV)
    takes = ("topic", "actor", "as_of", "known_at")
    daily = True

    def answer(self, request, moment):
        """Answer with the graph: nodes are actors by slug, edges carry a level."""
        topic = _one(request, "topic", "topic", moment, OVERALL)
        actor = _one(request, "actor", "actor", moment)
        found = whole_network(topic.entry if topic else 0, moment, actor.entry if actor else None)
        if self.format is GRAPHML:
            return self.respond(files.graphml(found), moment, f"network-{moment.day}")
        if self.format is CSV:
            return self.respond(table(files.NETWORK, [files.network_rows(found)]), moment, f"network-{moment.day}")
        return self.respond(json.dumps(node_link(found), ensure_ascii=False).encode(), moment)


def _one(request, parameter: str, namespace: str, moment: Moment, usual: str = "") -> Face | None:
    """The entry that a parameter names; the usual one, or None, where it is not given. Raises BadParameter."""
    text = request.GET.get(parameter, "").strip()
    if text:
        return named(parameter, namespace, text, moment)
    rows = Face.objects.at(moment.seq).filter(namespace=namespace, slug=usual, state=Face.State.PUBLIC)
    return rows.defer("document").first() if usual else None
