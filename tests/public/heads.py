"""Reading the head of a page as other sites do."""

import json
from html.parser import HTMLParser


class Head(HTMLParser):
    """Collects a page's <link>s by relation, its <meta>s by name, and its JSON-LD."""

    def __init__(self):
        super().__init__()
        self.links, self.metas, self.data, self.inside = {}, {}, [], False

    def handle_starttag(self, tag, attrs):
        """Keep one element."""
        attrs = dict(attrs)
        if tag == "link":
            self.links.setdefault(attrs["rel"], []).append(attrs["href"])
        elif tag == "meta" and ("name" in attrs or "property" in attrs):
            self.metas[attrs.get("name") or attrs["property"]] = attrs["content"]
        self.inside = tag == "script" and attrs.get("type") == "application/ld+json"

    def handle_data(self, data):
        """Keep what stands in a data block."""
        if self.inside:
            self.data.append(json.loads(data))
            self.inside = False


def head_of(site, path, status=200) -> Head:
    """The head of the page at an address."""
    response = site.get(path)
    assert response.status_code == status, (path, response.status_code)
    head = Head()
    head.feed(response.content.decode())
    return head


def data_of(site, path) -> dict | None:
    """A page's one block of JSON-LD, or None."""
    found = head_of(site, path).data
    assert len(found) <= 1, path
    return found[0] if found else None
