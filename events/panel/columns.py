"""The panel as a table: its columns and a row's cells."""

from collections.abc import Iterable

LEVEL = ("end", "holds", "min", "max")


def header(topics: Iterable[str]) -> list[str]:
    """The columns of the table; four more for each topic that is asked for."""
    columns = ["year", "relationship", "first", "second", "first_cow", "second_cow"]
    columns += [f"level_{part}" for part in LEVEL]
    columns += [f"{slug}_{part}" for slug in topics for part in LEVEL]
    columns += ["memberships", "memberships_possible", "ties", "ties_possible", "tie_kinds"]
    return [*columns, "alliances", "alliances_possible", "claims", "sources"]


def flat(row: dict) -> list:
    """A row in the order of `header`."""
    cells = [row[name] for name in ("year", "relationship", "first", "second", "first_cow", "second_cow")]
    for levels in (row["level"], *row["topics"].values()):
        cells += [levels[part] for part in LEVEL]
    cells += [row["memberships"]["sure"], row["memberships"]["possible"]]
    cells += [row["ties"]["sure"], row["ties"]["possible"], "; ".join(row["ties"]["kinds"])]
    return [*cells, row["alliances"]["sure"], row["alliances"]["possible"], row["claims"], row["sources"]]
