"""Coverage of a source: the command and the page, from the record alone."""

import re
from html import unescape

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from desk.models import Claim, Entry
from desk.publishing import publish
from sources.models import Citation, Source


@pytest.fixture
def outlined(site):
    """The atlas, whose outline has three paragraphs, with two of them cited."""
    atlas = Source.objects.get(slug="atlas-2024")
    wanted = {"p. 4": "Lead, paragraph 1", "p. 5": "Body > North, paragraph 2"}
    for old, new in wanted.items():
        Citation.objects.filter(source=atlas, locator=old).update(locator=new)
    owners = Claim.objects.filter(citations__source=atlas).values_list("owner", flat=True).distinct()
    for owner in Entry.objects.filter(pk__in=owners):
        publish(owner, by="test")
    return atlas


def text_of(site, path):
    html = site.get(path).content.decode()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_page_counts_the_paragraphs_that_claims_cite(site, outlined):
    page = text_of(site, "/sources/atlas-2024/coverage/")
    assert "2 of 3 content paragraphs are cited by published claims: 66 %." in page
    assert "Body > North, 1 0 Nothing cites this paragraph." in page
    assert "Lead, 1 2 North – South" in page


def test_page_lists_locators_outside_the_outline(site, outlined):
    page = text_of(site, "/sources/atlas-2024/coverage/")
    assert "Other places Locators outside the outline. p. 1 p. 2 p. 3 p. 6 p. 7" in page


def test_page_of_a_source_without_outline_says_so(site):
    assert "No outline. Nobody has noted" in text_of(site, "/sources/gazette-2007/coverage/")
    assert site.get("/sources/nothing/coverage/").status_code == 404
    assert site.get("/sources/gazette-2007/coverage/?as_of=banana").status_code == 400


def test_command_prints_the_table_and_fails_for_uncited_paragraphs(outlined, capsys):
    with pytest.raises(CommandError, match=r"^1 paragraphs are cited by no published claim\.$"):
        call_command("coverage", "atlas-2024")
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "The Small Atlas (atlas-2024)"
    assert [line.split()[0] for line in lines[2:5]] == ["Lead,", "!", "Body"]
    assert lines[-1] == "2 of 3 paragraphs cited: 66 %."


def test_command_names_an_unknown_source(site):
    with pytest.raises(CommandError, match=r"^No public source 'atlas'\.$"):
        call_command("coverage", "atlas")
