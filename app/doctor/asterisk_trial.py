"""A line of the doctor's own for a few seconds: does Asterisk behave as the line relies on?

It has the line's templates, free ports, no trunk, and an AGI side that the doctor plays.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import shutil
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from app import ports
from app.asterisk import Configuration, Instance
from app.doctor import barge_in
from app.doctor.ami_session import AmiSession, ami_session
from app.doctor.check import Check
from app.settings import Ports
from ivr.errors import LineaError

HOST = "127.0.0.1"
FIRST_PORT = 30_000
CALLER = "3150001234"
KEYS = "159"
KEYS_SECONDS = 5.0
SWITCH_SECONDS = 1
LADDER_SECONDS = 6.0
IDENTIFY_ORDER = "auth_username,username,ip"
LOUD = re.compile(r"(WARNING|ERROR)\[.*")

# A call that presses keys, and one whose sound flows without end.
PRESSING = {"Application": "SendDTMF", "Data": f"{'w'.join(KEYS)}wwwwwwwwww"}
KEY_PRESSER = "app_senddtmf.so"  # the line itself has no use for it
TALKING = {"Application": "MusicOnHold", "Data": "default"}


@dataclass(frozen=True, slots=True)
class Handed:
    """A call as FastAGI hands it to the doctor."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def command(self, line: str) -> str:
        """Send an AGI command and give the reply."""
        self.writer.write(f"{line}\n".encode())
        return (await self.reader.readline()).decode().strip()

    async def variable(self, name: str) -> str:
        """Give a channel's variable, empty when it has none."""
        reply = await self.command(f"GET VARIABLE {name}")
        return reply.partition("(")[2].removesuffix(")")


async def checks(configuration: Configuration) -> AsyncIterator[Check]:
    """Yield the findings of the trial; it leaves nothing behind."""
    handed: asyncio.Queue[Handed] = asyncio.Queue()
    try:
        async with _fast_agi(handed) as agi, _trial(configuration, agi) as trial:
            yield _quiet(trial)
            yield await _modules(trial)
            yield await _identify_order(trial)
            async with ami_session(trial, "tracker") as tracker:
                yield await _tracker_rights(tracker)
                async with ami_session(trial, "originate") as originate:
                    yield await _originate_rights(originate)
                    async with ami_session(trial, "keys") as told:
                        async for check in _pressing_call(originate, told, handed):
                            yield check
                    yield await _dead_mans_switch(originate, tracker, handed)
                    yield await _barge_in(trial, originate, handed)
            yield _no_number_written(trial)
    except (LineaError, OSError, TimeoutError) as error:
        detail = error.message if isinstance(error, LineaError) else repr(error)
        yield Check("llamada de ensayo", False, detail, "corrija lo anterior y repita")


@asynccontextmanager
async def _fast_agi(handed: asyncio.Queue[Handed]) -> AsyncIterator[int]:
    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (await reader.readline()).strip():
            pass
        handed.put_nowait(Handed(reader, writer))

    server = await asyncio.start_server(take, HOST, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        while not handed.empty():
            handed.get_nowait().writer.close()


@asynccontextmanager
async def _trial(configuration: Configuration, agi: int) -> AsyncIterator[Instance]:
    names = [name for name in Ports.model_fields if not name.startswith("rtp_")]
    wanted = Ports(**{name: FIRST_PORT + index for index, name in enumerate(names)})
    free = ports.choose(wanted, HOST).ports
    trial = Instance(
        replace(
            configuration,
            instance=f"doctor-{secrets.token_hex(4)}",
            host=HOST,
            external_address="",
            stun_server="",
            turn_user="",
            ports=free.model_copy(update={"agi": agi}),
            trunks=(),
            on_call_numbers=(),
        )
    )
    async with AsyncExitStack() as at_the_end:
        at_the_end.callback(shutil.rmtree, trial.configuration.folder, ignore_errors=True)
        at_the_end.push_async_callback(trial.stop)
        await trial.start()
        await trial.console(f"module load {KEY_PRESSER}")
        yield trial


def _quiet(trial: Instance) -> Check:
    loud = LOUD.search(trial.log.read_text(encoding="utf-8", errors="replace"))
    if loud is None:
        return Check("arranque de Asterisk", True, "sin avisos ni errores")
    return Check("arranque de Asterisk", False, loud[0], "compare config/asterisk con el proyecto")


async def _modules(trial: Instance) -> Check:
    listed = (trial.configuration.folder / "etc" / "modules.conf").read_text(encoding="utf-8")
    shown = await trial.console("module show")
    running = set(re.findall(r"^(\S+\.so) .* Running ", shown, re.MULTILINE))
    missing = sorted(set(re.findall(r"^load = (\S+)", listed, re.MULTILINE)) - running)
    mend = "instale el paquete asterisk-modules o vuelva a instalar Asterisk"
    return Check("módulos", not missing, ", ".join(missing) or f"{len(running)} en marcha", mend)


async def _identify_order(trial: Instance) -> Check:
    ok = IDENTIFY_ORDER in await trial.console("pjsip show settings")
    detail = "por usuario y al final por dirección" if ok else "por dirección: tapa los navegadores"
    return Check("identificación SIP", ok, detail, "restaure config/asterisk/pjsip.conf.j2")


async def _tracker_rights(tracker: AmiSession) -> Check:
    may = await tracker.may("CoreShowChannels") and await tracker.may("QueueStatus")
    too_much = await tracker.may("Command", Command="core show version")
    return _rights("tracker", may, too_much)


async def _originate_rights(originate: AmiSession) -> Check:
    too_much = await originate.may("QueueAdd", Queue="attention", Interface="PJSIP/desk-01")
    return _rights("originate", await originate.may("Ping"), too_much)


def _rights(user: str, may: bool, too_much: bool) -> Check:
    detail = "puede de más" if too_much else "puede lo suyo y nada más" if may else "puede de menos"
    name = f"permisos de «{user}» en AMI"
    return Check(name, may and not too_much, detail, "restaure config/asterisk/manager.conf.j2")


async def _pressing_call(
    originate: AmiSession, told: AmiSession, handed: asyncio.Queue[Handed]
) -> AsyncIterator[Check]:
    await originate.call(CALLER, **PRESSING)
    call = await asyncio.wait_for(handed.get(), LADDER_SECONDS)
    await call.command("SET VARIABLE TIMEOUT(absolute) 20")
    yield _call_id(await call.variable("LINEA_CALL_ID"))
    yield _masking(await call.variable("LINEA_FROM"), await call.variable("CALLERID(num)"))
    yield await _told_keys(told)
    await call.command('SET VARIABLE LINEA_NEXT "end"')
    call.writer.close()


def _call_id(text: str) -> Check:
    try:
        ok = uuid.UUID(text).version == 7
    except ValueError:
        ok = False
    return Check("identificador de llamada", ok, f"UUIDv7 {text}", "restaure extensions.conf.j2")


def _masking(number: str, shown: str) -> Check:
    ok = number == CALLER and shown == CALLER[-3:]
    detail = "el canal muestra solo las tres últimas cifras" if ok else f"el canal muestra {shown}"
    return Check("número del usuario", ok, detail, "restaure extensions.conf.j2")


async def _told_keys(told: AmiSession) -> Check:
    """Each key that arrives between two AGI commands must be told of once."""
    name, heard = "teclas entre órdenes", ""
    try:
        async with asyncio.timeout(KEYS_SECONDS):
            while len(heard) < len(KEYS):
                heard += (await told.event("DTMFBegin", Direction="Received")).get("Digit")
    except TimeoutError:
        pass
    if heard == KEYS:
        return Check(name, True, "no se pierde ninguna")
    mend = "restaure config/asterisk/manager.conf.j2 (usuario «keys»)"
    return Check(name, False, f"llegó «{heard}» de «{KEYS}»", mend)


async def _dead_mans_switch(
    originate: AmiSession, tracker: AmiSession, handed: asyncio.Queue[Handed]
) -> Check:
    """An AGI side that falls silent while the caller's sound flows must lose the call."""
    name = "proceso detenido"
    await originate.call(CALLER, **TALKING)
    call = await asyncio.wait_for(handed.get(), LADDER_SECONDS)
    await call.command(f"SET VARIABLE TIMEOUT(absolute) {SWITCH_SECONDS}")
    try:
        async with asyncio.timeout(LADDER_SECONDS):
            await tracker.event("UserEvent", Step="ladder")
    except TimeoutError:
        mend = "restaure extensions.conf.j2 (AGIEXITONHANGUP, extensión T)"
        return Check(name, False, "quien llama queda en silencio", mend)
    finally:
        call.writer.close()
    return Check(name, True, "la llamada pasa a los mensajes de respaldo")


async def _barge_in(trial: Instance, originate: AmiSession, handed: asyncio.Queue[Handed]) -> Check:
    await trial.console(f"module load {barge_in.ECHOER}")
    async with barge_in.listening(trial.configuration.ports.speech) as ears:
        await originate.call(CALLER, **barge_in.ECHO)
        call = await asyncio.wait_for(handed.get(), LADDER_SECONDS)
        await call.command("SET VARIABLE TIMEOUT(absolute) 20")
        check = await barge_in.check(trial, ears, call.command)
        await call.command('SET VARIABLE LINEA_NEXT "end"')
        call.writer.close()
    return check


def _no_number_written(trial: Instance) -> Check:
    log = trial.configuration.folder / "log"
    with_number = [
        path.name
        for path in log.rglob("*")
        if path.is_file() and CALLER in path.read_text(encoding="utf-8", errors="replace")
    ]
    if not (log / "cel-custom" / "linea.csv").exists():
        mend = "restaure cel.conf.j2 y cel_custom.conf.j2"
        return Check("registro de Asterisk (CEL)", False, "no se escribe", mend)
    detail = f"número en {', '.join(with_number)}" if with_number else "se escribe, sin números"
    mend = "restaure cel_custom.conf.j2, logger.conf.j2 y extensions.conf.j2"
    return Check("registro de Asterisk (CEL)", not with_number, detail, mend)
