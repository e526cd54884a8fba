"""An anonymous PQRS: nothing that is kept leads from it to the call in which it was told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from ivr.clock import FixedClock
from ivr.dialogs.pqrs import SERVED
from ivr.store import Case, CaseEntry, OutboundMessage, Store
from tests.dialogs.conftest import Caller
from tests.dialogs.petitions import ANONYMOUS, FILED, NUMBER, SERVICE, TOLD, kept, only_case


@pytest.fixture
def clock() -> FixedClock:
    """A Monday morning."""
    return FixedClock(datetime(2026, 11, 23, 15, 0, tzinfo=UTC))


def of_case(store: Store) -> str:
    """Everything that the store holds of the only case, its recordings' names included."""
    with store.reading() as session:
        columns = [*Case.__table__.columns, *CaseEntry.__table__.columns]
        rows = session.execute(select(*columns).join(CaseEntry, CaseEntry.case_id == Case.id))
        return repr(rows.one())


def test_nothing_leads_from_an_anonymous_petition_to_its_call(call: Caller, store: Store) -> None:
    played = call(f"{ANONYMOUS} presses 2 \n {SERVICE} {TOLD} {FILED}", number=NUMBER, records=True)
    case = only_case(store)
    assert case.anonymous
    assert (case.call_id, case.phone, case.account_id) == (None, "", None)
    assert played.line.call.call_id not in of_case(store)
    assert NUMBER not in of_case(store)
    with store.reading() as session:
        assert session.scalar(select(OutboundMessage.id)) is None


def test_the_path_of_its_call_tells_nothing_of_it(call: Caller, store: Store) -> None:
    played = call(f"{ANONYMOUS} presses 2 \n {SERVICE} {TOLD} {FILED}", number=NUMBER, records=True)
    radicado = only_case(store).radicado
    path = repr(played.steps)
    assert played.steps[-3].label == SERVED
    for telltale in ("Queja", "Acueducto", "pqrs.relato", "pqrs.anonima", "recorded", radicado):
        assert telltale not in path, telltale
    assert len(played.line.parts) == 2, "the call was recorded before it and after"


@pytest.mark.parametrize(
    "leaving",
    ["hears pqrs.relato \n speaks 9 hanging up",
     "hears pqrs.relato \n speaks 9 \n hears pqrs.revisar \n presses * \n hears menu.opciones \n"
     " hangs up"],
)  # fmt: skip
def test_nor_does_what_is_left_of_an_unfinished_one(
    call: Caller, store: Store, leaving: str
) -> None:
    played = call(f"{ANONYMOUS} presses 2 \n {SERVICE} {leaving}", number=NUMBER)
    (draft,) = kept(store)[1]
    assert (draft.call_id, draft.fields["Anónima"]) == (None, "Sí")
    assert played.line.call.call_id not in repr(draft)
    assert played.steps[-1].kind == "ended"


def test_a_damage_told_afterwards_takes_nothing_of_it_along(call: Caller, store: Store) -> None:
    call(
        f"""{ANONYMOUS} presses 2 \n {SERVICE} {TOLD}
        hears   pqrs.radicado
        hears   pqrs.plazo
        hears   pqrs.despues
        presses 1
        hears   menu.opciones
        presses 1
        hears   dano.peligro
        presses 4
        hears   dano.servicio
        presses 1
        hears   dano.es_su_direccion
        hangs up
    """,
        number=NUMBER,
    )
    (draft,) = kept(store)[1]
    assert (draft.kind, draft.recorded) == ("dano", ())
