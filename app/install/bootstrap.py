"""`./linea COMMAND`: installs what the command needs, then hands over to `python -m app.cli`."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.install import asterisk, browser_bundle, python_packages, system_packages
from app.install.problem import Problem
from app.install.progress import Progress
from app.install.project import Project
from app.install.system_packages import (
    CHROMIUM,
    COTURN,
    ESPEAK,
    FONTS,
    IPROUTE,
    NSS_TOOLS,
    POSTGRESQL,
    REDIS,
    SIPP,
    SOX,
    SystemPackage,
)


@dataclass(frozen=True)
class Need:
    """What a command wants to find installed."""

    sections: tuple[str, ...] = ("build", "run")
    packages: tuple[SystemPackage, ...] = ()
    asterisk: bool = False
    pages: bool = False


LINE = Need(packages=(REDIS, ESPEAK), asterisk=True, pages=True)
WITH_THE_LINE = ("up", "serve", "install", "doctor", "bench")
COMMANDS = {**dict.fromkeys(WITH_THE_LINE, LINE), "cti": Need(pages=True)}
TESTED = ("build", "run", "test")
TESTS = {
    "unit": Need(TESTED),
    "service": Need(TESTED, (REDIS, ESPEAK, POSTGRESQL, COTURN)),
    "calls": Need(TESTED, (REDIS, ESPEAK, SOX, SIPP), asterisk=True),
    "pages": Need(TESTED, (REDIS, ESPEAK, CHROMIUM, FONTS, SOX), asterisk=True, pages=True),
}
TOOLS = (REDIS, ESPEAK, POSTGRESQL, COTURN, CHROMIUM, FONTS, SOX, SIPP)
ALL_TESTS = Need(TESTED, TOOLS, asterisk=True, pages=True)
LONG_TESTS = Need(TESTED, (*TOOLS, IPROUTE, NSS_TOOLS), asterisk=True, pages=True)


def bootstrap(arguments: list[str]) -> int:
    """Install what these arguments need and run the command line in this process's place.

    Returns the exit code only when something essential could not be installed.
    """
    project = Project(Path(__file__).resolve().parents[2])
    problems = install(project, need_of(arguments))
    for problem in problems:
        print(f"linea: {problem}", file=sys.stderr)
    if any(problem.essential for problem in problems):
        return 1
    os.chdir(project.root)
    command = [str(project.python), "-m", "app.cli", *arguments]
    return os.execv(project.python, command)


def need_of(arguments: list[str]) -> Need:
    """Return what a command line needs; an unknown command needs only the Python packages."""
    words = [word for word in arguments if not word.startswith("-")]
    if words[:1] == ["test"]:
        return _tests(words[1]) if len(words) > 1 else ALL_TESTS
    return COMMANDS.get(words[0], Need()) if words else Need()


def _tests(tier: str) -> Need:
    return LONG_TESTS if tier == "long" else TESTS.get(tier, ALL_TESTS)


def install(project: Project, need: Need) -> list[Problem]:
    """Do every step that is not done yet, side by side where they allow it."""
    try:
        project.var.mkdir(exist_ok=True)
        project.log.touch()
    except OSError as error:
        return [Problem(f"No se puede escribir en {project.var} ({error.strerror}): dé permiso.")]
    with Progress() as progress, _alone(project, progress):
        first = _attempt(progress, "paquetes del sistema", lambda: _system(project, need))
        return [first] if first else _side_by_side(project, need, progress)


def _system(project: Project, need: Need) -> None:
    if need.asterisk:
        asterisk.check(project)
    system_packages.install(project, [*need.packages, *system_packages.venv_package()])


def _side_by_side(project: Project, need: Need, progress: Progress) -> list[Problem]:
    steps: list[tuple[str, Callable[[], None]]] = [
        ("Python: .venv", lambda: python_packages.install(project, *need.sections))
    ]
    if need.asterisk:
        steps.append(("Asterisk", lambda: asterisk.install(project, progress)))
    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(lambda step: _attempt(progress, *step), steps))
    if need.pages and not any(outcomes):
        outcomes.append(
            _attempt(progress, "páginas del navegador", lambda: browser_bundle.install(project))
        )
    return [problem for problem in outcomes if problem]


def _attempt(progress: Progress, name: str, step: Callable[[], None]) -> Problem | None:
    try:
        with progress.step(name):
            step()
    except Problem as problem:
        return problem
    return None


@contextmanager
def _alone(project: Project, progress: Progress) -> Iterator[None]:
    """One installation at a time in a checkout: a second one waits and then finds it done."""
    with (project.var / "install.lock").open("w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.tell("linea: otra preparación está en curso; se espera a que termine.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
