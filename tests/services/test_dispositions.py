from __future__ import annotations

from pathlib import Path

import pytest

from ivr.errors import Invalid
from ivr.services import dispositions
from ivr.services.dispositions import Disposition
from ivr.store import Store

CATALOGUE = Path(__file__).parents[2] / "config" / "catalogues" / "dispositions.toml"


def test_our_own_catalogue_is_a_tree_short_enough_to_choose_from() -> None:
    found = dispositions.read(CATALOGUE)
    levels: dict[tuple[str, ...], set[str]] = {}
    for one in found:
        for depth, label in enumerate((*one.path, one.code)):
            levels.setdefault(one.path[:depth], set()).add(label)
    assert max(map(len, levels.values())) <= dispositions.MOST_A_LEVEL
    assert max(len(one.path) for one in found) > 1
    assert all(len(one.label) <= 80 and len(one.code) <= 40 for one in found)


def test_groups_lie_within_groups(tmp_path: Path) -> None:
    file = tmp_path / "dispositions.toml"
    file.write_text(
        group("Factura", "a")
        + '[[group.group]]\nlabel = "Consumo"\n[group.group.dispositions]\nb = "Alto"\n'
        + '[[group.group.group]]\nlabel = "Medidor"\n'
        + '[group.group.group.dispositions]\nc = "Parado"\n'
        + group("Pagos", "d")
    )
    found = dispositions.read(file)
    assert [(one.code, one.path) for one in found] == [
        ("a", ("Factura",)),
        ("b", ("Factura", "Consumo")),
        ("c", ("Factura", "Consumo", "Medidor")),
        ("d", ("Pagos",)),
    ]


def nested(depth: int) -> str:
    """Groups within groups, the innermost with one result."""
    blocks = [
        f'[[{".".join(["group"] * level)}]]\nlabel = "N{level}"' for level in range(1, depth + 1)
    ]
    return "\n".join([*blocks, f"[{'.'.join(['group'] * depth)}.dispositions]", 'a = "x"'])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[[group]]\nlabel = "Pagos"', "en «Pagos»: se espera"),
        ('[[group]]\nlabel = "Pagos"\nopciones = 3', "en «Pagos»: «opciones» no se conoce"),
        ('[[group]]\nlabel = "Pagos"\n[group.dispositions]\na = 3', "en «Pagos › a»: falta"),
        ('[[group]]\nlabel = "P › Q"\n[group.dispositions]\na = "x"', "no lleva «›»"),
        (nested(5), "en «N1 › N2 › N3 › N4 › N5»: a lo más 4 niveles"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_in_the_tree(
    tmp_path: Path, text: str, place: str
) -> None:
    file = tmp_path / "dispositions.toml"
    file.write_text(text)
    with pytest.raises(Invalid, match=rf"dispositions\.toml: .*{place}"):
        dispositions.read(file)


def test_a_level_counts_results_and_groups_together(tmp_path: Path) -> None:
    inner = '[[group.group]]\nlabel = "B"\n[group.group.dispositions]\nz = "x"\n'
    file = tmp_path / "dispositions.toml"
    file.write_text(group("A", *(f"c{number}" for number in range(14))) + inner)
    assert len(dispositions.read(file)) == 15
    file.write_text(group("A", *(f"c{number}" for number in range(15))) + inner)
    with pytest.raises(Invalid, match="en «A»: 16 opciones; a lo más 15 por nivel"):
        dispositions.read(file)


def test_what_leaves_the_catalogue_is_no_longer_offered(store: Store) -> None:
    one, two = Disposition("a", "Una", "Grupo"), Disposition("b", "Otra", "Grupo")
    with store.unit_of_work() as session:
        dispositions.seed(session, [one, two])
        assert dispositions.dispositions(session) == (one, two)
        dispositions.seed(session, [two])
        assert dispositions.dispositions(session) == (two,)
        dispositions.seed(session, [two, one])
        assert dispositions.dispositions(session) == (two, one)


def group(label: str, *codes: str) -> str:
    lines = "\n".join(f'{code} = "x"' for code in codes)
    return f'[[group]]\nlabel = "{label}"\n[group.dispositions]\n{lines}\n'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not toml at all [",
        "group = 3",
        '[[group]]\nlabel = "Solo nombre"',
        '[[group]]\n[group.dispositions]\na = "sin nombre de grupo"',
        group("A", "same") + group("B", "same"),
        group("A", *(f"c{number}" for number in range(16))),
        "".join(group(f"G{number}", f"c{number}") for number in range(16)),
    ],
)
def test_a_catalogue_that_cannot_be_used_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "dispositions.toml"
    file.write_text(text)
    with pytest.raises(Invalid, match=r"dispositions\.toml"):
        dispositions.read(file)


def test_a_catalogue_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"nowhere\.toml"):
        dispositions.read(tmp_path / "nowhere.toml")
