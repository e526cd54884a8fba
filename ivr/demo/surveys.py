"""What past callers said of how they were served."""

from __future__ import annotations

from datetime import datetime
from random import Random

from ivr.demo.call_rows import Caller, Rows
from ivr.store import SurveyOrigin

ACCEPT = 0.55
CSAT = (1, 2, 3, 4, 5)
AS_OFTEN = (4, 6, 14, 36, 40)
RECOMMEND = {1: (0, 3), 2: (1, 5), 3: (4, 7), 4: (7, 9), 5: (8, 10)}
"""From and to which figure they would recommend the line, by how satisfied they are."""
RESOLVED = {1: 0.15, 2: 0.3, 3: 0.55, 4: 0.88, 5: 0.96}


def ask(
    rows: Rows,
    rng: Random,
    caller: Caller,
    at: datetime,
    origin: SurveyOrigin,
    agent_id: int | None = None,
) -> None:
    """Invite a caller once; not everyone agrees, and some hang up before the last question."""
    if caller.number in rows.asked:
        return
    rows.asked.add(caller.number)
    queue = None if agent_id is None else "attention"
    accepted = rng.random() < ACCEPT
    csat = rng.choices(CSAT, AS_OFTEN)[0] if accepted else None
    resolved = nps = None
    if csat is not None:
        resolved = rng.random() < RESOLVED[csat]
        nps = rng.randint(*RECOMMEND[csat]) if rng.random() < 0.8 else None
    rows.surveys.append(
        (caller.call_id, origin, agent_id, queue, caller.intent, at, accepted, csat, resolved, nps)
    )
