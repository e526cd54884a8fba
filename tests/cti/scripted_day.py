"""A day of calls as Asterisk would tell it three times: AMI events, CEL, queue_log.

Each call is a little script of what a caller and the agents do; each deed writes its lines
as measured on Asterisk 22.10 (tests/cti/test_tracker.py, test_cel.py). Moments of queues end
in the same tenth, so that Asterisk's whole seconds and ours are the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from ami import Message

MORNING = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)  # a Friday, six in Bogotá
OPEN_HOURS = 14
FLOWS = ("factura", "dano", "pqrs", "radicado", "oficina")
DEEDS = (
    ("leaves the menu", 15),
    ("is served alone", 20),
    ("is answered", 30),
    ("is answered by the second", 8),
    ("gives up", 10),
    ("gives up at once", 5),
    ("is told that nobody is free", 4),
    ("goes to the menu and back", 4),
    ("is in danger", 4),
)


@dataclass(frozen=True, slots=True)
class Intent:
    """What a dialog would have written of a call."""

    call_id: str
    at: datetime
    flow: str | None
    done: bool


@dataclass(slots=True)
class Day:
    """What the three witnesses and the dialogs say; AMI and queue_log in order of time."""

    ami: list[tuple[datetime, Message]] = field(default_factory=list)
    cel: list[tuple[datetime, str]] = field(default_factory=list)
    queue_log: list[tuple[datetime, str]] = field(default_factory=list)
    intents: list[Intent] = field(default_factory=list)
    held: int = 0

    def in_order(self) -> Day:
        """Sort what was told call by call."""
        self.ami.sort(key=lambda told: told[0])
        self.cel.sort(key=lambda told: told[0])
        self.queue_log.sort(key=lambda told: told[0])
        return self


def scripted_day(calls: int, agents: dict[str, int], seed: int = 7) -> Day:
    """A day of so many calls, the same for the same seed. ``agents``: who sits at which desk."""
    chance, day = Random(seed), Day()
    names, weights = zip(*DEEDS, strict=True)
    for number in range(1, calls + 1):
        begins = MORNING + timedelta(seconds=chance.randrange(OPEN_HOURS * 3600), milliseconds=100)
        caller = _Caller(day, number, begins, agents, chance)
        caller.does(chance.choices(names, weights)[0])
    return day.in_order()


class _Caller:
    """One call being told."""

    def __init__(
        self, day: Day, number: int, at: datetime, agents: dict[str, int], chance: Random
    ) -> None:
        self.call_id = f"{int(at.timestamp() * 1000):012x}"
        self.call_id = f"{self.call_id[:8]}-{self.call_id[8:]}-7000-8000-{number:012x}"
        self.uniqueid = f"linea-{number}.0"
        self.channel = f"PJSIP/trunk-local-{number:08x}"
        self.chance, self.day, self.at, self.agents = chance, day, at, agents
        self.legs = 0
        self.ring_at = self.joined_at = at
        self.queue = ""
        self.flow: str | None = None

    def does(self, deed: str) -> None:
        self._arrives()
        after = self.chance.randrange(8, 40)
        if deed != "leaves the menu" or self.chance.random() < 0.5:
            self.flow = self.chance.choice(FLOWS)
        done = deed == "is served alone"
        self.day.intents.append(Intent(self.call_id, self.at, self.flow, done))
        self._passes(after)
        match deed:
            case "leaves the menu" | "is served alone":
                self._hangs_up()
            case "is answered":
                self._joins("attention")
                self._rings(self.chance.randrange(1, 60))
                self._talks(holds=self.chance.random() < 0.3)
            case "is answered by the second":
                self._joins("attention")
                self._rings(self.chance.randrange(1, 20))
                self._is_not_answered(15)
                self._rings(1)
                self._talks()
            case "gives up":
                self._joins("attention")
                self._passes(self.chance.randrange(5, 90))
                self._gives_up()
            case "gives up at once":
                self._joins("attention")
                self._passes(self.chance.randrange(0, 5))
                self._gives_up()
            case "is told that nobody is free":
                self._joins("attention")
                self._passes(120)
                self._is_let_go()
            case "goes to the menu and back":
                self._joins("attention")
                self._passes(self.chance.randrange(6, 30))
                self._presses()
                self._passes(self.chance.randrange(6, 20))
                self._joins("attention")
                self._rings(self.chance.randrange(1, 30))
                self._talks()
            case "is in danger":
                self._joins("emergency")
                self._rings(self.chance.randrange(1, 15))
                self._talks()

    # Deeds

    def _arrives(self) -> None:
        self._event("NewAccountCode", Channel=self.channel)
        self._event("Newstate", ChannelStateDesc="Up")
        self._line("CHAN_START")
        self._line("ANSWER")
        self._step("line")

    def _joins(self, queue: str) -> None:
        self.queue, self.joined_at = queue, self.at
        if queue == "emergency":
            self._step("emergency")
        else:
            self._step("queue", queue)
        self._event("QueueCallerJoin", Queue=queue, Position="1")
        self._line("APP_START", app="Queue")
        self._log("NONE", "ENTERQUEUE", "", "567", "1")

    def _rings(self, after: int) -> None:
        self._passes(after)
        self.legs += 1
        self.ring_at = self.at
        desk = self.chance.choice(sorted(self.agents))
        self.leg = f"{self.uniqueid}.{self.legs}"
        self.desk, self.member = desk, f"agent-{self.agents[desk]}"
        self.leg_channel = f"PJSIP/{desk}-{self.legs:08x}"
        dialled = {"DestUniqueid": self.leg, "DestChannel": self.leg_channel}
        self._event("AgentCalled", Queue=self.queue, MemberName=self.member, **dialled)
        self._event("DialBegin", **dialled)
        self._leg_line("CHAN_START")

    def _is_not_answered(self, seconds: int) -> None:
        self._passes(seconds)
        self._event("AgentRingNoAnswer", DestUniqueid=self.leg)
        self._event("DialEnd", DestUniqueid=self.leg, DialStatus="NOANSWER")
        self._event("Hangup", of=self.leg, Cause="19")
        self._leg_line("HANGUP", extra='{"hangupcause":19}')
        self._log(self.member, "RINGNOANSWER", str(seconds * 1000))

    def _talks(self, *, holds: bool = False) -> None:
        self._passes(self.chance.randrange(2, 9))
        answered, waited = self.at, self.at - self.joined_at
        self._event("DialEnd", DestUniqueid=self.leg, DialStatus="ANSWER")
        self._event("QueueCallerLeave", Queue=self.queue)
        self._event("AgentConnect", DestUniqueid=self.leg, Queue=self.queue)
        self._event("BridgeEnter", of=self.leg)
        self._leg_line("BRIDGE_ENTER")
        ring = int((self.at - self.ring_at).total_seconds())
        self._log(self.member, "CONNECT", _seconds(waited), self.leg, str(ring))
        self._passes(self.chance.randrange(20, 200))
        if holds:
            seconds = self.chance.randrange(5, 30)
            self._event("Hold", of=self.leg)
            self._passes(seconds)
            self._event("Unhold", of=self.leg)
            self._passes(10)
            self.day.held += seconds
        self._leg_line("BRIDGE_EXIT")
        self._line("APP_END", app="Queue")
        self._step("after-talk")
        self._event("Hangup", of=self.leg, Cause="16")
        self._leg_line("HANGUP", extra='{"hangupcause":16}')
        talked = _seconds(self.at - answered)
        self._log(self.member, "COMPLETEAGENT", _seconds(waited), talked, "1")
        self._hangs_up()

    def _gives_up(self) -> None:
        self._event("QueueCallerAbandon", Queue=self.queue)
        self._event("QueueCallerLeave", Queue=self.queue)
        self._log("NONE", "ABANDON", "1", "1", _seconds(self.at - self.joined_at))
        self._hangs_up()

    def _is_let_go(self) -> None:
        self._event("QueueCallerLeave", Queue=self.queue)
        self._line("APP_END", app="Queue")
        self._log("NONE", "EXITWITHTIMEOUT", "1", "1", _seconds(self.at - self.joined_at))
        self._step("left-queue", "TIMEOUT")
        self._step("ladder", "message")
        self._passes(20)
        self._hangs_up()

    def _presses(self) -> None:
        self._event("QueueCallerLeave", Queue=self.queue)
        self._line("APP_END", app="Queue")
        self._log("NONE", "EXITWITHKEY", "*", "1", "1", _seconds(self.at - self.joined_at))
        self._step("waiting")

    def _hangs_up(self) -> None:
        self._event("Hangup", Cause="16")
        self._line("HANGUP", extra='{"hangupcause":16}')
        self._line("LINKEDID_END")

    # What the witnesses write of them

    def _passes(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)

    def _step(self, step: str, detail: str = "") -> None:
        self._event("UserEvent", UserEvent="LineaCall", Step=step, Detail=detail)
        self._line("USER_DEFINED", custom=f"LINEA_{step.upper()}", extra=f'{{"extra":"{detail}"}}')

    def _event(self, name: str, of: str = "", **fields: str) -> None:
        told = {"Uniqueid": of or self.uniqueid, "AccountCode": self.call_id, **fields}
        stamp = ("Timestamp", f"{self.at.timestamp():.6f}")
        self.day.ami.append((self.at, Message((("Event", name), stamp, *told.items()))))

    def _line(self, kind: str, *, app: str = "", custom: str = "", extra: str = "") -> None:
        self._cel(kind, self.uniqueid, self.channel, app, custom, extra)

    def _leg_line(self, kind: str, extra: str = "") -> None:
        self._cel(kind, self.leg, self.leg_channel, "", "", extra)

    def _cel(
        self, kind: str, uniqueid: str, channel: str, app: str, custom: str, extra: str
    ) -> None:
        stamp = f"{self.at.timestamp():.6f}"
        whose = (self.call_id, uniqueid, self.uniqueid, channel)
        fields = (kind, stamp, *whose, "line", app, "", custom, extra)
        quoted = ('"' + one.replace('"', '""') + '"' for one in fields)
        self.day.cel.append((self.at, ",".join(quoted)))

    def _log(self, who: str, event: str, *data: str) -> None:
        stamp = str(int(self.at.timestamp()))
        told = "|".join((stamp, self.uniqueid, self.queue, who, event, *data))
        self.day.queue_log.append((self.at, told))


def _seconds(length: timedelta) -> str:
    return str(int(length.total_seconds()))
