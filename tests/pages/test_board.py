"""The board and the reports in a real browser, on the real server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect
from sqlalchemy.orm import Session

from cti.web.keys import BOARD
from ivr.services import calls
from ivr.services.calls import LeftBecause
from tests.cti.desk_server import DeskServer
from tests.cti.sequence import BEGIN
from tests.cti.test_board import ARRIVES, WAITS, talks
from tests.pages.staff import staff_page, staff_server
from tests.pages.test_bundle import problems
from tests.services import town


def figure(page: Page, name: str) -> Locator:
    """The value of a big figure."""
    return page.locator(".board-figure", has_text=name).locator(".board-value")


def give_up(session: Session, seconds: int) -> None:
    """A caller who gave up in the queue this morning."""
    at = BEGIN - timedelta(hours=1)
    call_id = town.call_id(at)
    left = at + timedelta(seconds=seconds)
    calls.begin(session, call_id, started_at=at)
    calls.set_intent(session, call_id, "factura")
    calls.queue_entered(session, call_id, "attention", at=at)
    calls.queue_left(session, call_id, "attention", at=left, reason=LeftBecause.ABANDONED)
    calls.end(session, call_id, at=left)


async def watch(server: DeskServer) -> None:
    """An agent at work, for the board to show."""
    ana = await server.page()
    await ana.sit("ana")
    await ana.post("/api/v1/me/state", {"state": "available"})


async def test_the_board_follows_a_call(browser: Browser, tmp_path: Path) -> None:
    async with staff_server(tmp_path) as server:
        await watch(server)
        async with staff_page(browser, server, "sofia", "/tablero") as page:
            await expect(page.get_by_text("En vivo")).to_be_visible()
            await expect(figure(page, "En el sistema")).to_have_text("0")
            await server.event(ARRIVES)
            await expect(figure(page, "En el sistema")).to_have_text("1")
            await server.event(WAITS)
            await expect(figure(page, "Esperan ahora")).to_have_text("1")
            await server.event(await talks("desk-01", server.ids["ana"]))
            await expect(figure(page, "Esperan ahora")).to_have_text("0")
            ana = page.get_by_role("row", name="Ana")
            await expect(ana).to_contain_text("En llamada")
            button = ana.get_by_role("button", name="Escuchar la llamada de Ana")
            await expect(button).to_be_enabled()
            await expect(figure(page, "Atendidas hoy")).to_have_text("1")
            await figure(page, "Atendidas hoy").get_by_role("link").click()
            await expect(
                page.get_by_text("Solo las llamadas atendidas en una cola")
            ).to_be_visible()


async def test_the_board_says_that_it_stands_still(browser: Browser, tmp_path: Path) -> None:
    async with (
        staff_server(tmp_path) as server,
        staff_page(browser, server, "sofia", "/tablero") as page,
    ):
        await expect(page.get_by_text("En vivo")).to_be_visible()
        server.asterisk.refuses = True
        server.asterisk.hang_up()
        await expect(page.get_by_text("Asterisk no responde")).to_be_visible()
        server.server.app[BOARD].close_all()
        await page.context.set_offline(True)
        await expect(page.get_by_text("Sin conexión: lo que se ve es de las")).to_be_visible()
        await page.context.set_offline(False)
        await expect(page.get_by_text("Asterisk no responde")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/tablero", "/informes"])
async def test_both_keep_to_wcag(browser: Browser, tmp_path: Path, path: str, scheme: str) -> None:
    async with staff_server(tmp_path) as server:
        with server.store.unit_of_work() as session:
            for seconds in (2, 30):
                give_up(session, seconds)
        await watch(server)
        async with staff_page(browser, server, "sofia", path, color_scheme=scheme) as page:
            await expect(page.get_by_role("heading", level=2).first).to_be_visible()
            assert await problems(page) == []
            await page.set_viewport_size({"width": 390, "height": 844})
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not await page.evaluate(wide)
            assert await problems(page) == []


async def test_a_report_with_its_formulas_and_the_calls_behind(
    browser: Browser, tmp_path: Path
) -> None:
    async with staff_server(tmp_path) as server:
        with server.store.unit_of_work() as session:
            for seconds in (2, 30, 45):
                give_up(session, seconds)
        path = f"/informes?from={BEGIN:%Y-%m-%d}&to={BEGIN:%Y-%m-%d}"
        async with staff_page(browser, server, "sofia", path) as page:
            row = page.get_by_role("row", name="Nivel de servicio B")
            await expect(row).to_contain_text("atendidas a tiempo ÷ (ofrecidas − abandonos cortos)")
            await expect(row).to_contain_text("0 % (0 de 2)")
            await page.get_by_label("Cola").select_option("attention")
            await page.get_by_role("button", name="Ver").click()
            await expect(page).to_have_url(f"{path}&queue=attention")
            async with page.expect_download() as downloading:
                await page.get_by_role("link", name="Excel").click()
            file = await (await downloading.value).path()
            assert file.read_bytes()[:2] == b"PK"
            short = page.get_by_role("row", name="Abandonos cortos")
            await short.get_by_role("link").click()
            await expect(page.get_by_text("que colgaron muy pronto en la cola")).to_be_visible()
            await expect(page.get_by_role("table").get_by_role("row")).to_have_count(2)


async def test_a_supervisor_sees_who_asks_and_answers(browser: Browser, tmp_path: Path) -> None:
    async with staff_server(tmp_path) as server:
        ana = await server.page()
        await ana.sit("ana")
        await ana.post("/api/v1/me/state", {"state": "available"})
        async with staff_page(browser, server, "sofia", "/tablero") as page:
            await expect(page.get_by_role("row", name="Ana")).to_be_visible()
            await server.event(ARRIVES)
            await server.event(WAITS)
            await server.event(await talks("desk-01", server.ids["ana"]))
            await ana.told("answered")
            await ana.post("/api/v1/me/help")
            asked = page.get_by_label("Piden ayuda").get_by_role("listitem")
            await expect(asked).to_contain_text("Ana pide ayuda hace")
            await expect(asked.get_by_role("link", name="la llamada")).to_be_visible()
            assert await problems(page) == []
            await page.get_by_label("Respuesta para Ana").fill("Ofrézcale el acuerdo")
            await page.keyboard.press("Enter")
            await expect(asked).to_contain_text("Sofia: Ofrézcale el acuerdo")
            while (told := await ana.told("help"))["request"] is None or not told["request"][
                "text"
            ]:
                pass
            assert told["request"]["by"] == "Sofia"
            await expect(asked.get_by_role("button", name="Entrar y susurrar")).to_be_enabled()
            await ana.post("/api/v1/me/help/withdraw")
            await expect(asked).to_have_count(0)


@pytest.mark.parametrize(("minutes", "marks"), [(20, 1), (5, 0)])
async def test_a_pause_that_is_too_long_is_marked(
    browser: Browser, tmp_path: Path, minutes: int, marks: int
) -> None:
    async with staff_server(tmp_path) as server:
        server.clock.advance(datetime.now(UTC) - timedelta(minutes=minutes) - BEGIN)
        ana = await server.page()
        await ana.sit("ana")
        await ana.post("/api/v1/me/state", {"state": "paused", "reason": "rest"})
        async with staff_page(browser, server, "sofia", "/tablero") as page:
            row = page.get_by_role("row", name="Ana")
            await expect(row).to_contain_text("En pausa · Descanso")
            await expect(row.get_by_text("Pausa pasada")).to_have_count(marks)
