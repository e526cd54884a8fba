"""Asterisk's events through the tracker to everyone concerned, in order."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from ami import AmiClient, Connected, Lost, Message
from cti.call_log import CallLog
from cti.caller_number import CallerNumbers
from cti.cel import CelReader
from cti.fault import fault_fields
from cti.floor import Floor
from cti.help_requests import HelpRequests
from cti.membership import QueueMembers
from cti.monitoring import Monitoring
from cti.placing import Placing
from cti.tracker import CallBegan, CallOver, CallStepped, Fact, QueueEntered, Tracker
from cti.transfers.handovers import Handovers
from ivr import events
from ivr.clock import Clock

log = structlog.get_logger(__name__)


class Switchboard:
    """The one consumer of the AMI stream while :meth:`run` runs."""

    def __init__(
        self,
        *,
        ami: AmiClient,
        tracker: Tracker,
        members: QueueMembers,
        floor: Floor,
        call_log: CallLog,
        cel: CelReader,
        numbers: CallerNumbers,
        monitoring: Monitoring,
        placing: Placing,
        help_requests: HelpRequests,
        handovers: Handovers,
        clock: Clock,
        publish: Callable[[events.Event], None],
    ) -> None:
        self.facts = 0
        self._ami = ami
        self._tracker = tracker
        self._members = members
        self._floor = floor
        self._call_log = call_log
        self._cel = cel
        self._numbers = numbers
        self._monitoring = monitoring
        self._placing = placing
        self._help = help_requests
        self._handovers = handovers
        self._clock = clock
        self._publish = publish

    async def run(self) -> None:
        """Take the stream until cancelled. A fault of ours is logged, never ends it."""
        async for item in self._ami.items():
            try:
                self._take(item)
            except Exception as error:
                name = item.event if isinstance(item, Message) else type(item).__name__
                log.error("event_not_understood", event_name=name, **fault_fields(error))

    def _take(self, item: Connected | Lost | Message) -> None:
        match item:
            case Lost():
                self._members.connection_lost()
            case Message():
                self._members.see(item)
                self._monitoring.see(item, self._clock.now())
        for fact in self._tracker.feed(item, self._clock.now()):
            self._pass_on(fact)
        if isinstance(item, Message) and item.event == "CoreShowChannelsComplete":
            self._floor.listed(self._tracker.agent_channels)
            self._cel.only_alive(self._tracker.call_ids, self._clock.now())

    def _pass_on(self, fact: Fact) -> None:
        self.facts += 1
        self._call_log.take(fact)
        self._floor.take(fact)
        self._placing.take(fact)
        self._handovers.take(fact)
        self._help.look()
        match fact:
            case CallBegan():
                self._publish(events.CallStarted(at=fact.at, call_id=fact.call_id))
            case QueueEntered():
                queued = events.CallQueued(
                    at=fact.at, call_id=fact.call_id, queue=fact.queue, position=fact.position
                )
                self._publish(queued)
            case CallStepped() if fact.step == "ladder":
                self._numbers.look_up(fact.call_id, fact.at)
            case CallOver() if fact.whole:
                self._cel.seen_live(fact.call_id)
