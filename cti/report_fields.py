"""A report as JSON for its page."""

from __future__ import annotations

from cti.figure_fields import mean, promise_fields, queue_figures, share
from ivr.services.figures import Containment, Promise
from ivr.services.reports import Part, Report
from ivr.services.timeliness import Timeliness


def report_fields(report: Report, promise: Promise, queues: tuple[str, ...]) -> dict[str, object]:
    """The whole report; ``queues`` are those that may be chosen."""
    handling, machine = report.handling, report.machine
    return {
        "from": report.period.first,
        "to": report.period.last,
        "queue": report.queue,
        "made_at": report.made_at,
        "promise": promise_fields(promise, queues),
        "queues": {queue: queue_figures(counted) for queue, counted in report.queues.items()},
        "together": queue_figures(report.together),
        "half_hours": [_part(part) for part in report.half_hours],
        "days": [_part(part) for part in report.days],
        "handling": {
            "handled": handling.handled,
            "talk": handling.talk,
            "hold": handling.hold,
            "wrap_up": handling.wrap_up,
            "aht": mean(handling.aht),
            "occupancy": share(handling.occupancy),
        },
        "machine": {
            **_containment(machine.containment),
            "flows": [
                {
                    "flow": flow.flow,
                    "begun": flow.begun,
                    "finished": share(flow.done),
                    **_containment(flow.containment),
                }
                for flow in machine.flows
            ],
            "repeats_day": share(machine.repeats_day),
            "repeats_week": share(machine.repeats_week),
            "first_contact": share(machine.first_contact),
        },
        "survey": report.survey,
        "wait_told": report.wait_told,
        "cases": {kind: _timeliness(counted) for kind, counted in report.cases.items()},
    }


def _part(part: Part) -> dict[str, object]:
    return {
        "name": part.name,
        "calls": part.calls,
        "alone": part.alone,
        "queues": queue_figures(part.queues),
    }


def _containment(counted: Containment) -> dict[str, object]:
    return {
        "entered": counted.entered,
        "raw": share(counted.raw),
        "true": share(counted.true),
        "done": share(counted.done),
    }


def _timeliness(counted: Timeliness) -> dict[str, object]:
    return {
        "filed": counted.filed,
        "answered_in_time": share(counted.answered_in_time),
        "notified_in_time": share(counted.notified_in_time),
        "late": counted.late,
        "mean_days": counted.mean_days,
        "median_days": counted.median_days,
        "overdue": counted.overdue,
        "overdue_ages": counted.overdue_ages,
        "silence_risk": counted.silence_risk,
    }
