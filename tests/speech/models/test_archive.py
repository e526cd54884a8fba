"""A .zip from outside: what is no model's file never lands."""

from __future__ import annotations

import io
import stat
import zipfile
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.errors import Invalid
from speech.models import archive
from speech.models.archive import UnsafeArchive, unpack

LARGEST = 10_000


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as writing:
        for name, data in members:
            writing.writestr(name, data)
    return made.getvalue()


def unpacked(data: bytes, tmp_path: Path) -> list[str]:
    source, folder = tmp_path / "m.zip", tmp_path / "into"
    source.write_bytes(data)
    folder.mkdir()
    unpack(source, folder, LARGEST)
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize("top", ["", "vosk-model-x/"])
def test_files_land_without_the_folder_that_holds_them_all(top: str, tmp_path: Path) -> None:
    data = zipped((f"{top}am/final.mdl", b"x"), (f"{top}README", b"y"), (f"{top}conf/", b""))
    assert unpacked(data, tmp_path) == ["README", "am/final.mdl"]


@pytest.mark.parametrize(
    "name", ["../out", "m/../../out", "/etc/passwd", "m\\..\\out", "..", link("m/am")]
)
def test_a_way_out_of_the_folder_is_refused(name: str | zipfile.ZipInfo, tmp_path: Path) -> None:
    with pytest.raises(UnsafeArchive, match="no es de un modelo"):
        unpacked(zipped(("m/good", b"x"), (name, b"../../x")), tmp_path)
    assert list((tmp_path / "into").rglob("*")) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["into", "m.zip"]


def test_what_unpacks_to_more_than_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsafeArchive, match="más de lo que ocupa"):
        unpacked(zipped(("m/zeros", bytes(LARGEST + 1))), tmp_path)


def test_a_size_that_lies_is_refused(tmp_path: Path) -> None:
    data = zipped(("m/zeros", bytes(LARGEST * 100)))
    told, true = (100).to_bytes(4, "little"), (LARGEST * 100).to_bytes(4, "little")
    with pytest.raises(UnsafeArchive, match="dañado"):
        unpacked(data.replace(true, told), tmp_path)


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_FILES", 2)
    with pytest.raises(UnsafeArchive, match="más de lo que ocupa"):
        unpacked(zipped(*((f"m/{n}", b"") for n in range(3))), tmp_path)


def test_the_same_name_twice_is_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped(("m/a", b"1"), ("m/a", b"2"))
    with pytest.raises(UnsafeArchive, match="dañado"):
        unpacked(data, tmp_path)


def test_no_room_on_the_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=3))
    with pytest.raises(Invalid, match="hacen falta 4 bytes y hay 3"):
        unpacked(zipped(("m/a", b"four")), tmp_path)


def test_an_empty_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsafeArchive, match="no trae nada"):
        unpacked(zipped(), tmp_path)


GOOD = zipped(("m/am/final.mdl", bytes(range(256)) * 8), ("m/README", b"text"))


@given(at=st.integers(0, len(GOOD) - 1), byte=st.integers(0, 255), cut=st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_damaged_archive_is_refused_or_whole(
    at: int, byte: int, cut: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    damaged = GOOD[:at] if cut else GOOD[:at] + bytes([byte]) + GOOD[at + 1 :]
    folder = tmp_path_factory.mktemp("zip")
    with suppress(UnsafeArchive):
        unpacked(damaged, folder)
    into = folder / "into"
    assert all(path.resolve().is_relative_to(into) for path in into.rglob("*"))
