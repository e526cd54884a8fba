"""The worker's deliveries, made from the settings: what is not set up is kept in a file."""

from __future__ import annotations

from datetime import timedelta

from prometheus_client import CollectorRegistry

from app.settings import PROJECT, Settings
from ivr.circuit import Circuit
from ivr.clock import Clock
from ivr.rendering.letters import Letters
from ivr.services.outbound import Caps
from ivr.store import ContactChannel, Store
from ivr.worker.carriers import (
    Carrier,
    Endpoint,
    GatewaySettings,
    MailServer,
    MailSettings,
    MessageFile,
    SmsGateway,
    Webhooks,
)
from ivr.worker.carriers.sms_gateway import NumberForm
from ivr.worker.deliveries import Deliveries, DeliveryFigures
from ivr.worker.delivery import Delivery, DeliverySettings

LETTERS = PROJECT / "config" / "messages" / "es_CO.toml"


def letters_of(settings: Settings) -> Letters:
    """Read the wording of messages, with the entity in it. Raises LetterError."""
    entity = settings.entity
    return Letters.load(
        LETTERS,
        {
            "entidad": entity.name,
            "web_politica": entity.policy_url,
            "web_pago": entity.payment_url,
        },
    )


def endpoints_of(settings: Settings) -> tuple[Endpoint, ...]:
    """The systems that are told of events."""
    return tuple(
        Endpoint(one.name, one.url, one.key_id, one.secret, one.events)
        for one in settings.outbound.webhooks
    )


def carriers_of(settings: Settings, clock: Clock) -> dict[ContactChannel, Carrier]:
    """Who takes the messages of each channel."""
    file = MessageFile(settings.outbound_folder, clock)
    endpoints = {one.name: one for one in endpoints_of(settings)}
    return {
        ContactChannel.SMS: SmsGateway(_gateway(settings)) if settings.sms.url else file,
        ContactChannel.EMAIL: MailServer(_mail(settings)) if settings.mail.host else file,
        ContactChannel.WEBHOOK: Webhooks(endpoints, clock),
    }


def deliveries_of(
    settings: Settings, store: Store, clock: Clock, registry: CollectorRegistry
) -> Deliveries:
    """All that delivers messages out in one worker. Raises LetterError."""
    figures, letters, outbound = DeliveryFigures(registry), letters_of(settings), settings.outbound
    how = DeliverySettings(
        Caps(outbound.per_number, outbound.per_call, outbound.per_day),
        attempts=outbound.attempts,
        accents=settings.sms.accents,
        segments_at_most=settings.sms.segments_at_most,
    )
    deliveries = [
        Delivery(
            store,
            clock,
            channel,
            carrier,
            letters,
            settings=how,
            circuit=Circuit(),
            tell=figures.tell,
        )
        for channel, carrier in carriers_of(settings, clock).items()
    ]
    kept = timedelta(days=outbound.kept_days)
    return Deliveries(store, clock, deliveries, figures, kept=kept)


def _gateway(settings: Settings) -> GatewaySettings:
    sms = settings.sms
    return GatewaySettings(
        url=sms.url,
        headers=sms.headers,
        form=sms.format == "form",
        fields=sms.fields,
        number=NumberForm(sms.number),
        success_field=sms.success_field,
        success_values=sms.success_values,
        reference_field=sms.reference_field,
        seconds=sms.seconds,
    )


def _mail(settings: Settings) -> MailSettings:
    mail = settings.mail
    return MailSettings(
        host=mail.host,
        port=mail.port,
        security=mail.security,
        sender=mail.sender,
        user=mail.user,
        password=mail.password,
        seconds=mail.seconds,
    )
