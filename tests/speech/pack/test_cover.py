"""A text is said with the fewest pieces, of the right tune; what isn't recorded is one gap."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.voice.pack.cover import Cover
from speech.voice.pack.fragment import Fragment, Join
from speech.voice.pack.text import words_of
from tests.speech.pack.packs import fragment

FLOWS, CONTINUES, ENDS, ASKS = Join
RECORDED: list[Fragment] = [
    *(
        fragment(text)
        for text in (
            "su factura es por", "ciento", "veinte mil", "veinte", "mil", "de", "en", "un daño de",
            "el", "lunes", "uno", "sur", "una", "pesos",
        )
    ),
    fragment("el barrio", ENDS),
    fragment("sur", ENDS),
    fragment("pesos", ENDS),
    fragment("mil pesos", ENDS),
    fragment("de diciembre", CONTINUES),
    fragment("está bien", ASKS),
    fragment("de acuerdo, ya le ayudo", ENDS),
]  # fmt: skip

COVERS = [
    ("Su factura es por veinte mil pesos.", "su factura es por|veinte|mil pesos ends"),
    ("Su factura es por ciento veinte mil pesos", "su factura es por|ciento|veinte|mil pesos ends"),
    ("ciento mil pesos", "ciento|mil pesos ends"),
    ("veinte pesos de", "veinte|pesos|de"),
    ("uno de diciembre.", "uno|de diciembre continues"),
    ("De acuerdo, ya le ayudo.", "de acuerdo, ya le ayudo ends"),
    ("Acuerdo. ya le ayudo", "[Acuerdo. ya le ayudo]"),
    ("un daño de agua en el barrio", "un daño de|[agua en]|el barrio ends"),
    ("en La Pola de Abajo", "en|[La Pola de Abajo]"),
    ("el Alto de la Cruz en el barrio", "el|[Alto de la Cruz en]|el barrio ends"),
    ("en La Pola Sur", "en|[La Pola Sur]"),
    ("en La Pola, el barrio", "en|[La Pola]|el barrio ends"),
    (", ".join(["uno"] * 20), "|".join(["uno"] * 20)),
    ("está bien", "está bien asks"),
    ("Marte", "[Marte]"),
    ("", ""),
]


def covered(text: str) -> str:
    words = words_of(text)
    said = []
    for one in Cover(RECORDED).of(words):
        if one.fragment is None:
            said.append(f"[{text[words[one.first].start : words[one.after - 1].end]}]")
        elif one.fragment.join is FLOWS:
            said.append(one.fragment.text)
        else:
            said.append(f"{one.fragment.text} {one.fragment.join}")
    return "|".join(said)


@pytest.mark.parametrize(("text", "pieces"), COVERS)
def test_pieces(text: str, pieces: str) -> None:
    assert covered(text) == pieces


def test_the_end_of_a_sentence_is_said_by_a_piece_recorded_for_one() -> None:
    long_but_level, ending = fragment("veinte mil pesos"), fragment("pesos", ENDS)
    stretches = Cover([long_but_level, fragment("veinte mil"), ending]).of(
        words_of("veinte mil pesos.")
    )
    assert [one.fragment and one.fragment.text for one in stretches] == ["veinte mil", "pesos"]
    assert stretches[-1].fragment == ending


@given(
    st.lists(
        st.sampled_from(["ciento", "veinte", "mil", "pesos", "de", "Pola", "en", ",", ".", "uno"]),
        max_size=30,
    )
)
def test_every_word_is_said_once_and_in_order(tokens: list[str]) -> None:
    words = words_of(" ".join(tokens))
    stretches = Cover(RECORDED).of(words)
    assert [one.first for one in stretches] == [0, *(one.after for one in stretches)][:-1] or (
        not stretches and not words
    )
    for one in stretches:
        if one.fragment is not None:
            said = [word.key for word in words_of(one.fragment.text)]
            assert said == [word.key for word in words[one.first : one.after]]
    assert not any(
        one.fragment is None and other.fragment is None for one, other in pairwise(stretches)
    )
