"""The call log and one call in full: found, read, listened to, put on record."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from ivr.services import recordings
from tests.pages.calls import CALL_ID, SECONDS, make_call
from tests.pages.staff import staff_page, staff_server
from tests.pages.test_bundle import problems


async def test_a_call_is_found_and_listened_to(browser: Browser, tmp_path: Path) -> None:
    async with staff_server(tmp_path) as server:
        make_call(server, tmp_path)
        async with staff_page(browser, server, "sofia", "/llamadas") as page:
            await page.get_by_label("Teléfono").fill("315 123 4567")
            await page.get_by_role("button", name="Buscar").click()
            await expect(page.get_by_role("row")).to_have_count(2)
            assert await problems(page) == []
            await page.get_by_role("rowheader").get_by_role("link").click()
            await expect(page.get_by_role("heading", name="Grabación")).to_be_visible()
            assert await problems(page) == []
            await page.get_by_role("button", name="Oír desde las").nth(1).click()
            await played_to(page, 2.2)
            assert await duration(page) == pytest.approx(SECONDS, abs=0.1)
            await page.get_by_role("button", name="Quien llama").click()
            await page.get_by_role("button", name="2×").click()
            await played_to(page, SECONDS)
            await expect(page.get_by_text("Sofia, ")).to_contain_text("desde 127.0.0.1: Llamada")
        with server.store.reading() as session:
            assert len(recordings.accesses(session, CALL_ID)) == 1


async def played_to(page: Page, seconds: float) -> None:
    """Wait for the player to have come so far."""
    await page.evaluate(
        """seconds => new Promise(resolve => {
            const audio = document.querySelector("audio");
            const look = () => audio.currentTime >= seconds && resolve();
            audio.addEventListener("timeupdate", look);
            look();
        })""",
        seconds - 0.05,
    )


async def duration(page: Page) -> float:
    seconds: float = await page.evaluate("document.querySelector('audio').duration")
    return seconds


async def test_looking_at_a_call_is_not_listening_to_it(browser: Browser, tmp_path: Path) -> None:
    async with staff_server(tmp_path) as server:
        make_call(server, tmp_path)
        async with staff_page(browser, server, "clara", f"/llamadas/{CALL_ID}") as page:
            await expect(page.get_by_text("•••567")).to_be_visible()
            await expect(page.get_by_role("heading", name="Quién la ha oído")).to_have_count(0)
        async with staff_page(browser, server, "ines", f"/llamadas/{CALL_ID}") as page:
            await expect(page.get_by_text("Su usuario no puede oírla.")).to_be_visible()
            await expect(page.get_by_text("Nadie todavía.")).to_be_visible()
        with server.store.reading() as session:
            assert recordings.accesses(session, CALL_ID) == ()


async def test_an_agent_finds_their_own_calls(browser: Browser, tmp_path: Path) -> None:
    async with staff_server(tmp_path) as server:
        make_call(server, tmp_path)
        async with staff_page(browser, server, "ana", "/llamadas") as page:
            await expect(page.get_by_role("heading", name="Sus llamadas")).to_be_visible()
            await expect(page.get_by_role("link", name="Descargar CSV")).to_have_count(0)
            await page.get_by_role("rowheader").get_by_role("link").click()
            await expect(page.get_by_text("Su usuario no puede oírla.")).to_be_visible()
            await expect(page.get_by_role("alert")).to_have_count(0)
        async with staff_page(browser, server, "beto", "/llamadas") as page:
            await expect(page.get_by_text("No hay llamadas con esos filtros.")).to_be_visible()


async def test_a_log_without_calls_says_what_will_be_there(
    browser: Browser, tmp_path: Path
) -> None:
    async with staff_server(tmp_path) as server:
        options = {"viewport": {"width": 390, "height": 844}}
        async with staff_page(browser, server, "sofia", "/llamadas", **options) as page:
            await expect(page.get_by_text("No hay llamadas con esos filtros.")).to_be_visible()
            assert await problems(page) == []
