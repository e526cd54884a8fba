"""Surveys after calls: who is invited, the answers as they are given, and what they say."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Integer, case, cast, func, or_, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Invalid, NotFound
from ivr.services import calls
from ivr.services.upserts import insert
from ivr.store import SurveyOrigin

BEST_CSAT = 4
"""From here on a caller counts as satisfied (top two of five)."""
PROMOTER, DETRACTOR = 9, 6
"""NPS: from 9 to 10 promoters, from 0 to 6 detractors."""


@dataclass(frozen=True, slots=True)
class SurveyRules:
    """Who is asked: ``share`` percent of the calls, nobody again within ``days_between``."""

    enabled: bool = True
    share: int = 100
    days_between: int = 30


@dataclass(frozen=True, slots=True)
class Served:
    """What a survey would be about: by whom and from which queue the caller was served."""

    origin: SurveyOrigin
    agent_id: int | None = None
    queue: str | None = None


@dataclass(frozen=True, slots=True)
class SurveyResults:
    """The answers of a period. ``answered``: surveys with at least one answer.

    ``csat_mean`` 1 to 5, ``csat_top2`` and ``fcr`` shares from 0 to 1, ``nps`` -100 to 100;
    each None where nobody answered that question.
    """

    invited: int
    answered: int
    csat_mean: float | None
    csat_top2: float | None
    fcr: float | None
    nps: float | None


def invite(
    session: Session,
    call_id: str,
    *,
    number: str | None,
    served: Served,
    rules: SurveyRules,
    now: datetime,
) -> int | None:
    """Note an invitation and give its id; None for a caller who is not to be asked.

    Nobody is asked twice of one call, after danger, or within the days between; so who
    withholds the number, whom nothing would recognise, is never asked.
    """
    if not rules.enabled or number is None or not _is_drawn(call_id, rules.share):
        return None
    call = session.get(store.Call, call_id)
    if (call is not None and call.danger) or _asked_lately(session, number, rules, now):
        return None
    calls.begin(session, call_id, started_at=calls.minted_at(call_id) or now)
    row = insert(session, store.Survey).values(
        call_id=call_id,
        origin=served.origin,
        agent_id=served.agent_id,
        queue=served.queue,
        flow=call.intent if call else None,
        invited_at=now,
    )
    invited = row.on_conflict_do_nothing().returning(store.Survey.id)
    return session.scalar(invited)


def answer(
    session: Session,
    survey_id: int,
    *,
    accepted: bool | None = None,
    csat: int | None = None,
    resolved: bool | None = None,
    nps: int | None = None,
    comment: str | None = None,
) -> None:
    """Keep one answer, or several; what is not named stays. ``comment`` names a recording.

    Raises NotFound, and Invalid for a rating out of its scale.
    """
    if csat is not None and not 1 <= csat <= 5:
        raise Invalid("la satisfacción va de 1 a 5")
    if nps is not None and not 0 <= nps <= 10:
        raise Invalid("la recomendación va de 0 a 10")
    row = session.get(store.Survey, survey_id)
    if row is None:
        raise NotFound("la encuesta no existe", survey_id=survey_id)
    row.accepted = row.accepted if accepted is None else accepted
    row.csat = row.csat if csat is None else csat
    row.resolved = row.resolved if resolved is None else resolved
    row.nps = row.nps if nps is None else nps
    row.comment = comment or row.comment
    session.flush()


def results(
    session: Session,
    since: datetime,
    until: datetime,
    *,
    agent_id: int | None = None,
    queue: str | None = None,
    flow: str | None = None,
) -> SurveyResults:
    """What callers invited in ``[since, until)`` answered; of one agent, queue or flow if named."""
    survey = store.Survey
    wanted: list[ColumnElement[bool]] = [survey.invited_at >= since, survey.invited_at < until]
    for column, value in ((survey.agent_id, agent_id), (survey.queue, queue), (survey.flow, flow)):
        if value is not None:
            wanted.append(column == value)
    given = or_(
        survey.csat.is_not(None),
        survey.resolved.is_not(None),
        survey.nps.is_not(None),
        survey.comment.is_not(None),
    )
    opinion = case((survey.nps >= PROMOTER, 100), (survey.nps <= DETRACTOR, -100), else_=0)
    row = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(case((given, 1), else_=0)), 0),
            func.avg(survey.csat),
            func.avg(_share(survey.csat.is_(None), survey.csat >= BEST_CSAT)),
            func.avg(cast(survey.resolved, Integer)),
            func.avg(case((survey.nps.is_(None), None), else_=opinion)),
        ).where(*wanted)
    ).one()
    invited, answered, *figures = row
    return SurveyResults(invited, int(answered), *map(_figure, figures))


def _share(unknown: ColumnElement[bool], holds: ColumnElement[bool]) -> ColumnElement[int | None]:
    return case((unknown, None), (holds, 1), else_=0)


def _figure(value: object) -> float | None:
    return None if value is None else float(str(value))


def _is_drawn(call_id: str, share: int) -> bool:
    """Whether a call is among the ``share`` percent: its id decides, by its random end."""
    return uuid.UUID(call_id).int % 100 < share


def _asked_lately(session: Session, number: str, rules: SurveyRules, now: datetime) -> bool:
    query = (
        select(store.Survey.id)
        .join(store.Call, store.Call.call_id == store.Survey.call_id)
        .where(
            store.Call.number == number,
            store.Survey.invited_at > now - timedelta(days=rules.days_between),
        )
    )
    return session.scalar(query.limit(1)) is not None
