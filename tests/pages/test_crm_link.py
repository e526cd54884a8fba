"""The CRM that is there already, shown by the desk once the call is answered."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.pages import cards
from tests.pages.desk_server import DeskServer

NAME = "Ver en el CRM"


def crm(server: DeskServer, opens: str) -> dict[str, str]:
    """A page of this machine plays the CRM."""
    return {"url": f"{server.url}/health?numero=%2B573151234567", "opens": opens}


async def answered(server: DeskServer) -> None:
    await server.say("answered", call_id=cards.CALL_ID, at=cards.ago())


async def test_a_link_from_the_answer_on_that_moves_nothing(desk: Page, server: DeskServer) -> None:
    await server.say("pop", call=cards.certain(crm=crm(server, "link")))
    await expect(desk.locator(".panel-caller")).to_contain_text("María Fernanda")
    before = await desk.locator(".panel-caller .holder").bounding_box()
    await expect(desk.get_by_role("link", name=NAME)).to_have_count(0)
    await answered(server)
    link = desk.get_by_role("link", name=NAME)
    await expect(link).to_have_attribute("href", crm(server, "link")["url"])
    await expect(link).to_have_attribute("rel", "noreferrer")
    assert await desk.locator(".panel-caller .holder").bounding_box() == before


async def test_a_window_of_its_own_opens_once(desk: Page, server: DeskServer) -> None:
    await server.say("pop", call=cards.certain(crm=crm(server, "window")))
    async with desk.expect_popup() as opened:
        await answered(server)
    window = await opened.value
    assert "numero=%2B573151234567" in window.url
    await expect(desk.get_by_role("link", name=NAME)).to_be_visible()


@pytest.mark.parametrize("none", [{"crm": None}, {}])
async def test_without_a_crm_there_is_no_link(
    desk: Page, server: DeskServer, none: dict[str, None]
) -> None:
    await server.say("pop", call=cards.certain(**none))
    await answered(server)
    until = cards.ago(seconds=-60)
    await server.say("ended", call_id=cards.CALL_ID, at=cards.ago(), wrap_up_until=until)
    await expect(desk.locator(".remaining")).to_be_visible()
    await expect(desk.get_by_role("link", name=NAME)).to_have_count(0)
