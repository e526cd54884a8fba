"""The folder of sound that we write and Asterisk reads, each under a path of its own."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ivr.errors import Invalid
from speech.voice import prompt_file

_PROMPT_ID = re.compile(r"[a-z0-9_-]{1,60}(\.[a-z0-9_-]{1,60}){0,3}")
_CALL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True)
class Folder:
    """An instance's folder as the host sees it (``host``) and as Asterisk does (``asterisk``).

    ``prompts/`` holds the fixed prompts (``ladder.espere`` is ``ladder/espere.wav``),
    ``speech/<call_id>/<hash>.wav`` what was made for one call, ``cache/<hash>.wav`` what may be
    said again to another. The hashes are keyed with a secret of the folder: nobody learns from
    a name what was said.
    """

    host: Path
    asterisk: str

    @property
    def prompts(self) -> Path:
        """Fixed prompts."""
        return self.host / "prompts"

    @property
    def cache(self) -> Path:
        """Dynamic prompts of any call."""
        return self.host / "cache"

    def make(self) -> None:
        """Create what is missing. Raises OSError."""
        for path in (self.prompts, self.host / "speech", self.cache):
            path.mkdir(parents=True, exist_ok=True)
        for path in (self.host, self.prompts, self.host / "speech"):
            path.chmod(0o755)  # Asterisk, another user, must get in whatever our umask is
        self.cache.chmod(0o700)

    def prompt(self, prompt_id: str) -> Path:
        """The file of a fixed prompt. Raises Invalid for an id that is no plain name."""
        if not _PROMPT_ID.fullmatch(prompt_id):
            raise Invalid("ese nombre no sirve para un mensaje", prompt=prompt_id)
        return self.prompts / f"{prompt_id.replace('.', '/')}{prompt_file.ENDING}"

    def call(self, call_id: str) -> Path:
        """The folder of one call. Raises Invalid for an id that is no plain name."""
        if not _CALL_ID.fullmatch(call_id):
            raise Invalid("ese identificador de llamada no sirve", call_id=call_id[:64])
        return self.host / "speech" / call_id

    def make_call(self, call_id: str) -> Path:
        """The folder of one call, made: Asterisk opens by name what nobody else can list."""
        path = self.call(call_id)
        path.mkdir(exist_ok=True)
        path.chmod(0o711)
        return path

    def make_flow(self, prompt_id: str) -> Path:
        """The file of a fixed prompt, its folder made. Raises Invalid and OSError."""
        path = self.prompt(prompt_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in path.parents[: prompt_id.count(".")]:
            folder.chmod(0o755)
        return path

    def as_asterisk_plays(self, path: Path) -> str:
        """``path`` the way Asterisk is told it: its own root, no ending."""
        inside = path.with_suffix("").relative_to(self.host)
        return str(PurePosixPath(self.asterisk) / inside)

    def as_host_sees(self, played: str) -> Path:
        """The file behind a path that Asterisk was told."""
        inside = PurePosixPath(played).relative_to(self.asterisk)
        return self.host / f"{inside}{prompt_file.ENDING}"

    def key(self) -> bytes:
        """The secret that names are hashed with, made when first asked for."""
        path = self.cache / ".key"
        if not path.exists():
            part = self.cache / f".key.{secrets.token_hex(8)}{prompt_file.PART}"
            part.touch(mode=0o600)
            part.write_bytes(secrets.token_bytes(32))
            with suppress(FileExistsError):
                path.hardlink_to(part)
            part.unlink()
        return path.read_bytes()

    def forget(self, call_id: str) -> None:
        """Delete what was made for a call, if anything was."""
        shutil.rmtree(self.call(call_id), ignore_errors=True)

    def sweep(self, older_than: float) -> int:
        """Delete what calls and interrupted writes left more than ``older_than`` seconds ago.

        Gives the number of things deleted.
        """
        before = time.time() - older_than
        calls = [path for path in (self.host / "speech").iterdir() if path.is_dir()]
        parts = [*self.prompts.rglob("*.part"), *self.cache.glob("*.part")]
        deleted = 0
        for path in (*calls, *parts):
            try:
                if path.stat().st_mtime >= before:
                    continue
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            except FileNotFoundError:
                continue
            deleted += 1
        return deleted
