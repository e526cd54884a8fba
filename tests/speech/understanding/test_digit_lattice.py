from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from ivr.check_digit import is_valid, with_check_digit
from speech.understanding.digit_lattice import dictated
from speech.understanding.heard import Certainty, Dictated
from tests.speech.understanding import styles

VECTORS = json.loads(Path(__file__).with_name("spoken_numbers.json").read_text("utf-8"))
NIT_WEIGHTS = (3, 7, 13, 17, 19, 23, 29, 37, 41)


def nit_is_valid(number: str) -> bool:
    """The check digit of DIAN's NIT."""
    weighed = zip(reversed(number[:-1]), NIT_WEIGHTS, strict=False)
    rest = sum(int(digit) * weight for digit, weight in weighed) % 11
    return number[-1] == str(rest if rest < 2 else 11 - rest)


def sure(*candidates: str) -> Dictated:
    return Dictated(candidates, Certainty.SURE)


def doubtful(*candidates: str) -> Dictated:
    return Dictated(candidates, Certainty.DOUBTFUL)


NOTHING = Dictated((), Certainty.NONE)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: one["said"])
def test_numbers_that_callers_say(vector: dict[str, str | int]) -> None:
    length = int(vector["length"])
    assert dictated(str(vector["said"]), length, length) == sure(str(vector["expected"]))


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("doble ocho triple cero siete", "880007"),
        ("cinco ceros uno", "000001"),
        ("un par de ceros cuarenta y cinco doce", "004512"),
        ("cero tres veces uno dos ocho", "000128"),
        ("tres veces el cuatro ocho ocho repetido", "444888"),
        ("ocho repetido cuarenta y cinco doce", "884512"),
        ("seis cientos dieci ocho veinti uno cuatro", "618214"),
        ("treinta cinco cuarenta dos cero cero", "354200"),
        ("veinte y uno treintaicinco doce", "213512"),
        ("diez y ocho diez y seis doce", "181612"),
        ("cuatro cincuenta y seis mil ciento dos", "456102"),
        ("ciento veintitrés mil cero dieciocho", "123018"),
        ("ochenta mil cero cero cinco siete", "800057"),
        ("doscientas una quinientas dos", "201502"),
        ("el número es el doce eh treinta y cuatro y cincuenta y seis gracias", "123456"),
        ("doce guion treinta y cuatro raya cincuenta y seis", "123456"),
        ("doce 34 cinco seis", "123456"),
        ("Doce, treinta y cuatro, cincuenta y seis.", "123456"),
        ("doce treinta y cuatro cincuenta y seis doce treinta y cuatro cincuenta y seis", "123456"),
        ("uno dos tres cuatro cinco seis repito doce treinta y cuatro cincuenta y seis", "123456"),
        ("doble ocho o sea ochenta y ocho doce treinta y cuatro", "881234"),
    ],
)
def test_ways_to_say_six_digits(said: str, digits: str) -> None:
    assert digits in dictated(said, 6, 6).candidates[:1]


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("uno dos tres cuatro cinco siete no perdón seis", "123456"),
        ("doce treinta y cuatro setenta y ocho no perdón cincuenta y seis", "123456"),
        ("doce cuarenta y tres mentiras treinta y cuatro cincuenta y seis", "123456"),
        ("cuatro cinco seis no corrijo es doce treinta y cuatro cincuenta y seis", "123456"),
        ("doce treinta y cuatro cincuenta y siete no es cincuenta y siete es cincuenta y seis",
         "123456"),
        ("no perdón es uno dos tres cuatro cinco seis", "123456"),
        ("cuatro cinco empiezo de nuevo uno dos tres cuatro cinco seis", "123456"),
        ("uno dos tres cuatro cinco seis no", "123456"),
        ("ciento veintitrés cuatrocientos cincuenta y siete no perdón cincuenta y seis", "123456"),
    ],
)  # fmt: skip
def test_corrections(said: str, digits: str) -> None:
    assert dictated(said, 6, 6) == sure(digits)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("ciento veintitrés cuatrocientos cincuenta y seis", doubtful("123456", "12340056")),
        ("treinta cinco cuarenta ocho cero cero", doubtful("354800", "3540800", "3054800")),
        ("doce treinta y cuatro cincuenta y seis", sure("123456")),
        ("diez millones ciento veinte mil trescientos cuarenta y cinco", sure("10120345")),
        ("uno dos tres unk cinco seis siete", doubtful("123567")),
        ("es un contrato viejo doce treinta y cuatro cincuenta y seis", doubtful("123456")),
        ("uno dos tres", NOTHING),
        ("", NOTHING),
        ("no me acuerdo", NOTHING),
        ("mi cuenta es la de siempre", NOTHING),
    ],
)
def test_a_length_that_is_free_leaves_doubts(said: str, heard: Dictated) -> None:
    found = dictated(said, 6, 8)
    assert found.certainty is heard.certainty
    assert found.candidates[:1] == heard.candidates[:1]
    assert set(heard.candidates) <= set(found.candidates)


def test_a_digit_left_out_is_never_made_up_for_by_forcing_a_group() -> None:
    nine_digits = "trescientos quince cuatrocientos cinco sesenta y siete ocho"
    assert dictated(nine_digits, 10, 10) == doubtful("3154005678")


def test_an_existing_account_settles_it() -> None:
    said = "ciento veintitrés cuatrocientos cincuenta y seis"
    assert dictated(said, 6, 10, exists={"123456", "99"}.__contains__) == sure("123456")
    assert dictated(said, 6, 10, exists={"12340056"}.__contains__) == doubtful("12340056")
    assert dictated(said, 6, 10, exists={"654321"}.__contains__) == NOTHING


def test_a_check_digit_settles_it() -> None:
    number = with_check_digit("20260000354")
    last = styles.cardinal(int(number[-1]))
    said = f"veinte veintiséis cero cero cero cero treinta cinco cuatro {last}"
    assert dictated(said, 11, 13, valid=is_valid) == sure(number)


def test_no_more_accounts_are_looked_up_than_a_caller_can_wait_for() -> None:
    asked: list[str] = []

    def exists(digits: str) -> bool:
        asked.append(digits)
        return False

    assert dictated("treinta cinco " * 7, 14, 21, exists=exists) == NOTHING
    assert 1 < len(asked) <= 40


def tell(seed: int, times: int) -> tuple[Counter[str], list[str]]:
    """Random numbers in random styles: how many were right, asked, wrong; and which were wrong."""
    rng = Random(seed)
    told: Counter[str] = Counter()
    wrong: list[str] = []
    for _ in range(times):
        digits, shortest, longest, valid = a_number(rng)
        groups = styles.STYLES[rng.choice(list(styles.STYLES))](digits, rng)
        ways = (styles.said,) * 7 + (styles.corrected, styles.restarted, styles.repeated)
        said = rng.choice(ways)(groups, rng)
        found = dictated(said, shortest, longest, valid)
        right = found.candidates == (digits,)
        if found.certainty is not Certainty.SURE:
            told["asked"] += 1
            told["asked, the right one first"] += found.candidates[:1] == (digits,)
        else:
            told["right" if right else "wrong"] += 1
            wrong += [] if right else [f"{digits}: {said!r} → {found.candidates}"]
    return told, wrong


def a_number(rng: Random) -> tuple[str, int, int, styles.Valid | None]:
    """An account, cédula, mobile number, radicado or NIT, and what is known of its kind."""
    kind = rng.choice(("account", "cédula", "mobile", "radicado", "NIT"))
    match kind:
        case "account":
            digits = "".join(rng.choice("000123456789") for _ in range(rng.randint(6, 10)))
            return (digits, *rng.choice(((6, 10), (len(digits), len(digits)))), None)
        case "cédula":
            length = rng.choice((6, 7, 8, 8, 10))
            first = "10" if length == 10 else str(rng.randint(10, 99))
            digits = first + str(rng.randrange(10 ** (length - 2))).zfill(length - 2)
            return (digits, *rng.choice(((6, 10), (length, length))), None)
        case "mobile":
            return f"3{rng.randrange(10**8, 10**9)}", 10, 10, None
        case "radicado":
            digits = with_check_digit(f"{rng.choice((2025, 2026))}{rng.randrange(1, 40_000):07}")
            return (digits, *rng.choice(((7, 12), (12, 12))), is_valid)
        case _:
            base = str(rng.randrange(8 * 10**8, 10**9))
            check = next(str(last) for last in range(10) if nit_is_valid(f"{base}{last}"))
            return base + check, 10, 10, nit_is_valid


def test_whatever_the_style_it_is_right_or_asked_again() -> None:
    told, wrong = tell(seed=4, times=300)
    assert wrong == []
    assert told["right"] > 225


@pytest.mark.long
@pytest.mark.parametrize("seed", range(8))
def test_tens_of_thousands_of_numbers_are_right_or_asked_again(seed: int) -> None:
    told, wrong = tell(seed, times=5_000)
    print(f"seed {seed}: {dict(told)}")  # noqa: T201
    assert wrong == []
    assert told["right"] > 4_000
