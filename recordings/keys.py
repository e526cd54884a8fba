"""The keys that recordings are sealed with: a file of their own, never derived, never lost.

The installation's other secrets may be made anew at any time; these may not, for what was
sealed with a lost key can't be heard any more.
"""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import msgspec

from ivr.errors import LineaError

KEY_BYTES = 32
ID_BYTES = 16
"""Length of a key's id, ASCII."""


class Use(StrEnum):
    """What a key is for: reports to the ethics line have one of their own."""

    RECORDINGS = "recordings"
    ETHICS = "ethics"


class KeyMissing(LineaError):
    """The file of keys can't be used, or lacks the key that a recording was sealed with."""

    code = "recording_key_missing"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of AES-256 and the id by which sealed files name it."""

    id: str
    secret: bytes = field(repr=False)


class _Held(msgspec.Struct):
    """The file: keys in hexadecimal by id, and the id of the newest for each use."""

    keys: dict[str, str]
    newest: dict[Use, str]


class Keys:
    """The file of keys, mode 0600, made on first use and read anew each time it is needed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def newest(self, use: Use) -> Key:
        """The key that new recordings are sealed with. Raises KeyMissing, OSError."""
        if not self._path.exists():
            self._write(_fresh(), anew=True)
        held = self._read()
        return self._key(held, held.newest.get(use, ""))

    def by_id(self, key_id: str) -> Key:
        """The key of a sealed file. Raises KeyMissing, OSError."""
        return self._key(self._read(), key_id)

    def rotate(self) -> None:
        """Seal with new keys from now on; the old ones stay for what they sealed.

        Raises KeyMissing, OSError.
        """
        fresh = _fresh()
        if self._path.exists():
            fresh.keys |= self._read().keys
        self._write(fresh, anew=False)

    def _read(self) -> _Held:
        try:
            if self._path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise KeyMissing(
                    f"{self._path}: otros pueden leerlo; ejecute «chmod 600 {self._path}»."
                )
            return msgspec.json.decode(self._path.read_bytes(), type=_Held)
        except (msgspec.MsgspecError, FileNotFoundError) as error:
            raise KeyMissing(
                f"{self._path}: falta o está dañado; sin él no se oyen las grabaciones."
                " Restaure una copia."
            ) from error

    def _key(self, held: _Held, key_id: str) -> Key:
        try:
            secret = bytes.fromhex(held.keys[key_id])
        except (KeyError, ValueError) as error:
            raise KeyMissing(f"{self._path}: no tiene la clave {key_id[:ID_BYTES]}.") from error
        if len(secret) != KEY_BYTES:
            raise KeyMissing(f"{self._path}: la clave {key_id} está dañada.")
        return Key(key_id, secret)

    def _write(self, held: _Held, *, anew: bool) -> None:
        """Write the file whole; with ``anew`` only where nobody did meanwhile."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(f".{self._path.name}.{secrets.token_hex(4)}")
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(msgspec.json.encode(held))
                file.flush()
                os.fsync(file.fileno())
            if anew:
                with suppress(FileExistsError):
                    self._path.hardlink_to(draft)
            else:
                draft.replace(self._path)
        finally:
            draft.unlink(missing_ok=True)


def _fresh() -> _Held:
    ids = {use: secrets.token_hex(ID_BYTES // 2) for use in Use}
    return _Held({key_id: secrets.token_hex(KEY_BYTES) for key_id in ids.values()}, ids)
