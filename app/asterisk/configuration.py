"""What an Asterisk instance of the line is made from: plain values, no Asterisk words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.secrets import Secrets
from app.settings import Ports, Settings
from app.speech_processes import SpeechProcesses
from ivr.dialogs.hotline import Purpose
from ivr.errors import LineaError

PLACE = Path("/srv/linea")
QUEUES = ("attention", "emergency")  # "general" is what queues.conf calls its settings
# What the dialplan says by itself: `ladder.<name>` in the wording, ladder/<name>.wav.
LADDER_PROMPTS = (
    "disculpe",
    "emergencia",
    "espere",
    "emergencia_pasa",
    "ocupados",
    "mensaje",
    "gracias",
    "intente",
    "guardia",
    "se_corto",
    "solo_internas",
)
LOCAL_TRUNK = "local"
OPEN_FILES = 65536


class AsteriskError(LineaError):
    """Asterisk can't be configured, started or reached."""

    code = "asterisk_unusable"


@dataclass(frozen=True, slots=True)
class Trunk:
    """A SIP trunk. ``addresses``: where it calls from; the first one is called when we dial out."""

    name: str
    addresses: tuple[str, ...]
    username: str = ""
    password: str = field(default="", repr=False)

    @property
    def server(self) -> str:
        """The address called when we dial out or register; empty when only networks are named."""
        return next((address for address in self.addresses if "/" not in address), "")


@dataclass(frozen=True, slots=True)
class DeskTelephone:
    """A telephone at a desk in place of a browser.

    It registers with ``password``; else ``dial`` is the extension behind a trunk that is rung
    (``PJSIP/1001@trunk-planta``).
    """

    name: str
    label: str
    password: str = field(default="", repr=False)
    dial: str = ""

    @property
    def endpoint(self) -> str:
        """The name by which it registers, and by which the line knows it."""
        return f"telephone-{self.name}"


@dataclass(frozen=True, slots=True)
class Configuration:
    """One instance. ``root`` is the folder that Asterisk sees as ``/``.

    Seconds: ``queue_seconds`` in a queue chosen by a dialog, ``ladder_queue_seconds``
    in the queue attention and ``emergency_seconds`` in the emergency queue on the ladder,
    ``on_call_seconds`` that each on-call number rings, ``transfer_seconds`` that those ring to
    whom a caller is handed on, ``desk_returns_seconds`` that a caller
    waits at most after the apology for the page of a lost desk to come back, ``agi_first_seconds``
    until the AGI side must have renewed the dead-man's switch, ``announce_seconds`` from one
    word to those who wait to the next. ``plain_desks``: SIP
    telephones at the desks in place of browsers. ``speech_hosts``: where each process that
    recognises listens. ``ethics_numbers``: by which nobody is ever known, not even on the ladder
    (without +57). ``stun_server`` and ``turn_server`` (host and port) pass on media.
    """

    root: Path
    instance: str
    ports: Ports
    password: Callable[[str], str] = field(repr=False)
    host: str = "127.0.0.1"
    speech_hosts: tuple[str, ...] = ("127.0.0.1",)
    external_address: str = ""
    stun_server: str = ""
    turn_server: str = ""
    turn_user: str = ""
    turn_password: str = field(default="", repr=False)
    desks: int = 20
    plain_desks: bool = False
    demonstration: bool = False
    telephones: tuple[DeskTelephone, ...] = ()
    trunks: tuple[Trunk, ...] = ()
    on_call_numbers: tuple[str, ...] = ()
    ethics_numbers: tuple[str, ...] = ()
    queue_seconds: int = 600
    ladder_queue_seconds: int = 180
    emergency_seconds: int = 45
    on_call_seconds: int = 25
    transfer_seconds: int = 20
    desk_returns_seconds: int = 3
    agi_first_seconds: int = 4
    announce_seconds: int = 45

    @property
    def folder(self) -> Path:
        """The instance's folder as the host sees it."""
        return self.root / PLACE.relative_to("/") / self.instance

    @property
    def place(self) -> Path:
        """The same folder as Asterisk sees it."""
        return PLACE / self.instance

    @property
    def desk_names(self) -> tuple[str, ...]:
        """The desks' endpoints: desk-01 and on."""
        return tuple(f"desk-{number:02}" for number in range(1, self.desks + 1))


def _server(addresses: tuple[str, ...]) -> str:
    """Host and port of the first address, such as `turn:host:3478?transport=udp`."""
    return addresses[0].partition(":")[2].partition("?")[0] if addresses else ""


def from_settings(settings: Settings, secrets: Secrets) -> Configuration:
    """Return the configuration that the settings ask for.

    With the demonstration on, this machine itself is a trunk (``trunk-local``), so
    that any SIP phone on it can call the line.
    """
    trunks = tuple(
        Trunk(trunk.name, trunk.addresses, trunk.username, trunk.password)
        for trunk in settings.line.trunks
    )
    if settings.demo.enabled and all(trunk.name != LOCAL_TRUNK for trunk in trunks):
        trunks += (Trunk(LOCAL_TRUNK, ("127.0.0.1",)),)
    return Configuration(
        root=settings.asterisk_root,
        instance=settings.asterisk.instance,
        ports=settings.ports,
        password=secrets.password,
        host=settings.network.host,
        speech_hosts=SpeechProcesses.of(settings).hosts,
        external_address=settings.network.external_address,
        stun_server=_server(settings.network.turn.stun),
        turn_server=_server(settings.network.turn.urls),
        turn_user=settings.network.turn.asterisk_user,
        turn_password=settings.network.turn.asterisk_password,
        desks=settings.desk.seats,
        demonstration=settings.demo.enabled,
        telephones=tuple(
            DeskTelephone(one.name, one.label, one.password, one.dial)
            for one in settings.desk.telephones
        ),
        trunks=trunks,
        on_call_numbers=settings.line.on_call_numbers,
        ethics_numbers=tuple(
            one.hotline.bare_number
            for one in settings.line.hotlines
            if one.purpose is Purpose.ETHICS
        ),
    )
