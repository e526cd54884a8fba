"""One Chromium for all page tests; a server, a visitor and a page for each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page

from tests.pages.browser import chromium, desk_context
from tests.pages.desk_server import DeskServer, desk_server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All page tests share one event loop, since they share one browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    async with desk_context(browser) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def server() -> AsyncIterator[DeskServer]:
    async with desk_server() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def desk(context: BrowserContext, server: DeskServer) -> Page:
    """The desk's page, signed in and told that the agent is available."""
    page = await context.new_page()
    await page.goto(f"{server.url}/puesto")
    await page.get_by_text("Las llamadas de Atención y Emergencias le entran aquí.").wait_for()
    await server.has_a_desk()
    return page
