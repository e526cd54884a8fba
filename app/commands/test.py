"""`linea test`: the checks and the tests, by tier. `./linea test` installs what they need first."""

from __future__ import annotations

import os
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.settings import PROJECT

BIN = Path(sys.executable).parent
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "--quiet", "."),
    ("mypy",),
    ("lint-imports", "--no-logo"),
)
ELSEWHERE = ("service", "calls", "pages", "long")
WITHOUT_UNIT_TESTS = ("faults", "pages", "services", "store")


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
    """Revisa el código y corre las pruebas."""
    failed = [" ".join(check[:2]) for check in CHECKS if not _passes(*check)]
    tests_pass = _passes("pytest", *selection(tier), *(pytest_arguments or []))
    if failed:
        print(f"linea: no pasó: {', '.join(failed)}", file=sys.stderr)
    raise typer.Exit(0 if tests_pass and not failed else 1)


def selection(tier: Tier) -> tuple[str, ...]:
    """Return pytest's arguments for a tier. Unit tests share the machine's processors."""
    match tier:
        case Tier.UNIT:
            mark = " and ".join(f"not {other}" for other in ELSEWHERE)
            unread = [f"--ignore=tests/{folder}" for folder in WITHOUT_UNIT_TESTS]
            return ("-m", mark, *unread, "--numprocesses=auto", "--dist=worksteal")
        case Tier.ALL:
            return ("-m", "not long")
        case Tier.LONG:
            return ("-m", "long")
    return ("-m", f"{tier} and not long")


def _passes(program: str, *arguments: str) -> bool:
    print(f"— {program} {' '.join(arguments)}", flush=True)
    keeping_bytecode = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}  # the next run starts sooner
    done = subprocess.run(
        [BIN / program, *arguments], cwd=PROJECT, env=keeping_bytecode, check=False
    )
    return done.returncode == 0
