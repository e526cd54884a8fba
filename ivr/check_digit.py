"""Check digits by ISO 7064 MOD 11,10: one wrong digit, or two neighbours swapped, is noticed."""

from __future__ import annotations


def with_check_digit(digits: str) -> str:
    """``digits`` followed by their check digit. Raises ValueError unless all are 0 to 9."""
    return digits + str((11 - _carried(digits)) % 10)


def is_valid(number: str) -> bool:
    """Whether the last digit of ``number`` checks those before it."""
    if len(number) < 2 or not (number.isascii() and number.isdecimal()):
        return False
    return with_check_digit(number[:-1]) == number


def _carried(digits: str) -> int:
    if not (digits.isascii() and digits.isdecimal()):
        raise ValueError("only the digits 0 to 9 have a check digit")
    carried = 10
    for digit in digits:
        carried = ((carried + int(digit)) % 10 or 10) * 2 % 11
    return carried
