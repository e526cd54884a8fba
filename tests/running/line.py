"""The whole line for call tests: `linea serve` on free ports, in the code voice, gone at the end.

A small town of its own lives in the data folder; this machine is the trunk that calls come
from, and 127.0.0.3 the one behind which people's telephones are rung.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from app import probe
from app import settings as app_settings
from app.asterisk import Instance, from_settings
from app.line_parts import ON_SOCKETS, OWN_PROCESSES
from app.running import RunFolder
from app.secrets import Secrets
from app.settings import PROJECT, Settings
from app.voice import prompts_of
from ivr.clock import SystemClock
from ivr.services import calls
from ivr.store import Store
from ivr.store.schema import upgrade
from speech.voice.code import code_of
from tests.calls.phone import Phone
from tests.running.asterisk import HOST, free_ports
from tests.running.patience import PATIENCE
from tests.running.town import Subscriber, settle

T = TypeVar("T")

PARTS = (*OWN_PROCESSES, *ON_SOCKETS)
SERVE = (sys.executable, "-m", "app.cli", "serve")
STARTS_WITHIN = 90.0
WELCOME = (
    *("bienvenida.saludo", "bienvenida.emergencia"),
    *("bienvenida.aviso_grabacion", "menu.opciones"),
)


class NotThere(AssertionError):
    """The line did not come up, or something that must happen in it did not."""


class RunningLine:
    """A line in operation, as a test sees it from outside."""

    def __init__(self, settings: Settings, process: subprocess.Popen[bytes], log: Path) -> None:
        self.settings = settings
        self.process = process
        self.log = log
        self.store = Store(settings.store_url)
        self.names: dict[int, str] = {}
        self.asterisk = Instance(from_settings(settings, Secrets.of(settings.data_folder)))
        self.prompts = prompts_of(settings)
        for utterance in self.prompts.fixed():
            self.names[code_of(utterance.text)] = utterance.prompt_id
        self._number = secrets.randbelow(10**6)

    # What it says.

    def says(self, prompt_id: str, **values: object) -> str:
        """The sentence that the line says for a prompt today."""
        today = SystemClock().today()
        text = self.prompts.utter(prompt_id, today=today, **values).text
        self.names[code_of(text)] = prompt_id
        return text

    @property
    def can_speak(self) -> bool:
        """Whether every sentence that never changes has its sound, the ladder's among them."""
        folder = self.settings.instance_folder / "prompts"
        names = (utterance.prompt_id.replace(".", "/") for utterance in self.prompts.fixed())
        return all((folder / f"{name}.wav").exists() for name in names)

    def say(self, *prompt_ids: str) -> tuple[str, ...]:
        """The sentences of prompts that take no values."""
        return tuple(self.says(prompt_id) for prompt_id in prompt_ids)

    # Who calls.

    def new_number(self) -> str:
        """A mobile number that no test has called from."""
        self._number += 1
        return f"314{self._number % 10**7:07}"

    def phone(self, number: str | None = None) -> Phone:
        """A telephone outside, before it dials."""
        courtesy = code_of(self.says("comun.espere"))
        return Phone(
            (self.settings.network.host, self.settings.ports.sip),
            number or self.new_number(),
            names=self.names,
            passed_over={courtesy},
        )

    # What it kept.

    async def record(
        self, number: str, complete: Callable[[calls.CallRecord], bool], within: float = PATIENCE
    ) -> calls.CallRecord:
        """The last call from a number, once ``complete`` holds of it. Raises NotThere."""

        def found() -> calls.CallRecord | None:
            with self.store.reading() as session:
                last = calls.recent(session, number=f"+57{number}", limit=1)
                record = calls.by_id(session, last[0].call_id) if last else None
            return record if record is not None and complete(record) else None

        return await eventually(found, within, f"a complete record of the call from {number[-3:]}")

    async def newest(
        self, since: datetime, complete: Callable[[calls.CallRecord], bool]
    ) -> calls.CallRecord:
        """The last call that began after ``since``, once ``complete`` holds. Raises NotThere."""

        def found() -> calls.CallRecord | None:
            with self.store.reading() as session:
                newest = calls.page(session, since=since, limit=1).calls
                record = calls.by_id(session, newest[0].call_id) if newest else None
            return record if record is not None and complete(record) else None

        return await eventually(found, PATIENCE, "a complete record of the newest call")

    def everything_written(self) -> str:
        """All logs and records of ours and of Asterisk, the store apart."""
        folders = (self.settings.data_folder / "log", self.settings.instance_folder / "log")
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        return "\n".join(path.read_text("utf-8", "replace") for path in [*files, self.log])

    # Its processes.

    def pid(self, part: str) -> int:
        """The process of a part: a child of the supervisor. Raises NotThere."""
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                parent = int(status.read_text().partition("PPid:")[2].split()[0])
                words = status.with_name("cmdline").read_bytes().split(b"\0")
            except (OSError, ValueError, IndexError):
                continue
            if parent == self.process.pid and _names(words, part):
                return int(status.parent.name)
        raise NotThere(f"no process of {part}")

    def signal(self, part: str, number: signal.Signals) -> int:
        """Send a signal to a part; gives its process id."""
        pid = self.pid(part)
        os.kill(pid, number)
        return pid

    def health(self, part: str) -> str | None:
        """What a part answers about itself, None when it does not answer."""
        if part in ON_SOCKETS:
            ask = probe.http_socket(self.settings.socket_of(part))
        else:
            ask = probe.http(HOST, getattr(self.settings.ports, OWN_PROCESSES[part]))

        async def asked() -> str | None:
            return await ask()

        return asyncio.run(asked())

    async def is_back(self, part: str, after: int, within: float = 2 * PATIENCE) -> None:
        """A part runs again in another process than ``after`` and answers. Raises NotThere."""

        def back() -> bool | None:
            try:
                if self.pid(part) == after:
                    return None
            except NotThere:
                return None
            return part not in PARTS or self.health(part) is not None or None

        await eventually(back, within, f"the return of {part}")


def hung_up(record: calls.CallRecord) -> bool:
    """The caller hung up on the line, and its path, written behind the call, is all there."""
    steps = record.steps
    return record.ended_at is not None and bool(steps) and steps[-1].kind == "ended"


def moment() -> datetime:
    """Now, as the id of a call tells it: in whole milliseconds."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


async def eventually(look: Callable[[], T | None], within: float, what: str) -> T:
    """Look again and again until there is something. Raises NotThere."""
    deadline = time.monotonic() + within
    while (found := await asyncio.to_thread(look)) is None:
        if time.monotonic() > deadline:
            raise NotThere(f"{what} did not come in {within:.0f} s")
        await asyncio.sleep(0.05)
    return found


@contextmanager
def running_line(
    town: Sequence[Subscriber] = (),
    *,
    staff: Callable[[Session], None] = lambda session: None,
    voice: str = "code",
    browsers: bool = False,
    host: str = HOST,
    **sections: str,
) -> Iterator[RunningLine]:
    """Start `linea serve` with this town and wait until every part answers.

    ``staff`` writes the agents. Desks are ordinary SIP telephones unless ``browsers`` stand
    there; all of it listens at ``host``. By keypad alone, and without a survey, unless
    ``sections`` say otherwise: further tables of its settings file, as TOML text. Raises NotThere.
    """
    folder = Path(tempfile.mkdtemp(prefix="linea-"))
    instance = f"test-{secrets.token_hex(4)}"
    file = folder / "linea.toml"
    sections = {"network": f'host = "{host}"', **sections}
    file.write_text(_settings_text(folder, instance, voice, sections, host), "utf-8")
    settings = app_settings.load(file)
    try:
        _settle(settings, town, staff)
        with _serving(settings, file, folder / "serve.log", browsers) as line:
            yield line
    finally:
        shutil.rmtree(settings.instance_folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _settings_text(
    folder: Path, instance: str, voice: str, sections: dict[str, str], host: str
) -> str:
    tables = {
        "data": f'folder = "{folder / "data"}"',
        "asterisk": f'instance = "{instance}"\nroot = "{PROJECT / "var" / "asterisk-root"}"',
        "voice": f'engine = "{voice}"',
        "desk": "seats = 3",
        "demo": "enabled = false",
        "survey": "enabled = false",
        "speech": "enabled = false",
        "ports": "\n".join(f"{name} = {port}" for name, port in free_ports().model_dump().items()),
        **sections,
    }
    trunks = "".join(
        f'\n[[line.trunks]]\nname = "{name}"\naddresses = ["{address}"]\n'
        for name, address in (("local", host), ("people", "127.0.0.3"))
    )
    return "\n".join(f"[{name}]\n{text}\n" for name, text in tables.items()) + trunks


def _settle(
    settings: Settings, town: Sequence[Subscriber], staff: Callable[[Session], None]
) -> None:
    settings.data_folder.mkdir(parents=True)
    with closing(Store(settings.store_url)) as store:
        upgrade(store)
        with store.unit_of_work() as session:
            settle(session, town)
            staff(session)


@contextmanager
def _serving(settings: Settings, file: Path, log: Path, browsers: bool) -> Iterator[RunningLine]:
    environment = {**os.environ, "LINEA_CONFIG": str(file)}
    with log.open("wb") as output:
        process = subprocess.Popen(
            SERVE, cwd=PROJECT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    line = RunningLine(settings, process, log)
    try:
        asyncio.run(_wait_until_up(line, browsers))
        yield line
    finally:
        line.store.close()
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


async def _wait_until_up(line: RunningLine, browsers: bool) -> None:
    def up() -> bool | None:
        if line.process.poll() is not None:
            raise NotThere(f"linea serve ended:\n{line.log.read_text()[-3000:]}")
        run = RunFolder(line.settings.data_folder).current()
        if run is None:
            return None
        line.settings = line.settings.model_copy(update={"ports": run.ports})
        answering = all(line.health(part) is not None for part in PARTS)
        ready = answering and line.can_speak and asyncio.run(line.asterisk.is_ready())
        return ready or None

    try:
        await eventually(up, STARTS_WITHIN, "the line")
        if not browsers:
            await _make_desks_plain(line)
        async with line.phone() as phone:
            await phone.options()
    except AssertionError as problem:
        raise NotThere(f"{problem}\n{line.log.read_text()[-3000:]}") from problem


async def _make_desks_plain(line: RunningLine) -> None:
    """Let telephones without WebRTC stand at the desks."""
    file = line.settings.instance_folder / "etc" / "pjsip.conf"
    text = file.read_text().replace("webrtc = yes\n", "").replace("allow = opus,", "allow = ")
    file.write_text(text)
    await line.asterisk.console("module reload res_pjsip.so")


def _names(words: Sequence[bytes], part: str) -> bool:
    """Whether a command line is that of a part."""
    if part in ("redis", "asterisk"):
        return any(Path(word.decode()).name.startswith(part) for word in words[:4] if word)
    return b"app.cli" in words and part.encode() in words
