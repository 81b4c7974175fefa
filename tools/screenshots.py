"""`make screenshots`: the site's page types, light and dark, desktop and phone, as pictures in var/screenshots/.

Needs the test environment and the machine's Chromium. The site must be running: its address is the first argument.
"""

import sys
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

PAGES = {
    "home": "/",
    "home-2014": "/?as_of=2014-06-01",
    "relationship": "/relationships/russia--united-states/",
    "country": "/countries/russia/",
    "organization": "/organizations/nato/?as_of=2005-01-01",
    "person": "/people/vladimir-putin/",
    "event": "/events/munich-speech-2007/",
    "agreement": "/agreements/cfe-treaty/",
    "statement": "/statements/putin-cfe-moratorium-2007/",
    "topic": "/topics/missile-defence/",
    "indicator": "/indicators/pew-2015/",
    "source": "/sources/wikipedia-2021/",
    "search": "/search/?q=Kiev",
    "list": "/agreements/?step=suspended&date_after=2007",
    "claims": "/claims/?actor=russia&predicate=base",
    "timeline": "/timeline/?actor=russia",
    "matrix": "/matrix/?as_of=2015-06-01",
    "network": "/network/?as_of=2015-06-01",
    "compare": "/compare/?from=2013-01-01&to=2015-01-01",
    "pair": "/relationships/russia--united-states/compare/?with=russia--germany",
    "missing": "/countries/atlantis/",
}
WIDTHS = {"desktop": 1440, "phone": 360}
# A picture of a longer page could not be opened.
TALLEST = 6000
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


def main(address: str, folder: Path) -> None:
    """Take every picture; ends with an error if the site does not answer or no browser is found."""
    urllib.request.urlopen(f"{address}/api/v1/").close()  # noqa: S310 -- named by whoever calls this
    browser_path = next((path for path in BROWSERS if Path(path).exists()), None)
    if browser_path is None:
        sys.exit(f"No browser found. Install Debian's chromium; looked for {', '.join(BROWSERS)}.")
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for size, width in WIDTHS.items():
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                for name, path in PAGES.items():
                    page.goto(address + path)
                    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
                    clip = {"x": 0, "y": 0, "width": width, "height": height}
                    page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", clip=clip, full_page=True)
                page.close()
        browser.close()
    sys.stdout.write(f"{len(PAGES) * 4} pictures in {folder}\n")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2] if len(sys.argv) > 2 else "var/screenshots"))
