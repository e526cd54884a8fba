"""What takes messages away: an SMS gateway, a mail server, other systems, or a file."""

from ivr.worker.carriers.carrier import Carrier, CarrierDown, Parcel, Rejected
from ivr.worker.carriers.mail import MailServer, MailSettings
from ivr.worker.carriers.message_file import MessageFile
from ivr.worker.carriers.sms_gateway import GatewaySettings, SmsGateway
from ivr.worker.carriers.webhook import Endpoint, Webhooks, signature

__all__ = [
    "Carrier",
    "CarrierDown",
    "Endpoint",
    "GatewaySettings",
    "MailServer",
    "MailSettings",
    "MessageFile",
    "Parcel",
    "Rejected",
    "SmsGateway",
    "Webhooks",
    "signature",
]
