"""`linea doctor`."""

from __future__ import annotations

import asyncio

import typer
from rich.console import Console
from rich.markup import escape

from app.doctor import examine
from app.settings import load


def command() -> None:
    """Revisa cada parte de la línea, dice qué está mal y cómo se arregla."""
    faults = asyncio.run(_examine())
    if faults:
        print(f"\nHay {faults} por arreglar.")
    else:
        print("\nTodo está bien.")
    raise typer.Exit(1 if faults else 0)


async def _examine() -> int:
    """Print the findings as they come; give the number of faults."""
    console = Console(highlight=False, soft_wrap=True)
    faults = 0
    async for check in examine(load()):
        mark = "[green]✓[/green]" if check.ok else "[red]✗[/red]"
        console.print(f"{mark} {escape(check.name)}: {escape(check.detail)}")
        if not check.ok:
            console.print(f"    {escape(check.mend)}")
        faults += not check.ok
    return faults
