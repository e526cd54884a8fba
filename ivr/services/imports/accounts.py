"""Accounts of a file: checked, compared with those of the store, written in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ivr import store
from ivr.services.imports import values
from ivr.services.imports.reading import Cells, Column, Reading, Watch, read
from ivr.services.imports.tally import Tally, chunks
from ivr.store import ZoneKind
from ivr.store.bulk import load

COLUMNS = (
    Column("number", "Cuenta", "Como aparece en la factura; los ceros de adelante cuentan.",
           ("numero de cuenta", "no cuenta", "nro cuenta", "numero cuenta", "contrato",
            "suscripcion", "matricula"), example="210000373"),
    Column("holder", "Titular", "Nombre de quien tiene el contrato.",
           ("nombre", "suscriptor", "usuario", "cliente", "nombre del titular", "nombres",
            "razon social"), example="Nombre y apellidos"),
    Column("document", "Documento", "Cédula, o NIT sin dígito de verificación.",
           ("cedula", "nit", "identificacion", "cc", "c c", "documento de identidad",
            "cedula o nit"),
           example="38251101"),
    Column("address", "Dirección", "Del predio.", ("direccion del predio", "dir"),
           example="Calle 4 # 5-06"),
    Column("zone", "Barrio", "Barrio o vereda; uno que no existe se crea.",
           ("vereda", "zona", "sector", "barrio o vereda"), example="Centro"),
    Column("stratum", "Estrato", "De 0 a 6; 0 donde no hay.", ("estrato socioeconomico",),
           example="3"),
    Column("services", "Servicios", "Con espacios entre ellos: acueducto aseo energia…",
           ("servicio",), example="acueducto aseo"),
    Column("phones", "Teléfonos", "De 10 cifras, con comas entre ellos; puede haber varias "
           "columnas.", ("telefono", "celular", "movil", "tel", "telefono fijo", "fijo",
                         "telefono celular", "celulares", "telefono 1", "telefono 2"),
           optional=True, several=True, example="3155550101, 6082712345"),
    Column("suspended_since", "Suspendida desde", "Fecha, si el servicio está suspendido.",
           ("fecha de suspension", "fecha suspension", "suspendido desde", "suspension"),
           optional=True, example=""),
)  # fmt: skip
HOLDER_LONGEST, ADDRESS_LONGEST, ZONE_LONGEST = 120, 160, 80
LOADED = ("number", "holder", "document", "address", "zone_id", "stratum", "services",
          "suspended_since")  # fmt: skip


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account as a file has it."""

    number: str
    holder: str
    document: str
    address: str
    zone: str
    stratum: int
    services: tuple[str, ...]
    phones: tuple[str, ...]
    suspended_since: date | None


@dataclass(frozen=True, slots=True)
class _Kept:
    """An account as the store has it; ``fields`` in the order of LOADED after the number."""

    id: int
    fields: tuple[object, ...]
    phones: tuple[str, ...]


def read_accounts(
    file: Path, area_code: str, watch: Watch = lambda rows: None
) -> Reading[AccountLine]:
    """Read and check a file of accounts; ``area_code`` completes old telephones.

    Raises Invalid for what is no such table at all.
    """
    seen: dict[str, int] = {}
    return read(file, COLUMNS, partial(_line, values.phones(area_code), seen), watch)


def take_accounts(
    session: Session, reading: Reading[AccountLine], *, dry_run: bool = False
) -> Tally:
    """Write what differs from the store; an account that the file lacks stays as it is.

    A column that the file lacks stays as it is too. A dry run only counts.
    """
    zones = {values.plain(zone.name): zone.id for zone in session.scalars(select(store.Zone))}
    new_zones = _new_zones(reading.lines, zones)
    if not dry_run:
        _add_zones(session, new_zones, zones)
    kept = _kept(session, [line.number for line in reading.lines])
    fresh = [line for line in reading.lines if line.number not in kept]
    changed = [
        line
        for line in reading.lines
        if line.number in kept and _differs(line, kept[line.number], zones, reading.columns)
    ]
    if not dry_run:
        _insert(session, fresh, zones)
        _update(session, changed, kept, zones, reading.columns)
        session.expire_all()
    same = len(reading.lines) - len(fresh) - len(changed)
    return Tally(len(fresh), len(changed), same, tuple(new_zones.values()))


def _line(phones: values.Phones, seen: dict[str, int], cells: Cells) -> AccountLine:
    number = cells.take("number", values.account_number)
    if number is not None:
        cells.once("number", seen, number)
    return AccountLine(
        number,
        cells.take("holder", values.text(HOLDER_LONGEST)),
        cells.take("document", values.document),
        cells.take("address", values.text(ADDRESS_LONGEST)),
        cells.take("zone", values.text(ZONE_LONGEST)),
        cells.take("stratum", values.stratum),
        cells.take("services", values.services),
        cells.take_all("phones", phones),
        cells.take("suspended_since", values.day_or_none),
    )


def _new_zones(lines: Iterable[AccountLine], known: dict[str, int]) -> dict[str, str]:
    """The names of zones that the store lacks, as first written, by how they compare."""
    found: dict[str, str] = {}
    for line in lines:
        plain = values.plain(line.zone)
        if plain not in known:
            found.setdefault(plain, line.zone)
    return found


def _add_zones(session: Session, names: dict[str, str], zones: dict[str, int]) -> None:
    for plain, name in names.items():
        zone = store.Zone(name=name, kind=ZoneKind.BARRIO)
        session.add(zone)
        session.flush()
        zones[plain] = zone.id


def _kept(session: Session, numbers: Sequence[str]) -> dict[str, _Kept]:
    account, phone = store.Account, store.AccountPhone
    columns = [getattr(account, name) for name in LOADED[1:]]
    kept: dict[str, _Kept] = {}
    for portion in chunks(numbers):
        found = session.execute(
            select(account.id, account.number, *columns).where(account.number.in_(portion))
        ).all()
        phones: dict[int, list[str]] = {}
        of_these = select(phone.account_id, phone.number).where(
            phone.account_id.in_([row[0] for row in found])
        )
        for account_id, number in session.execute(of_these.order_by(phone.position)):
            phones.setdefault(account_id, []).append(number)
        for row in found:
            kept[row[1]] = _Kept(row[0], tuple(row[2:]), tuple(phones.get(row[0], ())))
    return kept


def _differs(
    line: AccountLine, kept: _Kept, zones: dict[str, int], columns: frozenset[str]
) -> bool:
    if "phones" in columns and line.phones != kept.phones:
        return True
    told, known = _fields(line, zones), kept.fields
    if "suspended_since" not in columns:
        told, known = told[:-1], known[:-1]
    return told != known


def _fields(line: AccountLine, zones: dict[str, int]) -> tuple[object, ...]:
    """The line's values in the order of LOADED after the number; a new zone has no id yet."""
    zone_id = zones.get(values.plain(line.zone))
    return (
        line.holder, line.document, line.address, zone_id, line.stratum, line.services,
        line.suspended_since,
    )  # fmt: skip


def _insert(session: Session, lines: Sequence[AccountLine], zones: dict[str, int]) -> None:
    load(session, store.Account, LOADED, ((line.number, *_fields(line, zones)) for line in lines))
    account = store.Account
    for portion in chunks(lines):
        numbers = [line.number for line in portion]
        query = select(account.number, account.id).where(account.number.in_(numbers))
        ids = dict(session.execute(query).all())
        _insert_phones(session, ((ids[line.number], line.phones) for line in portion))


def _insert_phones(session: Session, owned: Iterable[tuple[int, tuple[str, ...]]]) -> None:
    rows = (
        (account_id, number, position)
        for account_id, phones in owned
        for position, number in enumerate(phones)
    )
    load(session, store.AccountPhone, ("account_id", "number", "position"), rows)


def _update(
    session: Session,
    lines: Sequence[AccountLine],
    kept: dict[str, _Kept],
    zones: dict[str, int],
    columns: frozenset[str],
) -> None:
    written = LOADED[1:] if "suspended_since" in columns else LOADED[1:-1]
    for portion in chunks(lines):
        rows = [
            {"id": kept[line.number].id, **dict(zip(written, _fields(line, zones), strict=False))}
            for line in portion
        ]
        session.execute(update(store.Account), rows)
        if "phones" in columns:
            ids = [kept[line.number].id for line in portion]
            session.execute(
                delete(store.AccountPhone).where(store.AccountPhone.account_id.in_(ids))
            )
            _insert_phones(session, ((kept[line.number].id, line.phones) for line in portion))
