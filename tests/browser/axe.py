"""What axe finds wrong with a page."""


def findings(page) -> list[tuple[str, str]]:
    """Return each rule that the page breaks, with the first element that breaks it."""
    # Late, since only browsers need it.
    from axe_playwright_python.sync_playwright import Axe

    # Without the lists of what passed, which take longer to report than to check, and without reading style sheets
    # again, which only one experimental rule asks for and the strict policy forbids.
    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found]
