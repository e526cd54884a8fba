"""A scripted day: board and history against a count of Asterisk's own logs, done another way."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from cti.cel import parse, rebuild
from cti.fact_writing import write_fact
from cti.tracker import Fact, Tracker
from ivr.clock import BOGOTA
from ivr.services import agents, calls, reports
from ivr.services.agents import Role
from ivr.services.board import today
from ivr.services.calls import Behind, Built, OfferKind, Outcome
from ivr.services.figures import Promise, QueueFigures, Target, Variant
from ivr.services.reports import Period, Report
from ivr.store import Store
from tests.cti.scripted_day import MORNING, Day, scripted_day

PROMISE = Promise(
    {"attention": Target(20, 80), "emergency": Target(10, 95)},
    automatable=frozenset({"factura", "dano", "pqrs", "radicado"}),
)
DAY = date(2026, 11, 20)
EVENING = MORNING + timedelta(hours=16)


class Counted:
    """A day counted from the text of queue_log and CEL alone."""

    def __init__(self, day: Day) -> None:
        self.of_offer: defaultdict[tuple[str, str], list[list[str]]] = defaultdict(list)
        for _, line in day.queue_log:
            fields = line.split("|")
            self.of_offer[fields[1], fields[2]].append(fields)
        self.cel = [line.strip('"').split('","') for _, line in day.cel]

    def sum_up(self, queues: set[str]) -> dict[str, object]:
        """What a supervisor would reckon with a pencil."""
        waited, gave_up = [], []
        offered = short = elsewhere = in_time = gave_up_in_time = talk = 0
        for (_, queue), lines in self.of_offer.items():
            if queue not in queues:
                continue
            offered += 1
            target = {"attention": 20, "emergency": 10}[queue]
            events = {fields[4]: fields for fields in lines}
            before = sum(int(fields[8]) for fields in lines if fields[4] == "EXITWITHKEY")
            if "CONNECT" in events:
                wait = before + int(events["CONNECT"][5])
                waited.append(wait)
                in_time += wait <= target
                talk += int(events["COMPLETEAGENT"][6])
            elif "ABANDON" in events:
                wait = before + int(events["ABANDON"][7])
                if wait < 5:
                    short += 1
                else:
                    gave_up.append(wait)
                    gave_up_in_time += wait <= target
            else:
                elsewhere += 1
        late = len(gave_up) - gave_up_in_time
        return {
            "offered": offered,
            "answered": len(waited),
            "abandoned": len(gave_up),
            "short": short,
            "elsewhere": elsewhere,
            "A": round(in_time / offered, 9),
            "B": round(in_time / (offered - short), 9),
            "C": round(in_time / len(waited), 9),
            "D": round((in_time + gave_up_in_time) / offered, 9),
            "E": round(in_time / (len(waited) + late), 9),
            "asa": round(statistics.fmean(waited), 9),
            "median": statistics.median(waited),
            "p90": sorted(waited)[-(-len(waited) * 9 // 10) - 1],
            "to abandon": round(statistics.fmean(gave_up), 9) if gave_up else None,
            "talk": talk,
        }

    def offered_by_half_hour(self) -> Counter[str]:
        """Offers by the local half hour of their first ENTERQUEUE."""
        return Counter(_half_hour(int(lines[0][0])) for lines in self.of_offer.values())

    def calls_by_half_hour(self) -> Counter[str]:
        """Calls by the half hour of the first CEL event of their channel."""
        return Counter(_half_hour(float(one[1])) for one in self._arrivals())

    def alone(self) -> int:
        """Calls that never ran Queue()."""
        queued = {one[3] for one in self.cel if one[0] == "APP_START" and one[7] == "Queue"}
        return sum(one[3] not in queued for one in self._arrivals())

    def _arrivals(self) -> list[list[str]]:
        return [one for one in self.cel if one[0] == "CHAN_START" and one[3] == one[4]]


def _half_hour(epoch: float) -> str:
    local = datetime.fromtimestamp(epoch, BOGOTA)
    return f"{local.hour:02}:{local.minute // 30 * 30:02}"


def as_told(counted: QueueFigures, talk: int) -> dict[str, object]:
    """Our figures in the pencil's words."""
    levels = {str(one): counted.service_level(one).value for one in Variant}
    return {
        "offered": counted.offered,
        "answered": counted.answered,
        "abandoned": counted.abandoned,
        "short": counted.short,
        "elsewhere": counted.elsewhere,
        **{name: round(level or 0, 9) for name, level in levels.items()},
        "asa": round(counted.asa.mean or 0, 9),
        "median": counted.asa.median,
        "p90": counted.asa.p90,
        "to abandon": round(counted.to_abandon.mean, 9) if counted.to_abandon.mean else None,
        "talk": talk,
    }


@pytest.fixture
def desks(store: Store) -> dict[str, int]:
    """Three agents, each at a desk."""
    with store.unit_of_work() as session:
        return {
            f"desk-0{place}": agents.create(
                session,
                user=f"agente{place}",
                name=f"Agente {place}",
                role=Role.AGENT,
                password="una clave",
                now=MORNING,
                skills={"attention": 1, "emergency": 1},
            ).id
            for place in (1, 2, 3)
        }


def live(day: Day, desks: dict[str, int]) -> list[Fact]:
    tracker = Tracker(desks.get)
    return [fact for at, event in day.ami for fact in tracker.feed(event, at)]


def from_cel(day: Day, desks: dict[str, int]) -> list[Fact]:
    events: defaultdict[str, list[object]] = defaultdict(list)
    facts: list[Fact] = []
    for _, line in day.cel:
        event = parse(line)
        assert event is not None
        events[event.linkedid].append(event)
    for of_call in events.values():
        facts += rebuild(of_call, desks.get, closed_at=None)  # type: ignore[arg-type]
    return facts


def keep(store: Store, facts: list[Fact], day: Day, built: Built) -> None:
    with store.unit_of_work() as session:
        for fact in facts:
            write_fact(session, fact, built)
        for told in day.intents:
            if told.flow:
                calls.set_intent(session, told.call_id, told.flow)
            if told.done:
                calls.set_outcome(session, told.call_id, Outcome.SELF_SERVICE)


def calls_behind(store: Store) -> dict[OfferKind, int]:
    """How many calls the log lists behind each figure of the day."""
    period, found = Period(DAY, DAY), {}
    for kind in OfferKind:
        behind = Behind(kind, None, PROMISE.short_seconds)
        with store.reading() as session:
            page = calls.page(
                session, behind=behind, since=period.since, until=period.until, limit=200
            )
        found[kind] = len(page.calls)
    return found


def report_of(store: Store, queue: str | None = None) -> Report:
    with store.reading() as session:
        return reports.figures_of(session, Period(DAY, DAY), PROMISE, EVENING, 2, queue)


@pytest.mark.parametrize("built", list(Built))
def test_a_day_of_a_hundred_calls(store: Store, desks: dict[str, int], built: Built) -> None:
    day = scripted_day(100, desks)
    told = live(day, desks) if built is Built.LIVE else from_cel(day, desks)
    keep(store, told, day, built)
    report, counted = report_of(store), Counted(day)
    held = day.held if built is Built.LIVE else 0  # CEL knows nothing of holding
    talk = report.handling.talk + report.handling.hold
    assert as_told(report.together, talk) == counted.sum_up({"attention", "emergency"})
    assert report.handling.hold == held
    for queue in ("attention", "emergency"):
        alone = report_of(store, queue)
        talked = alone.handling.talk + alone.handling.hold
        assert as_told(alone.together, talked) == counted.sum_up({queue})

    together = report.together
    assert calls_behind(store) == {
        OfferKind.ANY: together.offered,
        OfferKind.ANSWERED: together.answered,
        OfferKind.ABANDONED: together.abandoned,
        OfferKind.SHORT: together.short,
        OfferKind.ELSEWHERE: together.elsewhere,
    }
    parts = {part.name: part for part in report.half_hours}
    assert {name: part.queues.offered for name, part in parts.items() if part.queues.offered} == (
        counted.offered_by_half_hour()
    )
    by_half_hour = {name: part.calls for name, part in parts.items() if part.calls}
    assert by_half_hour == counted.calls_by_half_hour()
    assert sum(part.alone or 0 for part in report.half_hours) == counted.alone()
    (one,) = report.days
    assert (one.calls, one.queues) == (100, report.together)

    with store.reading() as session:
        board = today(session, PROMISE, EVENING, 2)
    assert board.together == report.together
    assert board.queues == report.queues
    assert board.calls == 100
    wishes = Counter(told.flow for told in day.intents)
    assert {reason.flow: reason.calls for reason in board.reasons} == wishes


def test_the_scripts_hold_every_deed(tmp_path: Path) -> None:
    """The day is worth counting: every kind of ending is in it."""
    counted = Counted(scripted_day(100, {"desk-01": 1}))
    summed = counted.sum_up({"attention", "emergency"})
    assert all(summed[name] for name in ("answered", "abandoned", "short", "elsewhere"))
    assert counted.alone() > 10
