from __future__ import annotations

import pytest

from speech.understanding.corrections import Marker, corrected, pieces
from speech.understanding.words import words


@pytest.mark.parametrize(
    ("said", "remains"),
    [
        ("ochenta lucas", "ochenta lucas"),
        ("ochenta lucas, no, noventa", "noventa lucas"),
        ("ochenta lucas, no, noventa lucas", "noventa lucas"),
        ("el quince de octubre, no, perdón, el dieciséis", "el dieciseis de octubre"),
        ("el quince de octubre, mentiras, ayer", "ayer"),
        ("el quince no es el quince es el dieciséis", "el dieciseis"),
        ("calle doce número treinta y cuatro, corrijo, treinta y cinco",
         "calle doce numero treinta y cinco"),
        ("no, perdón, el quince", "el quince"),
        ("el quince, no", "el quince"),
        ("no me llegó la factura de octubre", "no me llego la factura de octubre"),
        ("desde ayer no hay agua", "desde ayer no hay agua"),
        ("como le digo ayer", "como le digo ayer"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_remains(said: str, remains: str) -> None:
    assert corrected(said) == remains


@pytest.mark.parametrize(
    ("said", "markers"),
    [
        ("uno dos", [None]),
        ("uno dos no perdón es tres", [None, Marker.CORRECTION]),
        ("uno dos repito uno dos", [None, Marker.AGAIN]),
        ("uno no perdón empiezo de nuevo uno dos", [None, Marker.RESTART]),
        ("no es uno es dos", [None, Marker.CORRECTION, Marker.CORRECTION]),
        ("uno dos no me acuerdo", [None]),
        ("uno dos que diga tres mentiras cuatro", [None, Marker.CORRECTION, Marker.CORRECTION]),
    ],
)
def test_markers(said: str, markers: list[Marker | None]) -> None:
    assert [piece.marker for piece in pieces(words(said))] == markers
