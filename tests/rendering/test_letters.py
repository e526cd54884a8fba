"""What the line writes: every template in words, every value in its form, every fault told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deliveries import LETTERS
from ivr.rendering.letters import LetterError, Letters
from ivr.rendering.sms import plain, segments
from ivr.services.outbound import Template
from ivr.services.outbound.message import FIELDS

ENTITY = {
    "entidad": "Empresas Públicas de Villa Clara",
    "web_politica": "villaclara.example/datos",
    "web_pago": "villaclara.example/pagos",
}
VALUES: dict[str, object] = {
    "tipo": "reclamo", "radicado": "20260000000179", "limite": "2026-12-14", "ticket": "1234567",
    "servicio": "acueducto", "zona": "Villa del Río", "cuando": "2026-11-23T15:00:00+00:00",
    "puntos": ["la oficina principal", "la droguería del parque", "el supermercado La Plaza"],
    "cuenta": "373", "recibida": "2026-11-22T15:04:00+00:00", "nombre": "Titular de prueba",
    "identificacion": "CC 38251101", "direccion": "Calle 4 # 5-06", "objeto": "un cobro",
    "razones": "no las dijo", "documentos": "ninguno", "recibida_por": "la línea de atención",
    "estado": "ya tiene respuesta, y se la vamos a notificar",
}  # fmt: skip


@pytest.fixture(scope="module")
def letters() -> Letters:
    return Letters.load(LETTERS, ENTITY)


def test_every_template_has_words_and_wants_no_more_than_it_is_given(letters: Letters) -> None:
    assert {template for template, _ in letters} == set(Template) == set(FIELDS)
    for template, channel in letters:
        assert letters.holes(template, channel) <= FIELDS[template]


def test_every_sms_fits_two_segments_without_accents(letters: Letters) -> None:
    for template, channel in letters:
        letter = letters.write(template, channel, VALUES)
        assert "{" not in letter.body
        assert (letter.subject is not None) == (channel == "email")
        if channel == "sms":
            assert segments(plain(letter.body)) <= 2, letter.body
            assert "\n" not in letter.body


def test_how_values_are_written(letters: Letters) -> None:
    assert (
        "a más tardar el 14 de diciembre de 2026." in letters.write("radicado", "sms", VALUES).body
    )
    assert (
        "Fecha y hora: domingo 22 de noviembre de 2026, 10:04 a. m."
        in letters.write("constancia", "email", VALUES).body
    )
    assert (
        "en la oficina principal, la droguería del parque y el supermercado"
        in letters.write("puntos_pago", "sms", VALUES).body
    )


WRONG = [
    ("radicado", "sms", {}),
    ("radicado", "sms", {**VALUES, "limite": "mañana"}),
    ("radicado", "sms", {**VALUES, "radicado": 3}),
    ("puntos_pago", "sms", {"puntos": []}),
    ("puntos_pago", "email", VALUES),
    ("nothing", "sms", VALUES),
]


@pytest.mark.parametrize(("template", "channel", "values"), WRONG)
def test_a_value_that_is_wrong_is_told_without_it(
    letters: Letters, template: str, channel: str, values: dict[str, object]
) -> None:
    with pytest.raises(LetterError) as failure:
        letters.write(template, channel, values)
    assert "mañana" not in failure.value.message


WORDINGS = [
    ('text = "{x:odd}"\nversion = 1\napproved_by = "x"', "no tiene un tipo conocido"),
    ('text = "{x}"\nversion = 1\napproved_by = "x"', "no tiene un tipo conocido"),
    ('text = "{0:text}"\nversion = 1\napproved_by = "x"', "no es un espacio"),
    ('text = "{"\nversion = 1\napproved_by = "x"', "no se pueden leer"),
    ('text = "x"\nversion = 1', "no se pueden leer"),
    ('text = "x"\nversion = 1\napproved_by = "x"\nodd = 1', "no se pueden leer"),
]


@pytest.mark.parametrize(("wording", "told"), WORDINGS)
def test_a_wording_that_is_wrong_is_told_when_it_is_read(
    tmp_path: Path, wording: str, told: str
) -> None:
    file = tmp_path / "m.toml"
    file.write_text(f"[radicado.sms]\n{wording}", "utf-8")
    with pytest.raises(LetterError, match=told):
        Letters.load(file, ENTITY)


# text, segments as it is, without accents, segments then
TEXTS = [
    ("Año nuevo é", 1, "Año nuevo é", 1),
    ("x" * 160, 1, "x" * 160, 1),
    ("x" * 161, 2, "x" * 161, 2),
    ("x" * 306, 2, "x" * 306, 2),
    ("x" * 307, 3, "x" * 307, 3),
    ("€" * 80, 1, "€" * 80, 1),
    ("€" * 81, 2, "€" * 81, 2),
    ("x" * 152 + "€" * 77, 3, "x" * 152 + "€" * 77, 3),
    ("á" * 70, 1, "a" * 70, 1),
    ("á" * 71, 2, "a" * 71, 1),
    ("😀" * 35, 1, "?" * 35, 1),
    ("😀" * 36, 2, "?" * 36, 1),
    ("«Peñón»… –", 1, '"Peñón"... -', 1),
    ("", 1, "", 1),
]


@pytest.mark.parametrize(("text", "count", "bare", "bare_count"), TEXTS)
def test_segments(text: str, count: int, bare: str, bare_count: int) -> None:
    expected = bare.replace("ó", "o")
    assert (segments(text), plain(text), segments(plain(text))) == (count, expected, bare_count)


@given(st.text())
def test_plain_text_is_always_in_the_seven_bit_alphabet(text: str) -> None:
    bare = plain(text)
    assert plain(bare) == bare
    assert segments(bare) <= segments(text) * 4
