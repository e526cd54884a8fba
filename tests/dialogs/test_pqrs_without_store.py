"""A PQRS, or a report to the ethics line, while the store is gone: it exists afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.errors import StoreUnavailable
from ivr.rendering.digits import spoken_radicado
from ivr.services import ethics
from ivr.services.filing import FilingDesk
from ivr.store import Case, Draft, EthicsReport, Store
from tests.dialogs import test_ethics
from tests.dialogs.conftest import Caller
from tests.dialogs.petitions import ANONYMOUS, SERVICE, TOLD


class GoingStore(Store):
    """A store that can be taken away."""

    gone = False

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        self._look()
        with super().unit_of_work() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        self._look()
        with super().reading() as session:
            yield session

    def _look(self) -> None:
        if self.gone:
            raise StoreUnavailable("no hay base de datos")


@pytest.fixture
def store(built_town: Path, tmp_path: Path) -> Iterator[GoingStore]:
    path = tmp_path / "town.sqlite"
    path.write_bytes(built_town.read_bytes())
    opened = GoingStore(f"sqlite:///{path}")
    yield opened
    opened.close()


def test_the_radicado_told_without_the_store_exists_afterwards(
    call: Caller, store: GoingStore, desk: FilingDesk
) -> None:
    desk.prepare()
    store.gone = True
    played = call(
        f"{ANONYMOUS} presses 2 \n {SERVICE} {TOLD} hears pqrs.radicado \n"
        " hears horario.terminos \n hears pqrs.plazo \n hears pqrs.despues \n hangs up"
    )
    said = next(each.text for each in played.heard if each.prompt_id == "pqrs.radicado")
    store.gone = False
    desk.prepare()
    with store.reading() as session:
        case = session.scalars(select(Case)).one()
    assert spoken_radicado(case.radicado) in said
    assert len(case.narrative) == 1


def test_a_draft_waits_for_the_store_too(call: Caller, store: GoingStore, desk: FilingDesk) -> None:
    desk.prepare()
    store.gone = True
    call(f"{ANONYMOUS} presses 2 \n {SERVICE} hears pqrs.relato \n speaks 9 hanging up")
    store.gone = False
    desk.prepare()
    with store.reading() as session:
        draft = session.scalars(select(Draft)).one()
    assert draft.fields["Tipo"] == "Queja"
    assert len(draft.recorded) == 1


def test_without_a_number_to_give_a_person_takes_it(call: Caller, store: GoingStore) -> None:
    store.gone = True
    call(f"""
        {ANONYMOUS} presses 2 \n {SERVICE} {TOLD}
        hears   pqrs.no_radicada
        hears   bienvenida.prioridad
        pauses
        goes to attention No se pudo radicar su solicitud
    """)


def test_a_tracking_code_told_without_the_store_is_good_afterwards(
    call: Caller, store: GoingStore, desk: FilingDesk, tmp_path: Path
) -> None:
    desk.prepare()
    store.gone = True
    played = call(f"{test_ethics.REPORT} hangs up", number="+573150000001")
    journal = "".join(file.read_text() for file in tmp_path.rglob("*.journal"))
    store.gone = False
    desk.prepare()
    with store.reading() as session:
        report = session.scalars(select(EthicsReport)).one()
        code = test_ethics.code_of(played)
        assert ethics.code_hash(ethics.salt(session), code) == report.code_hash
    for telltale in (code, played.line.call.call_id, "3150000001", "T15:37"):
        assert telltale not in journal, telltale


def test_facts_told_by_who_hung_up_wait_for_the_store_too(
    call: Caller, store: GoingStore, desk: FilingDesk
) -> None:
    desk.prepare()
    store.gone = True
    call(f"""
        {test_ethics.MENU}
        presses 1
        hears   etica.modo
        presses 1
        hears   etica.relato
        speaks  9 hanging up
    """)
    store.gone = False
    desk.prepare()
    with store.reading() as session:
        assert not session.scalars(select(EthicsReport)).one().complete


def test_who_could_not_be_given_a_code_is_told_before_telling_anything(
    call: Caller, store: GoingStore
) -> None:
    store.gone = True
    call(f"""
        {test_ethics.MENU.replace("hears   etica.menu", "hears   etica.sistema")}
        {test_ethics.FAREWELL}
    """)


def test_so_does_what_is_told_later_when_the_store_goes_meanwhile(
    call: Caller, store: GoingStore, desk: FilingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = test_ethics.report(call)
    keep = desk.keep_addition

    def without_store(added: ethics.EthicsAddition) -> None:
        store.gone = True
        keep(added)

    monkeypatch.setattr(desk, "keep_addition", without_store)
    call(f"""
        {test_ethics.FOLLOW}
        presses {code}
        hears   etica.recibida
        hears   etica.opciones
        presses 1
        hears   etica.agregar
        speaks  30
        hears   etica.revisar
        presses 1
        hears   etica.agregada
        {test_ethics.AFTER}
    """)
    store.gone = False
    desk.prepare()
    with store.reading() as session:
        (report,) = ethics.reports(session).reports
    assert report.sounds == 2
