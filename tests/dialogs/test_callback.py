"""The call back itself: who picks up, whether they can talk, and the place that they get."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ivr import store as tables
from ivr.call import CallEnded
from ivr.clock import FixedClock
from ivr.dialogs import attend_callback
from ivr.dialogs.conversation import Conversation
from ivr.queue_place import Place
from ivr.returned import Returned
from ivr.services import callbacks, calls, contact
from ivr.services.callbacks import Callback, CallbackRules
from ivr.store import AgentState, Attempt, CallbackState, Store
from tests.dialogs.conftest import Caller
from tests.line.script import CALL_ID
from tests.running.queue_rows import agent, call_id

NUMBER = "+573150000001"
RULES = Path(__file__).parents[2] / "config" / "catalogues" / "contact.toml"
MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
PLACE = Place(int(MONDAY.timestamp()) - 300, 600)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY)


@pytest.fixture
def owed(store: Store) -> Callback:
    """A call that is being placed, owed to a caller who asked for it about their bill."""
    agent(store, AgentState.AVAILABLE, MONDAY)
    asked_in = call_id()
    with store.unit_of_work() as session:
        contact.seed(session, contact.read(RULES))
        calls.begin(session, asked_in, started_at=MONDAY, number=NUMBER)
        calls.set_account(session, asked_in, 1, level=2)
        calls.set_intent(session, asked_in, "factura")
        calls.end(session, asked_in, at=MONDAY)
        callbacks.ask(
            session,
            call_id=asked_in,
            number=NUMBER,
            queue="attention",
            place=PLACE,
            not_before=MONDAY,
            now=MONDAY,
        )
    with store.unit_of_work() as session:
        taken = callbacks.take_next(session, "attention", MONDAY)
    assert taken is not None
    return taken


def returned(owed: Callback) -> Returned:
    return Returned(times=0, queue="attention", callback_id=owed.id, place=PLACE)


def now_is(store: Store, owed: Callback) -> Callback:
    with store.reading() as session:
        return callbacks.by_id(session, owed.id)


def test_who_can_talk_goes_where_they_stood(
    comes_back: Caller, store: Store, owed: Callback
) -> None:
    played = comes_back("""
        hears   asesor.llamada_sale
        presses 1
        hears   asesor.pasa
        goes to attention Devolución""", attend_callback, returned(owed))  # fmt: skip
    assert played.line.place == PLACE
    after = now_is(store, owed)
    assert (after.state, after.placed_call_id) == (CallbackState.REACHED, CALL_ID)
    with store.reading() as session:
        assert callbacks.of_placed_call(session, CALL_ID) == owed.call_id
        call = session.get_one(tables.Call, CALL_ID)
    assert (call.number, call.account_id, call.intent) == (NUMBER, 1, "factura")
    assert call.identity_level == 1  # whoever picked up has proven nothing


TWICE = "hears asesor.llamada_sale \n pauses \n hears asesor.llamada_sale \n"


@pytest.mark.parametrize(
    ("script", "how"),
    [
        (f"{TWICE} pauses \n is over", Attempt.NOT_CONFIRMED),
        (f"{TWICE} presses 9 \n is over", Attempt.NOT_CONFIRMED),
        ("hears asesor.llamada_sale \n hangs up", Attempt.NOT_CONFIRMED),
        ("hears asesor.llamada_sale \n leaves", Attempt.NOT_CONFIRMED),
        ("hears asesor.llamada_sale \n presses 2 \n hears asesor.llamada_luego \n is over",
         Attempt.LATER),
    ],
    ids=["voicemail", "wrong keys", "hangs up", "leaves", "later"],
)  # fmt: skip
def test_who_cannot_is_called_again_later(
    comes_back: Caller, store: Store, owed: Callback, script: str, how: Attempt
) -> None:
    played = comes_back(script, attend_callback, returned(owed))
    after = now_is(store, owed)
    assert (after.state, after.last_attempt) == (CallbackState.WAITING, how)
    assert after.not_before == MONDAY + timedelta(minutes=10)
    assert "not_reached" in played.kinds()


def test_who_hangs_up_right_at_the_pick_up_is_called_again_later(
    comes_back: Caller, store: Store, owed: Callback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is said to them: while their call is being noted."""

    def hangs_up(*_: object) -> None:
        raise CallEnded("colgó")

    monkeypatch.setattr(Conversation, "look_up", hangs_up)
    comes_back("", attend_callback, returned(owed))
    after = now_is(store, owed)
    assert (after.state, after.last_attempt) == (CallbackState.WAITING, Attempt.NOT_CONFIRMED)


def test_after_the_last_try_it_is_given_up(
    comes_back: Caller, store: Store, owed: Callback
) -> None:
    comes_back("""
        hears   asesor.llamada_sale
        presses 2
        hears   asesor.llamada_fin
        is over""", attend_callback, returned(owed),
        callbacks=CallbackRules(enabled=True, attempts=1))  # fmt: skip
    assert now_is(store, owed).state is CallbackState.FAILED


def test_without_the_store_the_person_is_served_all_the_same(
    comes_back: Caller, store: Store, owed: Callback
) -> None:
    with store.unit_of_work() as session:
        session.connection().exec_driver_sql("DROP TABLE callbacks")
    comes_back("""
        hears   asesor.llamada_sale
        presses 1
        hears   asesor.pasa
        goes to attention""", attend_callback, returned(owed))  # fmt: skip
