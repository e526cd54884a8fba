"""Agents in a real Chromium: each desk says when the card was painted, by the machine's clock."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from app.benches.pop.agents import NOT_YET, NOTED
from app.benches.pop.moments import Moments
from app.benches.pop.town import PASSWORD
from ivr.errors import Invalid

try:
    from playwright.async_api import BrowserContext, Page

    from tests.pages.browser import chromium
except ImportError as missing:
    raise Invalid("esta medición necesita las pruebas del proyecto (carpeta tests)") from missing

WATCH = """
(() => {
  window.painted = [];
  let shown;
  const look = () => {
    const card = document.querySelector(".desk")?.dataset.card;
    if (card === shown || (card && !document.querySelector(".panel-caller .holder"))) return;
    shown = card;
    if (!card) return;
    requestAnimationFrame(() => {
      const afterPainting = new MessageChannel();
      afterPainting.port1.onmessage = () => window.painted.push([card, Date.now() / 1000]);
      afterPainting.port2.postMessage(null);
    });
  };
  const changes = { subtree: true, childList: true, attributeFilter: ["data-card"] };
  new MutationObserver(look).observe(document, changes);
})();
"""
"""The DOM holds the card: at the next frame, and once that frame was made, it is on screen."""

HEADERS = {"X-Linea": "1"}
VISITOR: dict[str, Any] = {
    "viewport": {"width": 1366, "height": 768},
    "locale": "es-CO",
    "permissions": ["microphone", "notifications"],
}
"""An agent's window. It moves as it does for agents: nothing here asks for less motion."""
TAKE = "window.painted.splice(0)"


class Screen:
    """A desk in a browser; ``desk`` is the telephone lent, to which its page registers."""

    def __init__(self, context: BrowserContext, url: str, user: str, moments: Moments) -> None:
        self.user = user
        self.id = 0
        self.desk = ""
        self._context = context
        self._url = url
        self._moments = moments
        self._page: Page | None = None

    async def come(self, *, available: bool = True) -> None:
        """Sign in, open the desk's page, become available."""
        await self._post("/api/v1/login", {"user": self.user, "password": PASSWORD})
        me = await (await self._context.request.get(f"{self._url}/api/v1/me")).json()
        self.id, self.desk = me["agent"]["id"], f"desk-{me['desk']['display']}"
        await self._context.add_init_script(WATCH)
        self._page = await self._context.new_page()
        await self._page.goto(f"{self._url}/puesto")
        await self._page.locator(".state-button").wait_for()
        if available:
            await self._post("/api/v1/me/state", {"state": "available"})
            await self._page.locator(".state-button", has_text="Disponible").wait_for()

    async def noted(self, call_id: str) -> bool:
        """Note the call's result; False where the server is too busy."""
        note = {"disposition": NOTED, "note": ""}
        return await self._post(f"/api/v1/calls/{call_id}/wrap-up", note)

    async def take_painted(self) -> None:
        """Take over what the page has noted so far."""
        assert self._page is not None
        for call_id, at in await self._page.evaluate(TAKE):
            self._moments.see(call_id, self.user, at)

    async def _post(self, path: str, body: dict[str, Any]) -> bool:
        answer = await self._context.request.post(
            f"{self._url}{path}",
            data=json.dumps(body),
            headers={**HEADERS, "Content-Type": "application/json"},
        )
        if not answer.ok and answer.status not in NOT_YET:
            raise Invalid(f"{path}: {answer.status}")
        return answer.ok


@asynccontextmanager
async def screens(
    url: str, users: list[str], moments: Moments, microphone: Path | None = None
) -> AsyncIterator[list[Screen]]:
    """One Chromium with a desk, and a window, for each of these agents; nobody has signed in."""
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(chromium(microphone))
        desks = []
        for user in users:
            context = await browser.new_context(**VISITOR)
            stack.push_async_callback(context.close)
            desks.append(Screen(context, url, user, moments))
        yield desks
