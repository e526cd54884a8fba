"""The bootstrap: what each command needs, and that nothing is done twice."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import command_names
from app.install import bootstrap, python_packages, system_packages
from app.install.bootstrap import ALL_TESTS, LINE, TESTS, Need, need_of
from app.install.problem import Problem
from app.install.progress import Progress
from app.install.project import Project
from app.install.system_packages import SystemPackage
from app.settings import PROJECT

ABSENT = SystemPackage("no-such-package", "no-such-program")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "var").mkdir()
    return Project(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "need"),
    [
        ("", Need()),
        ("--help", Need()),
        ("up", LINE),
        ("serve --quiet", LINE),
        ("call", Need()),
        ("test", ALL_TESTS),
        ("test unit", TESTS["unit"]),
        ("test calls -- -k x", TESTS["calls"]),
    ],
)
def test_each_command_gets_what_it_needs(arguments: str, need: Need) -> None:
    assert need_of(arguments.split()) == need


def test_a_stamp_holds_until_an_input_changes(project: Project) -> None:
    source = project.root / "source"
    source.mkdir()
    (source / "a").write_text("1")
    project.stamp("build", [source, "word"]).set()
    assert project.stamp("build", [source, "word"]).is_set()
    assert not project.stamp("build", [source, "other"]).is_set()
    (source / "node_modules").mkdir()
    (source / "node_modules" / "b").write_text("1")
    assert project.stamp("build", [source, "word"]).is_set()
    (source / "c").write_text("1")
    assert not project.stamp("build", [source, "word"]).is_set()


def test_every_section_of_the_constraints_is_pinned_and_hashed() -> None:
    text = (PROJECT / "constraints.txt").read_text(encoding="utf-8")
    for name in ("build", "run", "test", "node"):
        entries = python_packages.section(text, name).strip().split("\n")
        heads = [line for line in entries if not line.startswith(" ")]
        assert heads
        assert all("==" in head and head.endswith("\\") for head in heads)
    assert "://" not in text


def test_a_missing_section_is_told() -> None:
    with pytest.raises(Problem, match="«zzz»"):
        python_packages.section("# [run] x\na==1 \\\n", "zzz")


def test_packages_that_are_there_need_neither_root_nor_network(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    system_packages.install(project, [SystemPackage("coreutils", "ls")])


def test_without_root_the_mend_is_said(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", f"{project.root}:{os.environ['PATH']}")
    (project.root / "apt-get").touch(mode=0o755)
    with pytest.raises(Problem, match="sudo apt-get install no-such-package"):
        system_packages.install(project, [ABSENT])


def test_without_apt_the_mend_is_said(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project.root))
    with pytest.raises(Problem, match="no tiene apt: instale no-such-package"):
        system_packages.install(project, [ABSENT])


def test_a_problem_ends_the_command_before_it_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    problems = [Problem("Falta la red.")]
    monkeypatch.setattr(bootstrap, "install", lambda *_: problems)
    assert bootstrap.bootstrap(["up"]) == 1
    assert capsys.readouterr().err == "linea: Falta la red.\n"


def test_a_quick_step_is_not_mentioned() -> None:
    out = io.StringIO()
    with Progress(out) as progress:
        with progress.step("Asterisk"):
            pass
        progress.tell("hecho")
    assert out.getvalue() == "hecho\n"


def test_the_bootstrap_imports_only_the_standard_library() -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(PROJECT)!r}); import app.install.bootstrap; "
        "print({name.partition('.')[0] for name in sys.modules} - sys.stdlib_module_names)"
    )
    answer = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() in ("{'__main__', 'app'}", "{'app', '__main__'}", "{'app'}")


def test_an_installed_asterisk_costs_nothing(tmp_path: Path) -> None:
    """The marker alone decides: no network, no root, and well under a second."""
    root = tmp_path / "root"
    (root / "etc").mkdir(parents=True)
    (root / ".linea-asterisk").write_text("recipe=1\nversion=x\n")
    script = PROJECT / "docker" / "asterisk" / "install.sh"
    answer = subprocess.run(
        [script, root], capture_output=True, text=True, check=True, timeout=5, env={"PATH": "/bin"}
    )
    assert answer.stdout == ""
    assert os.uname().nodename in (root / "etc" / "hosts").read_text()


def test_the_commands_are_the_files_of_their_folder() -> None:
    assert {"up", "serve", "test"} <= set(command_names())
