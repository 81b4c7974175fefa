"""The collection as files: reading, checking, loading and dumping it."""
