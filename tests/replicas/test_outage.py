"""Errors of a database: which mean that it cannot answer now, and what is said then."""

import json
import sqlite3

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, ProgrammingError, connection
from django.test import Client, RequestFactory

from publication import outage


def of_sqlite(code):
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = code
    return error


def wrapped(error, made=OperationalError):
    made = made(str(error))
    made.__cause__ = error
    return made


FAULTS = {
    "sqlite": [sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY | 1 << 8, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_BUSY],
    "postgresql": [
        psycopg.OperationalError("connection refused"),
        psycopg.errors.AdminShutdown(),
        psycopg.errors.CannotConnectNow(),
        psycopg.errors.DiskFull(),
        psycopg.errors.ReadOnlySqlTransaction(),
        psycopg.errors.SerializationFailure(),
        psycopg.errors.TooManyConnections(),
    ],
}
MISTAKES = {
    "sqlite": [sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT],
    "postgresql": [psycopg.errors.UndefinedTable(), psycopg.errors.UniqueViolation(), psycopg.errors.SyntaxError()],
}


def errors(which):
    found = which[connection.vendor]
    return map(of_sqlite, found) if connection.vendor == "sqlite" else found


def test_faults_are_told_from_mistakes():
    for error in errors(FAULTS):
        assert outage.is_fault(error), repr(error)
        assert outage.is_fault(wrapped(error)), repr(error)
    for error in errors(MISTAKES):
        assert not outage.is_fault(error), repr(error)
        assert not outage.is_fault(wrapped(error, ProgrammingError)), repr(error)
    assert not any(map(outage.is_fault, [None, ValueError(), OSError(), DatabaseError("no cause")]))


@pytest.mark.parametrize(("method", "said"), [("get", "Try again"), ("post", "may have been stored or not")])
def test_a_page_says_503_and_when_to_come_back(method, said):
    response = outage.answer(getattr(RequestFactory(), method)("/admin/"), OperationalError("gone"))
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "5", "no-store")
    assert said in response.content.decode()


@pytest.mark.parametrize(("method", "said"), [("get", False), ("post", True)])
def test_the_api_says_so_as_a_problem(method, said):
    response = outage.answer(getattr(RequestFactory(), method)("/api/v1/desk/events/"), OperationalError("gone"))
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    body = json.loads(response.content)
    assert (body["type"], body["status"]) == ("/api/problems/unavailable/", 503)
    assert ("may have been stored or not" in body["detail"]) is said


def test_the_problem_has_a_page(db):
    assert "Idempotency-Key" in Client().get("/api/problems/unavailable/").content.decode()
