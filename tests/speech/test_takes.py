"""How a fragment is spoken inside a sentence, so that it ends as it should."""

from __future__ import annotations

import pytest

from speech.voice.pack.fragment import Join
from speech.voice.takes import Take, take_of, uncut


@pytest.mark.parametrize(
    ("text", "join", "sentence", "before", "after"),
    [
        ("ciento", Join.FLOWS, "Ciento pesos.", 0, 1),
        ("treinta y un", Join.FLOWS, "Treinta y un, tres.", 0, 1),
        ("a las dos y", Join.FLOWS, "A las dos y, tres.", 0, 1),
        ("treinta y un mil", Join.FLOWS, "Treinta y un, mil pesos.", 0, 1),
        ("veintiocho mil", Join.CONTINUES, "Veintiocho mil, tres.", 0, 1),
        ("cincuenta pesos", Join.ENDS, "Cincuenta pesos.", 0, 0),
        ("es así", Join.ASKS, "¿Es así?", 0, 0),
        ("¿Se trata de", Join.FLOWS, "¿Se trata de pesos.", 0, 1),
        ("De acuerdo. Hasta luego", Join.ENDS, "De acuerdo. Hasta luego.", 0, 0),
    ],
)
def test_the_first_attempt_has_nothing_before_the_fragment(
    text: str, join: Join, sentence: str, before: int, after: int
) -> None:
    take = take_of(text, join)
    assert (take.sentence, take.before, take.after) == (sentence, before, after)


def test_other_attempts_are_other_sentences() -> None:
    takes = [take_of("mil", Join.FLOWS, attempt) for attempt in range(5)]
    assert len({(take.sentence, take.pace) for take in takes}) == 5
    assert takes[1].sentence == "La cuenta, mil pesos."
    assert (takes[1].before, takes[1].after) == (2, 1)


def test_what_begins_a_sentence_is_never_put_inside_one() -> None:
    assert take_of("Su factura de", Join.FLOWS, 1).sentence == "Su factura de pesos."


def test_a_voice_that_cannot_be_cut_gets_the_mark_of_the_ending() -> None:
    assert uncut("ciento", Join.FLOWS) == Take("ciento,", 0, 0, 1.0)
    assert uncut("es así", Join.ASKS).sentence == "¿es así?"
