"""What the supervisor says in the terminal, in Spanish, one line an event."""

from __future__ import annotations

import contextlib
from pathlib import Path

from app.part import BecameReady, Died, PartEvent, Started, Stopped, StoppedAnswering


def spanish(event: PartEvent, logs: Path) -> str | None:
    """Return the line for an event, or None where it needs none."""
    match event:
        case BecameReady(name, seconds):
            return f"✓ {name} ({seconds:.1f} s)".replace(".", ",")
        case Died(name, code, again_in):
            how = f"por la señal {-code}" if code < 0 else f"con el código {code}"
            return (
                f"✗ {name} terminó {how}; se inicia de nuevo en {again_in:.1f} s "
                f"(detalle en {logs / name}.log)"
            )
        case StoppedAnswering(name):
            return f"✗ {name} no responde; se termina"
        case Started() | Stopped():
            return None


def say(line: str) -> None:
    """Print a line; a terminal that has gone away stops nothing."""
    with contextlib.suppress(OSError):
        print(line, flush=True)
