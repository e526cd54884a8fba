"""Debian's Chromium under Playwright, with a microphone that plays a sound file."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    async_playwright,
    expect,
)

from tests.running.patience import PATIENCE

QUIET = (
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
)


@asynccontextmanager
async def chromium(
    microphone: Path | None = None, *flags: str, program: Path | None = None
) -> AsyncIterator[Browser]:
    """A headless Chromium; ``microphone`` is a WAV file that its microphone repeats.

    ``program`` starts it, where it is to stand somewhere else.
    """
    executable = program or shutil.which("chromium")
    if executable is None:
        raise FileNotFoundError("no hay Chromium: apt-get install chromium")
    speaks = [f"--use-file-for-fake-audio-capture={microphone}"] if microphone else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable, args=[*QUIET, *speaks, *flags]
        )
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def desk_context(browser: Browser, **options: Any) -> AsyncIterator[BrowserContext]:
    """A visitor of their own at 1366 x 768. A script error or a refusal of the policy fails it."""
    wrong: list[str] = []
    context = await browser.new_context(
        **{
            "viewport": {"width": 1366, "height": 768},
            "locale": "es-CO",
            "permissions": ["microphone", "notifications"],
            "reduced_motion": "reduce",
        }
        | options
    )
    context.set_default_timeout(PATIENCE * 1000)
    expect.set_options(timeout=PATIENCE * 1000)
    context.on("weberror", lambda error: wrong.append(str(error.error)))

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            wrong.append(message.text)

    context.on("console", listen)
    try:
        yield context
    finally:
        await context.close()
    assert not wrong, wrong
