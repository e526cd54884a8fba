"""What a line has written anywhere: every file of its folders, and what its Redis holds."""

from __future__ import annotations

import re
from pathlib import Path

import redis

from tests.running.line import RunningLine

SEPARATOR = rb"[ .\-]?"


def written(line: RunningLine) -> dict[str, bytes]:
    """Everything written, by where: the store with its log, CEL, queue_log, logs, spool, Redis."""
    folders = (line.settings.data_folder, line.settings.instance_folder)
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    found = {str(path): _octets(path) for path in [*files, line.log]}
    return found | {"redis": _everything(line)}


def spellings(national: str) -> list[re.Pattern[bytes]]:
    """A ten-digit number in every way it may be written, its last seven digits among them."""
    spaced = SEPARATOR.join(digit.encode() for digit in national)
    alone = SEPARATOR.join(digit.encode() for digit in national[-7:])
    as_integers = b"|".join(
        re.escape(int(number).to_bytes(size, order))
        for number, size in ((national, 6), (f"57{national}", 6))
        for order in ("big", "little")
    )
    return [
        re.compile(spaced),
        re.compile(rb"(?<!\d)" + alone + rb"(?!\d)"),
        re.compile(as_integers),
    ]


def holding(line: RunningLine, *wanted: re.Pattern[bytes]) -> list[str]:
    """Where any of these is written, with the place's name among what is searched."""
    return [
        place
        for place, octets in written(line).items()
        if any(one.search(octets) or one.search(place.encode()) for one in wanted)
    ]


def _octets(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _everything(line: RunningLine) -> bytes:
    with redis.Redis.from_url(line.settings.bus_url) as bus:
        keys = bus.keys()
        assert isinstance(keys, list)
        streams = [bus.xrange(key) for key in keys if bus.type(key) == b"stream"]
        others = [bus.dump(key) for key in keys]
    return repr((keys, streams)).encode() + b"".join(one or b"" for one in others)
