"""`linea bench pop` in short: every ring brings a card to the desk that rang, and to no other."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from app.benches import pop
from app.benches.pop.moments import Moments, row
from app.benches.pop.past import make
from app.benches.pop.town import open_store

CALLS = 3000


@pytest.mark.timeout(240)
def test_every_ring_brings_a_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINEA_DATA__FOLDER", str(tmp_path))
    screens, sockets, report, real, past = pop.measure(calls=CALLS, seconds=6, pace=2.0)
    for measured in (screens, sockets, real):
        assert measured["count"], measured
        assert measured["missing"] == 0, measured
        assert "another" not in str(measured["how"])
    assert report["count"]
    assert past["count"] == CALLS
    told: list[tuple[int, int]] = []
    with closing(open_store(f"sqlite:///{tmp_path}/bench/pop-{CALLS}.sqlite")) as kept:
        make(kept, CALLS, lambda there, wanted: told.append((there, wanted)))
    assert told == [(CALLS, CALLS)], "what was made is kept"


def test_a_card_at_another_s_desk_is_counted() -> None:
    moments = Moments()
    moments.ring("one", "ana", 10.0)
    moments.ring("two", "ana", 20.0)
    moments.see("one", "beto", 10.1)
    moments.see("one", "ana", 10.25)
    moments.see("one", "ana", 11.0)
    assert moments.lags(["ana"]) == ([0.25], 1)
    assert moments.strayed == 1


def test_a_row_is_in_milliseconds() -> None:
    measured = row("x", [0.010, 0.020, 0.030])
    assert (measured["p50 ms"], measured["max ms"], measured["count"]) == (20.0, 30.0, 3)
    assert row("x", [])["p99 ms"] == ""
