"""`linea test`: the checks and the tests, by tier. `./linea test` installs what they need first."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.settings import PROJECT

BIN = Path(sys.executable).parent
ENVIRONMENT = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
"""Bytecode is kept, so that the next run starts sooner."""
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "--quiet", "."),
    ("mypy",),
    ("lint-imports", "--no-logo"),
)
ELSEWHERE = ("service", "calls", "pages", "long")
WITHOUT_UNIT_TESTS = ("dialogs", "faults", "pages", "services", "store")
SHARED = ("--numprocesses=auto",)
AGAIN = ("--reruns=1", "-rfExXR")
"""A call and a page keep real time, which a busy machine may take from them: what fails is tried
once more and named as such (RERUN), what fails twice has failed."""
NOTHING_SELECTED = 5
"""pytest's answer where what was asked for (``-- -k …``) is in another run."""


class Tier(StrEnum):
    """Which tests: those that need nothing installed, one kind of the others, or all but long."""

    UNIT = "unit"
    SERVICE = "service"
    CALLS = "calls"
    PAGES = "pages"
    LONG = "long"
    ALL = "all"


def command(
    tier: Annotated[Tier, typer.Argument(help="Cuáles.")] = Tier.ALL,
    pytest_arguments: Annotated[
        list[str] | None, typer.Argument(help="Lo que se pasa a pytest, después de «--».")
    ] = None,
) -> None:
    """Revisa el código y corre las pruebas, lo uno al lado de lo otro."""
    checks = {" ".join(check): _started(check) for check in CHECKS}
    arguments = pytest_arguments or []
    passed = [_tested(selected, arguments) for selected in selections(tier)]
    failed = [name for name, check in checks.items() if not _passes(name, check)]
    if failed:
        print(f"linea: no pasó: {', '.join(failed)}", file=sys.stderr)
    raise typer.Exit(1 if failed or not all(passed) else 0)


def selections(tier: Tier) -> tuple[tuple[str, ...], ...]:
    """Return pytest's arguments for a tier, those of one run after another.

    Tests share the machine's processors, but for calls and pages, where sound must keep time.
    """
    match tier:
        case Tier.UNIT:
            mark = " and ".join(f"not {other}" for other in ELSEWHERE)
            unread = [f"--ignore=tests/{folder}" for folder in WITHOUT_UNIT_TESTS]
            return (("-m", mark, *unread, *SHARED, "--dist=worksteal"),)
        case Tier.SERVICE:
            return (("-m", "service and not long", *SHARED, "--dist=loadfile"),)
        case Tier.ALL:
            together = ("-m", "not calls and not pages and not long", *SHARED, "--dist=loadfile")
            return (together, *selections(Tier.CALLS), *selections(Tier.PAGES))
        case Tier.LONG:
            return (("-m", "long"),)
    return (("-m", f"{tier} and not long", *AGAIN),)


def _tested(selected: Sequence[str], arguments: Sequence[str]) -> bool:
    """Run tests; whether they passed."""
    tests = ("pytest", *selected, *arguments)
    print(f"— {' '.join(tests)}", flush=True)
    done = subprocess.run(_run(tests), cwd=PROJECT, env=ENVIRONMENT, check=False)
    return done.returncode == 0 or (bool(arguments) and done.returncode == NOTHING_SELECTED)


def _run(words: Sequence[str]) -> list[str]:
    program, *arguments = words
    return [str(BIN / program), *arguments]


def _started(check: Sequence[str]) -> subprocess.Popen[str]:
    """A check at work; what it finds is told when the tests are over."""
    return subprocess.Popen(
        _run(check),
        cwd=PROJECT,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _passes(name: str, check: subprocess.Popen[str]) -> bool:
    found, _ = check.communicate()
    print(f"— {name}: {'pasa' if check.returncode == 0 else found}", flush=True)
    return check.returncode == 0
