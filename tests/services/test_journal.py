"""The journal's files: torn, spoilt and hostile ones lose nothing that is whole."""

from __future__ import annotations

import io
import os
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.services.damage import DamageFiling
from ivr.services.drafts import DraftFiling
from ivr.services.ethics import EthicsAddition, EthicsFiling
from ivr.services.filing import journal, posting
from ivr.services.filing.journal import Entry, Journal
from ivr.services.filing.kinds import KINDS
from ivr.services.numbers import Number, Series
from ivr.services.pqrs import CaseFiling, Catalogue, due
from ivr.services.working_days import Calendar
from ivr.store import EthicsMode, Store
from tests.services import cases
from tests.services.test_filing import kept
from tests.services.town import NOW


@cache
def rules() -> Catalogue:
    return cases.catalogue()


def entry(sequence: int, at: datetime = NOW) -> Entry:
    """A filing under its number, as a desk writes it."""
    raw = msgspec.Raw(msgspec.json.encode(filing_with_term(cases.filing())))
    return Entry("case", str(Number(Series.CASE, 2026, sequence)), at, raw)


def filing_with_term(filing: CaseFiling) -> CaseFiling:
    return replace(filing, due=due(rules(), Calendar(), filing.kind, NOW))


def text_of(*entries: Entry) -> bytes:
    return b"".join(journal.line_of(one) for one in entries)


def same(found: Entry, written: Entry) -> bool:
    return (found.number, bytes(found.filing)) == (written.number, bytes(written.filing))


def test_what_is_appended_is_read_again(tmp_path: Path) -> None:
    writer, entries = Journal(tmp_path), [entry(n) for n in (1, 2, 3)]
    for one in entries[:2]:
        writer.append(one)
    (file,) = journal.files(tmp_path)
    with journal.opened(file) as (found, ended):
        assert not ended  # its writer is alive
        assert all(map(same, found.entries, entries[:2]))
    writer.rest()
    writer.append(entries[2])
    assert len(journal.files(tmp_path)) == 2
    writer.rest()
    with journal.opened(file) as (found, ended):
        assert ended
        assert len(found.entries) == 2


@given(st.integers(1, 400))
def test_a_torn_last_line_takes_nothing_else_with_it(cut: int) -> None:
    first, second = entry(1), entry(2)
    torn = text_of(first, second)[:-cut]
    whole = len(torn) >= len(text_of(first))
    found = journal.read(io.BytesIO(torn))
    assert [one.number for one in found.entries] == [first.number] * whole
    still_written = journal.read(io.BytesIO(torn), ended=False)
    assert still_written.refused == ()


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_hostile_bytes_take_nothing_else_with_them(before: bytes, after: bytes) -> None:
    good = entry(1)
    found = journal.read(io.BytesIO(before + b"\n" + text_of(good) + after))
    assert good.number in [one.number for one in found.entries]


@given(st.integers(0, 2000), st.integers(0, 7))
def test_a_flipped_bit_is_noticed(place: int, bit: int) -> None:
    text = bytearray(text_of(entry(1)))
    place %= len(text)
    text[place] ^= 1 << bit
    found = journal.read(io.BytesIO(bytes(text)))
    assert all(one.number == entry(1).number for one in found.entries)
    assert found.entries == () or place < journal.CRC_DIGITS  # a digit in upper case at most


def test_a_line_without_end_costs_bounded_memory() -> None:
    found = journal.read(io.BytesIO(b"x" * (5 * journal.LONGEST_LINE)))
    assert found.entries == ()
    assert all(len(line) <= journal.LONGEST_LINE for line in found.refused)


def test_a_full_disk_leaves_no_torn_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = Journal(tmp_path)
    writer.append(entry(1))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            writer.append(entry(2))
    writer.append(entry(3))
    writer.rest()
    numbers = []
    for file in journal.files(tmp_path):
        with journal.opened(file) as (found, _):
            assert found.refused == ()
            numbers += [one.number for one in found.entries]
    assert numbers == [entry(1).number, entry(3).number]


HOSTILE = [
    ("no_such_kind", "202600000015", b"{}"),
    ("case", "202600000016", b"{}"),  # a wrong check digit
    ("case", None, b"{}"),
    ("case", "202600000015", b"{}"),
    ("case", "202600000015", b'{"kind": "reclamo", "filing_id": "1"}'),  # says not when due
    ("case", "202600000015", b"[" * 3000 + b"]" * 3000),
    ("case", "1" * 40, b'{"kind": "reclamo"}'),
    ("damage", "202600000015", b'{"kind": "x", "priority": 9}'),
]


@pytest.mark.parametrize(("kind", "number", "filing"), HOSTILE)
def test_what_can_never_be_posted_is_set_aside(
    store: Store, tmp_path: Path, kind: str, number: str | None, filing: bytes
) -> None:
    file = tmp_path / f"spoilt{journal.SUFFIX}"
    hostile = Entry(kind, number, datetime(2026, 11, 22, tzinfo=UTC), msgspec.Raw(filing))
    file.write_bytes(text_of(entry(7), hostile) + b"not a line\n" + text_of(entry(8)))
    assert posting.post_all(store, tmp_path) == 2
    assert sorted(kept(store)) == sorted(str(entry(n).number) for n in (7, 8))
    assert posting.refused(tmp_path) == 2
    assert not file.exists()


def test_a_radicado_that_another_case_carries_is_set_aside(store: Store, tmp_path: Path) -> None:
    file = tmp_path / f"twice{journal.SUFFIX}"
    file.write_bytes(text_of(entry(7), entry(7)))
    assert posting.post_all(store, tmp_path) == 1
    assert posting.refused(tmp_path) == 1


def test_a_link_in_the_folder_is_no_journal(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(text_of(entry(1)))
    (tmp_path / f"link{journal.SUFFIX}").symlink_to(tmp_path / "elsewhere")
    assert journal.files(tmp_path) == []


def test_every_kind_of_filing_survives_the_journal() -> None:
    report = EthicsFiling(
        filing_id=str(uuid.UUID(int=1)),
        code_hash=bytes(range(32)),
        mode=EthicsMode.ANONYMOUS,
        facts=(str(uuid.UUID(int=2)),),
        filed_on=date(2026, 11, 22),
    )
    filings = {
        "case": filing_with_term(cases.filing()),
        "damage": DamageFiling(kind="Fuga", priority=3, service="acueducto"),
        "draft": DraftFiling(kind="pqrs", fields={"Tipo": "Queja"}, recorded=("relato",)),
        "ethics": report,
        "ethics_addition": EthicsAddition(
            filing_id=str(uuid.UUID(int=3)),
            report_id=report.filing_id,
            recordings=report.facts,
            told_on=report.filed_on,
        ),
    }
    assert filings.keys() == KINDS.keys()
    for kind, filing in filings.items():
        text = msgspec.json.encode(filing)
        assert msgspec.json.decode(text, type=KINDS[kind].type) == filing
