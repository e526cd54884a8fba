"""One Chromium for all page tests, one server and one page for each."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from tests.pages.browser import chromium, desk_context
from tests.pages.desk_server import DeskServer, desk_server


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    async with desk_context(browser) as opened:
        yield opened


@pytest.fixture
async def server() -> AsyncIterator[DeskServer]:
    async with desk_server() as running:
        yield running


@pytest.fixture
async def desk(context: BrowserContext, server: DeskServer) -> Page:
    """The desk's page, signed in and told that the agent is available."""
    page = await context.new_page()
    await page.goto(f"{server.url}/puesto")
    await page.get_by_text("Las llamadas de General y Emergencias le entran aquí.").wait_for()
    return page
