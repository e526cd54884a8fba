"""Sealed files: what went in comes out from any point, and nothing else ever does."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recordings.keys import Key, KeyMissing, Keys, Use
from recordings.sealed_file import CHUNK, HEADER, TAG, Damaged, SealedFile, seal

KEY = Key("0123456789abcdef", bytes(range(32)))
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17]


def content(size: int) -> bytes:
    return bytes(at * 7 % 251 for at in range(min(size, 251))) * (size // 251 + 1)


def sealed(folder: Path, octets: bytes, name: str = "a") -> Path:
    place = folder / "sealed"
    pieces = [octets[at : at + 1000] for at in range(0, len(octets), 1000)]
    seal(place, name, KEY, len(octets), pieces)
    return place


def opened(place: Path, name: str = "a") -> SealedFile:
    return SealedFile(place, name, lambda _: KEY)


@pytest.mark.parametrize("size", SIZES)
def test_what_goes_in_comes_out(tmp_path: Path, size: int) -> None:
    octets = content(size)[:size]
    place = sealed(tmp_path, octets)
    with opened(place) as file:
        assert file.size == size
        assert file.read(0, size + 10) == octets
        file.verify()
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


@given(offset=st.integers(0, 3 * CHUNK), length=st.integers(0, 2 * CHUNK))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_part_of_it_is_read_alone(tmp_path: Path, offset: int, length: int) -> None:
    octets = content(2 * CHUNK + 99)[: 2 * CHUNK + 99]
    place = tmp_path / "sealed"
    if not place.exists():
        sealed(tmp_path, octets)
    with opened(place) as file:
        assert file.read(offset, length) == octets[offset : offset + length]


def test_nothing_of_it_is_readable_on_disk(tmp_path: Path) -> None:
    place = sealed(tmp_path, b"asi suena una voz" * 100)
    assert b"voz" not in place.read_bytes()


# what is done to a file of two whole chunks and a bit
HARM = {
    "a bit of the header": lambda raw: raw[:10] + bytes([raw[10] ^ 1]) + raw[11:],
    "the size": lambda raw: raw[:29] + bytes([raw[29] ^ 1]) + raw[30:],
    "a bit of a chunk": lambda raw: raw[: HEADER + 9] + b"\x00" + raw[HEADER + 10 :],
    "cut in a chunk": lambda raw: raw[:-5],
    "cut between two": lambda raw: raw[: HEADER + CHUNK + TAG],
    "the last chunk left out": lambda raw: raw[: HEADER + 2 * (CHUNK + TAG)],
    "chunks swapped": lambda raw: (
        raw[:HEADER]
        + raw[HEADER + CHUNK + TAG : HEADER + 2 * (CHUNK + TAG)]
        + raw[HEADER : HEADER + CHUNK + TAG]
        + raw[HEADER + 2 * (CHUNK + TAG) :]
    ),
    "something added": lambda raw: raw + b"\x00" * (CHUNK + TAG),
    "nothing left": lambda raw: b"",
    "something else": lambda raw: b"RIFF" + raw[4:],
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM.keys())
def test_every_harm_is_seen(tmp_path: Path, harm: object) -> None:
    place = sealed(tmp_path, content(2 * CHUNK + 5)[: 2 * CHUNK + 5])
    place.write_bytes(harm(place.read_bytes()))  # type: ignore[operator]
    with pytest.raises(Damaged), opened(place) as file:
        file.verify()


def test_one_file_does_not_stand_for_another(tmp_path: Path) -> None:
    place = sealed(tmp_path, b"abc", name="one")
    with pytest.raises(Damaged):
        opened(place, "another")


def test_what_changed_while_it_was_sealed_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Damaged):
        seal(tmp_path / "sealed", "a", KEY, 10, [b"123"])
    assert list(tmp_path.iterdir()) == []


# -- keys ---------------------------------------------------------------------------


def test_keys_are_made_once_and_are_ours_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "keys.json"
    first = Keys(path).newest(Use.RECORDINGS)
    assert Keys(path).newest(Use.RECORDINGS) == first
    assert Keys(path).newest(Use.ETHICS) != first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["keys.json"]


def test_after_a_rotation_the_old_key_still_opens(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys.json")
    old = keys.newest(Use.RECORDINGS)
    keys.rotate()
    assert keys.newest(Use.RECORDINGS).id != old.id
    assert keys.by_id(old.id) == old


SPOILT = [b"", b"{}", b'{"keys": {}, "newest": {"recordings": "x"}}', b"\xff"]


@pytest.mark.parametrize("octets", SPOILT)
def test_a_spoilt_file_of_keys_is_said_and_never_replaced(tmp_path: Path, octets: bytes) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(octets)
    path.chmod(0o600)
    with pytest.raises(KeyMissing):
        Keys(path).newest(Use.RECORDINGS)
    assert path.read_bytes() == octets


def test_keys_that_others_can_read_are_not_used(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    Keys(path).newest(Use.RECORDINGS)
    path.chmod(0o644)
    with pytest.raises(KeyMissing, match="chmod 600"):
        Keys(path).newest(Use.RECORDINGS)
