"""The text of an SMS: its alphabet and in how many segments it goes (3GPP TS 23.038)."""

from __future__ import annotations

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_SAME = str.maketrans({"«": '"', "»": '"', "“": '"', "”": '"', "’": "'", "–": "-", "—": "-",
                       "…": "...", "•": "-"})  # fmt: skip

GSM7_ALONE, GSM7_JOINED = 160, 153
UCS2_ALONE, UCS2_JOINED = 70, 67


def plain(text: str) -> str:
    """``text`` in the seven-bit alphabet: letters that it lacks lose their accent, ñ stays."""
    return "".join(_plain(sign) for sign in text.translate(_SAME))


def segments(text: str) -> int:
    """In how many segments ``text`` is sent: what the operator counts and charges."""
    if all(sign in _BASIC or sign in _EXTENDED for sign in text):
        units = [2 if sign in _EXTENDED else 1 for sign in text]
        return _packed(units, GSM7_ALONE, GSM7_JOINED)
    units = [2 if ord(sign) > 0xFFFF else 1 for sign in text]
    return _packed(units, UCS2_ALONE, UCS2_JOINED)


def _packed(units: list[int], alone: int, joined: int) -> int:
    """No sign is split between segments, so that one of two units may leave a gap."""
    if sum(units) <= alone:
        return 1
    count, used = 1, 0
    for size in units:
        if used + size > joined:
            count, used = count + 1, 0
        used += size
    return count


def _plain(sign: str) -> str:
    if sign in _BASIC or sign in _EXTENDED:
        return sign
    bare = "".join(part for part in unicodedata.normalize("NFKD", sign) if part in _BASIC)
    return bare or ("" if unicodedata.combining(sign) else "?")
