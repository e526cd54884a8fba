"""The frame of the staff pages: who may go where, and what is told to whom may not."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from tests.cti.desk_server import PASSWORD
from tests.pages.staff import staff_page, staff_server
from tests.pages.test_bundle import problems


@pytest.mark.parametrize(
    ("user", "ways"),
    [
        ("ana", ["Puesto", "Llamadas", "Devoluciones", "Casos", "Daños"]),
        (
            "sofia",
            ["Puesto", "Tablero", "Llamadas", "Devoluciones", "Casos", "Daños", "Informes"],
        ),
    ],
)
async def test_the_navigation_is_what_one_may_open(
    browser: Browser, tmp_path: Path, user: str, ways: list[str]
) -> None:
    async with (
        staff_server(tmp_path) as server,
        staff_page(browser, server, user, "/informes") as page,
    ):
        links = page.get_by_role("navigation").get_by_role("link")
        await expect(links).to_have_text(ways)
        refused = page.get_by_text("Su usuario no tiene acceso a esta página.")
        await expect(refused).to_have_count(0 if "Informes" in ways else 1)
        assert await problems(page) == []


async def test_who_is_not_signed_in_comes_back_to_the_page_after_the_form(
    context: BrowserContext, tmp_path: Path
) -> None:
    async with staff_server(tmp_path) as server:
        page = await context.new_page()
        await page.goto(str(server.server.make_url("/informes?dia=2025-11-20")))
        await page.get_by_label("Usuario").fill("sofia")
        await page.get_by_label("Contraseña").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/informes?dia=2025-11-20")
        await page.get_by_role("button", name="Salir").click()
        await page.wait_for_url("**/entrar")
