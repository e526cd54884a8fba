"""One line a data folder, and what a second `up` learns about the first."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.running import AlreadyRunning, Run, RunFolder
from app.settings import Ports


def test_a_second_line_of_the_same_folder_is_refused(tmp_path: Path) -> None:
    with RunFolder(tmp_path).lock():
        with pytest.raises(AlreadyRunning), RunFolder(tmp_path).lock():
            pass
        assert RunFolder(tmp_path).is_locked()
    assert not RunFolder(tmp_path).is_locked()


def test_the_line_in_operation_is_found_by_its_record(tmp_path: Path) -> None:
    run = Run(os.getpid(), "127.0.0.1", Ports(web=9080))
    folder = RunFolder(tmp_path)
    assert folder.current() is None
    with folder.lock():
        assert folder.current() is None
        folder.write(run)
        assert RunFolder(tmp_path).current() == run
    assert folder.current() is None


def test_the_record_of_a_killed_supervisor_counts_for_nothing(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    with folder.lock():
        pass
    folder.write(Run(1, "127.0.0.1", Ports()))
    assert folder.current() is None
