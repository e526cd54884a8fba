"""What somebody says that it is not is not what they want."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.understanding.denials import Denials
from speech.understanding.heard import Heard
from speech.understanding.intents import IntentFile
from speech.understanding.words import words
from tests.speech.understanding.heard_files import SPEECH, understanding

DENIALS = Denials(IntentFile.read(SPEECH).denial)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("no es por la factura es que no hay agua", "no hay agua"),
        ("buenas no llamo por un daño sino por el recibo", "buenas por el recibo"),
        ("no es de la luz es de la basura que no pasó", "la basura que no pasó"),
        ("no es por el agua", "no es por el agua"),
        ("no hay agua", "no hay agua"),
        ("es que no me llegó el recibo", "es que no me llegó el recibo"),
    ],
)
def test_what_is_denied_does_not_count(said: str, meant: str) -> None:
    assert DENIALS.without(words(said)) == words(meant)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("no es por la factura es que no hay agua", "dano_agua"),
        ("no es un daño no llamo por eso es que me llegó muy caro el recibo", "reclamo_cobro"),
    ],
)
def test_the_intent_is_what_is_left(said: str, code: str) -> None:
    assert understanding().intent(Heard(said)).code == code


@given(st.lists(st.sampled_from(["no", "es", "por", "que", "sino", "agua", "llamo"]), max_size=30))
def test_no_word_is_made_up(said: list[str]) -> None:
    left = list(DENIALS.without(tuple(said)))
    assert len(left) <= len(said)
    assert not said or left
