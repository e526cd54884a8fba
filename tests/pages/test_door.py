"""The start page and the login."""

from __future__ import annotations

from playwright.async_api import BrowserContext, expect

from tests.pages.desk_server import DeskServer


async def test_the_start_page_leads_to_desk_and_telephone(
    context: BrowserContext, server: DeskServer
) -> None:
    page = await context.new_page()
    await page.goto(server.url)
    await page.get_by_role("link", name="Teléfono de demostración").click()
    await expect(page.get_by_role("heading")).to_have_text("Teléfono de demostración")
    await page.goto(server.url)
    await page.get_by_role("link", name="Puesto de atención").click()
    await expect(page.locator(".call-bar")).to_be_visible()


async def test_a_wrong_password_is_said_and_the_right_one_enters(
    context: BrowserContext, server: DeskServer
) -> None:
    server.signed_in = False
    page = await context.new_page()
    await page.goto(f"{server.url}/puesto")
    await page.get_by_label("Usuario").fill("camila")
    await page.get_by_label("Contraseña").fill("otra")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_have_text(
        "El usuario o la contraseña no son correctos"
    )
    await page.get_by_label("Contraseña").fill("correcta")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/puesto")
    await expect(page.locator(".call-bar")).to_be_visible()
