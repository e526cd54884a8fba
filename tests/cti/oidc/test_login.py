"""Signing in by the identity provider: the whole way, and every way in which it may be a lie."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientResponse
from joserfc import jwt
from joserfc.jwk import OctKey

from cti.oidc.config import OidcConfig
from ivr.clock import FixedClock
from ivr.services import agents
from ivr.services.agents import Newcomers, Role
from ivr.store import Store
from tests.cti.desk_server import DeskServer, Page, desk_server
from tests.cti.oidc.identity_provider import (
    CLIENT,
    SECRET,
    Claims,
    IdentityProvider,
    identity_provider,
    new_key,
)
from tests.cti.sequence import BEGIN

CONFIG = OidcConfig(issuer="", client_id=CLIENT, client_secret=SECRET, label="la cuenta de prueba")


@dataclass(slots=True)
class Meeting:
    """The line and a provider, and a browser that goes from one to the other."""

    server: DeskServer
    provider: IdentityProvider
    page: Page

    async def go(self, wanted: str = "/puesto", page: Page | None = None) -> str:
        """Begin, consent; gives the address that the browser comes back to."""
        browser = page or self.page
        begun = await browser.get(f"/entrar/oidc?ir={wanted}", allow_redirects=False)
        assert begun.status == 303, await begun.text()
        agreed = await browser.client.get(begun.headers["Location"], allow_redirects=False)
        assert agreed.status == 302, await agreed.text()
        back = agreed.headers["Location"]
        return back.removeprefix(str(self.server.server.make_url("/")).rstrip("/"))

    async def come(self, back: str) -> ClientResponse:
        return await self.page.get(back, allow_redirects=False)

    async def sign_in(self) -> ClientResponse:
        return await self.come(await self.go())

    async def who(self) -> str | None:
        answer = await self.page.get("/api/v1/session")
        return (await answer.json())["agent"]["user"] if answer.status == 200 else None


@asynccontextmanager
async def meeting(
    folder: Path,
    store: Store,
    *,
    provider: dict[str, Any] | None = None,
    passwords: bool = True,
    **config: Any,
) -> AsyncIterator[Meeting]:
    clock = FixedClock(BEGIN)
    async with identity_provider(clock, **(provider or {})) as running:
        oidc = replace(CONFIG, **({"issuer": running.issuer} | config))
        async with desk_server(folder, store, oidc=oidc, passwords=passwords) as server:
            running.clock = server.clock
            yield Meeting(server, running, await server.page())


def failure(answer: ClientResponse) -> str:
    """Why it was refused: what the form is told."""
    assert answer.status == 303
    address = urlsplit(answer.headers["Location"])
    assert address.path == "/entrar"
    assert "linea_session" not in answer.cookies
    return parse_qs(address.query)["falla"][0]


async def test_who_the_provider_vouches_for_is_signed_in(tmp_path: Path, store: Store) -> None:
    async with meeting(tmp_path, store) as at:
        answer = await at.come(await at.go("/casos?lista=overdue"))
        assert answer.status == 200
        cookie = answer.cookies["linea_session"]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
        # A page of ours leads on; a redirect would bring no Strict cookie.
        assert 'content="0; url=/casos?lista=overdue"' in await answer.text()
        assert await at.who() == "ana"


async def test_a_public_client_needs_no_secret(tmp_path: Path, store: Store) -> None:
    async with meeting(tmp_path, store, provider={"public": True}, client_secret="") as at:
        await at.sign_in()
        assert await at.who() == "ana"


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil", "javascript:x"]
)
async def test_it_leads_nowhere_else(tmp_path: Path, store: Store, wanted: str) -> None:
    async with meeting(tmp_path, store) as at:
        answer = await at.come(await at.go(wanted))
        assert 'content="0; url=/puesto"' in await answer.text()


def _without(name: str) -> Callable[[Claims], Claims]:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


def _with(**changed: Any) -> Callable[[Claims], Claims]:
    return lambda claims: claims | changed


def _later(name: str, seconds: int) -> Callable[[Claims], Claims]:
    return lambda claims: claims | {name: claims["iat"] + seconds}


LIES: dict[str, Callable[[Claims], Claims]] = {
    "another nonce": _with(nonce="x" * 43),
    "no nonce": _without("nonce"),
    "a nonce that is no text": _with(nonce=None),
    "another issuer": _with(iss="https://evil.example"),
    "no issuer": _without("iss"),
    "for another": _with(aud="other"),
    "for nobody": _without("aud"),
    "for two, by another": _with(aud=[CLIENT, "other"], azp="other"),
    "for two, by nobody": _with(aud=[CLIENT, "other"]),
    "expired": _later("exp", -61),
    "without an end": _without("exp"),
    "an end that is no time": _with(exp="tomorrow"),
    "an end that is true": _with(exp=True),
    "of tomorrow": lambda claims: claims | {"iat": claims["iat"] + 3600},
    "without a beginning": _without("iat"),
    "not valid yet": _later("nbf", 3600),
    "nobody's": _without("sub"),
    "an empty subject": _with(sub=""),
    "a subject without measure": _with(sub="s" * 300),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
async def test_a_token_that_is_not_for_this_sign_in_is_not_believed(
    tmp_path: Path, store: Store, lie: Callable[[Claims], Claims]
) -> None:
    async with meeting(tmp_path, store, provider={"claims": lie}) as at:
        assert failure(await at.sign_in()) == "oidc_not_believed"
        assert await at.who() is None


TRUE: dict[str, Callable[[Claims], Claims]] = {
    "for two, by us": _with(aud=[CLIENT, "other"], azp=CLIENT),
    "a clock that is slow": lambda claims: _later("exp", -30)(claims),
    "a clock that is fast": lambda claims: claims | {"iat": claims["iat"] + 30},
}


@pytest.mark.parametrize("claims", TRUE.values(), ids=TRUE.keys())
async def test_what_a_provider_may_say_is_believed(
    tmp_path: Path, store: Store, claims: Callable[[Claims], Claims]
) -> None:
    async with meeting(tmp_path, store, provider={"claims": claims}) as at:
        await at.sign_in()
        assert await at.who() == "ana"


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _unsigned(token: str) -> str:
    return f"{_part({'alg': 'none'})}.{token.split('.')[1]}."


def _of_another_key(token: str) -> str:
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, new_key("k1"))


def _by_shared_secret(token: str) -> str:
    """Signed by what everybody knows, as if the public key were a secret (alg confusion)."""
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    secret = OctKey.import_key("the public key, as everybody may read it")
    return jwt.encode({"alg": "HS256", "kid": "k1"}, claims, secret, algorithms=["HS256"])


def _changed(token: str) -> str:
    header, claims, signature = token.split(".")
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    return f"{header}.{_part(said | {'preferred_username': 'raiz'})}.{signature}"


FORGED = {
    "without a signature": _unsigned,
    "of another key": _of_another_key,
    "of a shared secret": _by_shared_secret,
    "changed on the way": _changed,
    "cut": lambda token: token[:-10],
    "nothing": lambda token: "",
    "no token": lambda token: "a.b.c",
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
async def test_a_forged_token_signs_nobody_in(
    tmp_path: Path, store: Store, forge: Callable[[str], str]
) -> None:
    async with meeting(tmp_path, store, provider={"token": forge}) as at:
        assert failure(await at.sign_in()) == "oidc_not_believed"
        assert await at.who() is None


async def test_who_comes_back_with_another_state_is_refused(tmp_path: Path, store: Store) -> None:
    async with meeting(tmp_path, store) as at:
        back = await at.go()
        code = parse_qs(urlsplit(back).query)["code"][0]
        for state in ("", "x" * 43, "ñ"):
            forged = f"/entrar/oidc/vuelta?code={code}&state={state}"
            assert failure(await at.come(forged)) == "oidc_not_believed"
        # The way is gone with the first false try: the true one is refused too.
        assert failure(await at.come(back)) == "oidc_not_believed"


async def test_an_answer_is_taken_once(tmp_path: Path, store: Store) -> None:
    async with meeting(tmp_path, store) as at:
        back = await at.go()
        assert (await at.come(back)).status == 200
        assert failure(await at.come(back)) == "oidc_not_believed"


async def test_nobody_is_signed_in_as_another_by_their_link(tmp_path: Path, store: Store) -> None:
    """Login CSRF: a link with an attacker's code does nothing in a victim's browser."""
    async with meeting(tmp_path, store) as at:
        attacker = await at.server.page()
        back = await at.go(page=attacker)
        assert failure(await at.come(back)) == "oidc_not_believed"
        mine = await at.go()
        assert failure(await at.come(back)) == "oidc_not_believed"
        assert failure(await at.come(mine)) == "oidc_not_believed"
        assert await at.who() is None


async def test_the_way_is_ten_minutes_long(tmp_path: Path, store: Store) -> None:
    async with meeting(tmp_path, store) as at:
        back = await at.go()
        at.server.clock.advance(timedelta(minutes=11))
        assert failure(await at.come(back)) == "oidc_not_believed"


ANSWERS = ["error=access_denied", "code=", "code=" + "x" * 5000, "code=x&iss=https://evil.example"]


@pytest.mark.parametrize("said", ANSWERS)
async def test_an_answer_without_a_good_code_is_refused(
    tmp_path: Path, store: Store, said: str
) -> None:
    async with meeting(tmp_path, store) as at:
        state = parse_qs(urlsplit(await at.go()).query)["state"][0]
        answer = await at.come(f"/entrar/oidc/vuelta?{said}&state={state}")
        assert failure(answer) == "oidc_not_believed"


async def test_a_key_that_changed_is_learnt_and_asked_for_once(
    tmp_path: Path, store: Store
) -> None:
    async with meeting(tmp_path, store) as at:
        await at.sign_in()
        at.provider.change_key("k2")
        assert failure(await at.sign_in()) == "oidc_not_believed"  # asked ten seconds ago
        at.server.clock.advance(timedelta(seconds=11))
        await at.sign_in()
        assert await at.who() == "ana"
        assert at.provider.asked.count("keys") == 2
        assert at.provider.asked.count("description") == 1
        at.server.clock.advance(timedelta(hours=2))
        await at.sign_in()
        assert at.provider.asked.count("keys") == 3
        assert at.provider.asked.count("description") == 2


async def test_a_key_with_a_known_name_may_be_a_new_one(tmp_path: Path, store: Store) -> None:
    async with meeting(tmp_path, store) as at:
        await at.sign_in()
        at.provider.change_key("k1")
        at.server.clock.advance(timedelta(seconds=11))
        await at.sign_in()
        assert await at.who() == "ana"


async def test_false_keys_are_no_way_to_have_the_provider_asked_without_end(
    tmp_path: Path, store: Store
) -> None:
    async with meeting(tmp_path, store, provider={"header": {"kid": "unknown"}}) as at:
        for _ in range(5):
            assert failure(await at.sign_in()) == "oidc_not_believed"
        assert at.provider.asked.count("keys") == 1


DESCRIPTIONS: list[tuple[dict[str, Any], str]] = [
    ({"issuer": "https://evil.example"}, "oidc_not_believed"),
    ({"token_endpoint": "http://evil.example/token"}, "oidc_not_believed"),
    ({"jwks_uri": "file:///etc/passwd"}, "oidc_not_believed"),
    ({"authorization_endpoint": "javascript:alert(1)"}, "oidc_not_believed"),
    ({"jwks_uri": 7}, "oidc_gone"),
]


@pytest.mark.parametrize(("description", "told"), DESCRIPTIONS)
async def test_a_description_that_leads_astray_is_not_followed(
    tmp_path: Path, store: Store, description: dict[str, Any], told: str
) -> None:
    async with meeting(tmp_path, store, provider={"description": description}) as at:
        assert failure(await at.page.get("/entrar/oidc", allow_redirects=False)) == told


async def test_a_provider_that_is_away_is_said(tmp_path: Path, store: Store) -> None:
    async with meeting(tmp_path, store, issuer="http://127.0.0.1:9") as at:
        assert failure(await at.page.get("/entrar/oidc", allow_redirects=False)) == "oidc_gone"


# Whose account it is


async def test_an_account_stays_its_person_s_whatever_it_is_called(
    tmp_path: Path, store: Store
) -> None:
    async with meeting(tmp_path, store) as at:
        await at.sign_in()
        at.provider.account = {"sub": "s-1", "preferred_username": "raiz"}
        await at.sign_in()
        assert await at.who() == "ana"
        at.provider.account = {"sub": "s-2", "preferred_username": "ana"}
        assert failure(await at.sign_in()) == "identity_not_known"


async def test_a_subject_may_be_said_to_be_somebody_s(tmp_path: Path, store: Store) -> None:
    async with meeting(tmp_path, store, users={"s-1": "sofia"}) as at:
        await at.sign_in()
        assert await at.who() == "sofia"


async def test_who_is_not_known_is_refused_or_made_as_the_settings_say(
    tmp_path: Path, store: Store
) -> None:
    account = {"sub": "s-9", "preferred_username": "Nueva", "name": "Nueva Persona"}
    async with meeting(tmp_path, store, provider={"account": account}) as at:
        assert failure(await at.sign_in()) == "identity_not_known"
        with store.reading() as session:
            assert "nueva" not in {one.user for one in agents.everyone(session)}


async def test_a_newcomer_has_the_role_and_the_queues_of_the_settings_and_no_password(
    tmp_path: Path, store: Store
) -> None:
    account = {"sub": "s-9", "preferred_username": "Nueva", "name": "Nueva Persona"}
    newcomers = Newcomers(Role.AGENT, {"attention": 2})
    async with meeting(tmp_path, store, provider={"account": account}, newcomers=newcomers) as at:
        await at.sign_in()
        with store.reading() as session:
            made = agents.by_user(session, "nueva")
        assert (made.name, made.role, made.skills) == (
            "Nueva Persona",
            Role.AGENT,
            {"attention": 2},
        )
        page = await at.server.page()
        for password in ("!", "", "clave-de-prueba"):
            assert (await page.log_in("nueva", password)).status in (401, 422)


async def test_who_is_retired_does_not_come_back_by_the_provider(
    tmp_path: Path, store: Store
) -> None:
    async with meeting(tmp_path, store) as at:
        await at.sign_in()
        with store.unit_of_work() as session:
            agents.set_active(session, "ana", False, at.server.clock.now())
        assert failure(await at.sign_in()) == "identity_not_known"


ROLES: list[tuple[Claims, Role | None]] = [
    ({"realm_access": {"roles": ["x", "jefes"]}}, Role.SUPERVISOR),
    ({"realm_access": {"roles": ["asesores", "jefes"]}}, Role.SUPERVISOR),
    ({"realm_access": {"roles": "asesores"}}, Role.AGENT),
    ({"realm_access.roles": ["asesores"]}, Role.AGENT),
    ({"realm_access": {"roles": []}}, None),
    ({"realm_access": "jefes"}, None),
    ({}, None),
]


@pytest.mark.parametrize(("told", "role"), ROLES)
async def test_the_provider_says_the_role(
    tmp_path: Path, store: Store, told: Claims, role: Role | None
) -> None:
    account = {"sub": "s-1", "preferred_username": "clara"} | told
    async with meeting(
        tmp_path,
        store,
        provider={"account": account},
        role_claim="realm_access.roles",
        roles={"jefes": Role.SUPERVISOR, "asesores": Role.AGENT},
    ) as at:
        answer = await at.sign_in()
        if role is None:
            assert failure(answer) == "identity_not_known"
            return
        with store.reading() as session:
            assert agents.by_user(session, "clara").role is role


# Around it


async def test_the_browser_s_former_session_ends(tmp_path: Path, store: Store) -> None:
    async with meeting(tmp_path, store) as at:
        former = (await at.page.log_in("sofia")).cookies["linea_session"].value
        await at.sign_in()
        assert await at.who() == "ana"
        with store.reading() as session:
            assert agents.session_for(session, former, at.server.clock.now()) is None


async def test_signing_out_leads_to_the_provider_and_only_who_came_by_it(
    tmp_path: Path, store: Store
) -> None:
    async with meeting(tmp_path, store) as at:
        await at.sign_in()
        left = await at.page.post("/api/v1/logout")
        there = urlsplit((await left.json())["leave"])
        assert there.path == "/end"
        asked = parse_qs(there.query)
        assert asked["client_id"] == [CLIENT]
        assert asked["post_logout_redirect_uri"][0].endswith("/entrar")
        assert await at.who() is None
        assert (await at.page.post("/api/v1/logout")).status == 204
        await at.page.log_in("ana")
        assert (await at.page.post("/api/v1/logout")).status == 204


async def test_the_form_offers_what_there_is(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        text = await (await (await server.page()).get("/entrar")).text()
        assert 'data-passwords="yes" data-provider=""' in text


async def test_without_passwords_none_is_looked_at(tmp_path: Path, store: Store) -> None:
    async with meeting(tmp_path, store, passwords=False) as at:
        assert (await at.page.log_in("ana")).status == 403
        await at.sign_in()
        assert await at.who() == "ana"
        text = await (await at.page.get("/entrar")).text()
        assert 'data-passwords="no" data-provider="la cuenta de prueba"' in text
