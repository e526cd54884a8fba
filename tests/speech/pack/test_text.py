"""A text is compared by its words and the marks between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.voice.pack.text import Mark, words_of

TEXTS = [
    ("Hola.", "hola STOP"),
    ("¿Está bien?", "¿está bien QUESTION"),
    ("Le entendí: «La Pola». ¿Es así?", "le entendí COLON la pola STOP ¿es así QUESTION"),
    ("sí, uno; no, dos", "sí COMMA uno COLON no COMMA dos STOP"),
    ("punto example/pagos ¡ya!", "punto example/pagos ya STOP"),
    ("…", ""),
    ("", ""),
]
GROUPS = [
    ("dos cero, uno dos", "dos cero GROUP uno dos STOP"),
    ("uno dos tres, cuatro", "uno dos tres GROUP cuatro STOP"),
    ("dos, cuatro, uno", "dos COMMA cuatro COMMA uno STOP"),
    ("cinco seis, marque uno", "cinco seis COMMA marque uno STOP"),
    ("cuarenta y cinco, uno dos", "cuarenta y cinco GROUP uno dos STOP"),
    ("número doce, treinta y cuatro", "número doce COMMA treinta y cuatro STOP"),
]


def seen(text: str) -> str:
    return " ".join(
        word.key if word.mark is Mark.NONE else f"{word.key} {word.mark.name}"
        for word in words_of(text)
    )


@pytest.mark.parametrize(("text", "words"), TEXTS)
def test_words_and_marks(text: str, words: str) -> None:
    assert seen(text) == words


@pytest.mark.parametrize(("text", "words"), GROUPS)
def test_a_comma_between_groups_of_digits_is_a_longer_pause(text: str, words: str) -> None:
    assert seen(text) == words


@given(st.text(max_size=200))
def test_every_word_is_where_it_says(text: str) -> None:
    for word in words_of(text):
        assert text[word.start : word.end].casefold() == word.key or not text.isascii()
