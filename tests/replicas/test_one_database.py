"""What reads the record for the public asks the database that was chosen, and never one by its own name."""

import ast

from django.conf import settings

ROOMS = (
    "publication/reading",
    "publication/searching",
    "publication/serving",
    "publication/drawing",
    "relations/explore",
)


def names_of_databases(source: str) -> set[str]:
    """What a module takes from django.db that names a database."""
    taken = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module in {
            "django.db",
            "django.db.utils",
            "django.db.transaction",
        }:
            taken |= {name.name for name in node.names}
    return taken & {"connection", "connections", "DEFAULT_DB_ALIAS", "router", "transaction"}


def test_the_query_of_the_choice_is_the_only_one_that_names_a_database():
    naming = {}
    for room in ROOMS:
        for path in sorted((settings.BASE_DIR / room).rglob("*.py")):
            if found := names_of_databases(path.read_text()):
                naming[str(path.relative_to(settings.BASE_DIR))] = found
    assert naming == {"publication/reading/database.py": {"DEFAULT_DB_ALIAS", "connections"}}
