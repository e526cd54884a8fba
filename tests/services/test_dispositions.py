from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from ivr.errors import Invalid
from ivr.services import dispositions
from ivr.services.dispositions import Disposition
from ivr.store import Store

CATALOGUE = Path(__file__).parents[2] / "config" / "catalogues" / "dispositions.toml"


def test_our_own_catalogue_is_short_enough_to_choose_from() -> None:
    found = dispositions.read(CATALOGUE)
    groups = Counter(one.group for one in found)
    assert len(groups) <= dispositions.MOST_A_LEVEL
    assert max(groups.values()) <= dispositions.MOST_A_LEVEL
    assert all(len(one.label) <= 80 and len(one.code) <= 40 for one in found)


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
