"""The words by which a case, and what was said in its call, is found."""

from __future__ import annotations

import re
import unicodedata

LONGEST, MOST = 40, 24
_WORD = re.compile(r"[a-z0-9]{2,}")
_EMPTY = frozenset(
    ("de", "la", "el", "los", "las", "un", "una", "del", "en", "con", "por", "para", "que", "se")
)


def words(*texts: str, most: int = MOST) -> tuple[str, ...]:
    """The words of these texts, without accents, in lower case, each once, the first ``most``."""
    found: dict[str, None] = {}
    for text in texts:
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        for word in _WORD.findall(plain):
            if word not in _EMPTY:
                found.setdefault(word[:LONGEST])
    return tuple(found)[:most]
