"""The dyad-year panel: one row for each pair of actors and each year, as researchers of conflict and trade use it.

Every pair has a row for every year asked for, empty where the record says nothing, so that the panel is balanced.
A claim counts in a year if it holds on at least one of its days: surely (certain or presumed) or only possibly.
"""
