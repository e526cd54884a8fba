"""Which processes make up a line on one machine, in which order, and how each shows its health."""

from __future__ import annotations

import sys
from dataclasses import replace

from app import probe, redis_server
from app.asterisk import Instance, from_settings
from app.part import Part
from app.ports import environment
from app.probe import Health
from app.secrets import Secrets
from app.settings import PROJECT, Settings
from app.speech_processes import SpeechProcesses

OWN_PROCESSES = {"speech": "speech", "agi": "agi_health", "worker": "worker_health"}
"""Those that answer at a port of this machine's own, and which."""

ON_SOCKETS = ("cti", "door")
"""Those that answer at a socket of their own; browsers come to the door alone."""

FEW_ARENAS = {"MALLOC_ARENA_MAX": "2"}
"""Recognisers come and go in every thread; with an arena each a tenth more memory stays taken."""


def line_parts(settings: Settings) -> tuple[Part, ...]:
    """Return the parts: the bus, then our processes, then Asterisk, which brings the calls.

    Raises NoRedis and what the configuration of Asterisk raises.
    """
    socket = settings.redis_socket
    own = [own_part(settings, name) for name in (*OWN_PROCESSES, *ON_SOCKETS) if name != "speech"]
    parts = [*_speech_parts(settings), *own, asterisk_part(settings)]
    if socket is not None:
        parts.insert(0, Part("redis", redis_server.command(socket), probe.redis(socket)))
    return tuple(parts)


def own_part(settings: Settings, name: str) -> Part:
    """Return the part of one of our processes, given the ports of this run."""
    return Part(
        name,
        (sys.executable, "-m", "app.cli", name),
        _probe_of(settings, name),
        rank=1,
        env=environment(settings.ports),
        folder=PROJECT,
    )


def _speech_parts(settings: Settings) -> list[Part]:
    """The processes that recognise: one, or several that share the port and are asked apart."""
    processes = SpeechProcesses.of(settings)
    first = own_part(settings, "speech")
    first = replace(first, env={**first.env, **FEW_ARENAS})
    if not processes.sockets:
        return [first]
    return [
        replace(
            first,
            name=first.name if number == 1 else f"{first.name}-{number}",
            command=(*first.command, "--number", str(number)),
            probe=probe.http_socket(socket),
        )
        for number, socket in enumerate(processes.sockets, start=1)
    ]


def _probe_of(settings: Settings, name: str) -> probe.Probe:
    if name in ON_SOCKETS:
        return probe.http_socket(settings.socket_of(name))
    return probe.http(probe.LOOPBACK, getattr(settings.ports, OWN_PROCESSES[name]))


def asterisk_part(settings: Settings) -> Part:
    """Return Asterisk, ready when it is fully booted and alive while its web server answers.

    It changes its user on the way in, which makes the kernel forget that it must end with
    us; `setpriv` reminds it. Raises AsteriskError.
    """
    instance = Instance(from_settings(settings, Secrets.of(settings.data_folder)))
    program = instance.argv.index("asterisk")
    with_us = ("setpriv", "--pdeathsig", "KILL")

    async def booted() -> Health | None:
        return Health.OK if await instance.is_ready() else None

    return Part(
        "asterisk",
        (*instance.argv[:program], *with_us, *instance.argv[program:]),
        probe.http(probe.LOOPBACK, settings.ports.http, "/"),
        ready=booted,
        rank=2,
        env=instance.environment,
        inherits_environment=False,
    )
