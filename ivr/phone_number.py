"""Telephone numbers as networks and people write them, in one form: E.164.

Colombia's plan since September 2021 (Resolución CRC 5826 de 2019): ten digits, mobiles
from 3, fixed from 60 and the area's digit; before, fixed had seven, or eight with the area's digit.
Exchanges and people still send those, and what was once dialled before a number.
"""

from __future__ import annotations

import re

import phonenumbers

COUNTRY = "57"

_SEPARATORS = str.maketrans("", "", " -.()/\t")
_NATIONAL = re.compile(r"3\d{9}|60[124-8]\d{7}|1800\d{7}")
_OLD_WITH_AREA = re.compile(r"[124-8][2-9]\d{6}")
_OLD_LOCAL = re.compile(r"[2-9]\d{6}")
_PREFIXES = ("", "0", "03", "05", "07", "09", COUNTRY)
"""The trunk prefix; 03 before mobiles; the long-distance operators' 05, 07, 09."""
_MOST_CHARACTERS = 40


def masked(number: str | None) -> str:
    """A number as it may be shown: its last three digits; empty without one."""
    return f"•••{number[-3:]}" if number else ""


def national(number: str) -> str:
    """An E.164 number as it is dialled within the country; one from abroad as it is."""
    return number.removeprefix(f"+{COUNTRY}")


def normalise(raw: str | None, area_code: str) -> str | None:
    """``raw`` in E.164; None for a number that is withheld, short, or no number at all.

    ``area_code`` (601 to 608) completes the old seven digits.
    """
    if raw is None or len(raw) > _MOST_CHARACTERS or not raw.isascii():
        return None
    number = raw.translate(_SEPARATORS)
    international = number.startswith(("+", "00"))
    digits = number.removeprefix("+") if number.startswith("+") else number.removeprefix("00")
    if not digits.isdigit():
        return None
    if not international:
        candidates = (digits[len(prefix) :] for prefix in _PREFIXES if digits.startswith(prefix))
        return next(filter(None, (_national(each, area_code) for each in candidates)), None)
    if digits.startswith(COUNTRY):
        return _national(digits.removeprefix(COUNTRY).removeprefix("0"), None)
    return _abroad(digits)


def _national(digits: str, area_code: str | None) -> str | None:
    """A number within the country; without ``area_code`` seven digits are too few."""
    if _OLD_WITH_AREA.fullmatch(digits):
        digits = f"60{digits}"
    elif area_code is not None and _OLD_LOCAL.fullmatch(digits):
        digits = f"{area_code}{digits}"
    return f"+{COUNTRY}{digits}" if _NATIONAL.fullmatch(digits) else None


def _abroad(digits: str) -> str | None:
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
