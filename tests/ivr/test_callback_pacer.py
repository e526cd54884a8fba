"""The pacer: who is dialled, and what is written when nobody can be."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from ivr.clock import FixedClock
from ivr.errors import LineaError, StoreUnavailable
from ivr.queue_place import Place
from ivr.services import callbacks, contact
from ivr.services.callbacks import Callback, CallbackRules
from ivr.store import AgentState, Attempt, CallbackState, Store
from ivr.worker import callback_pacer
from ivr.worker.callback_pacer import CallbackPacer
from tests.running.queue_rows import agent, call_id

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
CONTACT = Path(__file__).parents[2] / "config" / "catalogues" / "contact.toml"
RULES = CallbackRules(enabled=True, attempts=2, minutes_between=10)


class Telephone:
    """Dials nobody; ``answers`` is how each try comes out, an error where it can't be dialled."""

    def __init__(self) -> None:
        self.answers: Attempt | LineaError | None = None
        self.dialled: list[str] = []

    def place(self, owed: Callback) -> Attempt | None:
        self.dialled.append(owed.number)
        if isinstance(self.answers, LineaError):
            raise self.answers
        return self.answers


@pytest.fixture
def store(sqlite_file: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{sqlite_file}")
    with opened.unit_of_work() as session:
        contact.seed(session, contact.read(CONTACT))
    agent(opened, AgentState.AVAILABLE, NOW)
    yield opened
    opened.close()


class Paced:
    """A pacer, the telephone that it dials, and the one call that is owed."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = FixedClock(NOW)
        self.telephone = Telephone()
        self.registry = CollectorRegistry()
        self.pacer = CallbackPacer(
            store, self.clock, self.registry, telephone=self.telephone, rules=RULES
        )
        with store.unit_of_work() as session:
            self.owed = callbacks.ask(
                session,
                call_id=call_id(),
                number="+573150000001",
                queue="attention",
                place=Place(int(NOW.timestamp())),
                not_before=NOW,
                now=NOW,
            )

    def look(self) -> int:
        """One look, and what follows from it; gives how many were dialled."""
        taken = self.pacer.take()
        for owed in taken:
            self.pacer.keep(owed)
        return len(taken)

    @property
    def now_is(self) -> Callback:
        with self.store.reading() as session:
            return callbacks.by_id(session, self.owed.id)


@pytest.fixture
def paced(store: Store) -> Paced:
    return Paced(store)


def test_what_is_picked_up_is_the_conversation_s_from_there_on(paced: Paced) -> None:
    assert paced.look() == 1
    assert paced.telephone.dialled == ["+573150000001"]
    assert paced.now_is.state is CallbackState.CALLING
    assert paced.look() == 0
    assert paced.registry.get_sample_value("linea_callbacks_waiting") == 0


def test_nobody_answers_until_it_is_given_up(paced: Paced) -> None:
    paced.telephone.answers = Attempt.NO_ANSWER
    assert paced.look() == 1
    assert paced.look() == 0
    paced.clock.advance(timedelta(minutes=10))
    assert paced.look() == 1
    assert paced.now_is.state is CallbackState.FAILED
    name, tries = "linea_callback_attempts_total", {"outcome": "no_answer"}
    assert paced.registry.get_sample_value(name, tries) == 2


def test_without_asterisk_no_try_counts(paced: Paced) -> None:
    paced.telephone.answers = LineaError("sin conexión")
    assert paced.look() == 1
    assert paced.pacer.problem is not None
    assert (paced.now_is.state, paced.now_is.attempts) == (CallbackState.WAITING, 0)
    paced.clock.advance(timedelta(seconds=30))
    paced.telephone.answers = None
    assert paced.look() == 1
    assert paced.pacer.problem is None


def test_a_store_that_comes_back_is_a_problem_no_more(
    paced: Paced, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()
    looks = iter([StoreUnavailable("no hay almacén"), None])

    def take() -> tuple[Callback, ...]:
        look = next(looks)
        if look is not None:
            raise look
        assert isinstance(paced.pacer.problem, StoreUnavailable)
        stop.set()
        return ()

    monkeypatch.setattr(paced.pacer, "take", take)
    monkeypatch.setattr(callback_pacer, "LOOK_SECONDS", 0.0)
    paced.pacer.run(stop)
    assert paced.pacer.problem is None


def test_who_hangs_up_as_they_pick_up_is_called_again_without_delay(paced: Paced) -> None:
    """Before the dialplan could begin: no conversation is there to tell of it."""
    paced.look()
    paced.clock.advance(callback_pacer.UNHEARD_AFTER)
    paced.pacer.take()
    after = paced.now_is
    assert (after.state, after.last_attempt) == (CallbackState.WAITING, Attempt.NOT_CONFIRMED)
    assert after.not_before - paced.clock.now() == timedelta(minutes=RULES.minutes_between)


def test_a_conversation_that_began_is_waited_for(paced: Paced) -> None:
    paced.look()
    with paced.store.unit_of_work() as session:
        callbacks.placed(session, paced.owed.id, call_id(), NOW)
    paced.clock.advance(callback_pacer.UNHEARD_AFTER)
    paced.pacer.take()
    assert paced.now_is.state is CallbackState.CALLING


def test_a_try_that_ended_in_silence_is_repeated(paced: Paced) -> None:
    """Its pacer died with it."""
    paced.pacer.take()
    paced.clock.advance(timedelta(minutes=6))
    paced.look()
    after = paced.now_is
    assert (after.state, after.last_attempt) == (CallbackState.WAITING, Attempt.UNREACHABLE)
