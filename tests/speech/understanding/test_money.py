from __future__ import annotations

from random import Random

import pytest

from ivr.rendering.money import pesos as spoken
from speech.understanding.money import pesos


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("ochenta lucas", 80_000),
        ("cincuenta barras", 50_000),
        ("luca y media", 1_500),
        ("ochenta y dos lucas quinientos", 82_500),
        ("un palo", 1_000_000),
        ("dos palos y medio", 2_500_000),
        ("palo y medio", 1_500_000),
        ("dos palos trescientas lucas", 2_300_000),
        ("dos melones", 2_000_000),
        ("medio millón", 500_000),
        ("un millón dos", 1_200_000),
        ("un millón doscientos", 1_200_000),
        ("un millón doscientos mil", 1_200_000),
        ("un millón dos mil", 1_002_000),
        ("un millón y medio de pesos", 1_500_000),
        ("tres millones seiscientos cincuenta", 3_650_000),
        ("mil pesitos", 1_000),
        ("ciento ochenta y cuatro mil", 184_000),
        ("ciento ochenta y cuatro mil quinientos treinta pesos", 184_530),
        ("seis cientos mil", 600_000),
        ("treinta cinco mil", 35_000),
        ("quinientas mil", 500_000),
        ("como unos ochenta mil pesos más o menos", 80_000),
        ("me cobraron dos facturas de ochenta mil", 80_000),
        ("dos millones quinientos mil con cincuenta centavos", 2_500_000),
        ("$184.530", 184_530),
        ("80 mil", 80_000),
        ("1.200.000 pesos", 1_200_000),
        ("no, perdón, ochenta mil", 80_000),
        ("doscientos mil, mentiras, trescientos mil", 300_000),
        ("ochenta lucas, no, noventa", 90_000),
    ],
)
def test_amounts(said: str, amount: int) -> None:
    assert pesos(said) == amount
    assert pesos(said, bill=True) == amount


@pytest.mark.parametrize(
    ("said", "of_a_bill", "otherwise"),
    [
        ("doscientos", 200_000, None),
        ("cien", 100_000, None),
        ("ciento veinte", 120_000, None),
        ("noventa y dos quinientos", 92_500, None),
        ("doscientos pesos", None, 200),
        ("cinco", None, None),
        ("cero", 0, 0),
        ("cero pesos", 0, 0),
    ],
)
def test_what_is_usual_on_a_bill(said: str, of_a_bill: int | None, otherwise: int | None) -> None:
    assert pesos(said, bill=True) == of_a_bill
    assert pesos(said) == otherwise


@pytest.mark.parametrize(
    "said",
    [
        "dos quinientos",
        "dos ochenta",
        "cincuenta mil barras",
        "entre ochenta y noventa mil",
        "ochenta o noventa mil",
        "ochenta y pico mil",
        "antes ciento veinte y ahora ochenta mil",
        "dos millones ciento ochenta mil, no, perdón, noventa mil",
        "novecientos mil millones de palos",
        "9" * 40,
        "mucha plata",
        "",
    ],
)
def test_what_must_be_asked_again(said: str) -> None:
    assert pesos(said) is None
    assert pesos(said, bill=True) is None


def test_every_amount_that_the_line_speaks_is_understood() -> None:
    rng = Random(5)
    for amount in (1_000, 21_000, 100_000, 1_000_000, *(rng.randrange(1_000, 10**9, 10),) * 300):
        if amount % 1_000_000 >= 1_000 or amount < 1_000_000:
            assert pesos(spoken(amount), bill=True) == amount, spoken(amount)
