"""A mail server by SMTP (RFC 5321), over TLS unless it is said otherwise."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from contextlib import closing, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

from ivr.worker.carriers.carrier import CarrierDown, Parcel, Rejected

REFUSES_FOR_GOOD = frozenset({550, 551, 552, 553, 554, 556})
"""Of the 5xx, those about this mail or its recipient; the others are about us."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """``security``: ``starttls``, ``tls`` (from the first byte) or ``none``."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = 15.0


class MailServer:
    """Sends each message in a session of its own."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    def send(self, parcel: Parcel) -> str | None:
        """Hand it to the server; gives its Message-ID. Raises CarrierDown, Rejected."""
        mail = self._mail(parcel)
        try:
            with closing(self._session()) as server:
                if self._settings.user:
                    server.login(self._settings.user, self._settings.password)
                server.send_message(mail)
                with suppress(smtplib.SMTPException, OSError):  # the mail is theirs by now
                    server.quit()
        except smtplib.SMTPRecipientsRefused as error:
            raise _meaning([code for code, _ in error.recipients.values()]) from error
        except smtplib.SMTPAuthenticationError as error:
            raise CarrierDown("smtp_login") from error
        except smtplib.SMTPResponseException as error:
            raise _meaning([error.smtp_code]) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            reason = "timeout" if isinstance(error, TimeoutError) else "connection"
            raise CarrierDown("tls" if isinstance(error, ssl.SSLError) else reason) from error
        return str(mail["Message-ID"])

    def _session(self) -> smtplib.SMTP:
        settings, context = self._settings, ssl.create_default_context()
        place = (settings.host, settings.port)
        if settings.security == "tls":
            return smtplib.SMTP_SSL(*place, timeout=settings.seconds, context=context)
        server = smtplib.SMTP(*place, timeout=settings.seconds)
        if settings.security == "starttls":
            try:
                server.starttls(context=context)
            except BaseException:
                server.close()
                raise
        return server

    def _mail(self, parcel: Parcel) -> EmailMessage:
        """The mail; its Message-ID follows from the key, so that two copies are known as one."""
        mail = EmailMessage(policy=SMTP)
        domain = self._settings.sender.rpartition("@")[2].rstrip(">") or "localhost"
        mail["Message-ID"] = f"<{hashlib.sha256(parcel.key.encode()).hexdigest()[:40]}@{domain}>"
        mail["From"] = self._settings.sender
        mail["To"] = parcel.recipient
        mail["Subject"] = parcel.subject or parcel.template
        mail["Date"] = formatdate(localtime=False)
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's machine answers it
        mail.set_content(parcel.body)
        return mail


def _meaning(codes: list[int]) -> CarrierDown | Rejected:
    code = max(codes, default=0)
    name = f"smtp_{code}"
    return Rejected(name) if code in REFUSES_FOR_GOOD else CarrierDown(name)
