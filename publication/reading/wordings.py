"""Two wordings of one text as one, word by word: what stayed, what went, what came."""

import re
from difflib import SequenceMatcher

KEPT, REMOVED, ADDED = "kept", "removed", "added"
# Texts with more words than this are shown whole, old and new: marking each word would take long and tell little.
MOST_WORDS = 3000
# So are texts that share fewer words than this part.
UNLIKE = 0.4


def pieces(old: str, new: str) -> list[tuple[str, str]]:
    """Return (KEPT | REMOVED | ADDED, text) in reading order; the kept and removed together are the old text."""
    # A word with the space after it, so that spaces alone do not tie two unlike sentences together.
    was, now = re.findall(r"\S+\s*|\s+", old), re.findall(r"\S+\s*|\s+", new)
    whole = [piece for piece in ((REMOVED, old), (ADDED, new)) if piece[1]]
    if len(whole) < 2 or len(was) + len(now) > MOST_WORDS:
        return whole
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    if matcher.ratio() < UNLIKE:
        return whole
    found = []
    for step, first, last, start, end in matcher.get_opcodes():
        if step == "equal":
            found.append((KEPT, "".join(was[first:last])))
            continue
        gone, come = (REMOVED, "".join(was[first:last])), (ADDED, "".join(now[start:end]))
        found += [piece for piece in (gone, come) if piece[1]]
    return found
