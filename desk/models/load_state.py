"""LoadState: what an entry's files said when they were last loaded."""

from django.db import models

from desk.models.entry import Entry


class LoadState(models.Model):
    """The common ancestor of an entry's files and its desk rows, by which a conflict is told from a change."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="load_state")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the portable form after the last load or dump.")

    def __str__(self):
        return f"{self.entry_id} {self.digest[:12]}"
