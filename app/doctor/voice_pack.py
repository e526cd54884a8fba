"""How much of what the line says is recorded in its voice."""

from __future__ import annotations

from app.doctor.check import Check
from app.pack_condition import pack_condition
from app.settings import Settings
from ivr.errors import LineaError
from speech.voice.studio.condition import State

NAME = "voz grabada"
TELLS = "«./linea voices check» dice cuáles"


def check(settings: Settings) -> Check:
    """Damaged recordings are a fault; what the fallback voice says is right, if less warm."""
    try:
        found = pack_condition(settings, levels=False)
    except (LineaError, OSError) as error:
        return Check(NAME, False, str(error), TELLS)
    recorded, damaged = len(found.of(State.RECORDED)), len(found.of(State.CORRUPT))
    if damaged:
        detail = f"«{settings.voice.pack}» tiene {damaged} archivos dañados o perdidos"
        return Check(NAME, False, detail, f"{TELLS}; «./linea voices render» los hace de nuevo")
    if not recorded:
        return Check(NAME, True, "ninguna: todo lo dice la voz sintética")
    detail = f"«{settings.voice.pack}», {recorded} de {len(found.standings)} grabaciones"
    if found.by_fallback:
        detail += f"; {len(found.by_fallback)} las dice la voz de respaldo ({TELLS})"
    return Check(NAME, True, f"{detail}; textos sin aprobar: {found.pending}")
