"""What the line says, for agents to look up: our own wording, each text with its place."""

from __future__ import annotations

from app.settings import Settings
from app.wordings import wordings_of


def test_every_text_has_a_place_with_a_name_and_no_sign_of_the_file() -> None:
    found = wordings_of(Settings())
    assert len(found) > 150
    places = {one.place for one in found}
    assert {"Bienvenida", "Factura y pagos", "Daños y emergencias"} <= places
    assert all(one.place[0].isupper() and one.text for one in found)
    assert not [one.id for one in found if "{" in one.text or "}" in one.text]
    assert len({one.id for one in found}) == len(found)


def test_the_entity_s_own_name_is_in_them() -> None:
    found = {one.id: one.text for one in wordings_of(Settings())}
    assert "Empresas Públicas de Villa Clara" in found["bienvenida.saludo"]
