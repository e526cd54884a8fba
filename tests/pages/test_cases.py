"""The page of cases, in a real browser against the real server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from ivr.services import drafts, working_days
from ivr.services.drafts import DraftFiling
from ivr.services.pqrs import CaseKind, steps
from ivr.services.pqrs.steps import Desk
from tests.cti.desk_server import DeskServer
from tests.pages.staff import staff_page, staff_server
from tests.services import cases

LATE, SOON, NEW = timedelta(days=40), timedelta(days=20), timedelta(days=2)


@pytest_asyncio.fixture(loop_scope="session")
async def office(tmp_path: Path) -> AsyncIterator[DeskServer]:
    """A server with three cases and an unfinished one."""
    async with staff_server(tmp_path) as server:
        now = server.clock.now()
        with server.store.unit_of_work() as session:
            working_days.seed(session, now.date())
            cases.file(session, CaseKind.CLAIM, now - LATE)
            cases.file(session, CaseKind.COMPLAINT, now - SOON, subject="Mal trato en la oficina")
            radicado = cases.file(session, CaseKind.PETITION, now - NEW, subject="Acuerdo de pago")
            officer = Desk(session, cases.catalogue(), server.ids["pablo"], now)
            steps.assign(officer, radicado, server.ids["pablo"])
            draft = DraftFiling(kind="pqrs", fields={"kind": "Queja", "phone": "3155550101"})
            drafts.post(session, draft, "", now)
            damage = DraftFiling(kind="dano", fields={"Servicio": "Agua"})
            drafts.post(session, damage, "", now)
        yield server


async def test_what_is_late_comes_first(browser: Browser, office: DeskServer) -> None:
    async with staff_page(browser, office, "pablo", "/casos") as page:
        rows = page.get_by_role("row")
        await expect(rows).to_have_count(4)
        await expect(rows.nth(1)).to_contain_text("Vencido")
        await expect(rows.nth(2)).to_contain_text("Vence pronto")
        await expect(page.get_by_role("link", name="Vencidos 1")).to_be_visible()
        await page.get_by_role("link", name="Míos 1").click()
        await expect(page.get_by_role("row")).to_have_count(2)
        await page.keyboard.press("/")
        await page.keyboard.type("38251101")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("row")).to_have_count(4)


async def test_a_case_is_worked_on_to_its_end(browser: Browser, office: DeskServer) -> None:
    async with staff_page(browser, office, "pablo", "/casos") as page:
        await page.get_by_role("row").nth(1).get_by_role("link").click()
        await expect(page.get_by_text("Marta Ruiz")).to_be_visible()
        await page.get_by_role("button", name="Responder").click()
        await page.get_by_label("Decisión").select_option(label="Accede")
        await page.get_by_label("Respuesta", exact=True).fill("Se devuelve el doble cobro.")
        await page.get_by_role("form").get_by_role("button", name="Responder").click()
        await expect(page.get_by_role("alert")).to_contain_text("de fondo")
        await page.get_by_label("La respuesta es de fondo").check()
        await page.get_by_role("form").get_by_role("button", name="Responder").click()
        await expect(page.get_by_text("Responder: hecho.")).to_be_visible()
        await page.get_by_role("button", name="Registrar notificación").click()
        await page.get_by_label("Tipo de notificación").select_option(label="Notificación personal")
        await page.get_by_label("Medio").select_option(label="En la oficina")
        await page.get_by_label("Prueba").fill("Acta 12")
        form = page.get_by_role("form")
        await form.get_by_role("button", name="Registrar notificación").click()
        await expect(page.get_by_text("Registrar notificación: hecho.")).to_be_visible()
        await page.get_by_role("button", name="Cerrar").click()
        await form.get_by_role("button", name="Cerrar").click()
        await expect(page.get_by_role("button", name="Reabrir")).to_be_visible()


async def test_an_agent_files_one_and_reads_its_number(
    browser: Browser, office: DeskServer
) -> None:
    async with staff_page(browser, office, "ana", "/casos?radicar") as page:
        await page.get_by_label("Tipo").select_option(label="Queja")
        await page.get_by_label("Asunto").fill("Me atendieron mal")
        await page.get_by_label("Qué cuenta").fill("Esperé dos horas y nadie me atendió.")
        await page.get_by_label("Nombre completo").fill("Jorge Peña")
        await page.get_by_role("button", name="Radicar").click()
        await expect(page.get_by_text("Quedó radicado")).to_be_visible()
        await page.get_by_role("link", name="Ver el caso").click()
        await expect(page.get_by_text("Jorge Peña")).to_be_visible()  # who received it sees it
        async with page.expect_popup() as opened:
            await page.get_by_role("link", name="Constancia").click()
        constancia = await opened.value
        await expect(constancia.get_by_text("de manera verbal")).to_be_visible()
        await expect(constancia.get_by_text("Quién recibió y radicó. Ana.")).to_be_visible()


async def test_others_see_endings_alone(browser: Browser, office: DeskServer) -> None:
    async with staff_page(browser, office, "ana", "/casos") as page:
        await page.get_by_role("row").nth(1).get_by_role("link").click()
        await expect(page.get_by_text("M. R.")).to_be_visible()
        await expect(page.get_by_text("•••101").first).to_be_visible()
        assert "38251101" not in await page.content()
        await expect(page.get_by_role("button", name="Responder")).to_have_count(0)


async def test_what_was_left_unfinished_is_seen_to(browser: Browser, office: DeskServer) -> None:
    async with staff_page(browser, office, "pablo", "/casos?sin_terminar") as page:
        await expect(page.get_by_text("3155550101")).to_be_visible()
        await expect(page.get_by_role("heading", name="Daño")).to_be_visible()
        seen_to = page.get_by_role("button", name="Marcar como atendida")
        for left in (1, 0):
            await seen_to.first.click()
            await expect(seen_to).to_have_count(left)
        await expect(page.get_by_text("No hay solicitudes sin terminar.")).to_be_visible()


async def test_the_calendar_takes_a_civic_day(browser: Browser, office: DeskServer) -> None:
    async with staff_page(browser, office, "raiz", "/casos?calendario") as page:
        year = office.clock.today().year
        await expect(page.get_by_text("Navidad")).to_be_visible()
        await page.get_by_label("Día", exact=True).fill(f"{year}-10-14")
        await page.get_by_label("Nombre").fill("Fundación de la ciudad")
        await page.get_by_role("button", name="Agregar").click()
        await expect(page.get_by_text("14 de octubre")).to_be_visible()


@pytest.mark.parametrize("path", ["/casos", "/casos?radicar", "/casos?sin_terminar"])
async def test_a_phone_needs_no_sideways_scrolling(
    browser: Browser, office: DeskServer, path: str
) -> None:
    small = {"viewport": {"width": 390, "height": 844}}
    async with staff_page(browser, office, "pablo", path, **small) as page:
        await expect(page.get_by_role("heading", name="Casos")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390
