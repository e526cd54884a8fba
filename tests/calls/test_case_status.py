"""How a case stands, for who has no radicado at hand: account or cédula, and a second datum."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ivr.services import accounts, pqrs
from ivr.services.pqrs import CaseStatus
from ivr.store import CaseKind
from tests.calls.call import Call
from tests.calls.subscribers import SUBSCRIBERS
from tests.running.line import WELCOME, RunningLine, hung_up
from tests.services import cases

WHO = SUBSCRIBERS["has a claim"]
NOBODYS = "000"

# the key for it, what is asked, what is typed, which second datum is asked, what it is the end of
WAYS = {
    "by the account": ("1", "ident.pedir_cuenta", WHO.number, "ident.segundo_dato", WHO.document),
    "by the cédula": (
        "2", "ident.pedir_cedula", WHO.document, "ident.segundo_dato_telefono", WHO.phone,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def claim(line: RunningLine) -> CaseStatus:
    """An open claim of the account."""
    now = datetime.now(UTC)
    with line.store.unit_of_work() as session:
        (account,) = accounts.by_number(session, WHO.number)
        radicado = cases.file(session, CaseKind.CLAIM, now, account_id=account.id)
        filed = pqrs.status(session, radicado, now.date())
    assert filed is not None
    return filed


async def claims(line: RunningLine, call: Call, way: str, answer: str) -> None:
    """Say whose account it is, and answer the second datum."""
    key, asked, typed, second, _ = WAYS[way]
    await call.hears(line.says("ident.como"))
    await call.press(key)
    await call.hears(line.says(asked))
    await call.press(f"{typed}#")
    await call.hears(line.says(second))
    await call.press(answer)


@pytest.mark.parametrize("way", WAYS)
async def test_an_open_case_is_told_after_the_second_datum(
    line: RunningLine, claim: CaseStatus, way: str
) -> None:
    *_, datum = WAYS[way]
    async with line.phone() as phone:
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await call.press("4")
        await call.hears(line.says("radicado.como"))
        await call.press("2")
        await claims(line, call, way, NOBODYS)
        await call.hears(line.says("error.no_coincide"))
        await claims(line, call, way, datum[-3:])
        await call.hears(
            line.says("radicado.tramite", clase="reclamo", fecha_limite=claim.due_on),
            line.says("radicado.despues"),
        )
        await call.hang_up()
        record = await line.record(phone.number, hung_up)
    proofs = [step.kind for step in record.steps if step.kind in ("refused", "verified")]
    assert proofs == ["refused", "verified"]
