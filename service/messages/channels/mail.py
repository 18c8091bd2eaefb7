"""E-mail: neutral letters, through whichever server the installation names."""

from __future__ import annotations

import asyncio
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from socket import gaierror
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from service.messages.outbox import Failed, Hopeless, Unreachable

TIMEOUT: Final = 20.0
"""Seconds for the whole conversation; well within the time that a handler of the outbox has."""
ADDRESS: Final = r"[A-Za-z0-9.!#$%&'*+/^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,187}[A-Za-z0-9])?"
"""One address and nothing that a header could read as two, as a comment or as another (RFC 5322): no comma, no bracket,
and no `=?`, which a mail program decodes before it looks for whom the letter is."""
_ADDRESS: Final = re.compile(ADDRESS)
NOBODY_THERE: Final = (
    ConnectionError, TimeoutError, gaierror, smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected,
)  # fmt: skip
"""Before a word of the letter was said: so none has left."""


@dataclass(frozen=True)
class Mail:
    """One letter. Its text may hold a code: it is not shown in logs, and kept nowhere."""

    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)


class Courier(Protocol):
    """Carries letters. Raises `Failed` or `Hopeless` of the outbox when it cannot."""

    async def deliver(self, mail: Mail) -> None: ...


@dataclass(frozen=True)
class SmtpCourier:
    """Hands letters to a mail server (RFC 5321), over TLS from the first byte or after STARTTLS (RFC 3207).

    `url` is `smtps://user:password@host:465` or `smtp://host:587`; a password is never sent without TLS.
    """

    url: str = field(repr=False)
    sender: str
    trust: ssl.SSLContext | None = field(default=None, repr=False)
    """Whom to believe; the machine's own roots when it is not given."""

    async def deliver(self, mail: Mail) -> None:
        """Hand one letter over, in a thread: the standard library's client waits.

        Raises `Hopeless` when this is no address, or the server will never take it or our password; else `Failed`.
        """
        if not _ADDRESS.fullmatch(mail.to):
            raise Hopeless("mail_refused")
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, mail.to, mail.subject
        message.set_content(mail.text)
        try:
            await asyncio.to_thread(self._send, message, mail.to)
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            raise (Hopeless("mail_refused") if code >= 500 else Failed("mail_deferred")) from None
        except smtplib.SMTPAuthenticationError:
            raise Hopeless("mail_credentials") from None
        except (smtplib.SMTPException, OSError):
            raise Failed("mail_unreachable") from None

    def _send(self, message: EmailMessage, to: str) -> None:
        where = urlsplit(self.url)
        trust = self.trust or ssl.create_default_context()
        host, direct = where.hostname or "localhost", where.scheme == "smtps"
        try:
            server = (
                smtplib.SMTP_SSL(host, where.port or 465, timeout=TIMEOUT, context=trust)
                if direct
                else smtplib.SMTP(host, where.port or 587, timeout=TIMEOUT)
            )
        except NOBODY_THERE:
            raise Unreachable("mail_unreachable") from None
        with server:
            if not direct:
                server.starttls(context=trust)
            if where.username:
                server.login(unquote(where.username), unquote(where.password or ""))
            server.send_message(message, to_addrs=[to])
