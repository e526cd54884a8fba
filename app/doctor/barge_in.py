"""Does the prompt fall silent when the caller speaks? The caller of this trial is an echo.

So what the recogniser hears is the prompt itself: it tells that speech began, the line begins
a silent sound, and the echo must end. How that works: docs/decisions/0015.
"""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import WSMsgType, web

from app.asterisk import Instance
from app.doctor.check import Check
from speech.aeap import messages
from speech.aeap.messages import Result

ECHO = {"Application": "Echo"}
ECHOER = "app_echo.so"  # the line itself has no use for it
FRAME_BYTES_A_SECOND = 16_000
TONE_SECONDS = 5
LOUD = 500
SILENT_WITHIN = 0.5
NAME = "interrumpir hablando"

Command = Callable[[str], Awaitable[str]]


class Ears:
    """A recogniser that takes the first loud sound for speech."""

    def __init__(self) -> None:
        self.seconds = 0.0
        """How much sound came since the first turn began."""
        self.told_at: float | None = None
        self.loud_at = 0.0
        self._turn = False

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One call's websocket."""
        socket = web.WebSocketResponse(protocols=("speech_to_text",))
        await socket.prepare(request)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._answer(socket, message.data)
            elif message.type is WSMsgType.BINARY and self._turn:
                await self._hear(socket, message.data)
        return socket

    async def _answer(self, socket: web.WebSocketResponse, text: str) -> None:
        request = messages.parse(text)
        if request is None:
            return
        codecs = [{"name": messages.CODEC}]
        if request.name == "setup":
            await socket.send_str(messages.response(request, codecs=codecs))
        else:
            self._turn = True
            await socket.send_str(messages.response(request))

    async def _hear(self, socket: web.WebSocketResponse, sound: bytes) -> None:
        self.seconds += len(sound) / FRAME_BYTES_A_SECOND
        if max(array("h", sound), default=0) < LOUD:
            return
        self.loud_at = self.seconds
        if self.told_at is None:
            self.told_at = self.seconds
            await socket.send_str(messages.push([Result("", 0, "1 start")]))


@asynccontextmanager
async def listening(port: int) -> AsyncIterator[Ears]:
    """Stand where the trial's Asterisk looks for its recogniser."""
    ears = Ears()
    application = web.Application()
    application.router.add_get("/", ears.serve)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield ears
    finally:
        await runner.cleanup()


async def check(trial: Instance, ears: Ears, command: Command) -> Check:
    """Talk over a prompt by the echo of it. ``command`` sends an AGI command in that call."""
    prompt = await asyncio.to_thread(_tone, trial)
    created = await command("SPEECH CREATE linea")
    if "result=1" not in created:
        return _finding(False, "Asterisk no llega al reconocedor")
    await command('SPEECH SET turn "1 trial"')
    began = await command(f"SPEECH RECOGNIZE {prompt} 3")
    if "start" not in began:
        return _finding(False, "el reconocedor no oye a quien llama")
    await command('SPEECH SET turn "2 +"')
    await command("SPEECH RECOGNIZE silence/1 1")
    assert ears.told_at is not None
    after = ears.loud_at - ears.told_at
    works = after < SILENT_WITHIN < ears.seconds - ears.told_at
    return _finding(works, f"el mensaje calla a los {after * 1000:.0f} ms")


def _finding(works: bool, detail: str) -> Check:
    mend = (
        "las llamadas ya no se interrumpen hablando, solo con teclas; use Asterisk 22 con"
        " res_speech_aeap y repita el examen"
    )
    return Check(NAME, works, detail, mend)


def _tone(trial: Instance) -> str:
    """A sound that doesn't end by itself; gives its name in Asterisk."""
    period = array("h", [0, 2800, 4000, 2800, 0, -2800, -4000, -2800])
    folder = trial.configuration.folder / "prompts"
    file = folder / "doctor.sln"
    file.write_bytes(period.tobytes() * (TONE_SECONDS * 8000 // len(period)))
    file.chmod(0o644)
    return str(trial.configuration.place / "prompts" / "doctor")
