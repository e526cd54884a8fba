"""The script as a PDF to read from in a studio: large text, one box to tick a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from speech.voice.studio.script import ScriptLine, groups, studio_minutes

MARGIN = 18 * mm
WIDTHS = (9 * mm, 15 * mm, 113 * mm, 43 * mm)
BOX = 4.5 * mm
BLACK = HexColor("#000000")
GREY = HexColor("#5a5a5a")
LINE = HexColor("#c8c8c8")
INSTRUCTIONS = (
    "Grabe cada línea en un archivo aparte, con el nombre que la línea indica (basta el número: "
    "«0012.wav»). WAV o FLAC, 44,1 o 48 kHz, 24 bits, mono, sin compresión, ecualización ni "
    "reverberación.",
    "Deje medio segundo de silencio antes y después. El punto más alto, entre -12 y -3 dB; "
    "ruido de fondo por debajo de -55 dB. La misma distancia al micrófono en toda la sesión.",
    "Hable como en un buen puesto de atención: amable, sereno y claro, de usted, sin correr. Lo "
    "que está escrito y nada más: ni una palabra distinta, ni «eh».",
    "<b>Termina bajando</b>: la frase acaba. <b>Queda en suspenso</b>: la voz sube un poco, como "
    "ante una coma. <b>Sigue sin pausa</b>: la voz se queda a la misma altura, como si siguiera "
    "otra palabra; los puntos suspensivos no se leen ni se alargan. <b>Pregunta</b>: con "
    "entonación de pregunta.",
    "En gris va la frase entera en que se oirá el trozo; lo que va entre ‹ › lo pone la línea. Lea "
    "la frase en voz alta una vez y grabe solo el trozo. Marque la casilla cuando la toma sirva.",
)

_TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=20, leading=25)
_PLAIN = ParagraphStyle("plain", fontName="Helvetica", fontSize=10.5, leading=14.5, spaceAfter=6)
_GROUP = ParagraphStyle("group", fontName="Helvetica-Bold", fontSize=14, leading=18, spaceAfter=6)
_SAID = ParagraphStyle("said", fontName="Helvetica", fontSize=12.5, leading=16)
_SMALL = ParagraphStyle("small", fontName="Helvetica", fontSize=8.5, leading=11, textColor=GREY)
_FILE = ParagraphStyle("file", parent=_SMALL, fontSize=7.5, leading=9.5)
_NOTE = ParagraphStyle("note", fontName="Helvetica-Oblique", fontSize=9.5, leading=12)
_ROWS = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("TOPPADDING", (0, 0), (-1, -1), 5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
)


def write_booklet(path: Path, lines: Sequence[ScriptLine], *, entity: str, today: date) -> None:
    """Write ``lines`` to ``path``. Raises OSError."""
    of = _build(path, lines, entity, today, 0)
    _build(path, lines, entity, today, of)  # now with how many pages there are


def _build(path: Path, lines: Sequence[ScriptLine], entity: str, today: date, of: int) -> int:
    """Write the pages, numbered as so many; give how many there are."""
    title = f"Guion de voz — {entity}"

    def foot(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 8.5)
        canvas.setFillColor(GREY)
        canvas.drawString(MARGIN, 11 * mm, title)
        canvas.drawRightString(LETTER[0] - MARGIN, 11 * mm, f"Página {document.page} de {of}")

    document = SimpleDocTemplate(
        str(path),
        pagesize=LETTER,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=16 * mm,
        bottomMargin=20 * mm,
        title=title,
        author=entity,
        lang="es-CO",
    )
    pages = [*_cover(lines, entity, today)]
    for group, within in groups(lines):
        pages += [PageBreak(), *_group(group, within)]
    document.build(pages, onFirstPage=foot, onLaterPages=foot)
    return int(document.page)


def _cover(lines: Sequence[ScriptLine], entity: str, today: date) -> Iterable[Flowable]:
    yield Paragraph("Guion para grabar la voz de la línea", _TITLE)
    yield Spacer(1, 3 * mm)
    yield Paragraph(f"{escape(entity)} · {today:%d/%m/%Y}", _PLAIN)
    yield Paragraph(f"{_amount(lines)} en total.", _PLAIN)
    for group, within in groups(lines):
        yield Paragraph(f"{escape(group)}: {_amount(within)}.", _PLAIN)
    yield Spacer(1, 4 * mm)
    for number, instruction in enumerate(INSTRUCTIONS, 1):
        yield Paragraph(f"{number}. {instruction}", _PLAIN)


def _amount(lines: Sequence[ScriptLine]) -> str:
    sound = sum(line.seconds for line in lines) / 60
    return (
        f"{len(lines)} líneas, unos {sound:.0f} minutos de sonido y unos "
        f"{studio_minutes(lines):.0f} minutos de estudio"
    )


def _group(group: str, lines: Sequence[ScriptLine]) -> Iterable[Flowable]:
    yield Paragraph(escape(group), _GROUP)
    yield Table([_row(line) for line in lines], colWidths=WIDTHS, style=_ROWS, splitInRow=1)


def _row(line: ScriptLine) -> list[Flowable | list[Flowable]]:
    said: list[Flowable] = [Paragraph(escape(line.text), _SAID)]
    if line.context:
        said.append(Paragraph(escape(line.context), _SMALL))
    beside: list[Flowable] = [
        Paragraph(escape(line.intonation), _NOTE),
        Paragraph(escape(line.file.removesuffix(".wav")), _FILE),
    ]
    box = Table([[""]], BOX, BOX, style=[("BOX", (0, 0), (-1, -1), 0.8, BLACK)])
    return [box, Paragraph(f"<b>{line.number}</b>", _SAID), said, beside]
