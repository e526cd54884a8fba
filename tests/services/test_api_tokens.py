"""Tokens of other systems: what is kept of them, and who comes in by one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store as tables
from ivr.errors import Invalid, NotFound
from ivr.services import agents, api_tokens
from ivr.services.agents import Role
from ivr.services.api_tokens import NewToken, Scope
from ivr.store import Store
from tests.services.town import NOW, PASSWORD

YEAR = timedelta(days=365)


def person(session: Session, user: str = "sistema") -> str:
    agents.create(
        session, user=user, name="Sistema", role=Role.SUPERVISOR, password=PASSWORD, now=NOW
    )
    return user


def made(session: Session, *scopes: Scope, name: str = "crm", user: str = "sistema") -> NewToken:
    return api_tokens.create(
        session, name=name, user=user, scopes=scopes or (Scope.CALLS_READ,),
        expires_at=NOW + YEAR, now=NOW,
    )  # fmt: skip


def test_who_comes_in_by_a_token_is_its_owner_with_its_scopes(store: Store) -> None:
    with store.unit_of_work() as session:
        person(session)
        new = made(session, Scope.CASES_READ, Scope.CALLS_READ)
    with store.reading() as session:
        holder = api_tokens.holder(session, new.secret, NOW)
    assert holder is not None
    assert holder.agent.user == "sistema"
    assert holder.scopes == {Scope.CALLS_READ, Scope.CASES_READ}
    assert new.secret.startswith("linea_")


def test_only_the_hash_of_the_secret_is_kept(store: Store) -> None:
    with store.unit_of_work() as session:
        person(session)
        new = made(session)
        row = session.scalars(select(tables.ApiToken)).one()
        kept = " ".join(str(value) for value in vars(row).values())
    assert new.secret not in kept
    assert new.token.ending == new.secret[-4:]
    assert new.secret not in repr(new)


def test_a_token_lets_in_until_it_is_revoked_or_over_or_its_owner_retired(store: Store) -> None:
    with store.unit_of_work() as session:
        person(session), person(session, "otra")
        revoked, kept, retired = (
            made(session, name=name, user=user)
            for name, user in (("a", "sistema"), ("b", "sistema"), ("c", "otra"))
        )
        api_tokens.revoke(session, revoked.token.id, NOW)
        agents.set_active(session, "otra", False, NOW)
    with store.reading() as session:
        for new, moment, there in (
            (revoked, NOW, False),
            (kept, NOW, True),
            (kept, NOW + YEAR, False),
            (retired, NOW, False),
        ):
            assert (api_tokens.holder(session, new.secret, moment) is not None) is there
        assert api_tokens.holder(session, "linea_" + "x" * 43, NOW) is None
        assert api_tokens.holder(session, "ñ\x00\ud800", NOW) is None
        assert [one.name for one in api_tokens.everyone(session)] == ["b", "c", "a"]


def test_what_a_token_can_t_be(store: Store) -> None:
    with store.unit_of_work() as session:
        person(session)
        made(session)
    for wrong in (
        {"name": " "},
        {"name": "crm"},
        {"scopes": ()},
        {"expires_at": NOW},
        {"expires_at": NOW + 4 * YEAR},
    ):
        usual = {"name": "otro", "scopes": (Scope.CALLS_READ,), "expires_at": NOW + YEAR}
        with store.unit_of_work() as session, pytest.raises(Invalid):
            api_tokens.create(session, user="sistema", now=NOW, **(usual | wrong))  # type: ignore[arg-type]
    with store.unit_of_work() as session, pytest.raises(NotFound):
        made(session, name="otro", user="nadie")


def test_uses_are_kept_newest_first_with_their_answer(store: Store) -> None:
    with store.unit_of_work() as session:
        person(session)
        token = made(session).token
        for minute, path in enumerate(("/api/v1/calls", "/api/v1/cases")):
            use_id = api_tokens.note_use(
                session, token.id, method="GET", path=path, address="::1",
                now=NOW + timedelta(minutes=minute),
            )  # fmt: skip
        api_tokens.note_answer(session, use_id, 200)
    with store.reading() as session:
        found = api_tokens.uses(session, token.id)
        (listed,) = api_tokens.everyone(session)
    assert [(one.path, one.status) for one in found] == [
        ("/api/v1/cases", 200),
        ("/api/v1/calls", None),
    ]
    assert listed.last_used_at == NOW + timedelta(minutes=1)


def test_old_uses_are_forgotten(store: Store) -> None:
    with store.unit_of_work() as session:
        person(session)
        token = made(session).token
        for days in (1, 800):
            api_tokens.note_use(
                session, token.id, method="GET", path="/", address="::1",
                now=NOW - timedelta(days=days),
            )  # fmt: skip
        assert api_tokens.sweep(session, NOW - timedelta(days=730)) == 1
        assert len(api_tokens.uses(session, token.id)) == 1
