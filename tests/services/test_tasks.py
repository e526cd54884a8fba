"""Follow-up tasks: for a person or a queue of tasks, seen by whom they concern, until done."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from ivr.errors import Invalid, NotFound, Refused
from ivr.services import calls, tasks
from ivr.services.tasks import NewTask
from ivr.store import Store
from tests.services import town
from tests.services.town import NOW

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def people(store: Store) -> tuple[int, int]:
    """Two agents."""
    with store.unit_of_work() as session:
        return town.agent(session, "ana").id, town.agent(session, "beto").id


def test_what_is_mine_and_what_waits_in_a_queue_the_first_due_first(
    store: Store, people: tuple[int, int]
) -> None:
    ana, beto = people
    call_id = town.call_id()
    with store.unit_of_work() as session:
        calls.begin(session, call_id, started_at=NOW)
        wishes = (
            NewTask("Llamar a confirmar", TOMORROW, agent_id=ana),
            NewTask("Revisar el acuerdo", NOW + timedelta(hours=1), queue="cartera"),
            NewTask("De otra persona", NOW, agent_id=beto),
        )
        for wish in wishes:
            tasks.add(session, wish, beto, NOW, call_id)
        mine = tasks.open_for(session, ana)
        assert [one.what for one in mine] == ["Revisar el acuerdo", "Llamar a confirmar"]
        assert (mine[1].made_by_name, mine[1].call_id) == ("Beto", call_id)
        assert len(tasks.of_call(session, call_id)) == 3
        assert calls.followed(session, call_id).tasks[0].what == "De otra persona"


def test_it_is_taken_put_off_and_done(store: Store, people: tuple[int, int]) -> None:
    ana, beto = people
    with store.unit_of_work() as session:
        one = tasks.add(session, NewTask("Revisar", NOW, queue="cartera"), ana, NOW)
        tasks.take(session, one, ana)
        assert tasks.open_for(session, beto) == ()
        with pytest.raises(Refused):
            tasks.take(session, one, beto)
        with pytest.raises(Refused):
            tasks.done(session, one, beto, NOW)
        with pytest.raises(Refused):
            tasks.postpone(session, one, beto, TOMORROW, NOW)
        tasks.postpone(session, one, ana, TOMORROW, NOW)
        (put_off,) = tasks.open_for(session, ana)
        assert (put_off.due_at, put_off.postponed, put_off.queue) == (TOMORROW, 1, "cartera")
        tasks.done(session, one, ana, NOW)
        assert tasks.open_for(session, ana) == ()
        with pytest.raises(NotFound):
            tasks.done(session, one, ana, NOW)


GOOD = NewTask("Llamar", TOMORROW, queue="cartera")


@pytest.mark.parametrize(
    "wish",
    [
        replace(GOOD, what="  "),
        replace(GOOD, what="x" * 301),
        replace(GOOD, queue=None),
        replace(GOOD, agent_id=1),
        replace(GOOD, queue=None, agent_id=404),
        replace(GOOD, due_at=NOW - timedelta(days=1)),
        replace(GOOD, due_at=NOW + timedelta(days=400)),
        replace(GOOD, due_at=datetime(2026, 11, 23, 8, 0)),  # noqa: DTZ001 - no zone is the point
    ],
)
def test_a_task_says_what_when_and_for_whom(
    store: Store, people: tuple[int, int], wish: NewTask
) -> None:
    with pytest.raises(Invalid), store.unit_of_work() as session:
        tasks.add(session, wish, people[0], NOW)
