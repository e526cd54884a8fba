"""The filing desk: every number that was told exists afterwards, none twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import func, select

from ivr import store as tables
from ivr.clock import FixedClock
from ivr.services import numbers, pqrs
from ivr.services.damage import DamageFiling
from ivr.services.drafts import still_open
from ivr.services.filing import CannotFile, FilingDesk, holder, journal
from ivr.services.numbers import Number, Series
from ivr.services.pqrs import CaseKind
from ivr.store import Store
from ivr.worker.filing_posts import FilingPosts
from tests.running.store_trouble import gone, locked
from tests.services import cases

CALLERS = 10
RESERVE = 30

Fault = Callable[[Store], AbstractContextManager[None]]


@pytest.fixture
def hasty(store: Store) -> Iterator[Store]:
    """The store as a desk uses it: it gives up soon."""
    opened = Store(
        store.url.render_as_string(hide_password=False), lock_seconds=0.2, statement_seconds=0.2
    )
    yield opened
    opened.close()


@pytest.fixture
def patient(store: Store) -> Iterator[Store]:
    """A store that would wait, and write after all."""
    opened = Store(store.url.render_as_string(hide_password=False), lock_seconds=20)
    yield opened
    opened.close()


@contextmanager
def desk_on(
    store: Store, folder: Path, clock: FixedClock | None = None, seconds: float = 1.0
) -> Iterator[FilingDesk]:
    desk = FilingDesk(
        store, clock or FixedClock(), cases.catalogue(), folder,
        store_seconds=seconds, reserve=RESERVE,
    )  # fmt: skip
    try:
        yield desk
    finally:
        desk.close()


def all_callers(desk: FilingDesk, callers: int = CALLERS) -> list[str]:
    """Have as many callers file at the same moment; gives the numbers that they were told."""
    together = threading.Barrier(callers)

    def call(_: int) -> str:
        together.wait()
        filed = desk.file_case(cases.filing())
        assert numbers.could_be(filed.radicado)
        return filed.radicado

    with ThreadPoolExecutor(callers) as threads:
        return list(threads.map(call, range(callers)))


def kept(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(tables.Case.radicado)))


def posts(store: Store, folder: Path, clock: FixedClock | None = None) -> FilingPosts:
    return FilingPosts(store, clock or FixedClock(), CollectorRegistry(), folder)


def unaccounted(store: Store, year: int = 2026) -> list[int]:
    """Numbers behind the series' next that nobody can explain."""
    with store.reading() as session:
        row = session.get(tables.NumberSeries, (Series.CASE, year))
        voided = {one.number for one in numbers.voided(session, Series.CASE, year)}
        told = set(session.scalars(select(tables.Case.radicado)))
        told |= set(filter(None, session.scalars(select(tables.Case.answer_radicado))))
        assert not voided & told
        leased = [
            (block.first, block.last)
            for block in session.scalars(
                select(tables.NumberBlock).where(tables.NumberBlock.closed_at.is_(None))
            )
        ]
    return [
        one
        for one in range(1, row.next if row else 1)
        if str(Number(Series.CASE, year, one)) not in voided | told
        and not any(first <= one <= last for first, last in leased)
    ]


def test_a_filing_is_in_the_store_when_its_number_is_told(store: Store, tmp_path: Path) -> None:
    with desk_on(store, tmp_path) as desk:
        desk.prepare()
        filed = desk.file_case(cases.filing())
        assert not filed.journaled
        assert (str(filed.due_on), filed.working_days) == ("2026-12-14", 15)
        with store.reading() as session:
            case = pqrs.by_radicado(session, filed.radicado)
            assert case is not None
            assert (case.due_on, case.filed_at) == (filed.due_on, filed.filed_at)


def test_before_numbers_are_leased_the_store_gives_them(store: Store, tmp_path: Path) -> None:
    with desk_on(store, tmp_path) as desk:
        told = all_callers(desk)
    assert sorted(told) == sorted(kept(store))
    assert unaccounted(store) == []


@pytest.mark.parametrize("fault", [locked, gone], ids=["locked", "gone"])
def test_ten_callers_file_while_the_store_is_gone(
    store: Store, hasty: Store, tmp_path: Path, fault: Fault
) -> None:
    with desk_on(hasty, tmp_path) as first, desk_on(hasty, tmp_path) as second:
        first.prepare()
        second.prepare()
        with fault(hasty):
            told = [*all_callers(first), *all_callers(second)]
            assert not posts(hasty, tmp_path).look()
        assert len(set(told)) == 2 * CALLERS
        assert posts(store, tmp_path).look()
        assert sorted(kept(store)) == sorted(told)
        assert posts(store, tmp_path).look()  # the writers are still alive: posted once more
        assert sorted(kept(store)) == sorted(told)
        first.prepare()
        second.prepare()
        assert not list(tmp_path.rglob("*.journal"))


def test_ten_callers_file_while_the_store_is_slow(
    store: Store, patient: Store, tmp_path: Path
) -> None:
    """What comes too late is written after all, beside the journal: once, as it was told."""
    with desk_on(patient, tmp_path, seconds=0.3) as desk:
        desk.prepare()
        with locked(patient):
            told = all_callers(desk)
        desk.prepare()
        assert posts(store, tmp_path).look()
    assert sorted(kept(store)) == sorted(told)
    assert unaccounted(store) == []


def test_damages_and_drafts_go_the_same_way(store: Store, hasty: Store, tmp_path: Path) -> None:
    filing = DamageFiling(
        filing_id=pqrs.new_filing_id(), kind="sin agua", priority=3, service="acueducto",
    )  # fmt: skip
    with desk_on(hasty, tmp_path) as desk:
        desk.prepare()
        with gone(hasty):
            ticketed = desk.report_damage(filing)
            desk.keep_draft(None, "pqrs", {"kind": "queja"}, ["relato-1"])
        assert ticketed.journaled
        desk.prepare()
    with store.reading() as session:
        assert session.scalar(select(tables.DamageReport.ticket)) == ticketed.ticket
        (draft,) = still_open(session).drafts
        assert draft.fields == {"kind": "queja"}
        assert [one.name for one in draft.recorded] == ["relato-1"]


def test_the_next_process_posts_what_the_last_one_left(
    store: Store, hasty: Store, tmp_path: Path
) -> None:
    with desk_on(hasty, tmp_path) as desk:
        desk.prepare()
        with gone(hasty):
            told = all_callers(desk)
    with desk_on(store, tmp_path) as desk:
        desk.prepare()
        assert sorted(kept(store)) == sorted(told)
        again = desk.file_case(cases.filing()).radicado
    assert int(again[4:11]) == max(int(one[4:11]) for one in told) + 1  # its numbers go on
    assert unaccounted(store) == []


def test_without_numbers_and_without_store_nothing_is_told(hasty: Store, tmp_path: Path) -> None:
    with gone(hasty), desk_on(hasty, tmp_path) as desk, pytest.raises(CannotFile):
        desk.file_case(cases.filing())


def test_the_reserve_outlasts_the_store(store: Store, hasty: Store, tmp_path: Path) -> None:
    with desk_on(hasty, tmp_path) as desk:
        desk.prepare()
        with gone(hasty):
            told = {desk.file_case(cases.filing()).radicado for _ in range(RESERVE)}
            assert len(told) == RESERVE
            with pytest.raises(CannotFile):
                desk.file_case(cases.filing())
        desk.prepare()
    assert set(kept(store)) == told


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_full_disk_alone_is_no_hindrance(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk_on(store, tmp_path) as desk:
        desk.prepare()
        monkeypatch.setattr(os, "fsync", full)
        filed = desk.file_case(cases.filing())
    assert kept(store) == [filed.radicado]


def test_a_full_disk_and_no_store(
    store: Store, hasty: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk_on(hasty, tmp_path) as desk:
        desk.prepare()
        with gone(hasty), monkeypatch.context() as disk:
            disk.setattr(journal.Journal, "append", full)
            with pytest.raises(CannotFile):
                desk.file_case(cases.filing())
        desk.prepare()
        filed = desk.file_case(cases.filing())
        with store.reading() as session:
            (gap,) = numbers.voided(session, Series.CASE, 2026)
        assert gap.number != filed.radicado
        assert "no se pudo guardar" in gap.reason
    assert unaccounted(store) == []


def test_the_year_ends_between_two_callers(store: Store, hasty: Store, tmp_path: Path) -> None:
    clock = FixedClock(datetime(2027, 1, 1, 4, 59, 30, tzinfo=UTC))  # still 2026 in Bogotá
    with desk_on(hasty, tmp_path, clock) as desk:
        desk.prepare()
        with gone(hasty):
            old = desk.file_case(cases.filing())
            clock.advance(timedelta(minutes=1))
            new = desk.file_case(cases.filing())
            clock.advance(timedelta(minutes=-1))  # the clock is put back
            back = desk.file_case(cases.filing())
        told = [old.radicado, new.radicado, back.radicado]
        assert [one[:4] for one in told] == ["2026", "2027", "2026"]
        assert len(set(told)) == 3
        clock.advance(timedelta(days=5))
        desk.prepare()
        assert sorted(kept(store)) == sorted(told)
        with store.reading() as session:
            gaps = numbers.voided(session, Series.CASE, 2026)
        assert len(gaps) == RESERVE - 2
        assert {gap.reason for gap in gaps} == {"quedó libre al terminar el año"}
    assert unaccounted(store, 2026) == []


FILES = """
import sys
from pathlib import Path
from ivr.clock import FixedClock
from ivr.services import pqrs
from ivr.services.filing import FilingDesk
from ivr.services.pqrs import CaseFiling, CaseKind
from ivr.store import Store

url, folder, rules, times = sys.argv[1:]
desk = FilingDesk(Store(url), FixedClock(), pqrs.load(Path(rules)), Path(folder), reserve=20)
desk.start()
for _ in range(int(times)):
    print(desk.file_case(CaseFiling(kind=CaseKind.CLAIM, subject="x")).radicado, flush=True)
desk.close()
"""


def process(store: Store, folder: Path, times: int) -> subprocess.Popen[str]:
    url = store.url.render_as_string(hide_password=False)
    arguments = [url, str(folder), str(cases.CATALOGUE_FILE), str(times)]
    return subprocess.Popen(
        [sys.executable, "-c", FILES, *arguments], stdout=subprocess.PIPE, text=True
    )


def test_two_processes_file_at_once(store: Store, tmp_path: Path) -> None:
    both = [process(store, tmp_path, 15) for _ in range(2)]
    told = [line.strip() for one in both for line in one.communicate(timeout=60)[0].splitlines()]
    assert [one.returncode for one in both] == [0, 0]
    assert len(set(told)) == 30
    assert sorted(kept(store)) == sorted(told)
    assert unaccounted(store) == []


def test_a_killed_process_loses_no_number_that_it_told(store: Store, tmp_path: Path) -> None:
    one = process(store, tmp_path, 100_000)
    assert one.stdout is not None
    told = [one.stdout.readline().strip() for _ in range(25)]
    one.send_signal(signal.SIGKILL)
    told += [line.strip() for line in one.stdout.read().splitlines() if line.endswith("\n")]
    one.wait(10)
    one.stdout.close()
    with desk_on(store, tmp_path) as desk:
        desk.prepare()
        told.append(desk.file_case(cases.filing()).radicado)
    assert set(told) <= set(kept(store))
    assert len(set(told)) == len(told)
    assert unaccounted(store) == []


def test_a_process_that_never_comes_back_gives_its_numbers_up(store: Store, tmp_path: Path) -> None:
    with desk_on(store, tmp_path) as desk:
        desk.prepare()
        filed = desk.file_case(cases.filing())
    clock = FixedClock(datetime.now(UTC) + timedelta(days=2))
    assert posts(store, tmp_path, clock).look()
    with store.reading() as session:
        gaps = numbers.voided(session, Series.CASE, 2026)
        open_blocks = select(func.count()).where(tables.NumberBlock.closed_at.is_(None))
        assert session.scalar(open_blocks) == 0
    assert len(gaps) == RESERVE - 1
    assert filed.radicado not in {gap.number for gap in gaps}
    assert unaccounted(store) == []


@pytest.mark.parametrize("kept_text", [b"", b"[{", b'[{"series": "other"}]', b"\xff\xfe", b"[]"])
def test_a_spoilt_note_of_numbers_voids_what_was_leased(
    store: Store, tmp_path: Path, kept_text: bytes
) -> None:
    with desk_on(store, tmp_path) as desk:
        desk.prepare()
        first = desk.file_case(cases.filing()).radicado
    (tmp_path / "desks" / "1" / holder.NUMBERS).write_bytes(kept_text)
    with desk_on(store, tmp_path) as desk:
        desk.prepare()
        second = desk.file_case(cases.filing()).radicado
    assert {first, second} == set(kept(store))
    assert unaccounted(store) == []


def test_the_same_filing_twice_is_one_case(store: Store, tmp_path: Path) -> None:
    filing = cases.filing(CaseKind.COMPLAINT)
    with desk_on(store, tmp_path) as desk:
        desk.prepare()
        first = desk.file_case(filing)
        assert desk.file_case(filing) == first
        assert kept(store) == [first.radicado]
