"""A reader who follows links and fills forms, and counts the clicks."""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit


class _Links(HTMLParser):
    """The links of a page, and its forms with the fields that are sent by default."""

    def __init__(self):
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.forms: list[dict] = []
        self.href, self.words = None, ""

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "a":
            self.href, self.words = given.get("href", ""), ""
        elif tag == "form":
            self.forms.append({"action": given.get("action", ""), "fields": {}, "names": set()})
        elif tag in ("input", "select") and self.forms and given.get("name"):
            self.forms[-1]["names"].add(given["name"])
            if tag == "input" and given.get("value"):
                self.forms[-1]["fields"][given["name"]] = given["value"]

    def handle_endtag(self, tag):
        if tag == "a" and self.href is not None:
            self.links.append((" ".join(self.words.split()), self.href))
            self.href = None

    def handle_data(self, data):
        self.words += data


class Reader:
    """Begins at the home page."""

    def __init__(self, client):
        self.client, self.clicks = client, 0
        self.open("/")

    def open(self, address: str) -> None:
        """Load a page; redirects are followed."""
        response = self.client.get(address, follow=True)
        assert response.status_code == 200, address
        self.address = address
        self.html = response.content.decode()
        self.page = _Links()
        self.page.feed(self.html)

    def click(self, words: str) -> "Reader":
        """Follow the first link that has these words."""
        found = [href for text, href in self.page.links if text == words]
        assert found, f"no link '{words}' on {self.address}"
        self.clicks += 1
        self.open(urljoin(self.address, found[0]))
        return self

    def send(self, **fields: str) -> "Reader":
        """Fill the first form that has all these fields, and send it."""
        forms = [form for form in self.page.forms if set(fields) <= form["names"]]
        assert forms, f"no form on {self.address} takes {sorted(fields)}"
        self.clicks += 1
        query = urlencode({**forms[0]["fields"], **fields})
        self.open(f"{forms[0]['action'] or urlsplit(self.address).path}?{query}")
        return self

    @property
    def text(self) -> str:
        """What the page says, tags and doubled spaces taken away."""
        bare = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", self.html, flags=re.DOTALL)
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", bare)))

    def section(self, title: str) -> str:
        """What the section with this heading says."""
        part = re.search(rf"<h2>{re.escape(title)}</h2>.*?(?=<h2>|</main>)", self.html, flags=re.DOTALL)
        assert part, f"no section '{title}' on {self.address}"
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", part[0])))
