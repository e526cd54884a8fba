"""What the machine itself must have: room, time zone, programs, pages, a database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.doctor import speech_model, voice_pack
from app.doctor.check import Check
from app.redis_server import SOCKET_PATH_BYTES
from app.settings import PROJECT, Settings
from app.voice import voice_files
from cti.pop_address import PLACEHOLDERS, Opens, PopAddress
from ivr.demo import still_open
from ivr.errors import LineaError, StoreUnavailable
from ivr.store import Store
from ivr.store.schema import current, newest
from speech.voice import engine_named

ROOM_NEEDED = 2 * 10**9
SAMPLE = "Buenos días."
PAGES = PROJECT / "cti" / "web" / "static" / "dist" / "manifest.json"


def checks(settings: Settings) -> Iterator[Check]:
    """Yield what can be told without any part of the line running."""
    yield _disk(settings.data_folder)
    yield _time_zone()
    database = _database(settings)
    yield database
    if database.ok and not settings.demo.enabled:
        yield _demonstration_users(settings)
    yield _bus(settings)
    yield _voice(settings)
    yield voice_pack.check(settings)
    yield speech_model.check(settings)
    yield _pages()
    if settings.desk.pop_address is not None:
        yield _crm(settings.desk.pop_address)


def _crm(address: PopAddress) -> Check:
    """What the desk opens of a CRM; whether it answers is for the agents' browsers to see."""
    values = dict.fromkeys(PLACEHOLDERS, "0")
    opened = "un enlace" if address.opens is Opens.LINK else "una ventana"
    return Check("crm", True, f"al contestar, {opened} a {address.of(values)}")


def _disk(folder: Path) -> Check:
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    if not os.access(existing, os.W_OK):
        mend = f"dé permiso de escritura en {existing} o elija otra carpeta en data.folder"
        return Check("disco", False, f"no se puede escribir en {existing}", mend)
    detail = f"{free / 10**9:.1f} GB libres en {folder}".replace(".", ",", 1)
    if free < ROOM_NEEDED:
        return Check("disco", False, detail, "libere al menos 2 GB o elija otra carpeta")
    return Check("disco", True, detail)


def _time_zone() -> Check:
    try:
        offset = datetime.now(UTC).astimezone(ZoneInfo("America/Bogota")).utcoffset()
    except ZoneInfoNotFoundError:
        offset = None
    if offset != timedelta(hours=-5):
        return Check("zona horaria", False, "no se conoce America/Bogota", "instale tzdata")
    return Check("zona horaria", True, "America/Bogota, cinco horas menos que UTC")


def _database(settings: Settings) -> Check:
    name = "base de datos"
    with closing(Store(settings.store_url)) as store:
        if _is_unmade(store):
            return Check(name, True, f"{store.address} no existe todavía: se crea al iniciar")
        try:
            revision = current(store)
        except StoreUnavailable as error:
            mend = f"revise store.url y que {store.address} conteste"
            return Check(name, False, error.message, mend)
    if revision != newest():
        return Check(name, True, f"tablas en la versión {revision}: se actualizan al iniciar")
    return Check(name, True, f"contesta ({store.address}), tablas al día")


def _is_unmade(store: Store) -> bool:
    """Whether it is a file that opening would make."""
    return store.is_sqlite and not Path(store.address).exists()


def _demonstration_users(settings: Settings) -> Check:
    name = "usuarios de demostración"
    with closing(Store(settings.store_url)) as store:
        if _is_unmade(store) or current(store) is None:
            return Check(name, True, "ninguno puede entrar")
        with store.reading() as session:
            users = still_open(session)
    if users:
        mend = "retire cada uno con «./linea users retire USUARIO»"
        return Check(name, False, f"todavía pueden entrar: {', '.join(users)}", mend)
    return Check(name, True, "ninguno puede entrar")


def _bus(settings: Settings) -> Check:
    if settings.redis_socket is None:
        return Check("bus", True, "un Redis de otra parte, nombrado en bus.url")
    if shutil.which("redis-server") is None:
        mend = "«apt-get install redis-server», o nombre un Redis en bus.url"
        return Check("bus", False, "falta redis-server", mend)
    if len(str(settings.redis_socket).encode()) > SOCKET_PATH_BYTES:
        return Check("bus", False, "la ruta de su socket es larga", "acorte data.folder")
    return Check("bus", True, "redis-server instalado")


def _voice(settings: Settings) -> Check:
    try:
        samples = len(engine_named(settings.voice.engine, voice_files(settings)).synthesise(SAMPLE))
    except (LineaError, OSError) as error:
        return Check("voz", False, str(error), "«./linea install» instala espeak-ng")
    return Check("voz", samples > 0, f"{settings.voice.engine} habla", "reinstale espeak-ng")


def _pages() -> Check:
    if PAGES.exists():
        return Check("páginas", True, "preparadas para el navegador")
    mend = "«./linea install» con Node.js 18 o más nuevo, o con acceso a PyPI y npm"
    return Check("páginas", False, "no se han preparado: no hay puesto ni teléfono web", mend)
