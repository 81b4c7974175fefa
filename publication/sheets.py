"""Tables as CSV files: RFC 4180, UTF-8 with a byte-order mark, so that spreadsheets read accents."""

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse


def cell(value) -> str:
    """A value as a cell; text that a spreadsheet would run as a formula gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, str) and value[:1] in "=+-@\t\r" and value[1:2]:
        return f"'{value}"
    return str(value)


def csv_response(name: str, header: list[str], rows: Iterable[Iterable]) -> HttpResponse:
    """Return a table to download under a name without extension."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([cell(value) for value in row] for row in rows)
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
