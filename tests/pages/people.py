"""Agents and callers at the pages of a running line, and what they do there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Page, expect
from sqlalchemy.orm import Session

from app.demonstration import DISPOSITIONS
from ivr.services import agents, dispositions
from ivr.store import Role
from tests.pages.browser import chromium, desk_context
from tests.pages.sound import keep_connections
from tests.running.line import RunningLine

PASSWORD = "una clave de prueba"


def employ(session: Session, **names: str) -> None:
    """Write agents, by user, and what they may choose after a call."""
    dispositions.seed(session, dispositions.read(DISPOSITIONS))
    for user, name in names.items():
        agents.create(
            session,
            user=user,
            name=name,
            role=Role.AGENT,
            password=PASSWORD,
            now=datetime.now(UTC),
            skills={"attention": 1, "emergency": 1},
        )


@asynccontextmanager
async def desk_of(
    line: RunningLine, user: str, microphone: Path, program: Path | None = None
) -> AsyncIterator[Page]:
    """The desk of an agent who signed in, in a browser of its own, which ``program`` starts."""
    async with _visitor(microphone, program) as page:
        await _sign_in(page, f"{_url(line)}/puesto", user)
        yield page


@asynccontextmanager
async def board_of(line: RunningLine, user: str, microphone: Path) -> AsyncIterator[Page]:
    """The board of a supervisor who signed in, in a browser of its own."""
    async with _visitor(microphone) as page:
        await _sign_in(page, f"{_url(line)}/tablero", user)
        yield page


async def _sign_in(page: Page, wanted: str, user: str) -> None:
    """Go to a page by its form."""
    await page.goto(wanted)
    await page.get_by_label("Usuario").fill(user)
    await page.get_by_label("Contraseña").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url(wanted)


@asynccontextmanager
async def telephone(line: RunningLine, number: str, microphone: Path) -> AsyncIterator[Page]:
    """The demonstration telephone, about to call from ``number``."""
    async with _visitor(microphone) as page:
        await page.goto(f"{_url(line)}/telefono")
        await page.get_by_placeholder("Por ejemplo").fill(number)
        await expect(page.get_by_role("status")).to_have_text("Listo para llamar")
        yield page


@asynccontextmanager
async def _visitor(microphone: Path, program: Path | None = None) -> AsyncIterator[Page]:
    async with (
        chromium(microphone, program=program) as browser,
        desk_context(browser) as context,
    ):
        await keep_connections(context)
        yield await context.new_page()


def _url(line: RunningLine) -> str:
    settings = line.settings
    scheme = "https" if settings.https else "http"
    return f"{scheme}://{settings.network.host}:{settings.ports.web}"


async def become(desk: Page, state: str) -> None:
    """Choose a state, or the reason of a pause, in the desk's menu."""
    button = desk.locator(".state-button")
    await button.click()
    await desk.get_by_role("menuitemradio", name=state).click()
    await expect(button).to_contain_text(state)


async def ask_for_a_person(caller: Page) -> None:
    """Call, choose «Factura y pagos» with the mouse and a person with the keyboard."""
    await caller.get_by_role("button", name="Llamar").click()
    await expect(caller.get_by_role("status")).to_have_text("En llamada")
    await caller.get_by_role("button", name="2", exact=True).click()
    await caller.keyboard.press("0")


async def rings(desk: Page) -> None:
    """The desk's telephone rings: it can be answered."""
    await expect(desk.get_by_role("button", name="Contestar")).to_be_enabled()


async def wrap_up(desk: Page, disposition: str, note: str) -> None:
    """Close the call by keyboard."""
    await expect(desk.get_by_label("Resultado de la llamada")).to_be_focused()
    await desk.keyboard.type(disposition)
    await desk.keyboard.press("Enter")
    await desk.get_by_label("Nota").fill(note)
    await desk.keyboard.press("Control+Enter")
    await expect(desk.locator(".subject")).to_contain_text("Sin llamada")
