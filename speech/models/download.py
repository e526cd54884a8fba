"""One large file over HTTP: what was received stays, and the next try goes on from there."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from ivr.errors import LineaError

ANSWER_SECONDS = 30.0
PIECE = 1 << 18
FRUITLESS_TRIES = 4
PAUSE = 0.5
"""Seconds before another try, doubled with each that brought nothing."""

Watch = Callable[[int, int | None], None]
"""Told of how many bytes are there, and of how many in all where that is known."""


class DownloadFailed(LineaError):
    """The file could not be got whole; what was received is kept for the next time."""

    code = "download_failed"


class WrongDigest(LineaError):
    """What was received is not what was asked for; it was deleted. ``found`` is its SHA-256."""

    code = "wrong_digest"

    def __init__(self, message: str, found: str) -> None:
        super().__init__(message, found=found)
        self.found = found


class Download:
    """Of ``url`` into ``target``, of at most ``largest`` bytes; received in ``target``.part."""

    def __init__(self, url: str, target: Path, largest: int, pause: float = PAUSE) -> None:
        self._url = url
        self._target = target
        self._largest = largest
        self._pause = pause
        self._part = target.with_name(f"{target.name}.part")

    def run(self, sha256: str, watch: Watch = lambda done, of: None) -> Path:
        """Receive the file, check it, and return where it is.

        Raises DownloadFailed and WrongDigest.
        """
        if self._target.exists() and digest(self._target) == sha256:
            return self._target
        self._target.parent.mkdir(parents=True, exist_ok=True)
        with self._alone():
            resumed = self._part.stat().st_size > 0
            self._receive(watch)
            found = digest(self._part)
            if found != sha256 and resumed:  # what was there may have been of another edition
                self._empty()
                self._receive(watch)
                found = digest(self._part)
            if found != sha256:
                self._part.unlink()
                raise WrongDigest(
                    f"el archivo recibido no es el esperado: su huella SHA-256 es {found}. Si su "
                    "autor publicó otra edición y usted la comprobó, dé esa huella con --sha256",
                    found,
                )
            return self._part.replace(self._target)

    def _receive(self, watch: Watch) -> None:
        fruitless = 0
        while True:
            before = self._part.stat().st_size
            try:
                self._receive_more(watch)
                return
            except (OSError, http.client.HTTPException) as error:
                _refuse_final(self._url, error)
                reason = _reason(error)
            fruitless = 0 if self._part.stat().st_size > before else fruitless + 1
            if fruitless >= FRUITLESS_TRIES:
                raise DownloadFailed(f"{self._url}: {reason}; repita más tarde, sigue donde quedó")
            time.sleep(self._pause * 2**fruitless)

    def _receive_more(self, watch: Watch) -> None:
        """One request, to its end. Raises DownloadFailed of the disk, else what urllib raises."""
        have = self._part.stat().st_size
        headers = {"Range": f"bytes={have}-"} if have else {}
        asked = urllib.request.Request(self._url, headers=headers)
        try:
            answer = urllib.request.urlopen(asked, timeout=ANSWER_SECONDS)
        except urllib.error.HTTPError as error:
            if error.code != http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                raise
            if error.headers.get("Content-Range", "") == f"bytes */{have}":
                return  # it was whole already
            self._empty()
            raise http.client.IncompleteRead(b"") from error
        with answer:
            if not _goes_on(answer, have):
                self._empty()
                have = 0
            length = answer.headers.get("Content-Length")
            whole = have + int(length) if length and length.isdigit() else None
            if whole is not None and whole > self._largest:
                raise DownloadFailed(f"{self._url}: mide {whole} bytes, más de lo esperado")
            self._write(answer, have, whole, watch)

    def _write(
        self, answer: http.client.HTTPResponse, have: int, whole: int | None, watch: Watch
    ) -> None:
        with self._part.open("ab", buffering=0) as file:
            watch(have, whole)
            while piece := answer.read1(PIECE):
                have += len(piece)
                if have > self._largest:
                    raise DownloadFailed(f"{self._url}: mide más de lo esperado")
                _append(file, piece)
                watch(have, whole)
        if whole is not None and have < whole:
            raise http.client.IncompleteRead(b"", whole - have)

    def _empty(self) -> None:
        self._part.open("wb").close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the part against another download of the same. Raises DownloadFailed."""
        with self._part.open("ab") as held:
            _lock(held, self._part)
            yield


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _append(file: FileIO, piece: bytes) -> None:
    left = memoryview(piece)
    try:
        while left:
            left = left[file.write(left) :]
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            why = "se llenó el disco: libere espacio"
        else:
            why = f"no se puede escribir {file.name}: {error.strerror}; corríjalo"
        raise DownloadFailed(f"{why} y repita, sigue donde quedó") from error


def _lock(held: BinaryIO, part: Path) -> None:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise DownloadFailed(f"{part.stem} ya se está descargando") from error


def _goes_on(answer: http.client.HTTPResponse, have: int) -> bool:
    """Whether the answer begins where the last one ended; a server may know no ranges."""
    if answer.status != http.HTTPStatus.PARTIAL_CONTENT:
        return have == 0
    begins = answer.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
    return begins == str(have)


def _refuse_final(url: str, error: Exception) -> None:
    """Raise DownloadFailed for an answer that another try won't change."""
    if isinstance(error, urllib.error.HTTPError) and error.code < 500:
        raise DownloadFailed(f"{url}: el servidor no lo entrega (HTTP {error.code})") from error


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"el servidor falla (HTTP {error.code})"
    if isinstance(error, urllib.error.URLError):
        return f"no se llega al servidor ({error.reason})"
    return "no contesta" if isinstance(error, TimeoutError) else "se cortó la conexión"
