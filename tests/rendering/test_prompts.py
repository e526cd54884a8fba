"""Prompts: their file, their placeholders, and errors that name what to mend."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from ivr.rendering import PromptError, Prompts

TODAY = date(2026, 11, 22)


def load(tmp_path: Path, text: str, **constants: str) -> Prompts:
    file = tmp_path / "textos.toml"
    file.write_text(text, "utf-8")
    return Prompts.load(file, constants)


def one(tmp_path: Path, text: str, **constants: str) -> Prompts:
    """A file with the single prompt ``prueba.texto``."""
    table = f"""
        [prueba.texto]
        flow = "prueba"
        text = "{text}"
        version = 3
        interruptible = true
        approved_by = "pendiente"
    """
    return load(tmp_path, table, **constants)


SPOKEN = [
    ("{v:money}", 21_000, "veintiún mil pesos"),
    ("{v:number}", 21, "veintiuno"),
    ("{v:count(una factura vencida|facturas vencidas)}", 1, "una factura vencida"),
    ("{v:count(una factura vencida|facturas vencidas)}", 3, "tres facturas vencidas"),
    ("{v:span(una cifra|cifras)}", (3, 3), "tres cifras"),
    ("{v:span(una cifra|cifras)}", (6, 12), "entre seis y doce cifras"),
    ("{v:span(una cifra|cifras)}", (1, 21), "entre una y veintiuna cifras"),
    ("{v:date}", date(2026, 12, 14), "lunes catorce de diciembre"),
    ("{v:month}", date(2026, 10, 1), "octubre"),
    ("{v:time}", time(14, 30), "las dos y treinta de la tarde"),
    ("{v:wish}", time(19, 0), "una buena noche"),
    ("{v:digits}", "241", "dos, cuatro, uno"),
    ("{v:phone}", "+573151234567", "tres uno cinco, uno dos tres, cuatro cinco, seis siete"),
    ("{v:radicado}", "20260018", "dos cero dos seis, cero cero, uno ocho"),
    ("{v:address}", "Calle 45 # 12-34", "Calle cuarenta y cinco, número doce, treinta y cuatro"),
    ("{v:list}", ("el Éxito",), "el Éxito"),
    ("{v:list}", ("Alfa", "Beta", "Gama"), "Alfa, Beta y Gama"),
    ("{v:list}", ("Alfa", "Iglesias"), "Alfa e Iglesias"),
    ("{v:list}", ("la tienda", "hielo"), "la tienda y hielo"),
    ("{v:endings}", ("456", "789"), (
        "Para la terminada en cuatro, cinco, seis, marque uno. "
        "Para la terminada en siete, ocho, nueve, marque dos"
    )),
    ("{v:text}", "  la   sede  central ", "la sede central"),
]  # fmt: skip

WRONG_VALUES = [
    ("{v:money}", -1),
    ("{v:money}", 10**12),
    ("{v:money}", 1.5),
    ("{v:money}", True),
    ("{v:money}", "1000"),
    ("{v:count(una cosa|cosas)}", None),
    ("{v:span(una cosa|cosas)}", 3),
    ("{v:date}", "2026-12-14"),
    ("{v:time}", date(2026, 1, 1)),
    ("{v:digits}", "12 34"),
    ("{v:digits}", ""),
    ("{v:digits}", 241),
    ("{v:list}", ()),
    ("{v:text}", " "),
    ("{v:text}", "una\nlínea"),
    ("{v:address}", "---"),
]

WRONG_TEXTS = [
    ("", "vacío"),
    ("{valor}", "{valor:}"),
    ("{:money}", "{:money}"),
    ("{valor:dinero}", "{valor:dinero}"),
    ("{n:count}", "singular|plural"),
    ("{v:money(un peso|pesos)}", "singular|plural"),
    ("{n:count(factura|facturas)}", "«un» o «una»"),
    ("{entidad:name}", "«entidad»"),
    ("{sin cerrar", "prueba.texto"),
]

WRONG_FILES = [
    ("[prueba", "no se puede leer"),
    ("prueba = 1", "«prueba»"),
    ("[prueba]\ntexto = 1", "«prueba.texto»"),
    ('[prueba.texto]\nflow = "prueba"', "falta la clave"),
    (
        '[a.b]\nflow = "a"\ntext = "t"\nversion = "1"\ninterruptible = true\napproved_by = ""',
        "«version» debe ser",
    ),
    (
        '[a.b]\nflow = "a"\ntext = "t"\nversion = 1\ninterrumpible = true\napproved_by = ""',
        "interru",
    ),
]


@pytest.mark.parametrize(("text", "value", "words"), SPOKEN)
def test_each_type_of_placeholder(tmp_path: Path, text: str, value: object, words: str) -> None:
    prompts = one(tmp_path, f"Digo {text}.")
    assert prompts.utter("prueba.texto", today=TODAY, v=value).text == f"Digo {words}."


@pytest.mark.parametrize(("text", "value"), WRONG_VALUES)
def test_a_wrong_value_is_named_by_prompt_and_placeholder(
    tmp_path: Path, text: str, value: object
) -> None:
    with pytest.raises(PromptError, match=r"prueba\.texto: \{v:\w+\}: ") as raised:
        one(tmp_path, text).utter("prueba.texto", today=TODAY, v=value)
    if str(value).strip("- "):
        assert str(value) not in raised.value.message


@pytest.mark.parametrize("values", [{}, {"v": 1, "w": 2}, {"w": 2}])
def test_missing_and_unknown_values_are_named(tmp_path: Path, values: dict[str, object]) -> None:
    with pytest.raises(PromptError, match=r"prueba\.texto: faltan o sobran valores: [vw]"):
        one(tmp_path, "{v:money}").utter("prueba.texto", today=TODAY, **values)


@pytest.mark.parametrize(("text", "named"), WRONG_TEXTS)
def test_a_text_that_cannot_be_read_names_file_and_prompt(
    tmp_path: Path, text: str, named: str
) -> None:
    with pytest.raises(PromptError) as raised:
        one(tmp_path, text)
    assert "textos.toml: prueba.texto: " in raised.value.message
    assert named in raised.value.message


@pytest.mark.parametrize(("text", "named"), WRONG_FILES)
def test_a_file_that_cannot_be_read_says_what_is_wrong(
    tmp_path: Path, text: str, named: str
) -> None:
    with pytest.raises(PromptError) as raised:
        load(tmp_path, text)
    assert "textos.toml" in raised.value.message
    assert named in raised.value.message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match="no se puede leer"):
        Prompts.load(tmp_path / "no.toml", {})


def test_a_prompt_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match=r"prueba\.otro"):
        one(tmp_path, "Hola.").utter("prueba.otro", today=TODAY)


def test_what_the_entity_gives_is_fixed_and_what_the_call_gives_is_not(tmp_path: Path) -> None:
    fixed = one(tmp_path, "Pague en {web:url}.", web="https://www.pagos.example/mi-factura/")
    (utterance,) = fixed.fixed()
    assert utterance.text == "Pague en pagos punto example barra mi guion factura."
    assert (utterance.prompt_id, utterance.version, utterance.fixed) == ("prueba.texto", 3, True)
    changing = one(tmp_path, "Debe {v:money}.")
    assert list(changing.fixed()) == []
    assert not changing.utter("prueba.texto", today=TODAY, v=1).fixed
