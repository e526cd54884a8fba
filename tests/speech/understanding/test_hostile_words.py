"""Whatever is heard, it is understood or it isn't; it never raises."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from speech.understanding.concepts import Concepts
from speech.understanding.heard import Certainty, Heard
from speech.understanding.words import MOST_WORDS, words
from tests.speech.understanding.heard_files import held_out, understanding

SPOKEN = sorted({word for one in held_out("held_out_intents.tsv") for word in one.text.split()})
SAID = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from([*SPOKEN, "[unk]", "unk", "no", "¿", "\0", "İ"]), max_size=150).map(
        " ".join
    ),
)


@settings(max_examples=50, deadline=None)
@given(said=SAID, other=SAID, keys=st.lists(st.text(max_size=3), max_size=5))
def test_nothing_heard_is_an_error(said: str, other: str, keys: list[str]) -> None:
    ears, heard = understanding(), Heard(said, (other,), 0.5)
    ears.emergency(heard)
    ears.command(heard)
    ears.service(heard)
    assert ears.yes_no(heard).key in {"1", "2", None}
    assert ears.choice("dano.servicio", heard, keys).key in {*keys, None}
    assert ears.choice("no.existe", heard, dict.fromkeys(keys, said)).key in {*keys, None}
    assert ears.rating(heard, 1, 5).key in {*"12345", None}
    meant = ears.intent(heard)
    assert (meant.code is None) == (meant.certainty is Certainty.NONE)
    assert meant == ears.intent(heard)


@settings(max_examples=50)
@given(st.text(max_size=2000))
def test_words_are_few_and_plain(text: str) -> None:
    found = words(text)
    assert len(found) <= MOST_WORDS
    assert all(word and not word.isspace() for word in found)


def test_a_gap_is_three_words_at_most() -> None:
    concepts = Concepts({"FAR": ["no .. llega*"]})
    assert concepts.found(words("no nos está llegando"))
    assert concepts.found(words("no a b c llega"))
    assert not concepts.found(words("no a b c d llega"))
    assert not concepts.found(words("llega no"))
