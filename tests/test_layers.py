"""Imports run one way, and what the public reads cannot reach the desk: read from the source, not from running it."""

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

# Each may import itself and those before it.
LAYERS = ("publication", "letterbox", "accounts", "desk", "sources", "relations", "events", "operation", "config")
# Modules of an app that answer the public; all of `publication` and `letterbox` does.
PUBLIC_MODULES = ("views", "api", "filters", "urls", "feeds", "search", "explore", "panel")
# Of the operator's modules, those that read the record for the public.
PUBLIC_OPERATION = ("operation.releases",)
DESK_SIDE = ("accounts", "desk")
MODELS_OF = ("sources", "relations", "events")


def modules_of(root: Path) -> dict[str, Path]:
    """Every module of the project's layers by its dotted name, tests and migrations left out."""
    found = {}
    for layer in LAYERS:
        for path in sorted((root / layer).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if "migrations" in parts:
                continue
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_of(name: str, path: Path, modules: dict[str, Path]) -> set[str]:
    """The project's modules that one module imports, anywhere in it, packages above them included.

    Strings given to `import_module` and `__import__` count as well.
    """
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    wanted = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            wanted |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([node.module] if node.module else [])])
            wanted |= {base} | {f"{base}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in ("import_module", "__import__", "get_model") and isinstance(node.args[0].value, str):
                wanted.add(node.args[0].value)
    found = set()
    for text in wanted:
        parts = text.split(".")
        # A name within a module is not a module: the longest part that is one counts, and its packages run first.
        found |= {".".join(parts[:end]) for end in range(1, len(parts) + 1)} & modules.keys()
        if parts[0] in LAYERS:
            found.add(parts[0])
    return found - {name}


def graph_of(root: Path) -> dict[str, set[str]]:
    """Each module with the modules that it imports."""
    modules = modules_of(root)
    return {name: imports_of(name, path, modules) for name, path in modules.items()}


def is_public(name: str) -> bool:
    """Whether a module answers the public, by the rule of this project."""
    app, _, rest = name.partition(".")
    if name in PUBLIC_OPERATION or app in ("publication", "letterbox"):
        return True
    return app in MODELS_OF and rest.split(".")[0] in PUBLIC_MODULES


def is_desk(name: str) -> bool:
    """Whether a module is the desk's: its app, or the models of a domain app."""
    app, _, rest = name.partition(".")
    return app in DESK_SIDE or (app in MODELS_OF and rest.split(".")[0] == "models")


def wrong_directions(graph: dict[str, set[str]]) -> list[str]:
    """Imports that run against the order of the layers."""
    return [
        f"{name} imports {other}"
        for name, others in sorted(graph.items())
        for other in sorted(others)
        if LAYERS.index(other.split(".")[0]) > LAYERS.index(name.split(".")[0])
    ]


def leaks(graph: dict[str, set[str]]) -> list[str]:
    """Ways by which a public module reaches the desk, the shortest one for each."""
    found = []
    for start in sorted(filter(is_public, graph)):
        ways = [[start]]
        met = {start}
        while ways:
            way = ways.pop(0)
            if is_desk(way[-1]):
                found.append(" -> ".join(way))
                break
            fresh = sorted(graph.get(way[-1], set()) - met)
            met |= set(fresh)
            ways += [[*way, other] for other in fresh]
    return found


@pytest.fixture(scope="module")
def graph():
    return graph_of(ROOT)


def test_every_layer_is_read(graph):
    assert {name.split(".")[0] for name in graph} == set(LAYERS)
    assert "publication.log" in graph["desk.publishing"]
    assert "desk.models" in graph["relations.models.actor"]


def test_imports_run_one_way(graph):
    assert wrong_directions(graph) == []


def test_the_record_imports_nothing_of_the_other_apps(graph):
    others = {
        name: {found for found in imported if found.split(".")[0] != "publication"} for name, imported in graph.items()
    }
    assert {name: found for name, found in others.items() if name.startswith("publication") and found} == {}


def test_public_modules_never_reach_the_desk(graph):
    assert len([name for name in graph if is_public(name)]) > 20
    assert leaks(graph) == []


def test_only_the_desk_opens_the_letterbox(graph):
    inside = {name for name in graph if name.startswith("letterbox.")}
    openers = {name for name, imported in graph.items() if imported & inside} - inside
    assert {name.split(".")[0] for name in openers} == {"desk", "config"}
    assert {name for name in openers if name.startswith("config")} == {"config.urls"}
    assert "letterbox.models" not in graph["config.urls"]
    # Inside, one module writes and the rest do not touch the rows.
    assert {name for name in inside if "letterbox.models" in graph[name]} == {"letterbox.posting"}


def test_there_is_no_drawer_for_what_has_no_place(graph):
    drawers = {"utils", "util", "helpers", "misc", "common", "core", "shared"}
    assert [name for name in graph if drawers & set(name.split("."))] == []
    assert [path.name for path in ROOT.iterdir() if path.is_dir() and path.name in drawers] == []


def tree(root: Path, files: dict[str, str]) -> dict[str, set[str]]:
    """Write a small project and return its graph."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return graph_of(root)


PROJECT = {
    "publication/__init__.py": "",
    "publication/log.py": "import json",
    "desk/__init__.py": "",
    "desk/models.py": "from publication.log import append",
    "sources/__init__.py": "",
    "sources/models/__init__.py": "from desk.models import Entry",
    "sources/snapshots.py": "from sources.models import Source",
    "sources/shelves.py": "def shelf():\n    from .snapshots import SOURCE",
    "relations/__init__.py": "",
    "relations/views.py": "from publication import log",
    "events/__init__.py": "",
    "config/__init__.py": "",
}


def test_a_small_project_in_order_passes(tmp_path):
    graph = tree(tmp_path, PROJECT)
    assert graph["sources.shelves"] == {"sources", "sources.snapshots"}
    assert (wrong_directions(graph), leaks(graph)) == ([], [])


@pytest.mark.parametrize(
    ("name", "text", "directions", "ways"),
    [
        (
            "publication/feed.py",
            "def feed():\n    from desk.models import Entry",
            ["publication.feed imports desk", "publication.feed imports desk.models"],
            ["publication.feed -> desk"],
        ),
        ("relations/api.py", "import sources.models", [], ["relations.api -> sources.models"]),
        (
            "relations/filters.py",
            "from sources import shelves",
            [],
            ["relations.filters -> sources.shelves -> sources.snapshots -> sources.models"],
        ),
        ("sources/views.py", "from .models import Source", [], ["sources.views -> sources.models"]),
        ("sources/views.py", "from . import models", [], ["sources.views -> sources.models"]),
        ("events/search.py", "import importlib\nimportlib.import_module('desk.models')", [], ["events.search -> desk"]),
        ("sources/api.py", "import events", ["sources.api imports events"], []),
        ("desk/admin.py", "import sources", ["desk.admin imports sources"], []),
    ],
)
def test_a_planted_violation_is_caught(tmp_path, name, text, directions, ways):
    graph = tree(tmp_path, {**PROJECT, name: text})
    assert (wrong_directions(graph), leaks(graph)) == (directions, ways)
