"""Numbers and money against a table written by hand, and against num2words, an independent hand."""

from __future__ import annotations

import random
import re

import pytest
from num2words import num2words

from ivr.rendering.money import pesos
from ivr.rendering.numbers import LARGEST, cardinal, count

MONEY = {
    0: "cero pesos",
    1: "un peso",
    2: "dos pesos",
    16: "dieciséis pesos",
    21: "veintiún pesos",
    22: "veintidós pesos",
    30: "treinta pesos",
    31: "treinta y un pesos",
    100: "cien pesos",
    101: "ciento un pesos",
    121: "ciento veintiún pesos",
    200: "doscientos pesos",
    500: "quinientos pesos",
    700: "setecientos pesos",
    900: "novecientos pesos",
    1_000: "mil pesos",
    1_001: "mil un pesos",
    1_100: "mil cien pesos",
    2_000: "dos mil pesos",
    21_000: "veintiún mil pesos",
    31_000: "treinta y un mil pesos",
    100_000: "cien mil pesos",
    101_000: "ciento un mil pesos",
    128_350: "ciento veintiocho mil trescientos cincuenta pesos",
    184_530: "ciento ochenta y cuatro mil quinientos treinta pesos",
    500_500: "quinientos mil quinientos pesos",
    999_999: "novecientos noventa y nueve mil novecientos noventa y nueve pesos",
    1_000_000: "un millón de pesos",
    1_000_001: "un millón un pesos",
    1_001_000: "un millón mil pesos",
    1_200_000: "un millón doscientos mil pesos",
    2_000_000: "dos millones de pesos",
    21_000_000: "veintiún millones de pesos",
    100_000_000: "cien millones de pesos",
    101_000_021: "ciento un millones veintiún pesos",
    999_999_999: (
        "novecientos noventa y nueve millones novecientos noventa y nueve mil "
        "novecientos noventa y nueve pesos"
    ),
    1_000_000_000: "mil millones de pesos",
}

ALONE = {
    0: "cero",
    1: "uno",
    21: "veintiuno",
    41: "cuarenta y uno",
    101: "ciento uno",
    1_001: "mil uno",
}

COUNTS = [
    (0, "una factura", "facturas", "cero facturas"),
    (1, "una factura", "facturas", "una factura"),
    (2, "una factura", "facturas", "dos facturas"),
    (21, "una factura", "facturas", "veintiuna facturas"),
    (31, "una factura", "facturas", "treinta y una facturas"),
    (100, "una factura", "facturas", "cien facturas"),
    (201, "una factura", "facturas", "doscientas una facturas"),
    (200_000, "una factura", "facturas", "doscientas mil facturas"),
    (1_000_000, "una factura", "facturas", "un millón de facturas"),
    (1, "un día", "días", "un día"),
    (21, "un día", "días", "veintiún días"),
    (200, "un día", "días", "doscientos días"),
]


def boundaries() -> set[int]:
    """Each power of ten and its multiples, one below and one above."""
    edges = {0, 999_999_999}
    for power in range(9):
        for digit in range(1, 10):
            edges.update(digit * 10**power + step for step in (-1, 0, 1))
    return {edge for edge in edges if 0 <= edge <= 999_999_999}


def twenty_thousand() -> list[int]:
    chosen = random.Random(20_000)
    return [chosen.randrange(10 ** chosen.randint(1, 9)) for _ in range(20_000)]


@pytest.mark.parametrize(("amount", "words"), MONEY.items())
def test_money(amount: int, words: str) -> None:
    assert pesos(amount) == words


@pytest.mark.parametrize(("number", "words"), ALONE.items())
def test_alone(number: int, words: str) -> None:
    assert cardinal(number) == words


@pytest.mark.parametrize(("number", "one", "many", "words"), COUNTS)
def test_counts_agree_with_their_noun(number: int, one: str, many: str, words: str) -> None:
    assert count(number, one, many) == words


def another_hand(number: int) -> str:
    """num2words, which leaves «uno» whole before «mil» and «millones», apocopated there."""
    words = re.sub(r"veintiuno (?=mil)", "veintiún ", num2words(number, lang="es"))
    return re.sub(r"uno (?=mil)", "un ", words)


def test_another_hand_says_the_same() -> None:
    for number in sorted(boundaries()) + twenty_thousand():
        assert cardinal(number) == another_hand(number), number


def test_every_amount_up_to_a_hundred_thousand_says_its_own_words() -> None:
    said = {pesos(amount) for amount in range(100_000)}
    assert len(said) == 100_000


def test_an_amount_is_its_number_before_pesos() -> None:
    for amount in twenty_thousand():
        words = pesos(amount).replace(" de pesos", " pesos").removesuffix(" pesos")
        words = words.removesuffix(" peso")
        assert words in {cardinal(amount), cardinal(amount, "masculine")}


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_what_cannot_be_said_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="se esperaba un número"):
        cardinal(number)
