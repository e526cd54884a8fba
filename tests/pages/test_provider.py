"""Signing in by the identity provider in a real browser: cookies, sites, and the form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from ivr.clock import FixedClock
from tests.cti.oidc.identity_provider import identity_provider
from tests.cti.oidc.test_login import CONFIG
from tests.cti.sequence import BEGIN
from tests.pages.browser import desk_context
from tests.pages.staff import staff_server


async def test_from_the_desk_to_the_provider_of_another_site_and_back(
    browser: Browser, tmp_path: Path
) -> None:
    """The session's cookie is Strict: whoever comes from another site brings it all the same."""
    async with identity_provider(FixedClock(BEGIN), "localhost", asks=True) as provider:
        oidc = replace(CONFIG, issuer=provider.issuer)
        async with (
            staff_server(tmp_path, oidc=oidc) as server,
            desk_context(browser, base_url=str(server.server.make_url("/"))) as context,
        ):
            page = await context.new_page()
            await page.goto("/casos")
            await page.get_by_role("link", name="Entrar con la cuenta de prueba").click()
            await page.get_by_role("button", name="Aceptar").click()
            await page.wait_for_url("**/casos")
            await expect(page.locator(".staff-top")).to_contain_text("Ana")
            cookies = {one["name"]: one for one in await context.cookies()}
            assert cookies["linea_session"]["sameSite"] == "Strict"
            assert "linea_oidc_way" not in cookies


@pytest.mark.parametrize("passwords", [True, False])
async def test_what_came_to_nothing_is_said_at_the_form(
    browser: Browser, tmp_path: Path, passwords: bool
) -> None:
    account = {"sub": "s-9", "preferred_username": "desconocida"}
    how = {"account": account, "asks": True}
    async with identity_provider(FixedClock(BEGIN), "localhost", **how) as provider:
        oidc = replace(CONFIG, issuer=provider.issuer)
        async with (
            staff_server(tmp_path, oidc=oidc, passwords=passwords) as server,
            desk_context(browser, base_url=str(server.server.make_url("/"))) as context,
        ):
            page = await context.new_page()
            await page.goto("/entrar")
            await expect(page.get_by_label("Usuario")).to_have_count(1 if passwords else 0)
            await page.get_by_role("link", name="Entrar con la cuenta de prueba").click()
            await page.get_by_role("button", name="Aceptar").click()
            await expect(page.get_by_role("alert")).to_contain_text("no puede entrar a la línea")
