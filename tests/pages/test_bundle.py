"""What the browser loads: little, from here alone, and readable by everyone."""

from __future__ import annotations

import pytest
from playwright.async_api import BrowserContext, Page, expect

from app.settings import PROJECT
from tests.pages import cards
from tests.pages.desk_server import DeskServer
from tests.pages.test_desk import choose

FIRST_LOAD_AT_MOST = 200_000
AXE = PROJECT / "cti" / "web" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.mark.parametrize("path", ["/", "/entrar", "/puesto", "/telefono"])
async def test_a_first_load_is_small_and_asks_nobody_else(
    context: BrowserContext, server: DeskServer, path: str
) -> None:
    page = await context.new_page()
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    await page.goto(f"{server.url}{path}", wait_until="networkidle")
    names = [address.rpartition("/")[2] for address in addresses if "/static/" in address]
    sizes = {path.name: path.stat().st_size for path in server.bundle.iterdir()}
    loaded = sum(sizes.get(f"{name}.gz", sizes.get(name, 0)) for name in names)
    assert 0 < loaded < FIRST_LOAD_AT_MOST
    assert all(address.startswith((server.url, "ws://127.0.0.1")) for address in addresses)


async def problems(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA, one line each."""
    await page.evaluate(AXE.read_text())
    found = await page.evaluate(
        "rules => axe.run({runOnly: {type: 'tag', values: rules}})", STANDARD
    )
    return [
        f"{violation['id']}: {node['html'][:120]} {node.get('failureSummary', '')}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
async def test_the_desk_keeps_to_wcag(
    desk: Page, server: DeskServer, scheme: str, width: int
) -> None:
    await desk.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await desk.set_viewport_size({"width": width, "height": 844})
    assert await problems(desk) == []
    await server.say("pop", call=cards.certain())
    await expect(desk.locator(".holder")).to_be_visible()
    assert await problems(desk) == []
    await server.say("answered", call_id=cards.CALL_ID, at=cards.ago())
    until = cards.ago(seconds=-60)
    await server.say("ended", call_id=cards.CALL_ID, at=cards.ago(), wrap_up_until=until)
    await choose(desk, "puntos")
    assert await problems(desk) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/entrar", "/telefono"])
async def test_the_other_pages_keep_to_wcag(
    context: BrowserContext, server: DeskServer, path: str, scheme: str
) -> None:
    page = await context.new_page()
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await page.goto(f"{server.url}{path}", wait_until="networkidle")
    assert await problems(page) == []
