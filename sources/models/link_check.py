"""LinkCheck: what the last check of a source's link found. It is the desk's, and no part of the record."""

from django.db import models

from sources.models.source import Source


class LinkCheck(models.Model):
    """The last answer of one source's address."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="link_check")
    url = models.URLField("URL", max_length=500, help_text="The address as it was checked.")
    status = models.PositiveSmallIntegerField(null=True, help_text="The HTTP status; empty if nothing answered.")
    problem = models.CharField(max_length=200, blank=True, help_text="Why it looks dead; blank if it answers.")
    failures = models.PositiveIntegerField(default=0, help_text="How many checks in a row found a problem.")
    checked_at = models.DateTimeField()

    def __str__(self):
        return f"{self.url}: {self.problem or self.status}"
