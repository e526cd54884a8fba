"""Latin American Spanish spelling to the phones of the starter model (seseo, yeísmo).

Rules, no dictionary: what they get wrong stands in the file of exceptions (``lexicon``).
"""

from __future__ import annotations

import re

from ivr.errors import Invalid
from speech.understanding.spoken_names import written

PHONES = (
    "a", "e", "i", "o", "u", "j", "w", "p", "t", "k", "b", "d", "g", "f", "s", "x",
    "m", "n", "ny", "l", "y", "ch", "r", "rr",
)  # fmt: skip
"""What the model tells apart: *j* and *w* glides, *r* tap and *rr* trill, *x* «jota»."""

LONGEST_WORD = 40

Pronunciation = tuple[str, ...]

_VOWELS = "aeiouáéíóúü"
_OPEN = "aeoáéó"
_FRONT = "eiéí"
_LETTERS = {
    "a": "a", "b": "be", "c": "ce", "d": "de", "e": "e", "f": "efe", "g": "ge", "h": "hache",
    "i": "i", "j": "jota", "k": "ka", "l": "ele", "m": "eme", "n": "ene", "ñ": "eñe", "o": "o",
    "p": "pe", "q": "cu", "r": "erre", "s": "ese", "t": "te", "u": "u", "v": "uve",
    "w": "dobleuve", "x": "equis", "y": "ye", "z": "zeta",
}  # fmt: skip

# The first that fits counts. Foreign spellings that Spanish has taken in stand among them.
_RULES = tuple(
    (re.compile(pattern), tuple(phones.split()))
    for pattern, phones in (
        (r"ch|\Ash", "ch"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"ck", "k"),
        (r"([bdfgkmpstvz])(?=\1)", ""),
        (r"\Aps", "s"),
        (r"ll", "y"),
        (r"rr|\Ar|(?<=[nls])r", "rr"),
        (r"r", "r"),
        (rf"cc(?=[{_FRONT}])", "k s"),
        (rf"c(?=[{_FRONT}])", "s"),
        (r"qu?|[ck]", "k"),
        (rf"gu(?=[{_FRONT}])", "g"),
        (r"gü", "g w"),
        (rf"g(?=[{_FRONT}])", "x"),
        (r"g", "g"),
        (rf"hu(?=[{_OPEN}ií])", "w"),
        (r"h", ""),
        (rf"y(?=[{_VOWELS}])", "y"),
        (r"(?<=[aeou])y", "j"),
        (r"y", "i"),
        (r"ñ", "ny"),
        (r"j", "x"),
        (r"[bv]", "b"),
        (r"[wü]", "w"),
        (r"[zç]", "s"),
        (r"\Ax", "s"),
        (r"x", "k s"),
        (rf"(?<=[^{_VOWELS}])i(?=[{_OPEN}íuú])|(?<=[{_OPEN}])i", "j"),
        (rf"u(?=[{_OPEN}iíú])|(?<=[{_OPEN}])u", "w"),
        *((plain, plain) for plain in "aeioulmnptdfs"),
        *((accented, plain) for accented, plain in zip("áéíóú", "aeiou", strict=True)),
    )
)


def pronunciations(word: str) -> tuple[Pronunciation, ...]:
    """How ``word`` may be said, the fullest first.

    A word without a vowel, or of one consonant, is said letter by letter. Raises Invalid for
    what is no single word of letters.
    """
    spelled = written(word)
    if len(spelled) > LONGEST_WORD or not spelled or any(sign not in _KNOWN for sign in spelled):
        raise Invalid(f"«{word[:LONGEST_WORD]}» no es una palabra que se pueda pronunciar")
    if any(sign in _VOWELS or sign == "y" for sign in spelled):
        full = _phones(spelled)
    else:
        letters = (_phones(_LETTERS[sign]) for sign in spelled.replace("ç", "c"))
        full = tuple(phone for letter in letters for phone in letter)
    return tuple(dict.fromkeys((full, *_relaxed(full))))


def _phones(spelled: str) -> Pronunciation:
    phones: list[str] = []
    at = 0
    while at < len(spelled):
        found, said = next(
            (match, said) for rule, said in _RULES if (match := rule.match(spelled, at))
        )
        phones.extend(said)
        at = found.end()
    return tuple(phones)


def _relaxed(full: Pronunciation) -> list[Pronunciation]:
    """What is left out in plain speech: a final *d*, the *k* of an *x* before a consonant."""
    relaxed = []
    if full[-1] == "d" and len(full) > 3:
        relaxed.append(full[:-1])
    for at in range(len(full) - 2):
        if full[at : at + 2] == ("k", "s") and full[at + 2] in ("p", "t", "k", "s"):
            relaxed.append(full[:at] + full[at + 1 :])
            break
    return relaxed


_KNOWN = frozenset("abcdefghijklmnopqrstuvwxyzñçáéíóúü")
