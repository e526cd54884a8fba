"""What ``/health`` looks at and ``/metrics`` counts."""

from __future__ import annotations

from functools import partial

from cti.floor import Floor
from cti.health import Check, Health, PartDown
from cti.parts import Parts
from cti.store_work import StoreWork
from ivr.store import AgentState

BACKLOG_AT_MOST = 1000


def watch_health(parts: Parts, check_bus: Check) -> Health:
    """The checks of this process."""

    async def asterisk() -> None:
        if parts.ami.refused:
            raise PartDown("Asterisk rechaza el usuario de AMI: vuelva a generar su configuración")
        if not parts.ami.connected:
            raise PartDown("no hay conexión con Asterisk")

    async def call_log() -> None:
        if parts.call_log.backlog > BACKLOG_AT_MOST:
            raise PartDown(f"{parts.call_log.backlog} hechos esperan la base de datos")

    health = Health()
    health.watch("asterisk", asterisk)
    health.watch("store", parts.works.api.check)
    health.watch("bus", check_bus)
    health.watch("call_log", call_log)
    return health


def watch_metrics(parts: Parts) -> None:
    """The figures of this process, read when they are asked for."""
    ami, watch = parts.ami.counters, parts.metrics.watch
    watch("ami_connections", "Connections to Asterisk that were made", lambda: ami.connections)
    watch("ami_refusals", "Logins that Asterisk refused", lambda: ami.refusals)
    watch("ami_overflows", "Connections given up since events piled up", lambda: ami.overflows)
    watch("ami_timeouts", "Actions that Asterisk did not answer", lambda: ami.timeouts)
    watch("ami_events", "Events received", lambda: ami.events)
    watch("ami_dropped", "Messages over the size limits", lambda: ami.dropped)
    watch("ami_connected", "Whether Asterisk is connected", lambda: parts.ami.connected)
    watch("calls", "Calls alive", lambda: len(parts.tracker.call_ids))
    watch("log_backlog", "Facts not written yet", lambda: parts.call_log.backlog)
    watch("log_refused", "Facts that the store refused", lambda: parts.call_log.refused)
    watch("cel_rebuilt", "Calls rebuilt from CEL", lambda: parts.cel.rebuilt)
    watch("cel_unreadable", "CEL lines that could not be read", lambda: parts.cel.unreadable)
    watch("pops_bare", "Pops without a card", lambda: parts.pops.bare)
    watch("pages", "Open desk pages", lambda: parts.live.open_feeds)
    watch("pages_too_slow", "Pages closed as too slow", lambda: parts.live.too_slow)
    for state in AgentState:
        agents = partial(_agents, parts.floor, state)
        watch(f"agents_{state.value}", f"Agents that are {state.value}", agents)
    for work in parts.works.all:
        jobs = partial(_jobs, work)
        watch(f"{work.name}_waiting", f"Jobs for the {work.name} threads", jobs)


def _agents(floor: Floor, state: AgentState) -> float:
    return floor.counts()[state]


def _jobs(work: StoreWork) -> float:
    return work.waiting
