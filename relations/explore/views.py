"""The explorers' pages."""

from dataclasses import replace

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publication.drawing.grid import Cell, grid
from publication.drawing.histogram import histogram
from publication.drawing.rings import rings
from publication.listing import link, walk
from publication.reading import keyset
from publication.reading.names import name_of, title_of
from publication.reading.notes import number_notes
from publication.reading.standing import OVERALL, bodies_of, topic_number
from publication.reading.topics import topics_to_choose
from publication.sheets import csv_response
from relations.explore import comparison, files, matrix, network, timeline
from relations.explore.by_topic import actor_asked, by_topic, sentence_of
from relations.explore.filters import TimelineFilter, dated_claims
from relations.explore.page import ExplorerPage, files_of
from relations.ties import TIES

PAGE_ROWS = 50
FILE_ROWS = 1000


class TimelinePage(ExplorerPage):
    """Everything dated, counted by decade, year, month or day, and listed."""

    name = "timeline"
    title = gettext_lazy("Timeline")
    parameters = (*TimelineFilter.base_filters, "cursor")
    reading = gettext_lazy(
        "How many things begin in each part of the time. Hatched: the date is known less well than that."
    )

    def read(self, asking, moment):
        """The counts of the whole view, one page of its list."""
        limit = PAGE_ROWS if self.drawn else FILE_ROWS
        moment, page = walk(self.request, dated_claims, TimelineFilter, "sort_day", "id", int, limit)
        bodies = bodies_of(page.rows, moment)
        claims = [bodies[row.id] for row in page.rows]
        if not self.drawn:
            return {"claims": claims, "moment": moment}
        counted = timeline.count(self.request.GET, moment)
        names = {name: title_of(face) for name in ("actor", "topic") if (face := asking.entry(name, name))}
        span = timeline.span_asked(asking, counted)
        zoomed = timeline.zoom(*span) if span else None
        bins = timeline.bins_of(zoomed, counted, asking) if zoomed else []
        said = timeline.sentence(counted, names, asking)
        return {
            "moment": moment,
            "sentence": said,
            "zoom": zoomed,
            "unit_words": timeline.unit_words(zoomed.unit if zoomed else "year"),
            "zoom_links": timeline.zoom_links(zoomed, asking) if zoomed else {},
            "bins": bins,
            "drawings": histogram(bins, said) if bins else [],
            "whole": counted.whole,
            "undated": counted.undated,
            "kinds": timeline.kind_links(counted, asking),
            "claims": claims,
            "types": counted.types,
            "topics": topics_to_choose(moment),
            "actor_title": names.get("actor", ""),
            "notes": number_notes(claims, moment),
            "page": {"next": link(self.request, page.next), "previous": link(self.request, page.previous)},
            "files": files_of(asking, "/timeline/timeline", ("csv", "svg", "png") if bins else ("csv",)),
            "file_rows": FILE_ROWS,
        }

    def as_csv(self, content, moment):
        """The first rows of the view as a table."""
        return csv_response("timeline", files.TIMELINE, map(files.timeline_row, content["claims"]))


class MatrixPage(ExplorerPage):
    """How one actor stands with the others by topic, or how each two of some actors stand, on the day."""

    name = "matrix"
    title = gettext_lazy("Matrix")
    parameters = ("of", "actors", "region", "members", "topic")
    reading = gettext_lazy(
        "Blank: the record says nothing of it on this day. Paler: possibly. An arrow: only a trend is given."
    )

    def read(self, asking, moment):
        """The rows and columns, and each pair with its reason."""
        actor = actor_asked(asking, moment)
        content = self.of_topics(actor, asking, moment) if actor else self.of_pairs(asking, moment)
        drawings = self.draw(content) if content["ranked"] else []
        return {
            **content,
            "drawings": drawings,
            "topics": topics_to_choose(moment),
            "regions": matrix.regions(moment),
            "notes": number_notes([claim for pair in content["ranked"] for claim in pair.standing.claims], moment),
            "files": files_of(asking, "/matrix/matrix", ("csv", "svg", "png") if drawings else ("csv",)),
        }

    def draw(self, content):
        """The matrix as a drawing, for its files: the page has it as a table."""
        if self.form == "page":
            return [True]
        rows = [
            (
                row["actor"]["title"],
                [Cell(cell["pair"].fill, cell["pair"].number) if cell["pair"] else None for cell in row["cells"]],
            )
            for row in content["rows"]
        ]
        return [grid([head["title"] for head in content["heads"]], rows, content["sentence"])]

    def of_topics(self, actor, asking, moment):
        """One actor with each other one, topic by topic."""
        found = by_topic(actor, asking, moment)
        return {
            "of": actor.slug,
            "sentence": sentence_of(found, moment),
            "left_out": (len(found.rows), found.fitting) if found.fitting > len(found.rows) else None,
            "topics_left_out": (len(found.topics), found.total_topics)
            if found.total_topics > len(found.topics)
            else None,
            "heads": found.topics,
            "rows": found.rows,
            "ranked": found.pairs,
        }

    def of_pairs(self, asking, moment):
        """Each two of some actors in one topic: the lower triangle."""
        topic = asking.entry("topic", "topic")
        number = topic.entry if topic else topic_number(OVERALL, moment)
        chosen = matrix.chosen_actors(asking, number, moment)
        pairs = matrix.pairs_among(chosen.actors, number, moment)
        shown, possible = len(chosen.actors), len(chosen.actors) * (len(chosen.actors) - 1) // 2
        on_topic = title_of(topic) if topic and topic.slug != OVERALL else ""
        return {
            "sentence": matrix.sentence(chosen, on_topic, len(pairs), possible, moment),
            "left_out": (shown, chosen.total) if chosen.total > shown else None,
            "heads": list(chosen.actors.values())[:-1],
            "rows": matrix.triangle(chosen.actors, pairs),
            "ranked": matrix.ranked(pairs),
        }

    def as_csv(self, content, moment):
        """The pairs as a table."""
        return csv_response("matrix", files.MATRIX, map(files.matrix_row, content["ranked"]))


class NetworkPage(ExplorerPage):
    """Who is joined to one actor, and these to each other."""

    name = "network"
    title = gettext_lazy("Network")
    parameters = ("centre", "lines", "topic", "level_min", "level_max", "members")
    reading = gettext_lazy(
        "Thick lines: strong levels. Broken: opposed. The outer ring is joined only to those of the inner one."
    )

    def read(self, asking, moment):
        """The actors and what joins them, drawn and as tables."""
        asked = network.question(asking, moment)
        if asked is None:
            empty = network.Network({}, {}, [], 0, False)
            return {"sentence": _("At this moment the record holds no actor."), "found": empty, "slug": "of-nobody"}
        found = network.network(asked, moment)
        said = network.sentence(asked, found, moment)
        if not self.drawn:
            return {"found": found, "slug": asked.centre.slug}
        others = ("graphml", "svg", "png") if found.edges else ("graphml",)
        return {
            "sentence": said,
            "found": found,
            "edges": [
                {"edge": edge, "first": found.actors[edge.first], "second": found.actors[edge.second]}
                for edge in found.edges
            ],
            "drawings": rings(*network.shapes(found), said) if found.edges else [],
            "degrees": network.degrees(found, asking),
            "centre": name_of(asked.centre),
            "lines": asked.lines,
            "line_kinds": network.LINES,
            "levels": range(3, -4, -1),
            "topics": topics_to_choose(moment),
            "most": network.MOST,
            "notes": number_notes([claim for edge in found.edges for claim in edge.claims], moment),
            "files": files_of(asking, "/network/edges", ("csv",)) + files_of(asking, "/network/network", others),
        }

    def as_csv(self, content, moment):
        """The claims behind the lines as a table."""
        return csv_response(f"network-{content['slug']}", files.NETWORK, files.network_rows(content["found"]))

    def as_graphml(self, content, moment):
        """The graph for other programs."""
        response = HttpResponse(files.graphml(content["found"]), content_type="application/graphml+xml")
        response["Content-Disposition"] = f'attachment; filename="network-{content["slug"]}.graphml"'
        return response


class ComparePage(ExplorerPage):
    """What changed between two days."""

    name = "compare"
    title = gettext_lazy("Compare two days")
    parameters = ("from", "to", "actor", "topic", "cursor")
    reading = gettext_lazy(
        "A ring is the first day's level, a disc the second's. A broken edge is possible, not certain."
    )

    def read(self, asking, moment):
        """Levels, memberships, ties and steps that changed, and one page of the events between."""
        cursor = None
        if text := asking.values.get("cursor"):
            cursor = keyset.read_cursor(text, "sort_day", int, moment.head)
            moment = replace(moment, seq=cursor.seq) if moment.known_at is None else moment
        asked = comparison.question(asking, moment)
        changes, more_changes = comparison.level_changes(asked, moment)
        # Memberships have no topic.
        parts = {"tie": TIES} if asked.topic else {"membership": ("member",), "tie": TIES}
        turned = {what: comparison.turns(asked, predicates, moment) for what, predicates in parts.items()}
        taken, more_taken, all_taken = comparison.steps(asked, moment)
        if not self.drawn:
            return {"changes": changes, "turned": turned, "taken": taken, "moment": moment}
        rows, all_events = comparison.between(asked, "event", moment)
        page = keyset.page(rows, "sort_day", "id", moment.seq, PAGE_ROWS // 2, cursor, down=False)
        bodies = bodies_of(page.rows, moment)
        events = [bodies[row.id] for row in page.rows]
        printed = [claim for change in changes for claim in change.claims]
        printed += [claim for turn in turned.values() for claim in turn.claims] + taken + events
        return {
            "moment": moment,
            "sentence": comparison.sentence(asked, len(changes), list(turned.values()), len(taken)),
            "first": asked.first,
            "last": asked.last,
            "changes": changes,
            "drawings": comparison.draw(changes, asked),
            "more_changes": more_changes,
            "turned": [{"what": what, "turns": turn} for what, turn in turned.items()],
            "taken": taken,
            "all_taken": all_taken if more_taken else "",
            "events": events,
            "all_events": all_events,
            "page": {"next": link(self.request, page.next), "previous": link(self.request, page.previous)},
            "topics": topics_to_choose(moment),
            "notes": number_notes(printed, moment),
            "files": files_of(asking, "/compare/changes", ("csv", "svg", "png") if changes else ("csv",)),
        }

    def as_csv(self, content, moment):
        """The changes as a table."""
        rows = files.comparison_rows(content["changes"], content["turned"], content["taken"])
        return csv_response("changes", files.COMPARISON, rows)
