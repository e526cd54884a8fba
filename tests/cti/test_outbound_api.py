"""Messages out over HTTP: listed masked, tried anew and discarded by who administers."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.services import outbound
from ivr.services.outbound import Message, Template
from ivr.store import ContactChannel, ContactPurpose, Store
from tests.cti.desk_server import desk_server
from tests.cti.sequence import BEGIN

pytestmark = pytest.mark.service

TO_A_FIXED_TELEPHONE = Message(
    key="k", channel=ContactChannel.SMS, recipient="+576082712345",
    template=Template.DAMAGE_REPORTED, purpose=ContactPurpose.SERVICE,
    fields={"ticket": "1", "servicio": "acueducto"},
)  # fmt: skip


async def test_a_dead_letter_is_seen_to(tmp_path: Path, store: Store) -> None:
    with store.unit_of_work() as session:
        outbound.queue(session, TO_A_FIXED_TELEPHONE, BEGIN)
    async with desk_server(tmp_path, store) as server:
        sofia, raiz = await server.signed_in("sofia"), await server.signed_in("raiz")

        async def listed(query: str = "") -> list[dict[str, object]]:
            answer = await sofia.get(f"/api/v1/outbound{query}")
            assert "2712345" not in await answer.text()
            messages: list[dict[str, object]] = (await answer.json())["messages"]
            return messages

        (dead,) = await listed()
        assert (dead["masked"], dead["state"], dead["why"]) == ("•••345", "dead", "not_a_mobile")
        assert dead["says"] == "no es un celular"
        place = f"/api/v1/outbound/{dead['id']}"
        assert (await sofia.post(f"{place}/retry")).status == 403
        assert (await raiz.post(f"{place}/retry")).status == 204
        assert [one["state"] for one in await listed("?state=waiting")] == ["waiting"]
        assert (await raiz.post(f"{place}/discard")).status == 204
        assert await listed() == []
        assert len(await listed("?state=discarded")) == 1
        assert (await raiz.post(f"{place}/discard")).status == 409


@pytest.mark.parametrize("path", ["?state=odd", "/x/retry", f"/{'9' * 30}/retry", "/1١/discard"])
async def test_what_can_t_be_understood_is_told(tmp_path: Path, store: Store, path: str) -> None:
    async with desk_server(tmp_path, store) as server:
        raiz = await server.signed_in("raiz")
        ask = raiz.get if path.startswith("?") else raiz.post
        assert (await ask(f"/api/v1/outbound{path}")).status == 422
