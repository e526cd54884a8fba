"""A report as JSON: for its page and for other systems."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from cti.figure_fields import Goals, Mean, QueueFigures, Share, goals, told
from ivr.services.figures import Containment, Promise
from ivr.services.queue_wait import Accuracy
from ivr.services.reports import Machine, Report
from ivr.services.surveys import SurveyResults


class PeriodPart(msgspec.Struct, frozen=True):
    """A half hour of the day (``08:30``) or a day; of one queue alone the calls aren't told."""

    name: str
    calls: int | None
    alone: int | None
    queues: QueueFigures


class HandlingTime(msgspec.Struct, frozen=True):
    """What agents spent on calls, in seconds."""

    handled: int
    talk: int
    hold: int
    wrap_up: int
    aht: Mean
    occupancy: Share


class ContainmentFigures(msgspec.Struct, frozen=True):
    """What the machine kept of those who entered it."""

    entered: int
    raw: Share
    true: Share
    done: Share


class FlowFigures(ContainmentFigures, frozen=True, kw_only=True):
    """What became of those who came for one reason."""

    flow: str
    begun: int
    finished: Share


class MachineFigures(ContainmentFigures, frozen=True, kw_only=True):
    """What the machine did without a person, and who had to call again."""

    flows: list[FlowFigures]
    repeats_day: Share
    repeats_week: Share
    first_contact: Share


class Timeliness(msgspec.Struct, frozen=True):
    """Whether cases were answered in time; ages and means in working days."""

    filed: int
    answered_in_time: Share
    notified_in_time: Share
    late: int
    mean_days: float | None
    median_days: float | None
    overdue: int
    overdue_ages: tuple[int, ...]
    silence_risk: int


class PeriodReport(msgspec.Struct, frozen=True, rename={"first": "from", "last": "to"}):
    """The figures of a period (formulas: docs/figures.md); ``cases`` by kind, all under ``""``.

    ``promise`` has a target for each queue that may be chosen.
    """

    first: date
    last: date
    queue: str | None
    made_at: datetime
    promise: Goals
    queues: dict[str, QueueFigures]
    together: QueueFigures
    half_hours: list[PeriodPart]
    days: list[PeriodPart]
    handling: HandlingTime
    machine: MachineFigures
    survey: SurveyResults
    wait_told: Accuracy
    cases: dict[str, Timeliness]


def period_report(report: Report, promise: Promise, queues: tuple[str, ...]) -> PeriodReport:
    """The whole report; ``queues`` are those that may be chosen."""
    return PeriodReport(
        first=report.period.first,
        last=report.period.last,
        queue=report.queue,
        made_at=report.made_at,
        promise=goals(promise, queues),
        queues={queue: told(QueueFigures, counted) for queue, counted in report.queues.items()},
        together=told(QueueFigures, report.together),
        half_hours=[told(PeriodPart, part) for part in report.half_hours],
        days=[told(PeriodPart, part) for part in report.days],
        handling=told(HandlingTime, report.handling),
        machine=_machine(report.machine),
        survey=report.survey,
        wait_told=report.wait_told,
        cases={kind: told(Timeliness, counted) for kind, counted in report.cases.items()},
    )


def _machine(machine: Machine) -> MachineFigures:
    return MachineFigures(
        **_containment(machine.containment),
        flows=[
            FlowFigures(
                flow=flow.flow,
                begun=flow.begun,
                finished=told(Share, flow.done),
                **_containment(flow.containment),
            )
            for flow in machine.flows
        ],
        repeats_day=told(Share, machine.repeats_day),
        repeats_week=told(Share, machine.repeats_week),
        first_contact=told(Share, machine.first_contact),
    )


def _containment(counted: Containment) -> dict[str, Any]:
    return msgspec.structs.asdict(told(ContainmentFigures, counted))
