"""The installation's secrets: one random key on disk, every password derived from it."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

from ivr.errors import LineaError

KEY_BYTES = 32


class UnusableSecrets(LineaError):
    """The secrets file is readable by others, or isn't ours."""

    code = "secrets_unusable"


@dataclass(frozen=True)
class Secrets:
    """Names to passwords. The same name gives the same password until the file is removed."""

    key: bytes = field(repr=False)

    def password(self, name: str) -> str:
        """Return the 32-character password of a name such as `ami.tracker` or `desk.07`."""
        digest = hmac.digest(self.key, name.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest[:24]).decode()

    @classmethod
    def of(cls, data_folder: Path) -> Secrets:
        """Read `secrets.json` (mode 0600) of a data folder, made on first use.

        Processes that start together agree on the one that was made first.
        Raises UnusableSecrets.
        """
        path = data_folder / "secrets.json"
        if not path.exists():
            _make(path)
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise UnusableSecrets(f"{path}: otros pueden leerlo; ejecute «chmod 600 {path}».")
        try:
            return cls(bytes.fromhex(json.loads(path.read_text(encoding="ascii"))["key"]))
        except (ValueError, KeyError, TypeError) as error:
            raise UnusableSecrets(
                f"{path}: está dañado; bórrelo para que se creen claves nuevas."
            ) from error


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, prefix=".secrets.") as fresh:  # made with 0600
        json.dump({"key": secrets.token_hex(KEY_BYTES)}, fresh)
        fresh.flush()
        os.fsync(fresh.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(fresh.name)
