"""The damages' page in a real browser: an outage entered and closed, a report worked on."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Browser, expect

from ivr import store as tables
from ivr.services import damage
from ivr.services.damage import DamageFiling
from ivr.store import Store
from tests.cti.sequence import BEGIN
from tests.pages.staff import staff_page, staff_server
from tests.pages.test_bundle import problems


def town(store: Store) -> None:
    """Two zones, three reports of one of them, and one whose place was said aloud."""
    with store.unit_of_work() as session:
        session.add_all(
            tables.Zone(id=number, name=name, kind=tables.ZoneKind.BARRIO)
            for number, name in ((1, "Centro"), (2, "El Jardín"))
        )
        session.flush()
        for nth in range(3):
            filing = DamageFiling(
                kind="Sin agua en el sector", priority=2, service="acueducto", zone_id=1,
                address="Calle 4 # 5-06",
            )  # fmt: skip
            damage.post(session, filing, f"700001{nth}", BEGIN)
        danger = DamageFiling(
            kind="Olor a gas", priority=1, service="gas", place_recording="sonido-place-1"
        )
        damage.post(session, danger, "7000999", BEGIN)


async def test_an_outage_that_reports_suggest_is_entered_and_closed(
    browser: Browser, tmp_path: Path
) -> None:
    async with staff_server(tmp_path) as server:
        town(server.store)
        async with staff_page(browser, server, "sofia", "/danos") as page:
            await expect(page.get_by_text("3 reportes de acueducto")).to_be_visible()
            await page.get_by_role("button", name="Anotarlo").click()
            await expect(page.get_by_label("Centro")).to_be_checked()
            await page.get_by_label("Causa").fill("Rotura de un tubo")
            assert await problems(page) == []
            await page.get_by_role("button", name="Anotar", exact=True).click()
            row = page.get_by_role("row", name="Centro")
            await expect(row).to_contain_text("Rotura de un tubo")
            await expect(row).to_contain_text("Sin hora estimada")
            await expect(row.get_by_role("cell").nth(5)).to_have_text("3")
            page.once("dialog", lambda asked: asked.accept())
            await row.get_by_role("button", name="Ya volvió").click()
            await expect(row).to_contain_text("Restablecido")
            assert await problems(page) == []


async def test_a_report_is_assigned_and_closed(browser: Browser, tmp_path: Path) -> None:
    async with staff_server(tmp_path) as server:
        town(server.store)
        async with staff_page(browser, server, "pablo", "/danos#reportes") as page:
            first = page.get_by_role("listitem").filter(has_text="Olor a gas")
            await expect(first).to_contain_text("P1 Peligro")
            await expect(first).to_contain_text("Lo dijo quien llamó")
            await first.get_by_role("button", name="Asignar cuadrilla").click()
            await page.get_by_label("Cuadrilla").fill("Cuadrilla 3")
            await page.keyboard.press("Enter")
            await expect(first).to_contain_text("Con cuadrilla: Cuadrilla 3")
            await first.get_by_role("button", name="Cerrar").click()
            await page.get_by_label("Cómo quedó").fill("Se cerró la fuga")
            await page.keyboard.press("Enter")
            await expect(first).to_have_count(0)
            assert await problems(page) == []


async def test_the_hours_are_written_and_an_agent_only_reads(
    browser: Browser, tmp_path: Path
) -> None:
    async with staff_server(tmp_path) as server:
        async with staff_page(browser, server, "sofia", "/danos#horarios") as page:
            await page.get_by_label("Lunes").fill("08:00-12:00 14:00-18:00")
            await page.get_by_role("button", name="Guardar el horario").click()
            await expect(page.get_by_text("El horario quedó guardado.")).to_be_visible()
            assert await problems(page) == []
        async with staff_page(browser, server, "ana", "/danos#horarios") as page:
            await expect(page.get_by_text("08:00-12:00 y 14:00-18:00")).to_be_visible()
            assert await page.get_by_role("button", name="Guardar").count() == 0


async def test_on_a_telephone_nothing_is_cut_off(browser: Browser, tmp_path: Path) -> None:
    async with staff_server(tmp_path) as server:
        town(server.store)
        size = {"width": 390, "height": 844}
        async with staff_page(browser, server, "sofia", "/danos#reportes", viewport=size) as page:
            await expect(page.get_by_text("Olor a gas")).to_be_visible()
            wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
            assert not wide
