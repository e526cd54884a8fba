"""Amounts of money in Spanish words: whole Colombian pesos, every figure spoken."""

from __future__ import annotations

from ivr.rendering.numbers import cardinal, linked


def pesos(amount: int) -> str:
    """``amount`` in words, 0 to 999.999.999.999; raises ValueError outside.

    «un peso», «mil pesos», «un millón de pesos», «un millón doscientos mil pesos».
    """
    if amount == 1:
        return "un peso"
    return f"{cardinal(amount, 'masculine')} {linked(amount, 'pesos')}"
