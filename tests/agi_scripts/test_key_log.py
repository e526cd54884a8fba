"""The keys of a call, told as Asterisk tells them: what began, what ended, what was answered."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agi_scripts.key_log import KEYS, NEVER_CAME, KeyLog

# began, ended: what Asterisk tells. answered: what a listening command gives. taken: the keys.
SCENES = {
    "each key began, ended and was answered": """
        began 1, ended 1, answered 1: 1
        began 2, ended 2, answered 2: 2
        taken: -
    """,
    "its end is told after the answer": """
        began 1, answered 1: 1
        ended 1, taken: -
    """,
    "a pause": """
        taken: -
    """,
    "a key ended between two commands": """
        began 1, ended 1, taken: 1
        began 2, ended 2, answered 2: 2
    """,
    "two ended between two commands and the third is answered": """
        began 1, ended 1, began 2, ended 2, began 3, ended 3, answered 3: 123
    """,
    "a key is used while it is held, its answer stops the next prompt": """
        began 1, taken: 1
        ended 1, answered 1: -
    """,
    "put back twice because the one before was too close": """
        began 7, ended 7, answered 7: 7
        began 1, ended 1, ended 1, ended 1, answered 1: 1
        began 2, ended 2, answered 2: 2
    """,
    "the same key twice, the second put back": """
        began 4, ended 4, answered 4: 4
        began 4, ended 4, ended 4, answered 4: 4
    """,
    "the same key twice, the first between two commands": """
        began 4, ended 4, began 4, ended 4, answered 4: 44
    """,
    "Answer() put the first key back while it was held": """
        began 5, taken: 5
        began 5, ended 5, answered 5: -
        began 5, ended 5, answered 5: 5
    """,
    "by SIP INFO, which has no beginnings": """
        ended 1, answered 1: 1
        ended 1, taken: 1
        ended 2, answered 2: 2
    """,
    "the packets of a beginning were lost": """
        began 1, ended 1, answered 1: 1
        ended 2, answered 2: 2
        began 3, ended 3, answered 3: 3
        ended 3, taken: -
    """,
    "a key that no telephone has": """
        began A, ended A, answered A: -
        began 1, ended 1, answered 1: 1
    """,
}


class Watch:
    """Whether Asterisk tells of keys, and what time it is."""

    there = True
    at = 0.0

    def log(self) -> KeyLog:
        return KeyLog(lambda: self.there, lambda: self.at)


def take(log: KeyLog, happenings: str) -> str:
    """What is taken at the end of ``began 1, ended 1, answered 1``."""
    *told, last = [happening.split() for happening in happenings.split(",")]
    for what, key in told:
        getattr(log, what)(key)
    return log.take(last[1] if last[0] == "answered" else None)


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES.keys())
def test_none_lost_and_none_twice(scene: str) -> None:
    log = Watch().log()
    for line in scene.strip().splitlines():
        happenings, _, keys = line.strip().rpartition(": ")
        assert take(log, happenings) == keys.replace("-", ""), line


def test_without_a_connection_the_answers_count() -> None:
    watch = Watch()
    watch.there = False
    log = watch.log()
    assert [log.take(key) for key in "1223"] == ["1", "2", "2", "3"]


def test_a_lost_connection_confirms_nothing_that_follows() -> None:
    watch = Watch()
    log = watch.log()
    assert take(log, "began 1, ended 1, taken") == "1"
    watch.there = False
    log.unwatched()
    assert log.take("1") == "1"


def test_an_answer_that_nobody_told_of_counts_and_its_late_witness_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("agi_scripts.key_log.WITNESS_LATE", 0.01)
    watch = Watch()
    log = watch.log()
    assert log.take("1") == "1"
    assert take(log, "began 1, ended 1, taken") == ""
    assert take(log, "began 1, ended 1, taken") == "1"


def test_a_witness_that_never_came_takes_no_later_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agi_scripts.key_log.WITNESS_LATE", 0.01)
    watch = Watch()
    log = watch.log()
    assert log.take("1") == "1"
    watch.at += NEVER_CAME + 0.1
    assert take(log, "began 1, ended 1, taken") == "1"


def test_an_answer_that_comes_before_its_witness_waits_for_it() -> None:
    log = Watch().log()

    def tell() -> None:
        log.began("1")
        log.began("2")

    told = threading.Timer(0.01, tell)
    told.start()
    assert log.take("2") == "12"
    told.join()


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.booleans(), st.integers(0, 2)), max_size=40))
def test_whatever_is_answered_or_put_back_the_path_is_exact(
    path: list[tuple[str, bool, int]],
) -> None:
    """Each key begins once; it may fall between two commands, or be put back and told again."""
    log, taken = Watch().log(), ""
    for key, answered, put_back in path:
        log.began(key)
        for _ in range(1 + put_back):
            log.ended(key)
        taken += log.take(key if answered else None)
    assert taken == "".join(key for key, _, _ in path)


def test_a_caller_who_never_stops_costs_no_memory() -> None:
    log = Watch().log()
    for _ in range(10_000):
        log.began("1")
        log.ended("1")
    assert len(log.take()) < 1_000
