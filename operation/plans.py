"""How the database answers a query, and what of that would grow with the record."""

import re

from django.db import connection

# Rows that a page may sort: the most that one page holds.
PAGE = 1_000
# SQLite walks an index in the order that is asked for, and stops once the page is full.
_WALK = re.compile(r"^SCAN \w+ USING (COVERING )?INDEX")
# What is read by rules of its own: a full-text index by its words, the rows that another step made.
_OWN = re.compile(r"VIRTUAL TABLE INDEX|^SCAN (s|a|k|b|hit|hits|word|words)$|CONSTANT ROW")
_SCAN = re.compile(r"^SCAN |Seq Scan on publication_")
_SORT = re.compile(r"USE TEMP B-TREE FOR .*(ORDER|GROUP) BY|^(->\s+)?Sort$")
_CONDITION = re.compile(r"^[A-Z][\w ]+: ")
_END = re.compile(r" ORDER BY (?:(?! ORDER BY ).)*$", re.DOTALL)


def plan_of(sql: str) -> list[str]:
    """Return how the database answers a query, a step a line.

    PostgreSQL scans and sorts small tables whatever indexes there are; it is told not to, so that a scan or a sort
    means that no index fits. Of its plan the nodes are returned, without their conditions.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {_literal(sql)}")
            return [row[3] for row in cursor.fetchall()]
        cursor.execute("SET enable_seqscan = off; SET enable_sort = off")
        try:
            cursor.execute(f"EXPLAIN (COSTS OFF) {_literal(sql)}")
            steps = [row[0].strip() for row in cursor.fetchall()]
        finally:
            cursor.execute("RESET enable_seqscan; RESET enable_sort")
    return [step for step in steps if not _CONDITION.match(step)]


def scans(sql: str, plan: list[str]) -> bool:
    """Whether a plan reads a whole table, or a whole index without stopping at the end of a page."""
    walks = " LIMIT " in sql.upper() and not any(_SORT.search(step) for step in plan)
    found = [step for step in plan if _SCAN.search(step) and not _OWN.search(step)]
    return any(not (walks and _WALK.match(step)) for step in found)


def sorted_rows(sql: str, plan: list[str]) -> int:
    """Return how many rows a plan sorts before it knows the first; 0 where an index has them in order."""
    if not any(_SORT.search(step) for step in plan):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({_END.sub('', _literal(sql))}) AS sorted")  # noqa: S608 -- our own
        return cursor.fetchone()[0]


def _literal(sql: str) -> str:
    """A query as captured, its values in it, for a cursor that would take '%' for a place."""
    return sql.replace("%", "%%") if connection.vendor == "sqlite" else sql
