"""Where claims come from, and what a source says or leaves out."""

from sources.models.citation import Citation
from sources.models.link_check import LinkCheck
from sources.models.remark import Remark
from sources.models.source import Source

__all__ = ["Citation", "LinkCheck", "Remark", "Source"]
