"""Recordings over HTTP: who may hear which, in pieces, each listening on record first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import msgspec
import structlog
from aiohttp import hdrs, web
from sqlalchemy.orm import Session

from cti.web.access import Right, has, may
from cti.web.body import json_answer
from cti.web.calls import visible_call
from cti.web.keys import API, CLOCK, FLOOR, LISTENING, SIGNED_IN
from cti.web.operation import WAV, operation
from ivr.errors import LineaError, NotFound, Refused
from ivr.services import calls, recordings, transcripts
from ivr.services.agents import SignedIn
from ivr.services.api_tokens import Scope
from ivr.services.recordings import CALL, ETHICS, Access, Recording
from ivr.services.transcripts import Transcript
from recordings.keys import KeyMissing
from recordings.library import Library
from recordings.sealed_file import Damaged
from recordings.timeline import Timeline

PIECE = 128 * 1024
"""Octets unsealed and sent at a time."""

_HEARD_BY: dict[str, frozenset[Right]] = {
    CALL: frozenset({Right.LISTEN}),
    ETHICS: frozenset({Right.READ_ETHICS}),
    "comment": frozenset({Right.LISTEN, Right.SEE_REPORTS}),
}
"""Rights of which one lets hear a kind of recording; what isn't here belongs to a case."""
_OF_CASES = frozenset({Right.LISTEN, Right.SEE_CASES})

_log = structlog.get_logger(__name__)


class _Wav(Protocol):
    """A WAV readable from any point: a sealed file, or a timeline of several."""

    size: int

    def read(self, offset: int, length: int) -> bytes: ...

    def close(self) -> None: ...


class Heard(msgspec.Struct):
    """A recording, and whether the asker may hear it."""

    name: str
    kind: str
    started_at: datetime
    seconds: float
    purged: bool
    may_listen: bool
    transcript: Transcript | None


class Part(msgspec.Struct):
    """A part of a call's recording."""

    name: str
    kind: str
    started_at: datetime
    seconds: float
    purged: bool


class WholeCall(msgspec.Struct):
    """A call's recording, its parts as one; ``seconds`` with what is between them."""

    started_at: datetime
    seconds: float
    parts: list[Part]
    purged: bool
    held: bool
    may_listen: bool


class CallRecordings(msgspec.Struct):
    """What was recorded in a call; ``accesses`` for who audits alone."""

    call: WholeCall | None
    dictated: list[Heard]
    accesses: tuple[Access, ...] | None


@may(*Right)
@operation("Oír una grabación", answer=WAV, errors=(409, 416))
async def listen(request: web.Request) -> web.StreamResponse:
    """One recording by its name, a WAV."""
    person, name = request[SIGNED_IN], request.match_info["name"]

    def found(session: Session) -> tuple[Recording, ...]:
        one = recordings.by_name(session, name)
        return (one,) if one is not None and _may_hear(request, session, person, one) else ()

    return await _play(request, found, lambda parts, library: library.open(parts[0]))


@may(Right.LISTEN, Right.SERVE_CALLS)
@operation("Oír una llamada", answer=WAV, errors=(409, 416))
async def listen_to_call(request: web.Request) -> web.StreamResponse:
    """A whole call, a WAV: caller left, line right, silence where nothing was recorded."""
    person, call_id = request[SIGNED_IN], request.match_info["call_id"]

    def found(session: Session) -> tuple[Recording, ...]:
        if calls.by_id(session, call_id) is None:
            return ()
        parts = (one for one in recordings.of_call(session, call_id) if one.kind == CALL)
        return tuple(one for one in parts if _may_hear(request, session, person, one))

    return await _play(request, found, Timeline)


@may(Right.SEE_CALLS, Right.SERVE_CALLS)
@operation("Lo que se grabó en una llamada", answer=CallRecordings, scope=Scope.CALLS_READ)
async def of_call(request: web.Request) -> web.Response:
    """What was recorded in a call; who listened to it, for those who audit."""
    person, call_id = request[SIGNED_IN], request.match_info["call_id"]
    popped = request.app[FLOOR].call_on_screen(person.agent.id)

    def found(session: Session) -> CallRecordings:
        call = visible_call(session, person, call_id, popped)
        there = recordings.of_call(session, call.call_id)
        written = transcripts.of(session, (one.name for one in there))
        audits = has(person, Right.SEE_AUDIT)
        return CallRecordings(
            call=_whole(request, session, person, there),
            dictated=[
                _dictated(one, _may_hear(request, session, person, one), written.get(one.name))
                for one in there
                if one.kind != CALL
            ],
            accesses=recordings.accesses(session, call.call_id) if audits else None,
        )

    return json_answer(await request.app[API].read(found))


def _whole(
    request: web.Request, session: Session, person: SignedIn, there: tuple[Recording, ...]
) -> WholeCall | None:
    """The parts of a call's recording as one: where it begins, and how long it is."""
    parts = [one for one in there if one.kind == CALL]
    if not parts:
        return None
    first, last = parts[0], parts[-1]
    seconds = (last.started_at - first.started_at).total_seconds() + last.seconds
    return WholeCall(
        started_at=first.started_at,
        seconds=seconds,
        parts=[
            Part(one.name, one.kind, one.started_at, one.seconds, one.purged_at is not None)
            for one in parts
        ],
        purged=first.purged_at is not None,
        held=any(one.hold_reason for one in parts),
        may_listen=_may_hear(request, session, person, first),
    )


def _dictated(one: Recording, may_listen: bool, transcript: Transcript | None) -> Heard:
    """What was dictated, with what it says for who may hear it."""
    return Heard(
        name=one.name,
        kind=one.kind,
        started_at=one.started_at,
        seconds=one.seconds,
        purged=one.purged_at is not None,
        may_listen=may_listen,
        transcript=transcript if may_listen else None,
    )


def _may_hear(
    request: web.Request, session: Session, person: SignedIn, recording: Recording
) -> bool:
    """Whether a person may hear a recording: by a right, or their own call where that is set."""
    if any(has(person, right) for right in _HEARD_BY.get(recording.kind, _OF_CASES)):
        return True
    if recording.kind != CALL or not request.app[LISTENING].agents_hear_their_own:
        return False
    call = calls.by_id(session, recording.call_id or "")
    return call is not None and any(leg.agent_id == person.agent.id for leg in call.legs)


async def _play(
    request: web.Request,
    found: Callable[[Session], tuple[Recording, ...]],
    opened: Callable[[tuple[Recording, ...], Library], _Wav],
) -> web.StreamResponse:
    """Note who listens, then send what was asked for. Raises NotFound, Refused."""
    parts = await request.app[API].read(found)
    if not parts:
        raise NotFound("esa grabación no existe o no le corresponde")
    wav = await _open(request, parts, opened)
    try:
        await _note(request, parts)
        return await _send(request, wav)
    finally:
        wav.close()


async def _open(
    request: web.Request,
    parts: tuple[Recording, ...],
    opened: Callable[[tuple[Recording, ...], Library], _Wav],
) -> _Wav:
    library = request.app[LISTENING].library
    try:
        return await asyncio.to_thread(opened, parts, library)
    except (Damaged, KeyMissing, OSError) as error:
        code = error.code if isinstance(error, LineaError) else type(error).__name__
        _log.error("recording_unplayable", code=code, recording=parts[0].id)
        raise Refused("esa grabación está dañada y no se puede oír") from error


async def _note(request: web.Request, parts: tuple[Recording, ...]) -> None:
    """Nobody hears anything that isn't on record before."""
    agent_id, now = request[SIGNED_IN].agent.id, request.app[CLOCK].now()
    address = request.remote or "?"

    def note(session: Session) -> None:
        for one in parts:
            recordings.note_access(session, one, now=now, address=address, agent_id=agent_id)

    await request.app[API].write(note)


async def _send(request: web.Request, wav: _Wav) -> web.StreamResponse:
    start, end = _range(request, wav.size)
    partly = hdrs.RANGE in request.headers
    answer = web.StreamResponse(status=206 if partly else 200)
    answer.content_type = "audio/wav"
    answer.content_length = end - start
    answer.headers[hdrs.ACCEPT_RANGES] = "bytes"
    answer.headers[hdrs.CACHE_CONTROL] = "no-store"
    if partly:
        answer.headers[hdrs.CONTENT_RANGE] = f"bytes {start}-{end - 1}/{wav.size}"
    await answer.prepare(request)
    if request.method != hdrs.METH_HEAD:
        await _write(request, answer, wav, start, end)
    return answer


async def _write(
    request: web.Request, answer: web.StreamResponse, wav: _Wav, start: int, end: int
) -> None:
    """Send octets; where they turn out damaged on the way, cut the connection: no other sign."""
    try:
        while start < end:
            piece = await asyncio.to_thread(wav.read, start, min(PIECE, end - start))
            await answer.write(piece)
            start += len(piece)
    except Damaged as error:
        _log.error("recording_unplayable", code=error.code)
        if request.transport is not None:
            request.transport.abort()
    else:
        await answer.write_eof()


def _range(request: web.Request, size: int) -> tuple[int, int]:
    """The octets asked for (RFC 9110, 14.1.2). Raises HTTPRequestRangeNotSatisfiable."""
    unsatisfiable = web.HTTPRequestRangeNotSatisfiable(
        headers={hdrs.CONTENT_RANGE: f"bytes */{size}"}
    )
    try:
        wanted = request.http_range
    except ValueError:
        raise unsatisfiable from None
    start, end, _ = wanted.indices(size)
    if start >= end:
        raise unsatisfiable
    return start, end
