"""The codebook as a page: docs/codebook.md made HTML, with an address for each vocabulary and each of its values.

One text serves curators in the repository and readers on the site. A heading that ends with its vocabulary in
brackets, 'Level (`Phase.Level`)', gets the id 'phase-level', and a row of its table that of its value,
'phase-level-p2': see `anchor`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import nh3
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

FILE = Path("docs") / "codebook.md"
TAGS = {"p", "em", "strong", "code", "ul", "ol", "li", "h3", "table", "thead", "tbody", "tr", "th", "td", "a"}
ATTRIBUTES = {"*": {"id", "class", "role"}, "td": {"data-h"}, "th": {"scope"}, "a": {"href"}}
_VOCABULARY = re.compile(r" \(`([A-Za-z.]+)`\)$")
_NUMBERED = re.compile(r"^[0-9]+\. ")
# The file's own list of its sections, in place of which the page has links.
_CONTENTS = "Contents:"
# The roles keep a table a table for screen readers where the sheet stacks it on a phone.
ROLES = {"table_open": "table", "thead_open": "rowgroup", "tbody_open": "rowgroup", "tr_open": "row"}


@dataclass(frozen=True)
class Part:
    """A place in the codebook that links lead to."""

    id: str
    title: str


@dataclass(frozen=True)
class Section(Part):
    """A section: its HTML, and the headings within it. The first, without a title, is the introduction."""

    parts: tuple[Part, ...]
    html: SafeString


def anchor(vocabulary: str, value: str = "") -> str:
    """The id of a vocabulary or of one value in it: ('Phase.Level', '-3') is 'phase-level-m3'."""
    name = vocabulary.lower().replace(".", "-")
    if re.fullmatch(r"-?[0-9]+", value):
        value = f"m{value[1:]}" if value.startswith("-") else f"p{value}"
    return f"{name}-{value.replace(' ', '-')}" if value else name


@lru_cache(maxsize=1)
def sections() -> tuple[Section, ...]:
    """The codebook, section by section; read once per process."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse((settings.BASE_DIR / FILE).read_text(encoding="utf-8"))
    chapters: list[tuple[str, list[Token]]] = [("", [])]
    rest = iter(tokens)
    for token in rest:
        if token.type == "heading_open" and token.tag in ("h1", "h2"):
            title = next(rest).content
            next(rest)
            if token.tag == "h2":
                chapters.append((_NUMBERED.sub("", title), []))
        else:
            chapters[-1][1].append(token)
    return tuple(_section(title, _without_contents(body), parser) for title, body in chapters)


def _section(title: str, tokens: list[Token], parser: MarkdownIt) -> Section:
    parts, vocabulary, heads, column = [], "", [], 0
    for token, following, after in zip(tokens, [*tokens[1:], None], [*tokens[2:], None, None], strict=False):
        if role := ROLES.get(token.type):
            token.attrSet("role", role)
        match token.type:
            case "heading_open":
                found = _VOCABULARY.search(following.content)
                vocabulary = found[1] if found else ""
                name = _VOCABULARY.sub("", following.content)
                parts.append(Part(anchor(vocabulary) if found else f"{_slug(title)}-{_slug(name)}", name))
                token.attrSet("id", parts[-1].id)
                if found:
                    del following.children[1:]
                    following.children[0].content = name
            case "table_open":
                token.attrSet("class", "ledger ledger--stack")
                heads = []
            case "th_open":
                heads.append(following.content[:1].upper() + following.content[1:])
                following.children[0].content = heads[-1]
                token.attrs |= {"scope": "col", "role": "columnheader"}
            case "tr_open":
                column = 0
                if vocabulary and after and after.children and after.children[0].type == "code_inline":
                    token.attrSet("id", anchor(vocabulary, after.children[0].content))
            case "td_open" if column == 0:
                token.tag, column = "th", 1
                token.attrs |= {"scope": "row", "role": "rowheader"}
            case "td_open":
                token.attrs |= {"data-h": heads[column], "role": "cell"}
                column += 1
            case "td_close" if column == 1:
                token.tag = "th"
            case "inline":
                # A link to another file of the repository leads nowhere from here.
                token.children = [child for child in token.children if not _is_repository_link(child)]
    html = nh3.clean(
        parser.renderer.render(tokens, parser.options, {}), tags=TAGS, attributes=ATTRIBUTES, link_rel=None
    )
    return Section(_slug(title), title, tuple(parts), mark_safe(html))  # noqa: S308 -- sanitized on the line before


def _without_contents(tokens: list[Token]) -> list[Token]:
    """The tokens without the paragraph that lists the sections."""
    for place, token in enumerate(tokens):
        if token.type == "inline" and token.content.startswith(_CONTENTS):
            return tokens[: place - 1] + tokens[place + 2 :]
    return tokens


def _is_repository_link(token: Token) -> bool:
    return token.type in ("link_open", "link_close") and "://" not in str(token.attrs.get("href", ""))


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
