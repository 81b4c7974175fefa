"""The curators' guide as a page of the desk: docs/curators.md made HTML, and the section that helps with a screen.

One text serves readers of the repository and whoever is at work at the desk.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import nh3
from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

FILE = Path("docs") / "curators.md"
# Pictures lie where the site serves them; the file names them from its own folder.
PICTURES = "../static/"
TAGS = {"p", "em", "strong", "code", "pre", "ul", "ol", "li", "h2", "h3", "table", "thead", "tbody", "tr", "th", "td"}
TAGS |= {"a", "img", "div"}
ATTRIBUTES = {"*": {"id"}, "a": {"href"}, "img": {"src", "alt"}, "div": {"class", "tabindex", "role", "aria-label"}}
# What is wider than a phone scrolls by itself, with the keyboard too.
FRAME = '<div class="guide-wide" tabindex="0" role="group" aria-label="{}">'
FRAMED = {"table_open": "Table", "code_block": "Diagram or example"}
# What the name of an address holds, and the section that says how to work there; the first that fits.
SECTIONS = (
    ("import", "importing-and-exporting"),
    ("mapping", "importing-and-exporting"),
    ("history", "who-changed-what"),
    ("preview", "seeing-before-publishing"),
    ("compare", "seeing-before-publishing"),
    ("revision", "seeing-before-publishing"),
    ("watch", "quality"),
    ("account", "your-account"),
    ("factor", "your-account"),
    ("session", "your-account"),
    ("password", "your-account"),
    ("queue", "workflow"),
    ("review", "workflow"),
    ("publish", "workflow"),
    ("schedule", "workflow"),
    ("withdraw", "workflow"),
    ("merge", "workflow"),
    ("redact", "workflow"),
    ("group", "roles"),
    ("user", "roles"),
    ("add", "editing"),
    ("change", "editing"),
)


def section_for(url_name: str) -> str:
    """Return the id of the guide's section for a screen of the admin, '' for the guide as a whole.

    `url_name` is the name of the screen's address: 'events_event_add' leads to 'editing'.
    """
    # A list of entries is called 'changelist': what one does there is to find and to choose, the guide's whole matter.
    words = url_name.replace("changelist", "")
    return next((section for word, section in SECTIONS if word in words), "")


@lru_cache(maxsize=1)
def guide() -> tuple[list[tuple[str, str]], SafeString]:
    """Return the sections' ids and titles, and the guide's HTML; read once per process."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse((settings.BASE_DIR / FILE).read_text(encoding="utf-8"))
    sections = []
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and token.tag in ("h2", "h3"):
            identity = re.sub(r"[^a-z0-9]+", "-", following.content.lower()).strip("-")
            token.attrSet("id", identity)
            if token.tag == "h2":
                sections.append((identity, following.content))
        for child in token.children or []:
            source = str(child.attrs.get("src", ""))
            if child.type == "image" and source.startswith(PICTURES):
                child.attrSet("src", static(source.removeprefix(PICTURES)))
    # The page has the title.
    html = parser.renderer.render(list(_framed(tokens[3:])), parser.options, {})
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, link_rel=None)
    return sections, mark_safe(clean)  # noqa: S308 -- sanitized on the line before


def _framed(tokens: list[Token]) -> Iterator[Token]:
    """Yield the tokens, and before and after what may be too wide a frame."""
    for token in tokens:
        if token.type in FRAMED:
            yield Token("html_block", "", 0, content=FRAME.format(FRAMED[token.type]))
        yield token
        if token.type in ("table_close", "code_block"):
            yield Token("html_block", "", 0, content="</div>")
