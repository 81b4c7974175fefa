"""The matrix says of Russia's relationships what the rule of the map says."""

import csv
import io
import re

import pytest

from publication.models import Face
from publication.reading.moment import resolve
from publication.reading.standing import standings_of


@pytest.mark.parametrize("day", ["1995-06-01", "2010-01-01", "2024-03-08"])
def test_the_matrix_of_russia_says_what_the_rule_says(whole_record, db, client, day):
    moment = resolve(day, None)
    russia = Face.objects.at(moment.seq).get(namespace="actor", slug="russia")
    expected = {
        other["slug"]: (stands.level, stands.holds, stands.mixed, dyad["slug"])
        for other, dyad, stands in standings_of(russia.entry, moment)
    }
    assert len(expected) > 20
    found, others = {}, sorted(expected)
    for at in range(0, len(others), 23):
        actors = ",".join(["russia", *others[at : at + 23]])
        response = client.get(f"/matrix/matrix.csv?actors={actors}&as_of={day}")
        for row in csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))):
            if "russia" in (row["first"], row["second"]):
                other = row["second"] if row["first"] == "russia" else row["first"]
                level = int(row["level"]) if row["level"] else None
                found[other] = (level, row["holds"], row["readings_differ"] == "yes", row["dyad"])
    assert found == expected


def test_the_matrix_by_topic_says_what_has_no_column(whole_record, db, client):
    html = client.get("/matrix/?as_of=2024-06-01").content.decode()
    counted = re.search(r"Of (\d+) topics the (\d+) with most levels have a column", html)
    assert int(counted[1]) > int(counted[2]) == html.split("<thead>")[1].split("</thead>")[0].count('<th scope="col">')
    assert "a matrix has room for no more" not in html
    rows = html.split('<table class="matrix">')[1].split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    assert [row for row in rows if "aria-label" not in row] == [], "no row is blank"
