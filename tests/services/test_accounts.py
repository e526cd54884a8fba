from __future__ import annotations

import pytest

from ivr.services import accounts
from ivr.store import Store
from tests.services import town


@pytest.mark.parametrize("typed", ["210000373", "210-000-373", " 210 000 373 "])
def test_an_account_is_found_by_its_number_however_it_is_written(store: Store, typed: str) -> None:
    with store.unit_of_work() as session:
        town.account(session)
        (found,) = accounts.by_number(session, typed)
    assert (found.holder, found.zone, found.stratum) == ("María Gómez", "Zona de 210000373", 3)
    assert found.services == ("acueducto", "aseo")


@pytest.mark.parametrize("typed", ["", "abc", "0", "210000374", "٢١٠٠٠٠٣٧٣", "9" * 500, "' OR 1=1"])
def test_what_is_no_account_finds_none(store: Store, typed: str) -> None:
    with store.unit_of_work() as session:
        town.account(session)
        assert accounts.by_number(session, typed) == ()
        assert accounts.by_document(session, typed) == ()
        assert accounts.by_phone(session, typed) == ()


def test_one_telephone_may_belong_to_two_accounts(store: Store) -> None:
    with store.unit_of_work() as session:
        town.account(session, "30", phones=("+573155550101", "+576082550101"))
        town.account(session, "20")
        town.account(session, "10", phones=("+573155550102",))
        found = accounts.by_phone(session, "+573155550101")
    assert [account.number for account in found] == ["20", "30"]
    assert found[1].phones == ("+573155550101", "+576082550101")


def test_a_holder_may_have_several_accounts(store: Store) -> None:
    with store.unit_of_work() as session:
        town.account(session, "10")
        town.account(session, "20")
        found = accounts.by_document(session, "38.251.101")
        assert [account.number for account in found] == ["10", "20"]
        assert accounts.by_id(session, found[0].id) == found[0]
        assert accounts.by_id(session, -1) is None
