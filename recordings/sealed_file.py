"""A file sealed with AES-256-GCM in chunks, readable from any point, that can't be cut short.

Layout: a header (magic, key id, size, chunk size, a random data key sealed with the key of
that id), then the chunks, each with its tag. A chunk's nonce is its number and whether it is
the last (the STREAM construction, Hoang et al. 2015), under a data key that no other file
has. The header's fields and the recording's name are authenticated with the data key: a file
that was changed, cut, extended or put in another's place is Damaged.
"""

from __future__ import annotations

import os
import secrets
import struct
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ivr.errors import LineaError
from recordings.keys import ID_BYTES, KEY_BYTES, Key

MAGIC = b"LINEA\x01"
CHUNK = 64 * 1024
TAG = 16
_HEAD = struct.Struct(f">{len(MAGIC)}s{ID_BYTES}sQI")
_DATA_KEY = struct.Struct(f">12s{KEY_BYTES + TAG}s")
_NONCE = struct.Struct(">Q3xB")
HEADER = _HEAD.size + _DATA_KEY.size


class Damaged(LineaError):
    """A sealed file isn't what was sealed: changed, cut, or another's."""

    code = "recording_damaged"


def seal(place: Path, name: str, key: Key, size: int, octets: Iterable[bytes]) -> None:
    """Write ``octets`` (``size`` of them) sealed to ``place``, safe on disk, ours alone.

    Raises OSError, and Damaged where the octets are not as many as said.
    """
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = place.with_suffix(".part")
    data_key = secrets.token_bytes(KEY_BYTES)
    head = _HEAD.pack(MAGIC, key.id.encode("ascii"), size, CHUNK)
    nonce = secrets.token_bytes(12)
    wrapped = AESGCM(key.secret).encrypt(nonce, data_key, head + name.encode())
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(head + _DATA_KEY.pack(nonce, wrapped))
            _write_chunks(file.write, AESGCM(data_key), size, octets)
            file.flush()
            os.fsync(file.fileno())
        part.replace(place)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync(place.parent)


class SealedFile:
    """A sealed file opened for reading; close it, or use it as a context."""

    def __init__(self, path: Path, name: str, key_of: Callable[[str], Key]) -> None:
        """Open; raises Damaged, OSError, and what ``key_of`` raises for an unknown key id."""
        self._file = path.open("rb")
        try:
            self.size, self._chunk, self._cipher = self._unseal_header(name, key_of)
            self._last = max(0, (self.size - 1) // self._chunk)
            expected = HEADER + self.size + TAG * (self._last + 1)
            if os.fstat(self._file.fileno()).st_size != expected:
                raise Damaged("la grabación está incompleta")
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def read(self, offset: int, length: int) -> bytes:
        """``length`` octets from ``offset``, fewer at the end. Raises Damaged, OSError."""
        end = min(offset + length, self.size)
        if offset >= end:
            return b""
        first, last = offset // self._chunk, (end - 1) // self._chunk
        plain = b"".join(self._unseal_chunk(number) for number in range(first, last + 1))
        start = offset - first * self._chunk
        return plain[start : start + end - offset]

    def verify(self) -> None:
        """Read all of it. Raises Damaged, OSError."""
        for number in range(self._last + 1):
            self._unseal_chunk(number)

    def _unseal_header(self, name: str, key_of: Callable[[str], Key]) -> tuple[int, int, AESGCM]:
        header = self._file.read(HEADER)
        if len(header) < HEADER or not header.startswith(MAGIC):
            raise Damaged("el archivo no es una grabación sellada")
        head = header[: _HEAD.size]
        _, key_id, size, chunk = _HEAD.unpack(head)
        nonce, wrapped = _DATA_KEY.unpack(header[_HEAD.size :])
        key = key_of(key_id.decode("ascii", "replace"))
        try:
            data_key = AESGCM(key.secret).decrypt(nonce, wrapped, head + name.encode())
        except InvalidTag as error:
            raise Damaged("el encabezado de la grabación no es auténtico") from error
        return size, chunk, AESGCM(data_key)

    def _unseal_chunk(self, number: int) -> bytes:
        self._file.seek(HEADER + number * (self._chunk + TAG))
        sealed = self._file.read(self._chunk + TAG)
        try:
            return self._cipher.decrypt(_NONCE.pack(number, number == self._last), sealed, None)
        except (InvalidTag, ValueError) as error:
            raise Damaged("una parte de la grabación no es auténtica") from error


def _write_chunks(
    write: Callable[[bytes], object], cipher: AESGCM, size: int, octets: Iterable[bytes]
) -> None:
    pending, number, written = b"", 0, 0
    for some in octets:
        pending += some
        while len(pending) > CHUNK:  # the last chunk, full or not, is written at the end
            write(cipher.encrypt(_NONCE.pack(number, False), pending[:CHUNK], None))
            pending, number, written = pending[CHUNK:], number + 1, written + CHUNK
    write(cipher.encrypt(_NONCE.pack(number, True), pending, None))
    if written + len(pending) != size:
        raise Damaged("la grabación cambió mientras se sellaba")


def _sync(folder: Path) -> None:
    """Have the folder's own entry on disk too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
