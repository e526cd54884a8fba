"""The page of the ethics line, in a real browser against the real server."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Browser, expect

from cti.web.keys import LISTENING
from ivr.store import EthicsMode
from tests.pages.staff import staff_page, staff_server
from tests.pages.test_bundle import problems
from tests.services import ethics

PAGE = "/transparencia"


async def test_a_report_is_read_heard_and_answered(browser: Browser, tmp_path: Path) -> None:
    async with staff_server(tmp_path) as server:
        now = server.clock.now()
        library = server.server.app[LISTENING].library
        with server.store.unit_of_work() as session:
            report = ethics.file(session, now.date(), mode=EthicsMode.RESERVED)
            ethics.file(session, now.date(), complete=False)
            for name in (*report.facts, *report.identity):
                ethics.take_in(session, library, tmp_path, name, now)
        async with staff_page(browser, server, "elisa", PAGE) as page:
            await expect(page.get_by_text("2 denuncias")).to_be_visible()
            assert await problems(page) == []
            await page.get_by_role("row", name="Identidad reservada").get_by_role("link").click()
            await expect(page.get_by_role("heading", name="Lo que contó")).to_be_visible()
            await expect(page.get_by_label("Quién denuncia")).to_have_count(1)
            await page.get_by_label("Los hechos").evaluate("audio => audio.play()")
            await page.get_by_label("Respuesta").check()
            await page.get_by_label("Texto").fill("Se abrió un proceso.")
            assert await problems(page) == []
            await page.get_by_role("button", name="Guardar").click()
            await expect(page.get_by_text("Guardado.")).to_be_visible()
            await expect(page.get_by_text("Respondida")).to_be_visible()
            await page.reload()
            history = page.get_by_label("Registro")
            for done in ("Abrió la denuncia", "Oyó una grabación", "Se abrió un proceso."):
                await expect(history.get_by_text(done).first).to_be_visible()
            await page.get_by_role("link", name="Volver a las denuncias").click()
            await page.get_by_label("Estado").select_option("Recibida")
            await expect(page.get_by_text("Colgó antes de oír el código")).to_be_visible()


async def test_an_empty_line_says_what_will_come(browser: Browser, tmp_path: Path) -> None:
    async with (
        staff_server(tmp_path) as server,
        staff_page(browser, server, "elisa", PAGE) as page,
    ):
        await expect(page.get_by_text("No hay denuncias")).to_be_visible()
        assert await problems(page) == []


async def test_nobody_else_sees_anything(browser: Browser, tmp_path: Path) -> None:
    async with (
        staff_server(tmp_path) as server,
        staff_page(browser, server, "raiz", PAGE) as page,
    ):
        await expect(page.get_by_text("Su usuario no tiene acceso")).to_be_visible()
