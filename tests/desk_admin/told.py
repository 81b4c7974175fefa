"""Helpers for tests of the desk's history: what is kept, and what an entry's page tells of it."""

import html
import re

from django.apps import apps
from django.urls import reverse

from desk.history import history_of
from tests.desk_admin.screens import url_of


def in_words(pieces: list[tuple[str, str]]) -> str:
    """Return a change as 'old -> new'."""
    old = "".join(text for what, text in pieces if what != "added")
    new = "".join(text for what, text in pieces if what != "removed")
    return f"{old} -> {new}"


def moments(client, entry, **query) -> list[tuple]:
    """Return what an entry's page tells: who, and what with each part."""
    response = client.get(url_of(entry, "history"), query)
    assert response.status_code == 200
    return [
        (
            moment.by,
            [
                (one.what, one.part, one.title, {change.label: in_words(change.pieces) for change in one.changes})
                for one in moment.told
            ],
        )
        for moment in response.context["moments"]
    ]


def text_of(response) -> str:
    """Return the words of a page's content."""
    body = response.content.decode().partition('<div id="content"')[2].partition("<footer")[0]
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", body)).split())


def kept(model) -> list[tuple]:
    """Return a model's history, oldest first: which row, what kind, whose."""
    key = model._meta.pk.attname
    return list(history_of(model).objects.order_by("history_id").values_list(key, "history_type", "by_name"))


def all_history() -> dict[str, int]:
    """Return how many rows each table of history has."""
    models = [model for model in apps.get_models() if hasattr(model, "history_id")]
    return {model.__name__: model.objects.count() for model in models}


def url_of_claim(claim, step: str = "change") -> str:
    """Return the address of a claim's own form."""
    opts = claim._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{step}", args=[claim.pk])
