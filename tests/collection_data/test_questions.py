"""Ten questions that span entries, each answered in at most three clicks from the home page."""

import pytest

from tests.collection_data.reader import Reader


@pytest.fixture
def reader(whole_record, db, client):
    """Somebody at the home page for the first time."""
    return Reader(client)


def holds(text: str, *words: str) -> None:
    assert [word for word in words if word not in text] == []


def test_who_has_suspended_what_since_2007(reader):
    reader.click("Events").click("Agreements").send(step="suspended", date_after="2007")
    holds(reader.text, "Treaty on Conventional Armed Forces in Europe (CFE)", "Suspended by Russia", "New START")
    assert reader.clicks == 3


@pytest.mark.parametrize(
    ("day", "some", "none"),
    [
        ("2005-01-01", ["Council of Europe", "Group of Eight"], ["BRICS", "Eurasian Economic Union", "World Trade"]),
        ("2023-01-01", ["BRICS", "Eurasian Economic Union", "World Trade Organization"], ["Permanent Joint Council"]),
    ],
)
def test_which_memberships_russia_held(reader, day, some, none):
    reader.send(q="Russia").click("Russia").send(as_of=day)
    memberships = reader.section("Memberships")
    holds(memberships, *some)
    assert [name for name in none if name in memberships] == []
    assert reader.clicks == 3


def test_who_hosts_russias_bases(reader):
    reader.send(q="military bases").click("Military bases")
    holds(reader.section("Ties"), "Russia → Armenia", "Russia → Kyrgyzstan", "Russia → Tajikistan", "Russia → Syria")
    assert reader.clicks == 2


def test_every_statement_about_missile_defence_and_the_reply(reader):
    reader.send(q="missile defence").click("Missile defence")
    holds(reader.section("What was said"), "Putin")
    assert reader.html.count('<header class="re">') >= 1
    assert reader.clicks == 2


def test_what_changed_with_turkey_in_november_2015(reader):
    reader.click("Turkey (possibly)")
    holds(reader.text, "shot down", "24 November 2015", "Hostile −2")
    assert reader.clicks == 1


def test_how_the_documents_differ_about_2001(reader):
    reader.click("United States")
    holds(reader.section("Rival claims"), "In 2001 the two states stood well", "By 2001 relations were already")
    assert reader.clicks == 1


def test_who_was_on_the_unfriendly_list_in_march_2022(reader):
    reader.send(q="unfriendly countries").click("Unfriendly countries").send(as_of="2022-03-08")
    members = reader.section("Members")
    holds(members, "Japan", "Norway", "United States")
    assert "Bahamas" not in members
    assert reader.clicks == 3


def test_who_expelled_whose_diplomats(reader):
    reader.click("Events").send(type="expulsion")
    holds(reader.text, "Britain expels")
    assert reader.clicks == 2


def test_who_went_on_in_the_soviet_seat(reader):
    reader.send(q="Soviet Union").click("Soviet Union")
    holds(reader.text, "Followed by Russia (continuator)")
    assert reader.clicks == 2


def test_which_publics_saw_russia_well_in_2015(reader):
    reader.click("Topics").click("Indicators").click("Favourable views of Russia, Pew Research Center, 2015")
    holds(reader.text, "Vietnam", "75", "Ghana", "56")
    assert reader.clicks == 3
