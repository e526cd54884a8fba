"""Numbers that identify: digit by digit, in groups, never as a quantity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.rendering.addresses import spoken_address
from ivr.rendering.digits import spoken_digits, spoken_phone, spoken_radicado

DIGITS = [
    ("7", "siete"),
    ("241", "dos, cuatro, uno"),
    ("007", "cero, cero, siete"),
    ("1234", "uno dos, tres cuatro"),
    ("12345", "uno dos tres, cuatro cinco"),
    ("123456", "uno dos tres, cuatro cinco seis"),
    ("1234567", "uno dos tres, cuatro cinco, seis siete"),
    ("12345678", "uno dos tres, cuatro cinco seis, siete ocho"),
    ("1018456789", "uno cero uno, ocho cuatro cinco, seis siete, ocho nueve"),
]

ADDRESSES = [
    ("Calle 45 # 12-34", "Calle cuarenta y cinco, número doce, treinta y cuatro"),
    ("Cra 7 # 8-01", "carrera siete, número ocho, cero uno"),
    (
        "Cl 45 A bis # 12-34, apto 201",
        (
            "calle cuarenta y cinco A de avión bis, número doce, treinta y cuatro, "
            "apartamento doscientos uno"
        ),
    ),
    ("Carrera 5B # 3D-08", "Carrera cinco B de burro, número tres D de dedo, cero ocho"),
    ("Mz 5 casa 21", "manzana cinco casa veintiuno"),
    ("Vereda El Salado", "Vereda El Salado"),
]


@pytest.mark.parametrize(("number", "words"), DIGITS)
def test_digits_in_groups(number: str, words: str) -> None:
    assert spoken_digits(number) == words


@given(st.text("0123456789", min_size=1, max_size=32))
def test_no_digit_is_lost_or_added(number: str) -> None:
    said = spoken_digits(number).replace(",", "").split()
    names = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"]
    assert "".join(str(names.index(word)) for word in said) == number


@pytest.mark.parametrize("number", ["", "12a", "1 2", "-5", "٣٤٥", "１２３"])
def test_only_digits(number: str) -> None:
    with pytest.raises(ValueError, match="solo cifras"):
        spoken_digits(number)


def test_phone_is_said_without_the_countrys_code() -> None:
    words = "tres uno cinco, uno dos tres, cuatro cinco, seis siete"
    assert spoken_phone("+573151234567") == spoken_phone("3151234567") == words


def test_radicado_begins_with_its_year() -> None:
    assert spoken_radicado("2026110000427") == (
        "dos cero dos seis, uno uno cero, cero cero cero, cuatro dos siete"
    )


@pytest.mark.parametrize(("address", "words"), ADDRESSES)
def test_address(address: str, words: str) -> None:
    assert spoken_address(address) == words
