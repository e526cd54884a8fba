"""From Spanish spelling to the phones of the starter model."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.vocabulary import PRONUNCIATIONS
from ivr.errors import Invalid
from speech.models.vocabulary import Lexicon
from speech.models.vocabulary.spelling import PHONES, pronunciations
from speech.understanding.spoken_names import all_spoken, spoken, written


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        ("cédula", "s e d u l a"),
        ("zapato", "s a p a t o"),
        ("ciencia", "s j e n s j a"),
        ("lluvia", "y u b j a"),
        ("yuca", "y u k a"),
        ("rey", "rr e j"),
        ("y", "i"),
        ("carro", "k a rr o"),
        ("caro", "k a r o"),
        ("honra", "o n rr a"),
        ("israel", "i s rr a e l"),
        ("chucuní", "ch u k u n i"),
        ("queja", "k e x a"),
        ("guía", "g i a"),
        ("agua", "a g w a"),
        ("pingüino", "p i n g w i n o"),
        ("gente", "x e n t e"),
        ("hueco", "w e k o"),
        ("acción", "a k s j o n"),
        ("ñame", "ny a m e"),
        ("daño", "d a ny o"),
        ("xiomara", "s j o m a r a"),
        ("taxi", "t a k s i"),
        ("energía", "e n e r x i a"),
        ("cuota", "k w o t a"),
        ("deshabilitar", "d e s a b i l i t a r"),
        ("psicólogo", "s i k o l o g o"),
        ("giovanny", "x j o b a n n i"),
        ("thomas", "t o m a s"),
        ("sophia", "s o f j a"),
        ("vecchio", "b e k ch j o"),
    ],
)
def test_a_word_sounds_as_it_is_written(word: str, sounds: str) -> None:
    assert " ".join(pronunciations(word)[0]) == sounds


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        ("b", "b e"),
        ("ñ", "e ny e"),
        ("pqrs", "p e k u e rr e e s e"),
        ("sms", "e s e e m e e s e"),
        ("nit", "n i t"),
    ],
)
def test_what_no_mouth_can_say_is_spelled_out(word: str, sounds: str) -> None:
    assert " ".join(pronunciations(word)[0]) == sounds


def test_what_is_left_out_in_plain_speech_is_another_way_to_say_it() -> None:
    assert [" ".join(said) for said in pronunciations("ciudad")] == ["s j u d a d", "s j u d a"]
    assert [" ".join(said) for said in pronunciations("extra")] == ["e k s t r a", "e s t r a"]


@pytest.mark.parametrize("word", ["", " ", "dos palabras", "calle2", "don't", "ж", "a" * 41])
def test_what_is_no_word_is_refused(word: str) -> None:
    with pytest.raises(Invalid, match="no es una palabra"):
        pronunciations(word)


@given(st.text(alphabet="abcdefghijklmnñopqrstuvwxyzáéíóúüçÀÊÖ", min_size=1, max_size=40))
@example("ü")
@example("hh")
@example("ss")
@example("güü")
def test_every_word_of_letters_has_a_sound_of_the_models_phones(word: str) -> None:
    for said in pronunciations(word):
        assert said
        assert set(said) <= set(PHONES)


def test_accents_that_spanish_has_not_are_dropped() -> None:
    assert written("Pérez Müller Françoise Ångström ÑAME") == "pérez müller françoise angstrom ñame"


# -- the file of exceptions ---------------------------------------------------------------


def test_the_projects_exceptions_are_each_of_use() -> None:
    lexicon = Lexicon.load(PRONUNCIATIONS)
    assert lexicon.pronunciations("Kennedy") == (("k", "e", "n", "e", "d", "i"),)
    assert len(lexicon.pronunciations("whatsapp")) == 2
    for word in lexicon.exceptions:
        assert lexicon.pronunciations(word) != pronunciations(word), word


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[words]\nweb = ", "no se puede leer"),
        ("[words]\nweb = 3\n", "no se puede leer"),
        ("[palabras]\nweb = 'hueb'\n", r"\[words\]"),
        ("[words]\nweb = 'h2b'\n", "«web»"),
        ("[words]\nweb = []\n", "«web»"),
    ],
)
def test_an_exception_that_cannot_be_said_names_its_word(
    text: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "pronunciations.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(Invalid, match=message):
        Lexicon.load(path)


# -- places -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("20 de Julio", "veinte de julio"),
        ("Ambalá II", "ambalá dos"),
        ("Urb. Sta. Ana", "urbanización santa ana"),
        ("  Los  Cámbulos ", "los cámbulos"),
        ("La Pola (parte alta)", "la pola parte alta"),
        ("0000001", "cero cero cero cero cero cero uno"),
        ("#", ""),
    ],
)
def test_a_place_is_named_as_it_is_said(name: str, said: str) -> None:
    assert spoken(name) == said


def test_places_stand_once() -> None:
    assert all_spoken(["LA POLA", "La Pola", "", "Belén"]) == ("belén", "la pola")
