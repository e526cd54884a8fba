"""The page of the calls that are owed."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Browser, expect

from ivr.queue_place import Place
from ivr.store import Store
from tests.cti.sequence import BEGIN
from tests.cti.test_callbacks_api import NUMBERS, ask, fail
from tests.pages.staff import staff_page, staff_server
from tests.pages.test_bundle import problems


async def test_a_supervisor_has_someone_called_now_and_cancels_another(
    browser: Browser, tmp_path: Path
) -> None:
    async with staff_server(tmp_path) as server:
        store = Store(f"sqlite:///{tmp_path / 'linea.sqlite'}")
        joined = int(BEGIN.timestamp())
        for minutes, number in enumerate(NUMBERS):
            last = ask(store, number, Place(joined + 60 * minutes))
        fail(store, last)
        store.close()
        async with staff_page(browser, server, "sofia", "/devoluciones") as page:
            await expect(page.get_by_role("status")).to_have_text("2 personas esperan su llamada.")
            await expect(page.get_by_role("row")).to_have_count(4)
            await expect(page.get_by_role("row", name="•••003")).to_contain_text("No se logró")
            await page.get_by_role("button", name="Llamar ya al •••001").click()
            urgent = page.get_by_role("row", name="•••001")
            await expect(urgent).to_contain_text("Se llama enseguida")
            await page.get_by_role("button", name="Cancelar la llamada al •••002").click()
            await expect(page.get_by_role("status")).to_have_text("Una persona espera su llamada.")
            assert await problems(page) == []


async def test_an_agent_sees_them_and_an_empty_list_says_what_will_come(
    browser: Browser, tmp_path: Path
) -> None:
    async with (
        staff_server(tmp_path) as server,
        staff_page(browser, server, "ana", "/devoluciones") as page,
    ):
        await expect(page.get_by_text("Nadie espera que le devuelvan la llamada.")).to_be_visible()
        await expect(page.get_by_role("button", name="Llamar ya")).to_have_count(0)
        assert await problems(page) == []
