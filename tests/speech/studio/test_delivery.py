"""A studio's folder: whose each file is, and which can be taken in."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np
import pytest

from ivr.errors import Invalid
from speech.voice.pack.fragment import Fragment, Join, Kind
from speech.voice.studio.delivery import Delivery, open_delivery
from speech.voice.studio.numbering import Numbering
from tests.speech.studio.voices import fragment, save, take, voice

MENU = fragment("Para daños, marque dos", "menu.opciones")
WELCOME = fragment("Buenos días", "bienvenida.saludo")
CARRIER = fragment("Su factura de", "factura.resumen/1", Join.FLOWS, Kind.CARRIER)
ALL = (MENU, WELCOME, CARRIER)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "estudio"
    folder.mkdir()
    return folder


@pytest.fixture
def numbering(tmp_path: Path) -> Numbering:
    numbering = Numbering(tmp_path / "numbers")
    numbering.give(ALL)
    return numbering


def record(folder: Path, name: str, said: Fragment, peak: float = 0.3) -> Path:
    return save(folder / name, take(said.text, peak))


def faults(delivery: Delivery) -> dict[str, list[str]]:
    return {take.path.name: [fault.what for fault in take.faults] for take in delivery.bad}


@pytest.mark.parametrize(
    "name",
    [
        "0003_factura.resumen~1.wav",
        "3.wav",
        "0003.WAV",
        "003 toma 2.flac",
        "3-final.wav",
        "factura.resumen~1.wav",
        "sala 2/FACTURA.resumen~1.flac",
    ],
)
def test_a_file_is_known_by_number_by_id_or_by_both(
    folder: Path, numbering: Numbering, name: str
) -> None:
    record(folder, name, CARRIER)
    delivery = open_delivery(folder, ALL, numbering)
    assert [take.fragment for take in delivery.good] == [CARRIER]
    assert delivery.missing == (MENU, WELCOME)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("ensayo.wav", "sobra: su nombre no está en el guion"),
        ("99.wav", "sobra: el guion no tiene el número 99"),
        (
            "0001_factura.resumen~1.wav",
            "el número 1 es de menu.opciones, pero el nombre dice factura.resumen/1",
        ),
    ],
)
def test_a_name_that_tells_nothing_or_two_things_is_refused(
    folder: Path, numbering: Numbering, name: str, what: str
) -> None:
    record(folder, name, CARRIER)
    assert faults(open_delivery(folder, ALL, numbering)) == {name: [what]}


def test_a_number_of_a_text_that_changed_since_is_not_the_new_text(
    folder: Path, numbering: Numbering
) -> None:
    now = fragment("Para daños, marque tres", "menu.opciones")
    numbering.give([now])
    record(folder, "1.wav", MENU)
    record(folder, "4.wav", now)
    delivery = open_delivery(folder, (now, WELCOME, CARRIER), numbering)
    assert [take.fragment for take in delivery.good] == [now]
    assert faults(delivery) == {
        "1.wav": ["el texto de menu.opciones cambió o se retiró después del guion"]
    }


def test_two_takes_of_one_line_are_both_refused(folder: Path, numbering: Numbering) -> None:
    record(folder, "1.wav", MENU)
    record(folder, "menu.opciones.wav", MENU, peak=0.2)
    assert faults(open_delivery(folder, ALL, numbering)) == {
        "1.wav": ["repetido: menu.opciones.wav es de la misma línea"],
        "menu.opciones.wav": ["repetido: 1.wav es de la misma línea"],
    }


def test_one_sound_under_two_names_is_refused(folder: Path, numbering: Numbering) -> None:
    first = record(folder, "1.wav", MENU)
    (folder / "3.wav").write_bytes(first.read_bytes())
    found = faults(open_delivery(folder, ALL, numbering))
    assert "es el mismo sonido que 3.wav" in found["1.wav"]
    assert "es el mismo sonido que 1.wav" in found["3.wav"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "el archivo está vacío"),
        (b"esto es una carta, no un sonido", "no es un archivo de sonido que se pueda leer"),
        (b"RIFF\xff\xff\xff\xffWAVEfmt ", "no es un archivo de sonido que se pueda leer"),
        (b"fLaC" + bytes(200), "no es un archivo de sonido que se pueda leer"),
        (b"OggS" + bytes(60), "no es un archivo de sonido que se pueda leer"),
    ],
)
def test_what_is_no_sound_says_so(
    folder: Path, numbering: Numbering, content: bytes, what: str
) -> None:
    (folder / "1.wav").write_bytes(content)
    assert faults(open_delivery(folder, ALL, numbering)) == {"1.wav": [what]}


def test_a_file_of_two_hours_is_refused_unread(folder: Path, numbering: Numbering) -> None:
    octets = 2 * 3600 * 8000 * 2
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 16_000, 2, 16)
    header = struct.pack("<4sI4s", b"RIFF", 36 + octets, b"WAVE") + form
    (folder / "1.wav").write_bytes(header + struct.pack("<4sI", b"data", octets))
    os.truncate(folder / "1.wav", 44 + octets)
    assert faults(open_delivery(folder, ALL, numbering)) == {"1.wav": ["dura 120 minutos"]}


def test_a_file_without_a_sample_is_refused(folder: Path, numbering: Numbering) -> None:
    save(folder / "1.wav", np.zeros(0, np.float32))
    assert faults(open_delivery(folder, ALL, numbering)) == {
        "1.wav": ["el archivo no tiene sonido"]
    }


def test_what_lies_beside_the_sounds_is_passed_over(folder: Path, numbering: Numbering) -> None:
    record(folder, "1.wav", MENU)
    (folder / "guion.pdf").write_bytes(b"%PDF-1.7")
    (folder / "._1.wav").write_bytes(b"\x00\x05\x16\x07")
    (folder / "2.wav").mkdir()
    delivery = open_delivery(folder, ALL, numbering)
    assert [take.path.name for take in delivery.takes] == ["1.wav"]


def test_a_folder_without_a_sound_is_an_error(folder: Path, numbering: Numbering) -> None:
    for place in (folder, folder / "no-existe"):
        with pytest.raises(Invalid, match="no hay archivos de sonido"):
            open_delivery(place, ALL, numbering)


def test_a_sound_that_breaks_off_or_holds_no_numbers_breaks_nothing(
    folder: Path, numbering: Numbering
) -> None:
    whole = record(folder, "1.flac", MENU).read_bytes()
    (folder / "1.flac").write_bytes(whole[: len(whole) // 2])
    save(folder / "2.wav", np.full(48_000, np.nan, np.float32), subtype="FLOAT")
    save(folder / "3.wav", np.concatenate([voice("a"), np.full(9, np.inf)]), subtype="FLOAT")
    assert len(open_delivery(folder, ALL, numbering).bad) == 3
