"""Messages left on the ladder: once a call, emergencies first, until someone has attended."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ivr.errors import NotFound
from ivr.services import callers, calls, messages
from ivr.services.messages import Recording
from ivr.store import MessageState, Store
from tests.services import town
from tests.services.town import NOW

PHONE = "+573155550101"
SPOKEN = Recording("x.wav", 4.5)


def leave(
    store: Store,
    call_id: str,
    *,
    minutes: int = 0,
    emergency: bool = False,
    recording: Recording | None = SPOKEN,
) -> bool:
    with store.unit_of_work() as session:
        return messages.take_in(
            session, call_id, number=PHONE, emergency=emergency, recording=recording,
            at=NOW + timedelta(minutes=minutes),
        )  # fmt: skip


def test_emergencies_come_first_then_the_oldest(store: Store) -> None:
    left = {(minutes, urgent): town.call_id() for minutes in (3, 1, 2) for urgent in (False, True)}
    for (minutes, urgent), call_id in left.items():
        leave(store, call_id, minutes=minutes, emergency=urgent)
    with store.reading() as session:
        waiting = messages.still_open(session)
        assert messages.count_open(session) == (3, 3)
    expected = [left[minutes, urgent] for urgent in (True, False) for minutes in (1, 2, 3)]
    assert [message.call_id for message in waiting] == expected


def test_a_message_taken_in_again_stays_as_it_was(store: Store) -> None:
    call_id = town.call_id()
    assert leave(store, call_id)
    assert not leave(store, call_id, recording=None, emergency=True)
    with store.reading() as session:
        (message,) = messages.still_open(session)
    assert (message.recording, message.emergency, message.at) == (SPOKEN, False, NOW)


def test_the_first_who_attends_is_kept(store: Store) -> None:
    call_id = town.call_id()
    leave(store, call_id, recording=None)
    with store.unit_of_work() as session:
        (message,) = messages.still_open(session)
        first, second = town.agent(session), town.agent(session, "agente2")
        assert messages.mark_done(session, message.id, first, NOW)
        assert not messages.mark_done(session, message.id, second, NOW + timedelta(hours=1))
    assert not leave(store, call_id)
    with store.reading() as session:
        assert messages.still_open(session) == ()
        assert messages.count_open(session) == (0, 0)
        done = messages.by_id(session, message.id)
    assert (done.state, done.done_by, done.done_at) == (MessageState.DONE, first.id, NOW)


@pytest.mark.parametrize("message_id", [-1, 0, 1, 2**63 - 1, 2**64])
def test_a_message_that_is_not_there(store: Store, message_id: int) -> None:
    with pytest.raises(NotFound), store.reading() as session:
        messages.by_id(session, message_id)


def test_the_caller_s_card_tells_of_a_message_that_waits(store: Store) -> None:
    before, now = town.call_id(), town.call_id()
    leave(store, before)
    with store.unit_of_work() as session:
        calls.begin(session, before, started_at=NOW, number=PHONE)
        calls.begin(session, now, started_at=NOW + timedelta(hours=1), number=PHONE)
        assert callers.card(session, now, NOW).calls[0].note == callers.MESSAGE_WAITS
        (message,) = messages.still_open(session)
        messages.mark_done(session, message.id, town.agent(session), NOW)
        assert callers.card(session, now, NOW).calls[0].note is None
