"""The bounds of a file, and what is raised beyond them."""

MAX_ROWS = 200_000
MAX_COLUMNS = 200


class FileRefused(Exception):
    """A file that cannot be taken. The message says why, and what would be."""
