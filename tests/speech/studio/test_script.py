"""What a speaker is given to read: complete, numbered for ever, told how to end."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import LETTER

from ivr.errors import Invalid
from ivr.rendering import Prompts
from speech.voice.pack.fragment import Fragment, Join, Kind
from speech.voice.pack.inventory import inventory
from speech.voice.studio.booklet import write_booklet
from speech.voice.studio.numbering import FILE, Numbering
from speech.voice.studio.script import ScriptLine, groups, script, studio_minutes
from speech.voice.studio.sheet import COLUMNS, write_sheet

WORDING = """
[menu.opciones]
flow = "menu"
text = "Para daños, marque uno. Para «otra cosa», dos."
version = 3
interruptible = true
approved_by = "Jurídica"

[factura.resumen]
flow = "factura"
text = "Su factura de {valor:money} vence el {fecha:date}. ¿Quiere oírla otra vez?"
version = 1
interruptible = true
approved_by = "pendiente"
"""


@pytest.fixture
def prompts(tmp_path: Path) -> Prompts:
    path = tmp_path / "es_CO.toml"
    path.write_text(WORDING, "utf-8")
    return Prompts.load(path, {})


@pytest.fixture
def lines(tmp_path: Path, prompts: Prompts) -> tuple[ScriptLine, ...]:
    return script(inventory(prompts), prompts, Numbering(tmp_path))


def line(text: str, join: Join) -> ScriptLine:
    return ScriptLine(7, Fragment("x.y/2", text, join, Kind.CARRIER, 1, "pendiente"), "")


def test_whole_prompts_come_first_then_their_pieces_then_values(
    lines: tuple[ScriptLine, ...],
) -> None:
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    whole, pieces, values = (within for _, within in groups(lines))
    assert [line.fragment.id for line in whole] == ["menu.opciones"]
    assert [line.text for line in pieces] == [
        "Su factura de …",
        "vence el …",
        "¿Quiere oírla otra vez?",
    ]
    assert {line.context for line in pieces} == {
        "Su factura de ‹valor› vence el ‹fecha›. ¿Quiere oírla otra vez?"
    }
    assert [line.text for line in values][:3] == ["cero …", "cero.", "uno …"]


@pytest.mark.parametrize(
    ("text", "join", "written", "intonation"),
    [
        ("ciento", Join.FLOWS, "ciento …", "sigue sin pausa"),
        ("el lunes", Join.CONTINUES, "el lunes, …", "queda en suspenso"),
        ("de diciembre", Join.ENDS, "de diciembre.", "termina bajando"),
        ("es correcto", Join.ASKS, "¿es correcto?", "pregunta"),
        ("Gracias. ¿Es así", Join.ASKS, "Gracias. ¿Es así?", "pregunta"),
    ],
)
def test_a_line_shows_how_it_ends(text: str, join: Join, written: str, intonation: str) -> None:
    assert (line(text, join).text, line(text, join).intonation) == (written, intonation)


def test_the_file_is_named_by_number_and_id() -> None:
    assert line("hola", Join.ENDS).file == "0007_x.y~2.wav"


def test_numbers_stay_when_the_wording_grows_and_change_with_the_text(
    tmp_path: Path, prompts: Prompts
) -> None:
    before = inventory(prompts)
    Numbering(tmp_path).give(before)
    more = Fragment("aviso.nuevo", "Hola", Join.ENDS, Kind.PROMPT, 1, "pendiente")
    changed = Fragment("menu.opciones", "Para daños, marque dos", Join.ENDS, Kind.PROMPT, 4, "x")
    numbering = Numbering(tmp_path)
    numbering.give([more, changed, *before[1:]])
    assert numbering.number(before[1]) == 2
    assert numbering.number(more) == len(before) + 1
    assert numbering.number(changed) == len(before) + 2
    assert numbering.retired(len(before) + 2) == "menu.opciones"
    assert Numbering(tmp_path).number(changed) == len(before) + 2


@pytest.mark.parametrize("damaged", ["x\n1\n", "number\tid\tdigest\nuno\ta\tb\n", "\x00"])
def test_damaged_numbers_are_no_reason_to_give_others(tmp_path: Path, damaged: str) -> None:
    (tmp_path / FILE).write_text(damaged, "utf-8")
    with pytest.raises(Invalid, match="está dañado"):
        Numbering(tmp_path)


def test_the_sheet_opens_in_excel_as_colombians_have_it(
    tmp_path: Path, lines: tuple[ScriptLine, ...]
) -> None:
    path = tmp_path / "guion.csv"
    write_sheet(path, lines)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file, delimiter=";")
    assert tuple(header) == COLUMNS
    assert rows[0] == [
        "1",
        "Mensajes enteros",
        "0001_menu.opciones.wav",
        "Para daños, marque uno. Para «otra cosa», dos.",
        "termina bajando",
        "",
        "3,5",
        "Jurídica",
        "",
    ]
    assert len(rows) == len(lines)


def test_the_booklet_has_all_lines_on_numbered_pages(
    tmp_path: Path, lines: tuple[ScriptLine, ...]
) -> None:
    path = tmp_path / "guion.pdf"
    long = ScriptLine(9999, Fragment("a.b", "palabra " * 900, *_REST), "<b>&‹x›" * 40)
    write_booklet(
        path, [*lines[:60], long], entity="Aguas & Luz <de> Ñuñoa", today=date(2026, 1, 2)
    )
    written = path.read_bytes()
    assert written.startswith(b"%PDF-")
    assert written.count(b"/Type /Page\n") >= 4
    assert f"/MediaBox [ 0 0 {LETTER[0]:.0f} {LETTER[1]:.0f} ]".encode() in written


def test_the_studio_is_booked_for_longer_than_the_sound(lines: tuple[ScriptLine, ...]) -> None:
    assert studio_minutes(lines) > sum(line.seconds for line in lines) / 60


_REST = (Join.ENDS, Kind.PROMPT, 1, "pendiente")
