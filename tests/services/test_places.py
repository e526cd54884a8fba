"""The names of places that callers say."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from ivr import store as tables
from ivr.services import places
from ivr.store import Store
from tests.services import town


def named(store: Store, *addresses: str) -> tuple[str, ...]:
    """What accounts at these addresses name."""
    with store.unit_of_work() as session:
        zone = town.zone(session)
        for number, address in enumerate(addresses):
            row = town.account(session, f"2100{number}", document=f"{number}", in_zone=zone)
            session.execute(
                update(tables.Account).where(tables.Account.id == row).values(address=address)
            )
        return places.named_in_addresses(session)


def test_zones_are_named_in_order(store: Store) -> None:
    with store.unit_of_work() as session:
        for name in ("La Pola", "Belén"):
            town.zone(session, name)
        assert places.zones(session) == ("Belén", "La Pola")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("Vereda El Totumo, finca La Primavera, kilómetro 3", "finca la primavera"),
        ("Conjunto Torres del Parque torre 3 apto 201", "conjunto torres del parque"),
        ("EDIFICIO FUENTE REAL # 4-10", "edificio fuente real"),
        ("Calle 10 # 4-21, Centro Comercial Multicentro local 5", "centro comercial multicentro"),
    ],
)
def test_what_two_addresses_name_is_a_place(store: Store, address: str, name: str) -> None:
    assert named(store, address, address) == (name,)


def test_what_one_address_names_may_be_somebodys_house(store: Store) -> None:
    assert named(store, "Finca Villa María, kilómetro 2", "Finca La Fortuna, kilómetro 9") == ()


def test_a_street_is_no_named_place(store: Store) -> None:
    assert named(store, *["Calle 4 # 5-06", "Carrera 3 Sur # 12-54, piso 2"] * 2) == ()
