"""What an administrator sets: `config/linea.toml`, each key overridden by `LINEA_<SECTION>__<KEY>`.

The descriptions of the fields are what an administrator is told is expected there.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from app.api_settings import ApiSection
from app.desk_settings import DeskSection
from app.hotline_settings import HotlineSetting
from app.login_settings import Login
from app.measures import Measures
from app.network_settings import Network, Web
from app.outward_settings import BillingSystem, Mail, Outbound, Sms
from app.recording_settings import Recordings
from app.section import Section, Text
from app.settings_file import SettingsFile, UnusableSettings
from app.speech_settings import Speech
from app.transfer_settings import TransfersSection
from app.voice_settings import KokoroSection, PiperSection
from app.waiting_settings import CallbackSection, SurveySection

PROJECT = Path(__file__).resolve().parent.parent

Port = Annotated[int, Field(ge=1, le=65535, description="un puerto, de 1 a 65535")]


class Entity(Section):
    """The utility or town that answers; the placeholders of prompts."""

    name: Text = "Empresas Públicas de Villa Clara"
    speaks_as: Text = "Empresas Públicas de Villa Clara"
    policy_url: Text = "villaclara.example/datos"
    payment_url: Text = "villaclara.example/pagos"


class Data(Section):
    """Where everything that is made at run time is kept."""

    folder: Path = Field(default=Path("var"), description="el nombre de una carpeta")


class Store(Section):
    """The database; empty means SQLite in the data folder."""

    url: str = Field(
        default="",
        pattern=r"^$|^sqlite:///.+|^postgresql\+psycopg://.+",
        repr=False,  # it may hold a password
        description='vacío, "sqlite:///archivo" o "postgresql+psycopg://usuario@servidor/base"',
    )


class BusSection(Section):
    """The bus; empty means a Redis of our own."""

    url: str = Field(
        default="",
        pattern=r"^$|^(redis|rediss|unix)://.+",
        repr=False,  # it may hold a password
        description='vacío, "redis://servidor:6379/0" o "unix:///ruta/redis.sock"',
    )


class Ports(Section):
    """Where each part listens; a taken one is replaced when the line starts."""

    web: Port = 8080
    agi: Port = 4573
    agi_health: Port = 4574
    worker_health: Port = 4575
    ami: Port = 5038
    sip: Port = 5060
    http: Port = 8088
    speech: Port = 9099
    rtp_first: Port = 10000
    rtp_last: Port = 10999

    @model_validator(mode="after")
    def _range_is_wide_enough(self) -> Ports:
        if self.rtp_last < self.rtp_first + 3:
            raise ValueError("rtp_last debe ser mayor que rtp_first, con espacio para una llamada")
        return self


class AsteriskSection(Section):
    """Which Asterisk, and under which name its files are kept."""

    root: str = Field(default="", description='una carpeta, "/" o nada')
    instance: str = Field(
        default="main",
        pattern=r"^[a-z0-9][a-z0-9-]{0,30}$",
        description="un nombre corto de letras minúsculas, números y guiones",
    )


class Trunk(Section):
    """One SIP trunk: where it calls from, and its credentials if it wants any."""

    name: str = Field(
        pattern=r"^[a-z0-9-]{1,20}$", description="un nombre corto de minúsculas y guiones"
    )
    addresses: tuple[str, ...] = Field(default=(), description="una lista de direcciones IP")
    username: str = Field(default="", description="un texto entre comillas")
    password: str = Field(default="", description="un texto entre comillas", repr=False)


class LineSection(Section):
    """The line itself."""

    calls_at_most: int = Field(default=300, ge=1, le=5000, description="un número de 1 a 5000")
    trunks: tuple[Trunk, ...] = Field(default=(), description="bloques [[line.trunks]]")
    on_call_numbers: tuple[Text, ...] = Field(
        default=(), description='una lista de destinos, p. ej. ["PJSIP/315…@trunk-proveedor"]'
    )
    hotlines: tuple[HotlineSetting, ...] = Field(
        default=(), description="bloques [[line.hotlines]]"
    )
    area_code: str = Field(
        default="608", pattern=r"^60[1-8]$", description="un indicativo de 601 a 608"
    )


class Voice(Section):
    """The voice of the prompts; `code` is the tests' own.

    ``pack`` is spoken from recordings, the voice named ``pack``; what it lacks by ``fallback``.
    """

    engine: Literal["pack", "espeak-ng", "piper", "kokoro", "code"] = Field(
        default="pack",
        description='"pack", "espeak-ng", "piper" o "kokoro" ("code" en las pruebas)',
    )
    pack: str = Field(
        default="dora",
        pattern=r"^[a-z0-9][a-z0-9-]{0,30}$",
        description="el nombre de una voz grabada: minúsculas, números y guiones",
    )
    fallback: Literal["espeak-ng", "piper", "kokoro"] = Field(
        default="espeak-ng", description='"espeak-ng", "piper" o "kokoro"'
    )
    kokoro: KokoroSection = KokoroSection()
    piper: PiperSection = PiperSection()


class Demo(Section):
    """Demonstration data, users and the caller's page."""

    enabled: bool = Field(default=True, description="true o false")


class Settings(BaseSettings):
    """All settings, with the places that follow from them. Read it by `load`."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix="LINEA_", env_nested_delimiter="__"
    )

    entity: Entity = Entity()
    data: Data = Data()
    store: Store = Store()
    bus: BusSection = BusSection()
    network: Network = Network()
    web: Web = Web()
    login: Login = Login()
    ports: Ports = Ports()
    asterisk: AsteriskSection = AsteriskSection()
    line: LineSection = LineSection()
    voice: Voice = Voice()
    speech: Speech = Speech()
    desk: DeskSection = DeskSection()
    api: ApiSection = ApiSection()
    measures: Measures = Measures()
    recordings: Recordings = Recordings()
    demo: Demo = Demo()
    outbound: Outbound = Outbound()
    sms: Sms = Sms()
    mail: Mail = Mail()
    billing: BillingSystem = BillingSystem()
    callback: CallbackSection = CallbackSection()
    survey: SurveySection = SurveySection()
    transfers: TransfersSection = TransfersSection()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment override the file, whose values come as arguments."""
        return env_settings, init_settings

    @property
    def data_folder(self) -> Path:
        """The data folder as an absolute path."""
        return (PROJECT / self.data.folder).resolve()

    @property
    def https(self) -> bool:
        """Whether browsers are served over TLS: always where others than this machine come."""
        return bool(self.web.certificate) or not self.network.on_loopback

    @property
    def certificates_folder(self) -> Path:
        """Where our own authority and what it signs are kept."""
        return self.data_folder / "tls"

    def socket_of(self, process: str) -> Path:
        """Where a process answers that listens to this machine's supervisor, or the door, alone."""
        return self.data_folder / "run" / f"{process}.sock"

    @property
    def store_url(self) -> str:
        """The database's SQLAlchemy URL."""
        return self.store.url or f"sqlite:///{self.data_folder / 'linea.sqlite'}"

    @property
    def redis_socket(self) -> Path | None:
        """The socket of our own Redis, or None when an existing one is named."""
        return None if self.bus.url else self.data_folder / "redis" / "redis.sock"

    @property
    def bus_url(self) -> str:
        """The bus's Redis URL."""
        return self.bus.url or f"unix://{self.redis_socket}"

    @property
    def asterisk_root(self) -> Path:
        """The folder that Asterisk sees as `/`; installed once for every data folder."""
        return Path(self.asterisk.root or PROJECT / "var" / "asterisk-root")

    @property
    def instance_folder(self) -> Path:
        """The instance's folder as the host sees it."""
        return self.asterisk_root / "srv" / "linea" / self.asterisk.instance

    @property
    def instance_folder_in_asterisk(self) -> Path:
        """The same folder as Asterisk sees it."""
        return Path("/srv/linea") / self.asterisk.instance

    @property
    def message_spool(self) -> Path:
        """Where the ladder leaves callers' messages, as the host sees it."""
        return self.instance_folder / "spool" / "messages"

    @property
    def outbound_folder(self) -> Path:
        """Where messages out are kept that nothing is set up to send."""
        return self.data_folder / "outbound"

    @property
    def journal_folder(self) -> Path:
        """Where filings wait while the store is gone, and numbers are noted as taken."""
        return self.data_folder / "journal"

    @property
    def recordings_folder(self) -> Path:
        """Where sealed recordings are kept."""
        return self.data_folder / "recordings"

    @property
    def recording_keys(self) -> Path:
        """The file of the keys that they are sealed with."""
        return self.data_folder / "recording-keys.json"

    @property
    def dictation_model(self) -> Path | None:
        """The model that writes down what was dictated; None where none is set."""
        name = self.speech.dictation_model
        if not name:
            return None
        return PROJECT / name if "/" in name else self.speech_models_folder / name

    @property
    def speech_models_folder(self) -> Path:
        """Where fetched speech models are kept."""
        return self.data_folder / "speech" / "models"

    @property
    def messages_folder(self) -> Path:
        """Where the sound of those messages is kept."""
        return self.data_folder / "messages"


def settings_path() -> Path:
    """Return the settings file: `LINEA_CONFIG`, else the project's own."""
    return Path(os.environ.get("LINEA_CONFIG") or PROJECT / "config" / "linea.toml")


def load(path: Path | None = None) -> Settings:
    """Read the settings file and the environment.

    Raises UnusableSettings, which names file, line and key and says what is expected.
    """
    file = SettingsFile(path or settings_path())
    values: dict[str, Any] = file.read()
    try:
        return Settings(**values)
    except ValidationError as error:
        raise UnusableSettings(file.explain(error, Settings)) from error
