"""A source's outline: its sections with their numbers of content paragraphs, and places in it.

The outline says what there is to cover, without a word of the text. One section per line, `Title | paragraphs`;
the title as citations write it, `Perception > Global opinion`.
"""

import re
from dataclasses import dataclass

_LINE = re.compile(r"^(?P<title>.+?)\s*\|\s*(?P<count>[0-9]{1,4})$")
_PLACE = re.compile(r"^(?P<title>.+), paragraphs? (?P<numbers>[0-9]+(?:(?:, | and |–|-)[0-9]+)*)$")


class OutlineError(ValueError):
    """An outline that cannot be read; the message names the line and what would be accepted."""


@dataclass(frozen=True)
class Section:
    """One section: its title and how many content paragraphs it has."""

    title: str
    paragraphs: int


def read_outline(text: str) -> list[Section]:
    """Return the sections of an outline, in order. Raises OutlineError for bad lines and repeated titles."""
    sections: list[Section] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        match = _LINE.match(line.strip())
        if match is None:
            raise OutlineError(f"Line {number}: write 'Title | number of paragraphs', for example 'Lead | 3'.")
        section = Section(match["title"], int(match["count"]))
        if section.title in {known.title for known in sections}:
            raise OutlineError(f"Line {number}: the section '{section.title[:60]}' stands twice.")
        sections.append(section)
    return sections


def read_place(locator: str) -> list[tuple[str, int]]:
    """Return the (section title, paragraph number) pairs that a citation's locator names; [] for other locators.

    'Lead, paragraph 2', 'Lead, paragraphs 2 and 4', 'Lead, paragraphs 2–4'.
    """
    match = _PLACE.match(locator.strip())
    if match is None:
        return []
    numbers: list[int] = []
    for piece in re.split(r", | and ", match["numbers"]):
        first, _, last = piece.replace("–", "-").partition("-")
        numbers += range(int(first), min(int(last or first), int(first) + 999) + 1)
    return [(match["title"], number) for number in numbers]
