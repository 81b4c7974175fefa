"""The public site over the small collection."""

from tests.public.conftest import site

__all__ = ["site"]
