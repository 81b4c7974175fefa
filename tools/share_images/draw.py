"""Draw the images that other sites show beside a link: static/share/<kind>.png, 1200 × 630.

Run once after a change of the look, from the project's folder, with the packages of requirements-test.txt and a
Chromium: python tools/share_images/draw.py [/usr/bin/chromium]
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SIZE = {"width": 1200, "height": 630}
IMAGES = {
    "site": ("How the world stands", "An open, sourced record of how states and organizations stand to one another."),
    "country": ("Countries", "How each stands with the others, what it belongs to, what it took part in."),
    "organization": ("Organizations", "Who belongs, with which status, since when and until when."),
    "person": ("People", "Offices held, events, and what was said, each with its source."),
    "relationship": ("Relationships", "How two stood to one another, topic by topic, from war to allied."),
    "event": ("Events", "What happened and when, as precisely as the sources say, and never more."),
    "agreement": ("Agreements", "Who agreed to what, and what became of it, step by step."),
    "statement": ("Statements", "Opinions are always somebody’s: who said what, to whom, and what was answered."),
    "topic": ("Topics", "What relations are about, and everything in the record that carries it."),
    "indicator": ("Indicators", "Figures as they were printed, with who measured and whom they asked."),
    "source": ("Sources", "Where every sentence of the record comes from, and how far it can be trusted."),
}
LEVELS = ("m3", "m2", "m1", "z0", "p1", "p2", "p3")
PAGE = """<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8">
<style>{sheet}
body {{ width: 1200px; height: 630px; padding: 64px 80px; display: grid; grid-template-rows: auto 1fr auto; }}
.top {{ border-bottom: 1px solid var(--ink); padding-bottom: 20px; }}
.top .wordmark {{ font-size: 44px; }}
.top + main::before {{ content: ""; display: block; height: 6px; margin-top: 3px; background: var(--ink); }}
main {{ padding: 0; }}
h1 {{ margin-top: 64px; font-size: 92px; line-height: 1.05; }}
p {{ max-width: 900px; text-wrap: balance; margin-top: 24px; font-size: 36px; line-height: 1.35; color: var(--muted); }}
.strip {{ display: grid; grid-template-columns: repeat(7, 1fr); gap: 6px; }}
.strip i {{ height: 36px; }}
</style>
<div class="top"><span class="wordmark">Chancery<i>.</i></span></div>
<main><h1>{title}</h1><p>{text}</p></main>
<div class="strip">{strip}</div>
"""


def sheet() -> str:
    """The site's own sheet, its fonts addressed as files."""
    text = (ROOT / "static/css/chancery.css").read_text(encoding="utf-8")
    return text.replace("../fonts/", (ROOT / "static/fonts").as_uri() + "/").replace(": optional", ": block")


def main(executable: str) -> None:
    """Draw every image."""
    strip = "".join(f'<i class="t-{level}"></i>' for level in LEVELS)
    page_file = ROOT / "var/share-image.html"
    page_file.parent.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        for name, (title, text) in IMAGES.items():
            page_file.write_text(PAGE.format(sheet=sheet(), title=title, text=text, strip=strip), encoding="utf-8")
            page.goto(page_file.as_uri())
            page.evaluate("document.fonts.ready")
            page.screenshot(path=ROOT / f"static/share/{name}.png")
        browser.close()
    page_file.unlink()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "/usr/bin/chromium")
