"""The table of who may do what (matrix.yaml), and what Django knows of addresses and actions to hold against it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import URLPattern, URLResolver

from accounts.models import AuditLine, Token
from desk.models import Claim, Entry, Import, Mapping
from desk.schema import schema
from letterbox.models import Suggestion
from relations.models import Actor

TABLE = yaml.safe_load((Path(__file__).parent / "matrix.yaml").read_text(encoding="utf-8"))
SETS, STATES, ROLES = TABLE["sets"], TABLE["states"], TABLE["sets"]["everyone"]
BUTTONS = ("_review", "_publish")


@dataclass(frozen=True)
class Address:
    """One URL pattern of the admin: its row in the table, its model if it has one, its route below /admin/."""

    row: str
    model: type | None
    route: str


def category(model: type) -> str:
    """Return the category of a model that the admin knows; KeyError for one that nobody has thought about."""
    if model in (Entry, Actor, Import, Mapping, Suggestion, Group, AuditLine, Token, get_user_model()):
        return model.__name__.lower()
    if model in {kind.model for kind in schema.kinds.values()}:
        return "kind"
    if issubclass(model, Claim):
        return "claim"
    raise KeyError(f"{model.__name__} has no category: give it one here, and its rows in matrix.yaml.")


@cache
def addresses() -> tuple[Address, ...]:
    """Return every pattern of the admin, in the resolver's order."""
    return tuple(_walk(admin.site.get_urls(), ""))


def _walk(patterns, prefix: str) -> Iterator[Address]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield _address(pattern, route)


def _address(pattern: URLPattern, route: str) -> Address:
    model = next((model for model in admin.site._registry if route.startswith(_folder(model))), None)
    if model is None:
        return Address(f"site:{pattern.name or '(any other)'}", None, route)
    stem = f"{model._meta.app_label}_{model._meta.model_name}_"
    name = "(short)" if pattern.name is None else pattern.name.removeprefix(stem)
    return Address(f"{category(model)}:{name}", model, route)


def _folder(model: type) -> str:
    return f"{model._meta.app_label}/{model._meta.model_name}/"


def actions() -> list[tuple[str, type, str]]:
    """Return every list action that is registered: its row, its model, its name."""
    found = []
    for model, model_admin in admin.site._registry.items():
        for _, name, _ in model_admin._get_base_actions():
            found.append((f"{category(model)}:action {name}", model, name))
    return found


def rows() -> set[str]:
    """Return the rows that the table must have."""
    return (
        {address.row for address in addresses()}
        | {row for row, _, _ in actions()}
        | {f"kind:button {name}" for name in BUTTONS}
    )


def who(row: str, verb: str, state: str) -> set[str]:
    """Return who may, as the table says: `verb` is 'get' or 'post'."""
    said = TABLE["rows"][row].get(verb, "none")
    return set(SETS[said if isinstance(said, str) else said.get(state, "none")])


def ever(row: str, verb: str) -> set[str]:
    """Return who may in some state."""
    return set().union(*(who(row, verb, state) for state in STATES))
