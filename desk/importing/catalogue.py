"""Mappings by name: those that come with Chancery, and those that curators saved."""

import json
from functools import cache
from pathlib import Path

from desk.importing.finding import Finder
from desk.importing.mapping import Mapped
from desk.importing.values import MappingError
from desk.models import Mapping

SHIPPED = Path(__file__).parent / "mappings"


@cache
def shipped() -> dict[str, dict]:
    """Return the mappings that come with Chancery, by name."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(SHIPPED.glob("*.json"))]
    return {spec["name"]: spec for spec in found}


def mappings(kind: str = "") -> dict[str, dict]:
    """Return all mappings by name, those of one kind if it is given; a saved one hides a shipped one of its name."""
    saved = {mapping.name: mapping.spec for mapping in Mapping.objects.all()}
    return {name: spec for name, spec in (shipped() | saved).items() if not kind or spec.get("kind") == kind}


def mapping_named(name: str) -> dict:
    """Return a mapping; raises MappingError with the names that there are."""
    found = mappings()
    if name not in found:
        raise MappingError(f"there is no mapping '{name}'. There are: {', '.join(sorted(found)) or 'none'}.")
    return found[name]


def fitting(kind: str, columns: list[str]) -> list[str]:
    """Return the names of mappings of a kind whose columns the file has, those that use most of them first."""
    found = []
    for name, spec in mappings(kind).items():
        try:
            reader = Mapped(spec, columns, Finder())
        except MappingError:
            continue
        found.append((-len(reader.compiler.named), name))
    return [name for _, name in sorted(found)]
