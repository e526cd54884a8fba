"""How many processes recognise, and how the supervisor sees them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.line_parts import line_parts
from app.probe import LOOPBACK
from app.settings import Settings
from app.speech_processes import SpeechProcesses


@pytest.mark.parametrize(
    ("cores", "asked", "at_most", "expected"),
    [
        #                    processes, threads and utterances of each
        (1, 0, 0, (1, 1, 40)),
        (2, 0, 0, (1, 2, 80)),
        (8, 0, 0, (2, 4, 160)),
        (16, 0, 100, (4, 4, 25)),
        (2, 3, 10, (3, 1, 4)),
    ],
)
def test_processes_follow_the_cores_where_nothing_is_set(
    monkeypatch: pytest.MonkeyPatch,
    cores: int,
    asked: int,
    at_most: int,
    expected: tuple[int, int, int],
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))
    settings = Settings.model_validate(
        {"speech": {"processes": asked, "utterances_at_most": at_most}}
    )
    found = SpeechProcesses.of(settings)
    assert (found.count, found.threads, found.utterances_at_most) == expected
    assert len(found.sockets) == (0 if found.count == 1 else found.count)
    assert len(set(found.hosts)) == found.count
    assert found.hosts[0] == LOOPBACK


@pytest.mark.parametrize(
    ("count", "names"), [(1, ["speech"]), (3, ["speech", "speech-2", "speech-3"])]
)
def test_each_process_is_a_part_of_the_line(tmp_path: Path, count: int, names: list[str]) -> None:
    settings = Settings.model_validate(
        {"data": {"folder": tmp_path}, "speech": {"processes": count}}
    )
    parts = [part for part in line_parts(settings) if part.name.startswith("speech")]
    assert [part.name for part in parts] == names
    assert [part.command[-2:] for part in parts[1:]] == [
        ("--number", str(number)) for number in range(2, count + 1)
    ]
