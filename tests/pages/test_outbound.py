"""The page of the messages that could not be sent."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Browser, expect

from ivr.services import outbound
from ivr.store import Store
from tests.cti.sequence import BEGIN
from tests.cti.test_outbound_api import TO_A_FIXED_TELEPHONE
from tests.pages.staff import staff_page, staff_server
from tests.pages.test_bundle import problems


async def test_an_administrator_sees_why_and_sends_it_again(
    browser: Browser, tmp_path: Path
) -> None:
    async with staff_server(tmp_path) as server:
        store = Store(f"sqlite:///{tmp_path / 'linea.sqlite'}")
        with store.unit_of_work() as session:
            outbound.queue(session, TO_A_FIXED_TELEPHONE, BEGIN)
        store.close()
        async with staff_page(browser, server, "raiz", "/envios") as page:
            letter = page.get_by_role("row", name="Reporte de daño")
            await expect(letter).to_contain_text("no es un celular")
            await expect(page.get_by_role("status")).to_contain_text("Un mensaje no se pudo enviar")
            assert await problems(page) == []
            await page.get_by_role("button", name="Enviar otra vez").click()
            await expect(letter).to_contain_text("Por enviar")
            await page.get_by_role("button", name="Descartar").click()
            await expect(page.get_by_text("Todo se envió.")).to_be_visible()
            assert await problems(page) == []


async def test_who_does_not_administer_isn_t_led_there(browser: Browser, tmp_path: Path) -> None:
    async with (
        staff_server(tmp_path) as server,
        staff_page(browser, server, "ana", "/devoluciones") as page,
    ):
        await expect(page.get_by_role("link", name="Llamadas")).to_be_visible()
        await expect(page.get_by_role("link", name="Envíos")).to_have_count(0)
