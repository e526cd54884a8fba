"""An account found by what a person tells of it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr import store as tables
from ivr.services import account_search
from ivr.store import Store
from tests.services import town

PEOPLE = (
    ("210000373", "María Fernanda Gómez Rojas", "38251101", "Calle 45A Bis # 23C-41 Sur"),
    ("210000410", "Óscar Iván Ñáñez", "14230104", "Carrera 9 # 21-05, local 2"),
    ("210000447", "Ferretería El Vecino", "890700107", "Vereda Chapetón, finca 3"),
)


@pytest.fixture
def told(store: Store) -> Store:
    with store.unit_of_work() as session:
        for number, holder, document, address in PEOPLE:
            row = session.get_one(tables.Account, town.account(session, number, document=document))
            row.holder, row.address = holder, address
    return store


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("210000373", "María"),
        ("2100-00373", "María"),
        ("38251101", "María"),
        ("38.251.101", "María"),
        ("890700107", "Ferretería"),
        ("gomez", "María"),
        ("GÓMEZ maria", "María"),
        ("nanez", "Óscar"),
        ("oscar ñañez", "Óscar"),
        ("calle 45a bis 23c-41", "María"),
        ("chapeton finca", "Ferretería"),
        ("Carrera 9 # 21-05", "Óscar"),
    ],
)
def test_what_people_say_leads_to_the_account(told: Store, text: str, found: str) -> None:
    with told.reading() as session:
        (account,) = account_search.search(session, text)
    assert account.holder.startswith(found)


@pytest.mark.parametrize(
    "text",
    ["", " ", "ab", "%", "___", "*", "?a?", "[a-z]*", "' OR 1=1 --", "999999999", "gomez nanez"],
)
def test_nothing_is_found_by_too_little_or_by_a_pattern(told: Store, text: str) -> None:
    with told.reading() as session:
        assert account_search.search(session, text) == ()


def test_many_are_cut_to_ten(store: Store) -> None:
    with store.unit_of_work() as session:
        for number in range(12):
            town.account(session, str(500_000 + number))
        assert len(account_search.search(session, "maria gomez")) == 10


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=100))
def test_no_text_breaks_the_search(told: Store, text: str) -> None:
    with told.reading() as session:
        assert len(account_search.search(session, text)) <= 3
