"""Prompts as staff read them: nothing of the file's own signs is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.rendering import Prompts
from ivr.rendering.readable import readable, readings

TABLE = """
[{id}]
flow = "{flow}"
text = "{text}"
version = 1
interruptible = true
approved_by = "pendiente"
"""


def prompts(tmp_path: Path, *rows: tuple[str, str]) -> Prompts:
    file = tmp_path / "textos.toml"
    file.write_text(
        "".join(TABLE.format(id=id_, flow=id_.partition(".")[0], text=text) for id_, text in rows)
    )
    return Prompts.load(file, {"entidad": "Aguas"})


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Le saluda {entidad:name}.", "Le saluda Aguas."),
        ("Debe {valor:money}.", "Debe [un valor en pesos]."),
        ("Tiene {n:count(una factura|facturas)}.", "Tiene [cuántas: facturas]."),
        ("Espere {n:span(un minuto|minutos)}.", "Espere [cuántos: minutos]."),
        ("Habla de {cosa_dicha:text}.", "Habla de [cosa dicha]."),
        ("{cuentas:options}.", "[las opciones, con su tecla]."),
    ],
)
def test_blanks_are_named_in_plain_words(tmp_path: Path, text: str, reads: str) -> None:
    assert readable(prompts(tmp_path, ("a.b", text))["a.b"]) == reads


def test_of_two_wordings_for_one_place_the_one_with_keys_is_read(tmp_path: Path) -> None:
    found = readings(
        prompts(tmp_path, ("a.b_voz", "Diga sí."), ("a.b", "Marque uno."), ("c.sola_voz", "Diga."))
    )
    assert [(one.id, one.flow, one.text) for one in found] == [
        ("a.b", "a", "Marque uno."),
        ("c.sola_voz", "c", "Diga."),
    ]
