"""`linea up`: the demonstration on this machine, and the addresses to try it at."""

from __future__ import annotations

import time

from app.announcer import say
from app.certificates import own_authority
from app.demonstration import password, users
from app.running import AlreadyRunning, RunFolder
from app.secrets import Secrets
from app.serve import serve
from app.settings import Settings

PREPARING_SECONDS = 60.0


def up(settings: Settings) -> None:
    """Run the line with demonstration data until a signal stops it.

    A second one for the same data folder only says where the first one answers.
    Raises what the preparation raises.
    """
    since = time.monotonic()

    async def announce(running: Settings) -> None:
        seconds = time.monotonic() - since
        say(f"\nLa línea está en marcha ({seconds:.0f} s). Ctrl-C la detiene.\n")
        say(addresses(running))

    try:
        serve(settings, demonstration=settings.demo.enabled, echo=False, when_ready=announce)
    except AlreadyRunning:
        tell_where(settings)


def tell_where(settings: Settings) -> None:
    """Print the addresses of the line that runs already, once it has chosen its ports."""
    folder = RunFolder(settings.data_folder)
    patience = time.monotonic() + PREPARING_SECONDS
    while (run := folder.current()) is None and folder.is_locked():
        if time.monotonic() > patience:
            break
        time.sleep(0.1)
    if run is None:
        raise AlreadyRunning("La línea se está iniciando o deteniendo; repita en un momento.")
    say(f"La línea ya está en marcha (proceso {run.pid}).\n")
    say(addresses(settings.model_copy(update={"ports": run.ports})))


def addresses(settings: Settings) -> str:
    """Return where to try the line and as whom, in Spanish."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.network.host, settings.network.host)
    web = f"{'https' if settings.https else 'http'}://{host}:{settings.ports.web}"
    lines = [
        f"  Puesto del agente     {web}/puesto",
        f"  Tablero e informes    {web}/tablero  {web}/informes",
        f"  Teléfono SIP          sip:linea@{host}:{settings.ports.sip}",
        f"  Registros             {settings.data_folder / 'log'}",
    ]
    if own_authority(settings) is not None:
        lines.append("  Certificado           propio: «./linea certificates trust»")
    if settings.demo.enabled:
        if settings.network.on_loopback:
            lines.insert(0, f"  Teléfono del usuario  {web}/telefono")
        secret = password(Secrets.of(settings.data_folder))
        lines.append(f"\n  Usuarios de demostración, con la contraseña {secret}")
        lines += [f"    {user:<14}{who}" for user, who in users()]
        lines.append("\n  «./linea demo callers» muestra desde qué números llamar.")
    return "\n".join(lines)
