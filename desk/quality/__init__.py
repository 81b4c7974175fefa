"""What at the desk needs an eye: named watches, each a list with a reason for every row.

Each app adds its own when Django starts (`quality.py` beside its models), so that the desk needs to know none of them.
"""

from desk.quality.watch import MOST_COUNTED, Item, Watch, watches

__all__ = ["MOST_COUNTED", "Item", "Watch", "watches"]
