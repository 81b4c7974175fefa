"""The choice of a database for a read, by what the databases say of themselves and a clock that stands in the test."""

import pytest

from publication.replicas.choice import AGAIN, Choice

LAG = 4


class Databases:
    """Numbers of databases as they are, which of them were asked, and the time."""

    def __init__(self, **heads):
        self.heads, self.asked, self.time = {"default": 10, **heads}, [], 100.0

    def ask(self, alias):
        self.asked.append(alias)
        return self.heads[alias]

    def choice(self, lag=LAG):
        return Choice([name for name in self.heads if name != "default"], lag, self.ask, lambda: self.time)

    def was_asked(self):
        asked, self.asked[:] = list(self.asked), []
        return asked


@pytest.fixture
def two():
    return Databases(one=10, two=10)


def test_reads_take_turns_and_ask_the_primary_four_times_within_the_bound(two):
    choice = two.choice()
    assert sorted({choice.read() for _ in range(10)}) == ["one", "two"]
    assert sorted(two.was_asked()) == ["default", "one", "two"]
    two.time += LAG / 4
    assert {choice.read() for _ in range(10)} == {"one", "two"}
    assert two.was_asked() == ["default"]


def test_a_replica_may_lack_what_is_younger_than_the_bound_and_nothing_older(two):
    choice = two.choice()
    choice.read()
    two.heads |= {"default": 11, "one": 11}
    for _ in range(3):
        two.time += 1
        # Number 11 is not older than the bound: the look at 100 still counts.
        assert {choice.read(), choice.read()} == {"one", "two"}
    two.time += 2
    assert [choice.read() for _ in range(6)] == ["one"] * 6


def test_without_leave_to_be_behind_the_primary_is_asked_before_each_read(two):
    choice = two.choice(lag=0)
    two.heads["two"] = 9
    assert [choice.read() for _ in range(4)] == ["one"] * 4
    assert two.was_asked().count("default") == 4
    two.heads["default"] = 12
    assert choice.read() == "default"


def test_the_primary_answers_where_every_replica_is_behind_and_they_are_asked_again_soon(two):
    two.heads |= {"one": 8, "two": 9}
    choice = two.choice()
    assert [choice.read() for _ in range(50)] == ["default"] * 50
    assert sorted(two.was_asked()) == ["default", "one", "two"]
    two.heads |= {"two": 10}
    two.time += LAG / 4
    assert [choice.read() for _ in range(4)] == ["two"] * 4


def test_what_does_not_answer_is_left_alone_and_tried_again_by_one_read(two):
    choice = two.choice()
    two.heads["one"] = None
    assert {choice.read() for _ in range(10)} == {"two"}
    assert two.was_asked().count("one") == 1
    two.heads["one"] = 10
    two.time += AGAIN - 0.01
    assert {choice.read() for _ in range(10)} == {"two"}
    two.time += 0.02
    assert {choice.read() for _ in range(10)} == {"one", "two"}
    assert two.was_asked().count("one") == 1


def test_without_the_primary_the_replica_that_has_most_answers(two):
    choice = two.choice()
    two.heads |= {"default": None, "one": 11, "two": 12}
    assert {choice.read() for _ in range(10)} == {"two"}
    assert choice.own() == "two"
    two.heads |= {"default": 12}
    two.time += AGAIN + 0.01
    choice.read()
    assert choice.own() == "default"


def test_a_read_that_failed_goes_on_to_each_database_once(two):
    choice = two.choice()
    first = choice.read()
    two.heads[first] = None
    assert choice.ask(first) is None
    second = choice.read([first])
    assert {first, second} == {"one", "two"}
    assert choice.read([first, second]) == "default"
    # The last resort: behind, or away a moment ago.
    assert choice.read([second, "default"]) == first


def test_where_nothing_answers_the_primary_is_named_to_say_so():
    gone = Databases(default=None, one=None)
    assert gone.choice().read() == "default"
    assert gone.choice().own() == "default"


def test_behind_compares_with_the_primary_now(two):
    choice = two.choice()
    assert choice.behind("one") is False
    two.heads["default"] = 11
    assert choice.behind("one") is True
    two.heads["default"] = None
    assert choice.behind("one") is False
