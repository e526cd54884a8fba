"""README's picture: the desk while a call rings, taken from a demonstration that runs.

    ./linea up                                                         # in another terminal
    .venv/bin/python -m tests.pages.picture http://127.0.0.1:8080 PASSWORD docs/desk.png

The caller's page calls, proves whose account it is, hears the balance and asks for a person.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Page, expect

from tests.pages.browser import chromium, desk_context

AGENT = "agente1"
CALLER = "varias facturas vencidas"
KEYS = ("2", "1", "104")
BETWEEN_KEYS_SECONDS = 9.0
RINGS_WITHIN = 60_000


async def take(url: str, password: str, picture: Path) -> None:
    """Play one call and write the picture. Needs a line that nobody else is calling."""
    async with (
        chromium() as browser,
        desk_context(browser, device_scale_factor=1.25) as at_work,
        desk_context(browser) as at_home,
    ):
        desk, caller = await at_work.new_page(), await at_home.new_page()
        await desk.goto(f"{url}/entrar")
        await desk.get_by_label("Usuario").fill(AGENT)
        await desk.get_by_label("Contraseña").fill(password)
        await desk.keyboard.press("Enter")
        await desk.wait_for_url("**/puesto")
        await desk.locator(".state-button").click()
        await desk.get_by_role("menuitemradio", name="Disponible").click()
        await _call(caller, url)
        await expect(desk.get_by_role("button", name="Contestar")).to_be_enabled(
            timeout=RINGS_WITHIN
        )
        await expect(desk.locator(".panel-invoices table")).to_be_visible()
        await desk.evaluate("document.fonts.ready")
        await desk.screenshot(path=picture)
        await caller.get_by_role("button", name="Colgar").click()


async def _call(caller: Page, url: str) -> None:
    await caller.goto(f"{url}/telefono")
    await caller.locator("label.choice", has_text=CALLER).click()
    await caller.get_by_role("button", name="Llamar").click()
    await expect(caller.get_by_role("status")).to_have_text("En llamada")
    for keys in KEYS:
        await asyncio.sleep(BETWEEN_KEYS_SECONDS)
        await caller.keyboard.type(keys)
    await asyncio.sleep(2 * BETWEEN_KEYS_SECONDS)
    await caller.keyboard.press("0")


if __name__ == "__main__":
    address, secret, file = sys.argv[1:]
    asyncio.run(take(address, secret, Path(file)))
