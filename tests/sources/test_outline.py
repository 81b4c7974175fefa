"""Outlines and places in them."""

import pytest

from sources.outline import OutlineError, Section, read_outline, read_place


def test_outline_is_read_line_by_line():
    assert read_outline("Lead | 3\n\n What is it?|1 \nA > B | 12") == [
        Section("Lead", 3),
        Section("What is it?", 1),
        Section("A > B", 12),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Lead", "Line 1: write 'Title | number of paragraphs', for example 'Lead | 3'."),
        ("Lead | 3\nBody | many", "Line 2: write 'Title | number of paragraphs', for example 'Lead | 3'."),
        ("Lead | 3\nLead | 4", "Line 2: the section 'Lead' stands twice."),
        ("Lead | 99999", "Line 1: write 'Title | number of paragraphs', for example 'Lead | 3'."),
    ],
)
def test_bad_outlines_are_refused_by_line(text, message):
    with pytest.raises(OutlineError) as refused:
        read_outline(text)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("locator", "places"),
    [
        ("Lead, paragraph 2", [("Lead", 2)]),
        ("Europe, Asia, and more, paragraph 2", [("Europe, Asia, and more", 2)]),
        ("A > B, paragraphs 2 and 4", [("A > B", 2), ("A > B", 4)]),
        ("A, paragraphs 2–4", [("A", 2), ("A", 3), ("A", 4)]),
        ("A, paragraphs 1, 3 and 5-6", [("A", 1), ("A", 3), ("A", 5), ("A", 6)]),
        ("Lead", []),
        ("p. 12", []),
        ("", []),
        ("A, paragraphs 1-999999999", [("A", number) for number in range(1, 1001)]),
    ],
)
def test_places(locator, places):
    assert read_place(locator) == places
