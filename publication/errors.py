"""What publishing can refuse, in words for the person who asked."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One reason against a publication: which entry, which claim or field, and what would be accepted.

    `entry_id` and `claim_id` are permanent ids, for callers that know a better place to name, a file's line
    for example.
    """

    entry: str
    where: str
    message: str
    entry_id: str = ""
    claim_id: str = ""

    def __str__(self):
        return f"{self.entry}: {self.where}: {self.message}" if self.where else f"{self.entry}: {self.message}"


class PublicationRefused(Exception):
    """A publication that would break a promise. Nothing of it has been written."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class ClockRefused(PublicationRefused):
    """This machine's clock is behind the log."""
