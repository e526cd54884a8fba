"""The address of a CRM: what may be set, and what the desk is given."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.desk_settings import DeskSection
from cti.pop_address import Opens, PopAddress
from ivr.errors import Invalid
from ivr.services import calls
from ivr.store import Store
from tests.cti.desk_server import desk_server
from tests.cti.sequence import BEGIN

TEMPLATE = "https://crm.example/ficha?numero={number}&llamada={call_id}&cuenta={account}&c={queue}"
CALL = "0190a000-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    "template",
    [
        "",
        "crm.example/{number}",
        "javascript:alert({number})",
        "https://{number}.example/",
        "https://crm.example@evil.example/",
        "https://crm.example/?n={cedula}",
        "https://crm.example/?n={number",
        "https://crm.example/?n={}",
        "https://crm.example/a b",
    ],
)
def test_what_is_no_template(template: str) -> None:
    with pytest.raises(Invalid):
        PopAddress(template)


def test_the_setting_is_looked_at_when_it_is_read() -> None:
    assert DeskSection().pop_address is None
    read = DeskSection(pop_url=TEMPLATE, pop_opens=Opens.WINDOW)
    assert read.pop_address == PopAddress(TEMPLATE, Opens.WINDOW)
    with pytest.raises(ValueError, match="entre llaves"):
        DeskSection(pop_url="https://crm.example/?n={cedula}")


@given(st.text(st.characters(codec="utf-8")))
def test_no_value_changes_where_it_leads(value: str) -> None:
    address = PopAddress(TEMPLATE).of({"number": value, "call_id": "1", "queue": value})
    whole = urlsplit(address)
    assert (whole.scheme, whole.netloc, whole.path, whole.fragment) == (
        "https", "crm.example", "/ficha", "",
    )  # fmt: skip
    assert parse_qs(whole.query, keep_blank_values=True) == {
        "numero": [value], "llamada": ["1"], "cuenta": [""], "c": [value],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("intent", "shown"),
    [
        ("factura", f"https://crm.example/ficha?numero=%2B573151234567&llamada={CALL}&cuenta=&c="),
        ("etica", None),
    ],
)
async def test_the_card_leads_to_the_crm(
    tmp_path: Path, store: Store, intent: str, shown: str | None
) -> None:
    async with desk_server(tmp_path, store, pop_address=PopAddress(TEMPLATE)) as server:
        page = await server.page()
        await page.sit("ana")
        with store.unit_of_work() as session:
            calls.begin(session, CALL, started_at=BEGIN, number="+573151234567")
            calls.set_intent(session, CALL, intent)
        card = await server.parts.pops._fetch(CALL)
        assert card["crm"] == (shown and {"url": shown, "opens": "link"})
