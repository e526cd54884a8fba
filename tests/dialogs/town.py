"""A town with one account for each position that a caller may be in, on 22 November 2026.

| key       | account  | document   | telephone  | position                                     |
|-----------|----------|------------|------------|----------------------------------------------|
| pending   | 10000116 | 71642018   | 3150000001 | 128.350 until 14 December                    |
| part_paid | 10000124 | 71642026   | 3150000002 | 28.350 of 128.350 left until 14 December     |
| overdue_1 | 10000132 | 71642034   | 3150000003 | 50.000 overdue since 20 October              |
| overdue_3 | 10000140 | 71642042   | 3150000004 | 3 overdue, 63.000 in all, and 21.000 pending |
| paid      | 10000158 | 71642050   | 3150000005 | paid on 1 November                           |
| zero      | 10000166 | 71642068   | 3150000006 | an invoice of nothing                        |
| none      | 10000174 | 71642076   | 3150000007 | no invoice yet                               |
| suspended | 10000182 | 71642084   | 3150000008 | suspended, 2 overdue, 1.000.000 in all       |
| odd       | 10000190 | 71642092   | 3150000009 | suspended, nothing owed                      |
| two, 2nd  | 10000208 | 71642100   | 3150000010 | one holder, two accounts                     |
|           | 10000216 | 71642100   | 3150000010 |                                              |
| many      | 2000nn00 | 71642118   | 3150000011 | one holder, nine accounts, 21.000 pending    |
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from ivr import store
from ivr.store import Store

TODAY = date(2026, 11, 22)
DUE = date(2026, 12, 14)
PAID_AT = datetime(2026, 11, 1, 15, 0, tzinfo=UTC)


def build(path: Path, *, points: bool = True) -> None:
    """Make the town's database at ``path``."""
    town = Store(f"sqlite:///{path}")
    store.Base.metadata.create_all(town.engine)
    with town.unit_of_work() as session:
        session.add(store.Zone(id=1, name="El Jardín", kind=store.ZoneKind.BARRIO))
        session.flush()
        _accounts(session)
        if points:
            _points(session)
    town.close()


def _accounts(session: Session) -> None:
    pending = _account(session, "10000116", "71642018", "+573150000001")
    _invoice(session, pending, 11, DUE, 128_350)
    part_paid = _account(session, "10000124", "71642026", "+573150000002")
    _invoice(session, part_paid, 11, DUE, 128_350, owed=28_350)
    overdue_1 = _account(session, "10000132", "71642034", "+573150000003")
    _invoice(session, overdue_1, 10, date(2026, 10, 20), 50_000)
    overdue_3 = _account(session, "10000140", "71642042", "+573150000004")
    for month in (8, 9, 10):
        _invoice(session, overdue_3, month, date(2026, month, 20), 21_000)
    _invoice(session, overdue_3, 11, DUE, 21_000)
    paid = _account(session, "10000158", "71642050", "+573150000005")
    _invoice(session, paid, 10, date(2026, 11, 14), 128_350, owed=0, paid_at=PAID_AT)
    zero = _account(session, "10000166", "71642068", "+573150000006")
    _invoice(session, zero, 11, DUE, 0)
    _account(session, "10000174", "71642076", "+573150000007")
    cut = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)
    suspended = _account(session, "10000182", "71642084", "+573150000008", suspended_since=cut)
    for month in (8, 9):
        _invoice(session, suspended, month, date(2026, month, 20), 500_000)
    _account(session, "10000190", "71642092", "+573150000009", suspended_since=cut)
    for number, amount in (("10000208", 21_000), ("10000216", 31_000)):
        _invoice(session, _account(session, number, "71642100", "+573150000010"), 11, DUE, amount)
    for nth in range(9):
        one = _account(session, f"2000{nth}000", "71642118", "+573150000011")
        _invoice(session, one, 11, DUE, 21_000)


def _account(
    session: Session,
    number: str,
    document: str,
    phone: str,
    suspended_since: datetime | None = None,
) -> store.Account:
    account = store.Account(
        number=number,
        holder="Titular de prueba",
        document=document,
        address="Calle 45 # 12-34",
        zone_id=1,
        stratum=2,
        services=(store.Service.WATER,),
        suspended_since=suspended_since,
        phones=[store.AccountPhone(number=phone)],
    )
    session.add(account)
    session.flush()
    return account


def _invoice(
    session: Session,
    account: store.Account,
    month: int,
    due_on: date,
    total: int,
    *,
    owed: int | None = None,
    paid_at: datetime | None = None,
) -> None:
    session.add(
        store.Invoice(
            number=f"F{account.number}{month:02}",
            account_id=account.id,
            period=date(2026, month, 1),
            issued_on=date(2026, month, 2),
            due_on=due_on,
            total=total,
            owed=total if owed is None else owed,
            paid_at=paid_at,
        )
    )


def _points(session: Session) -> None:
    for position, name in enumerate(("la sede central", "la tienda del parque", "el supermercado")):
        session.add(
            store.PaymentPoint(
                name=name,
                address="Carrera 5 # 10-20",
                zone_id=1,
                hours="de lunes a viernes",
                position=position,
            )
        )
