"""The parts of the line that is running: each asked for its health."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp

from app import probe
from app.asterisk import Instance, from_settings
from app.doctor.check import Check
from app.line_parts import ON_SOCKETS, OWN_PROCESSES
from app.running import Run
from app.secrets import Secrets
from app.settings import Settings

ANSWER_SECONDS = 3.0
KEYPAD_ONLY = "not_configured"
SPANISH = {"ok": "bien", "degraded": "a medias", "down": "caído", KEYPAD_ONLY: "sin configurar"}


async def checks(settings: Settings, run: Run | None) -> AsyncIterator[Check]:
    """Yield the health of each part of ``run``; a line that isn't running is no fault."""
    if run is None:
        yield Check("línea", True, "no está en marcha («./linea up» la pone en marcha)")
        return
    yield Check("línea", True, f"en marcha (proceso {run.pid})")
    settings = settings.model_copy(update={"ports": run.ports})
    if settings.redis_socket is not None:
        yield await _redis(settings)
    yield await _asterisk(settings)
    for name in (*OWN_PROCESSES, *ON_SOCKETS):
        report = await _health(settings, name)
        yield _part(name, report, settings)
        if name == "speech" and report is not None:
            yield _recognizer(report)


async def _redis(settings: Settings) -> Check:
    assert settings.redis_socket is not None
    ok = await probe.redis(settings.redis_socket)() is not None
    log = settings.data_folder / "log" / "redis.log"
    return Check("bus en marcha", ok, "contesta" if ok else "no contesta", f"vea {log}")


async def _asterisk(settings: Settings) -> Check:
    instance = Instance(from_settings(settings, Secrets.of(settings.data_folder)))
    ok = await instance.is_ready()
    return Check(
        "Asterisk en marcha", ok, "contesta" if ok else "no contesta", f"vea {instance.log}"
    )


async def _health(settings: Settings, name: str) -> Mapping[str, Any] | None:
    port, connector = "", None
    if name in ON_SOCKETS:
        connector = aiohttp.UnixConnector(str(settings.socket_of(name)))
    else:
        port = f":{getattr(settings.ports, OWN_PROCESSES[name])}"
    within = aiohttp.ClientTimeout(ANSWER_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=within) as http,
            http.get(f"http://{probe.LOOPBACK}{port}/health") as answer,
        ):
            report: Mapping[str, Any] = await answer.json(content_type=None)
            return report
    except (TimeoutError, aiohttp.ClientError, ValueError):
        return None


def _part(name: str, report: Mapping[str, Any] | None, settings: Settings) -> Check:
    log = settings.data_folder / "log" / f"{name}.log"
    if report is None:
        return Check(name, False, "no contesta", f"vea {log}")
    parts = report.get("parts", {})
    detail = ", ".join(f"{part}: {SPANISH.get(str(state), state)}" for part, state in parts.items())
    if problem := report.get("problem"):
        detail += f" ({problem})"
    return Check(name, report.get("status") == "ok", detail or "contesta", f"vea {log}")


def _recognizer(report: Mapping[str, Any]) -> Check:
    if report.get("parts", {}).get("recognizer") != KEYPAD_ONLY:
        return Check("reconocedor", True, f"en marcha con {report.get('model', 'ningún modelo')}")
    return Check(
        "reconocedor",
        True,
        "sin modelo de voz: la línea atiende por teclado, que es un estado normal",
    )
