"""What can be told of Asterisk without starting it: version, name look-up, sounds, prompts, log."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from app.asterisk import LADDER_PROMPTS, AsteriskError, Configuration, Instance
from app.doctor.check import Check

SERIES = "22."
INSTALL = "ejecute «docker/asterisk/install.sh»"
MUSIC = Path("usr/share/asterisk/moh")
SOUNDS = Path("usr/share/asterisk/sounds/es")
ROOT_SERVER = "A.ROOT-SERVERS.NET"
HEADER_BYTES = 44


def checks(configuration: Configuration) -> Iterator[Check]:
    """Yield what the root and the instance's folder tell."""
    yield _version(configuration)
    yield _hosts(configuration)
    yield _root_servers(configuration)
    yield _music(configuration)
    yield _packaged_sounds(configuration)
    yield _prompts(configuration)


def _version(configuration: Configuration) -> Check:
    try:
        version = Instance(configuration).version()
    except AsteriskError as error:
        return Check("Asterisk", False, error.message, INSTALL)
    ok = version.startswith(SERIES)
    return Check("Asterisk", ok, version, f"hace falta Asterisk 22: {INSTALL}")


def _hosts(configuration: Configuration) -> Check:
    """Without the machine's name there, Asterisk asks a root name server on every call."""
    name = os.uname().nodename
    path = configuration.root / "etc" / "hosts"
    names = path.read_text(encoding="utf-8").split() if path.exists() else []
    if name in names:
        return Check("nombre del equipo", True, f"{name} está en {path}")
    mend = f"agregue «127.0.0.1 localhost {name}» a {path}"
    return Check("nombre del equipo", False, f"{name} no está en {path}", mend)


def _root_servers(configuration: Configuration) -> Check:
    log = Instance(configuration).log
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    if ROOT_SERVER not in text:
        return Check("consultas de nombres", True, "Asterisk no busca nombres fuera del equipo")
    mend = f"corrija el nombre del equipo en {configuration.root / 'etc' / 'hosts'} y reinicie"
    return Check("consultas de nombres", False, f"{log} muestra {ROOT_SERVER}", mend)


def _music(configuration: Configuration) -> Check:
    count = len(list((configuration.root / MUSIC).glob("*.*")))
    mend = "instale asterisk-moh-opsound-wav; sin música la espera es silencio"
    return Check("música de espera", count > 0, f"{count} piezas", mend)


def _packaged_sounds(configuration: Configuration) -> Check:
    ok = bool(list((configuration.root / SOUNDS).glob("beep.*")))
    mend = "instale asterisk-prompt-es-co: es lo que se oye si faltan los mensajes de la línea"
    return Check("sonidos en español", ok, "instalados" if ok else "faltan", mend)


def _prompts(configuration: Configuration) -> Check:
    folder = configuration.folder / "prompts" / "ladder"
    missing = [name for name in LADDER_PROMPTS if not _is_sound(folder / f"{name}.wav")]
    if not missing:
        return Check("mensajes de respaldo", True, f"los {len(LADDER_PROMPTS)} están grabados")
    if not folder.exists() or len(missing) == len(LADDER_PROMPTS):
        return Check("mensajes de respaldo", True, "se graban al iniciar la línea")
    mend = "reinicie la línea: el proceso «speech» los graba de nuevo"
    return Check("mensajes de respaldo", False, f"faltan {', '.join(missing)}", mend)


def _is_sound(path: Path) -> bool:
    return path.exists() and path.stat().st_size > HEADER_BYTES
