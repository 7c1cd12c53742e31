"""Sends a message by e-mail.

STARTTLS or TLS with a verified certificate; where that fails, nothing is sent in the clear instead.
"""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime

from gouji.alerts.messages import Event
from gouji.alerts.receivers import Mailbox
from gouji.alerts.webhook import NotTaken

SECONDS = 10.0


def mail_of(event: Event, mailbox: Mailbox, lang: str) -> EmailMessage:
    """The e-mail; the same event has the same Message-ID."""
    message = EmailMessage()
    message["Subject"] = event.title(lang)
    message["From"] = mailbox.sender
    message["To"] = ", ".join(mailbox.to)
    message["Date"] = format_datetime(event.at)
    message["Message-ID"] = f"<{event.key}@gouji.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(event.text(lang) + "\n")
    return message


def post(
    event: Event,
    mailbox: Mailbox,
    lang: str,
    *,
    seconds: float = SECONDS,
    tls: ssl.SSLContext | None = None,
) -> None:
    """Send it once.

    Raises:
        NotTaken: the server cannot be reached or trusted, or refuses.
    """
    message = mail_of(event, mailbox, lang)
    context = tls or ssl.create_default_context()
    try:
        with _connected(mailbox, seconds, context) as server:
            if mailbox.how == "smtp":
                server.starttls(context=context)
            if mailbox.user:
                server.login(mailbox.user, mailbox.password)
            refused = server.send_message(message)
    except smtplib.SMTPResponseException as error:
        # Its text is the server's, which may repeat what it was told.
        raise NotTaken(f"SMTP {error.smtp_code}") from None
    except ssl.SSLCertVerificationError as error:
        raise NotTaken(f"tls: {error.verify_message}") from None
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise NotTaken(type(error).__name__) from None
    if refused:
        raise NotTaken(f"{len(refused)} of {len(mailbox.to)} addresses refused")


def _connected(mailbox: Mailbox, seconds: float, context: ssl.SSLContext) -> smtplib.SMTP:
    if mailbox.how == "smtps":
        return smtplib.SMTP_SSL(mailbox.host, mailbox.port, timeout=seconds, context=context)
    return smtplib.SMTP(mailbox.host, mailbox.port, timeout=seconds)
