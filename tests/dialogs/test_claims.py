"""A claim names account and invoice; too late for one, it may be a petition."""

from __future__ import annotations

import pytest

from ivr.clock import FixedClock
from ivr.store import CaseKind, Store
from tests.dialogs.conftest import Caller
from tests.dialogs.petitions import (
    ANONYMOUS,
    CLAIM,
    CONTACT_WITH_ACCOUNT,
    FILED,
    KNOWN,
    MONDAY,
    MONTH,
    NAME,
    NAMED,
    NUMBER,
    TOLD,
    kept,
    only_case,
)


@pytest.fixture
def clock() -> FixedClock:
    """A Monday morning."""
    return FixedClock(MONDAY)


def test_a_claim_names_cause_account_and_invoice(call: Caller, store: Store) -> None:
    call(
        f"""
        {CLAIM}
        presses 1
        hears   pqrs.causa      Consumo que subió de repente, marque uno. Doble cobro, dos.
        presses 2
        {KNOWN}
        {MONTH}
        presses 11
        {NAME}
        {TOLD}
        {CONTACT_WITH_ACCOUNT}
        presses 3
        hears   pqrs.sms
        presses 2
        {FILED}
    """,
        number=NUMBER,
    )
    case = only_case(store)
    assert (case.kind, case.cause, case.invoice_number) == (CaseKind.CLAIM, "107", "F1000011611")
    assert case.account_id is not None
    assert case.answer_by == "direccion"
    assert case.address == "Calle 45 # 12-34"


def test_an_old_invoice_admits_no_claim_but_a_petition(call: Caller, store: Store) -> None:
    call(
        f"""
        {CLAIM.replace(NAMED, ANONYMOUS)}
        presses 1
        hears   pqrs.causa
        presses 5
        {MONTH}
        presses 13
        hears   error.numero_invalido
        {MONTH}
        presses 05
        hears   pqrs.fuera_plazo
        presses 1
        {TOLD}
        {FILED}
    """,
        number=NUMBER,
    )
    case = only_case(store)
    assert (case.kind, case.cause) == (CaseKind.PETITION, None)
    assert "05/2026" in case.told


def test_who_does_not_want_a_petition_is_back_at_the_menu(call: Caller, store: Store) -> None:
    call(
        f"""
        {CLAIM}
        presses 1
        hears   pqrs.causa
        presses 1
        {KNOWN}
        {MONTH}
        presses 12
        hears   pqrs.fuera_plazo
        presses 2
        hears   menu.opciones
        hangs up
    """,
        number=NUMBER,
    )
    assert [draft.fields["Factura"] for draft in kept(store)[1]] == ["12/2025"]


def test_a_claim_about_the_service_needs_no_invoice(call: Caller, store: Store) -> None:
    call(f"""
        {CLAIM}
        presses 2
        hears   pqrs.causa      Cortes del servicio, marque uno.
        presses 1
        hears   pqrs.cuenta
        presses 1
        hears   ident.pedir_cuenta
        presses 10000116#
        {NAME}
        {TOLD}
        hears   pqrs.contacto_otro
        presses 2
        hears   pqrs.notificacion
        presses 1
        {FILED}
    """)
    assert only_case(store).cause == "303"
