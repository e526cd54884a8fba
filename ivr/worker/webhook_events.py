"""Durable events, told to other systems: one message out for each endpoint that wants it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ivr import events
from ivr.services import outbound
from ivr.services.outbound import Message
from ivr.store import ContactChannel, ContactPurpose
from ivr.worker.carriers import Endpoint


class WebhookEvents:
    """Queues webhooks. An event relayed twice is queued once: its id is in the key."""

    def __init__(self, endpoints: Sequence[Endpoint]) -> None:
        self._endpoints = endpoints

    def queue(self, session: Session, event: events.Event, now: datetime) -> None:
        """Queue ``event`` for whoever wants it, in the session's transaction."""
        kind = type(event).__name__
        for endpoint in self._endpoints:
            if endpoint.wants(kind):
                message = Message(
                    key=f"{event.event_id}/{endpoint.name}",
                    channel=ContactChannel.WEBHOOK,
                    recipient=endpoint.name,
                    template=kind,
                    purpose=ContactPurpose.SERVICE,
                    fields=events.payload(event),
                )
                outbound.queue(session, message, now)
