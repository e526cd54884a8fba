"""Who calls and who answers: invented accounts with their telephones, fifty agents, a supervisor.

The same each time, so that a past made before goes with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import delete, inspect, select, text, update
from sqlalchemy.orm import Session

from app.demonstration import DISPOSITIONS
from ivr import store as tables
from ivr.errors import Invalid
from ivr.services import agents, dispositions
from ivr.store import AgentState, Role, Store
from ivr.store.bulk import load
from ivr.store.schema import upgrade

AGENTS = 50
PASSWORD = "clave-de-la-medicion"
SUPERVISOR = "medicion-supervision"
_AGENT = "medicion-{:02}"
_OURS = "medicion-%"
ZONES = 60
INVOICES_EACH = 3
SERVICES = ("acueducto", "alcantarillado", "aseo")
CALLS_A_NUMBER = 20
"""How often each number called, in the mean."""


@dataclass(frozen=True, slots=True)
class Town:
    """How many numbers call; the first ``accounts`` of them are known, each for one account."""

    numbers: int

    @classmethod
    def for_calls(cls, calls: int) -> Town:
        """A town from which so many calls came."""
        return cls(max(100, calls // CALLS_A_NUMBER))

    @property
    def accounts(self) -> int:
        """How many numbers have an account: two of five."""
        return self.numbers * 2 // 5

    @staticmethod
    def number(turn: int) -> str:
        """The telephone of the caller ``turn`` (0 to ``numbers`` - 1), E.164."""
        return f"+57315{turn:07}"

    def account_id(self, turn: int) -> int | None:
        """The account of that caller, None where there is none."""
        return turn + 1 if turn < self.accounts else None


def agent_user(turn: int) -> str:
    """The agent ``turn``, from 1 on, as they sign in."""
    return _AGENT.format(turn)


def open_store(url: str, *, statement_seconds: float = 1800.0) -> Store:
    """The store of the measurement, its tables up to date. Raises Invalid for anybody else's.

    A database of PostgreSQL must be empty, or have been filled by this measurement.
    """
    store = Store(url, statement_seconds=statement_seconds)
    with store.reading() as session:
        if inspect(session.connection()).has_table("agents"):
            users = session.scalars(text("SELECT user_name FROM agents"))
            if any(not user.startswith(_OURS[:-1]) for user in users):
                raise Invalid("esa base de datos es de una línea; dé una vacía")
    upgrade(store)
    return store


def settle(session: Session, town: Town) -> tuple[int, ...]:
    """Write people and accounts where they are missing; gives the agents' ids."""
    found = _agents(session)
    if found:
        return found
    now = datetime.now(UTC)
    dispositions.seed(session, dispositions.read(DISPOSITIONS))
    agents.ensure_desks(session, AGENTS)
    skills = {"attention": 1}
    for turn in range(1, AGENTS + 1):
        agents.create(
            session, user=agent_user(turn), name=f"Agente {turn}", role=Role.AGENT,
            password=PASSWORD, now=now, skills=skills,
        )  # fmt: skip
    agents.create(
        session, user=SUPERVISOR, name="Supervisión", role=Role.SUPERVISOR,
        password=PASSWORD, now=now,
    )  # fmt: skip
    _settle_accounts(session, town)
    return _agents(session)


def begin_shift(store: Store) -> None:
    """Everybody is off duty and signed out, whatever an earlier measurement left behind."""
    with store.unit_of_work() as session:
        session.execute(update(tables.Desk).values(agent_id=None, session_id=None))
        session.execute(delete(tables.AgentSession))
        session.execute(delete(tables.AgentStanding))
        session.execute(update(tables.Agent).values(state=AgentState.OFFLINE, state_reason=None))


def _agents(session: Session) -> tuple[int, ...]:
    agent = tables.Agent
    query = select(agent.id).where(agent.user.like(_OURS), agent.role == Role.AGENT)
    return tuple(session.scalars(query.order_by(agent.user)))


def _settle_accounts(session: Session, town: Town) -> None:
    turns = range(town.accounts)
    load(session, tables.Zone, ("id", "name", "kind"), _zones())
    load(session, tables.Account, ACCOUNT_COLUMNS, (_account(turn) for turn in turns))
    phones = ((turn + 1, Town.number(turn), 0) for turn in turns)
    load(session, tables.AccountPhone, ("account_id", "number", "position"), phones)
    invoices = (_invoice(turn, month) for turn in turns for month in range(INVOICES_EACH))
    load(session, tables.Invoice, INVOICE_COLUMNS, invoices)


ACCOUNT_COLUMNS = (
    *("id", "number", "holder", "document", "address", "zone_id", "stratum", "services"),
    "suspended_since",
)
INVOICE_COLUMNS = ("number", "account_id", "period", "issued_on", "due_on", "total", "owed")


def _zones() -> Iterator[tuple[Any, ...]]:
    return ((turn + 1, f"Barrio {turn + 1}", "barrio") for turn in range(ZONES))


def _account(turn: int) -> tuple[Any, ...]:
    return (
        turn + 1, f"{21_000_000 + turn}", "Titular de prueba", f"{52_000_000 + turn}",
        f"Calle {turn % 90} # {turn % 70}-{turn % 99:02}", turn % ZONES + 1, turn % 6 + 1,
        SERVICES, date(2026, 9, 22) if turn % 40 == 0 else None,
    )  # fmt: skip


def _invoice(turn: int, month: int) -> tuple[Any, ...]:
    issued = date(2026, 8 + month, 3)
    total = 40_000 + turn % 97 * 1_150
    owed = total if month == INVOICES_EACH - 1 and turn % 3 == 0 else 0
    number = f"{turn:07}{month}"
    return number, turn + 1, issued.replace(day=1), issued, issued.replace(day=18), total, owed
