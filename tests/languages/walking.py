"""Reading a page's words with the language that each of them is said to be in."""

from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "path", "use", "rect", "circle", "source"}
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-h", "data-label", "data-one", "data-other", "data-also")


class Words(HTMLParser):
    """Collects (words, language) of every text and of every attribute that is read out or shown."""

    def __init__(self, html: str):
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.said: list[tuple[str, str]] = []
        self.feed(html)

    @property
    def language(self) -> str:
        return self.open[-1][1] if self.open else ""

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        language = attrs.get("lang") or self.language
        for name in SPOKEN:
            self.note(attrs.get(name) or "", language)
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_startendtag(self, tag, attrs):
        for name in SPOKEN:
            self.note(dict(attrs).get(name) or "", self.language)

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        # The words of a drawing are names of the record or stand in its label; scripts hold data.
        if not self.open or self.open[-1][0] not in ("script", "style"):
            self.note(data, self.language)

    def note(self, words: str, language: str) -> None:
        words = " ".join(words.split())
        if words:
            self.said.append((words, language))


def words_of(html: str, language: str) -> list[str]:
    """The words of a page that are said to be in a language."""
    return [words for words, said in Words(html).said if said == language]
