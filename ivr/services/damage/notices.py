"""What is written to who reported a damage: that the service is back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.services import outbound
from ivr.services.outbound import Message, Template
from ivr.store import ContactChannel, ContactPurpose


def tell_restored(
    session: Session, outage_id: int, service_name: Callable[[str], str], now: datetime
) -> int:
    """Write to everyone who joined the outage and wanted to know. Gives to how many.

    In the same unit of work as its closing; closing again writes to nobody twice.
    """
    outage = session.get_one(store.Outage, outage_id)
    report = store.DamageReport
    mobiles = session.scalars(
        select(report.notify)
        .where(report.outage_id == outage_id, report.notify.is_not(None))
        .distinct()
    )
    written = 0
    for mobile in mobiles:
        message = Message(
            key=f"outage:{outage_id}:restored:{mobile}",
            channel=ContactChannel.SMS,
            recipient=mobile or "",
            template=Template.SERVICE_RESTORED,
            purpose=ContactPurpose.REQUESTED,
            fields={"servicio": service_name(outage.service), "zona": outage.zone.name},
        )
        written += outbound.queue(session, message, now)
    return written
