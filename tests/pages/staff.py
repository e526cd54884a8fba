"""The staff pages of the real server, with Asterisk played by the test, and people signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page

from ivr.store import Store
from ivr.store.base import Base
from tests.cti.desk_server import PASSWORD, DeskServer, desk_server
from tests.pages.browser import desk_context


@asynccontextmanager
async def staff_server(folder: Path, **options: Any) -> AsyncIterator[DeskServer]:
    """The server with the people of ``tests.cti.desk_server`` on an empty SQLite store."""
    store = Store(f"sqlite:///{folder / 'linea.sqlite'}")
    try:
        Base.metadata.create_all(store.engine)
        async with desk_server(folder, store, **options) as server:
            yield server
    finally:
        store.close()


@asynccontextmanager
async def staff_page(
    browser: Browser, server: DeskServer, user: str, path: str, **options: Any
) -> AsyncIterator[Page]:
    """A page opened by a person who signed in (``sofia`` supervises, ``raiz`` administers)."""
    base = str(server.server.make_url("/")).rstrip("/")
    async with desk_context(browser, base_url=base, **options) as context:
        answer = await context.request.post(
            "/api/v1/login",
            data={"user": user, "password": PASSWORD},
            headers={"X-Linea": "1"},
        )
        assert answer.ok, await answer.text()
        page = await context.new_page()
        await page.goto(path)
        yield page
