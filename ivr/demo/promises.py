"""What people of the accounts shown promised to pay: open, kept and broken."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from ivr.clock import BOGOTA
from ivr.demo.call_rows import Caller, Rows, leg, record, uuid7, walk
from ivr.demo.history import Known
from ivr.store import LeftBecause, LegRole, OfferEnd, Outcome, SurveyOrigin

QUEUE, ASKED = "attention", "Pidió un asesor"
WAITED, TALKED = 22, 190
DISPOSITION = "pago.acuerdo"

# place of the account shown, days ago, days from then to the last day, pesos, debt, satisfaction
MADE = (
    (0, 19, 9, 84_530, 84_530, 5),
    (2, 5, 8, 67_210, 67_210, 4),
    (3, 20, 9, 50_000, 174_000, 3),
    (3, 1, 7, 60_000, 232_000, None),
    (4, 30, 10, 61_000, 245_000, 2),
)


def made(
    rows: Rows, rng: Random, midnight: datetime, known: list[Known], agent_ids: list[int]
) -> None:
    """The calls in which they promised, each with an agent and most with a survey."""
    for place, days, lasts, amount, owed, csat in MADE:
        if place >= len(known):
            continue
        account = known[place]
        at = midnight - timedelta(days=days) + timedelta(hours=9, minutes=rng.randrange(60))
        number = account.phone
        assert number is not None
        caller = Caller(uuid7(rng, at), at, number, account, "factura", "Factura y pagos", "2")
        agent_id = rng.choice(agent_ids)
        ended = _talk(rows, caller, agent_id, amount)
        due_on = (at + timedelta(days=lasts)).astimezone(BOGOTA).date()
        made_at = ended - timedelta(seconds=20)
        rows.promises.append(
            (uuid7(rng, made_at), account.id, caller.call_id, amount, owed, due_on, made_at,
             agent_id)
        )  # fmt: skip
        if csat is not None and number not in rows.asked:
            rows.asked.add(number)
            rows.surveys.append(
                (caller.call_id, SurveyOrigin.AGENT, agent_id, QUEUE, caller.intent, ended, True,
                 csat, csat > 2, 2 * csat)
            )  # fmt: skip


def _talk(rows: Rows, caller: Caller, agent_id: int, amount: int) -> datetime:
    """The talk and its wrap-up; gives when it ended."""
    walk(rows, caller, (40, "transfer", None, QUEUE, ASKED))
    queued = caller.at + timedelta(seconds=41)
    answered = queued + timedelta(seconds=WAITED)
    ended = answered + timedelta(seconds=TALKED)
    rows.stays.append((caller.call_id, QUEUE, queued, answered, LeftBecause.ANSWERED, 1))
    rows.offers.append((caller.call_id, QUEUE, queued, OfferEnd.ANSWERED, WAITED, TALKED, 0))
    record(rows, caller, 41 + WAITED + TALKED, Outcome.AGENT, reason=ASKED, agent_id=agent_id)
    rang = answered - timedelta(seconds=5)
    leg(rows, caller, LegRole.AGENT, rang, answered, ended, agent_id)
    note = f"Promete pagar {amount:,} pesos.".replace(",", ".")
    rows.wrap_ups.append(
        (caller.call_id, agent_id, DISPOSITION, note, ended + timedelta(seconds=20))
    )
    return ended
