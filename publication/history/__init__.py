"""The record's own history for readers: revisions, what changed between two of them, citations for good."""
