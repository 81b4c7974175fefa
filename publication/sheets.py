"""Tables as CSV files: RFC 4180, UTF-8 with a byte-order mark, so that spreadsheets read accents."""

import csv
import io
import re
from collections.abc import Iterable

from django.http import HttpResponse

# The columns with which every table of claims ends; `claim_cells` fills them.
BOUNDS = ("start", "end", "seen", "start_earliest", "start_latest", "end_earliest", "end_latest", "ongoing", "inferred")
CLAIM_HEADER = [*BOUNDS, "certainty", "standing", "text", "sources", "claim", "revision"]


# What a spreadsheet takes for the beginning of a formula; of full width too, which East Asian editions take so.
_BEGINNINGS = "=+-@\t\r＝＋－＠"
_NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?", re.ASCII)


def cell(value) -> str:
    """A value as a cell; text that a spreadsheet would run as a formula gets an apostrophe, a number does not."""
    if value is None:
        return ""
    if isinstance(value, str) and value[:1] in _BEGINNINGS and value[1:2] and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return str(value)


def claim_cells(claim: dict, revision: int) -> list:
    """A claim's period with its bounds, certainty, standing, words, sources (slug | place), and where it stands."""
    cited = "; ".join(f"{c['source']['slug']} | {c['locator']}" for c in claim["citations"] if c["source"])
    ends = [claim["certainty"], claim["standing"], claim["text"], cited, claim["id"], revision]
    return [*(claim["period"][key] for key in BOUNDS), *ends]


def csv_response(name: str, header: list[str], rows: Iterable[Iterable]) -> HttpResponse:
    """Return a table to download under a name without extension."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([cell(value) for value in row] for row in rows)
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
