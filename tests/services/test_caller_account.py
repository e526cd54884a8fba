"""The account that an agent chooses, and the identity that they verify."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.errors import Invalid, NotFound, Refused
from ivr.services import caller_account, callers, calls, identity_notes
from ivr.services.agents import Agent
from ivr.services.caller_match import Match
from ivr.services.callers import CallerCard
from ivr.services.identity_notes import IdentityWays
from ivr.store import Store, Verification
from tests.services import town
from tests.services.town import NOW

SHARED, OWN, STRANGER = "+573155550106", "+573155550101", "+573160000000"
SHIPPED = Path(__file__).parents[2] / "config" / "catalogues" / "identity.toml"
WAYS = identity_notes.read(SHIPPED)


@pytest.fixture
def agent(store: Store) -> Agent:
    """Two accounts share a telephone, a third has its own."""
    with store.unit_of_work() as session:
        town.account(session, "100000", phones=(SHARED,), document="1018450106")
        town.account(session, "200000", phones=(SHARED,), document="1018450106")
        town.account(session, "300000", phones=(OWN,))
        return town.agent(session)


def call(store: Store, number: str | None, level: int | None = None) -> str:
    """A call; with ``level`` the caller claimed account 300000 in the line."""
    call_id = town.call_id()
    with store.unit_of_work() as session:
        calls.begin(session, call_id, started_at=NOW, number=number, withheld=number is None)
        if level is not None:
            calls.set_account(session, call_id, 3, level)
    return call_id


def choose(store: Store, call_id: str, number: str | None, agent: Agent) -> CallerCard:
    with store.unit_of_work() as session:
        caller_account.choose(session, call_id, number, agent, NOW)
        return callers.card(session, call_id, NOW)


def test_a_shared_telephone_is_likely_one_of_its_accounts(store: Store, agent: Agent) -> None:
    with store.reading() as session:
        card = callers.card(session, call(store, SHARED), NOW)
    assert (card.match, card.account) == (Match.LIKELY, None)
    assert [one.number for one in card.candidates] == ["100000", "200000"]


def test_the_card_fills_with_the_chosen_account_and_says_who_chose(
    store: Store, agent: Agent
) -> None:
    call_id = call(store, SHARED)
    card = choose(store, call_id, "200000", agent)
    assert card.account is not None
    assert (card.match, card.account.number) == (Match.LIKELY, "200000")
    assert card.evidence == "Agente1 eligió la cuenta 200000"
    assert [one.number for one in card.candidates] == ["100000"]
    assert (card.path[-1].kind, card.path[-1].label) == ("account_chosen", card.evidence)
    with store.reading() as session:
        record = calls.by_id(session, call_id)
    assert record is not None
    assert record.account_id == 2


@pytest.mark.parametrize("level", [None, 0, 1, 2])
@pytest.mark.parametrize("number", ["100000", "300000", None])
def test_no_choice_raises_the_identity(
    store: Store, agent: Agent, level: int | None, number: str | None
) -> None:
    call_id = call(store, STRANGER, level)
    card = choose(store, call_id, number, agent)
    same = number == "300000"
    assert card.identity_level == (level or 0 if same else 0)
    assert (card.match is Match.CERTAIN) is (same and level == 2)


def test_none_of_them_leaves_the_caller_unknown_and_may_be_changed(
    store: Store, agent: Agent
) -> None:
    call_id = call(store, OWN)
    card = choose(store, call_id, None, agent)
    assert (card.match, card.account, card.invoices) == (Match.UNKNOWN, None, ())
    assert "ninguna" in card.evidence
    assert [one.number for one in card.candidates] == ["300000"]
    assert choose(store, call_id, "300000", agent).match is Match.LIKELY


@pytest.mark.parametrize("number", ["", "999999", "x", "' OR 1=1"])
def test_an_account_that_is_none_is_not_chosen(store: Store, agent: Agent, number: str) -> None:
    call_id = call(store, SHARED)
    with store.unit_of_work() as session, pytest.raises(NotFound):
        caller_account.choose(session, call_id, number, agent, NOW)


def verify(
    store: Store, call_id: str, agent: Agent, code: str, answer: str = ""
) -> tuple[Verification, CallerCard]:
    with store.unit_of_work() as session:
        record = calls.by_id(session, call_id)
        account = callers.card(session, call_id, NOW).account
        assert record is not None
        assert account is not None
        way = WAYS.by_code(code)
        result = identity_notes.note(session, record, account, way, answer, agent, NOW)
        return result, callers.card(session, call_id, NOW)


def test_a_datum_that_is_right_verifies_and_says_by_whom_and_how(
    store: Store, agent: Agent
) -> None:
    result, card = verify(store, call(store, OWN), agent, "documento", "101")
    assert result is Verification.VERIFIED
    assert (card.match, card.identity_level) == (Match.CERTAIN, 2)
    assert card.evidence.startswith("Agente1 verificó la identidad: tres últimos dígitos")
    assert card.path[-1].kind == "identity_noted"


def test_an_agent_may_vouch(store: Store, agent: Agent) -> None:
    result, card = verify(store, call(store, OWN), agent, "factura")
    assert (result, card.match) == (Verification.VERIFIED, Match.CERTAIN)


def test_wrong_data_are_counted_with_those_of_the_keypad(store: Store, agent: Agent) -> None:
    call_id = call(store, OWN)
    results = [verify(store, call_id, agent, "documento", "999")[0] for _ in range(4)]
    assert results[0] is Verification.FAILED
    assert results[-1] is Verification.LOCKED
    result, card = verify(store, call(store, OWN), agent, "documento", "101")
    assert (result, card.identity_level) == (Verification.LOCKED, 0)
    assert card.path[-1].kind == "identity_failed"


def test_the_telephone_that_calls_proves_nothing_of_itself(store: Store, agent: Agent) -> None:
    call_id = call(store, OWN)
    with pytest.raises(Refused, match="pida otro dato"):
        verify(store, call_id, agent, "telefono", "101")


@pytest.mark.parametrize("answer", ["", "12", "1234", "abc", "١٢٣", "12 "])
def test_a_datum_is_three_digits(store: Store, agent: Agent, answer: str) -> None:
    call_id = call(store, OWN)
    with pytest.raises(Invalid):
        verify(store, call_id, agent, "documento", answer)


def test_choosing_another_account_afterwards_proves_nothing_of_it(
    store: Store, agent: Agent
) -> None:
    call_id = call(store, OWN)
    verify(store, call_id, agent, "documento", "101")
    card = choose(store, call_id, "100000", agent)
    assert (card.match, card.identity_level) == (Match.LIKELY, 0)


def test_ways_are_checked_when_they_are_read(tmp_path: Path) -> None:
    file = tmp_path / "identity.toml"
    for old, new in (("documento", "factura"), ('"phone"', '"sign"'), ("label", "says")):
        file.write_text(SHIPPED.read_text("utf-8").replace(old, new), "utf-8")
        with pytest.raises(Invalid, match=r"identity\.toml"):
            identity_notes.read(file)
    with pytest.raises(Invalid):
        IdentityWays(approved_by="", way=()).by_code("documento")
