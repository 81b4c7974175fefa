"""Texts of files as dump writes them: YAML for entries, CSV for tables."""

import csv
import io

import yaml


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):
    """Writes texts plainly: since every scalar is read as text, '1991' needs no quotation marks."""

    yaml_implicit_resolvers = {}


class _Flow(list):
    """A list that is written on one line."""


def _represent_text(dumper, text: str):
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(
    _Flow, lambda dumper, items: dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)
)


def yaml_text(data: dict) -> str:
    """Return an entry's data as its YAML file, lists of texts on one line."""
    shaped = {
        key: _Flow(value) if isinstance(value, list) and value and isinstance(value[0], str) else value
        for key, value in data.items()
    }
    return yaml.dump(
        shaped,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=110,
        default_flow_style=False,
        line_break="\n",
    )


def csv_text(rows: list[dict], columns: list[str]) -> str:
    """Return rows as a CSV table with those of `columns` that some row fills, in that order."""
    used = [column for column in columns if any(row.get(column) for row in rows)]
    out = io.StringIO()
    writer = csv.DictWriter(out, used, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
