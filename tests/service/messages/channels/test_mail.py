"""Letters, handed to a mail server of our own that speaks SMTP over TLS on a real socket."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from service.messages.channels.mail import Mail, SmtpCourier
from service.messages.outbox import Failed, Hopeless

LETTER = Mail("new@relais.test", "Relais : quelque chose attend votre lecture", "Un accès vous attend : ABCD")


@dataclass
class Post:
    """What a small mail server heard, and what it answers to a recipient and to a password."""

    port: int = 0
    recipient: str = "250 OK"
    password: str = "235 OK"
    heard: list[str] = field(default_factory=list)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One conversation (RFC 5321)."""
        answers = {
            "EHLO": "250-post\r\n250 AUTH PLAIN",
            "MAIL": "250 OK",
            "DATA": "354 go",
            "QUIT": "221 bye",
        }
        writer.write(b"220 post\r\n")
        while line := (await reader.readline()).decode().rstrip("\r\n"):
            self.heard.append(line)
            verb = line[:4].upper()
            answer = {"RCPT": self.recipient, "AUTH": self.password}.get(verb) or answers.get(verb, "250 OK")
            writer.write(f"{answer}\r\n".encode())
            if verb == "DATA":
                while (part := (await reader.readline()).decode().rstrip("\r\n")) != ".":
                    self.heard.append(part)
                writer.write(b"250 kept\r\n")
            if verb == "QUIT":
                break
        writer.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 with its key, that nobody but the test believes."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "post")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("post") / "post.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return path


@pytest.fixture
async def post(certificate: Path) -> AsyncIterator[Post]:
    """The server, over TLS from the first byte."""
    heard = Post()
    mine = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    mine.load_cert_chain(certificate)
    server = await asyncio.start_server(heard.talk, "127.0.0.1", 0, ssl=mine)
    heard.port = server.sockets[0].getsockname()[1]
    yield heard
    server.close()


@pytest.fixture
def courier(post: Post, certificate: Path) -> SmtpCourier:
    """A courier that believes this server."""
    url = f"smtps://us:p%40ss@127.0.0.1:{post.port}"
    return SmtpCourier(url, "relais@relais.test", ssl.create_default_context(cafile=str(certificate)))


async def test_a_letter_is_handed_over(post: Post, courier: SmtpCourier) -> None:
    """To its addressee, from us, with its words in both languages' letters, and nothing else said."""
    await courier.deliver(LETTER)
    assert "rcpt TO:<new@relais.test>" in post.heard
    assert "From: relais@relais.test" in post.heard
    said = "\n".join(post.heard)
    assert "http" not in said
    assert "p@ss" not in said


async def test_an_address_that_is_never_taken_is_a_persons_to_look_at(
    post: Post, courier: SmtpCourier
) -> None:
    """550: not tried again and again; 450: later."""
    post.recipient = "550 no such box"
    with pytest.raises(Hopeless) as hopeless:
        await courier.deliver(LETTER)
    assert hopeless.value.code == "mail_refused"
    post.recipient = "450 greylisted"
    with pytest.raises(Failed) as failed:
        await courier.deliver(LETTER)
    assert failed.value.code == "mail_deferred"


async def test_a_password_that_is_not_ours_is_a_persons_to_look_at(post: Post, courier: SmtpCourier) -> None:
    post.password = "535 no"
    with pytest.raises(Hopeless) as caught:
        await courier.deliver(LETTER)
    assert caught.value.code == "mail_credentials"


async def test_a_server_that_nobody_vouches_for_hears_nothing(post: Post) -> None:
    """Neither the password nor the code goes to somebody who only claims to be our server."""
    stranger = SmtpCourier(f"smtps://us:p%40ss@127.0.0.1:{post.port}", "relais@relais.test")
    with pytest.raises(Failed) as caught:
        await stranger.deliver(LETTER)
    assert caught.value.code == "mail_unreachable"
    assert post.heard == []


async def test_a_server_without_tls_hears_nothing() -> None:
    """`smtp://` insists on STARTTLS before anything is said (RFC 3207)."""
    plain = Post()
    server = await asyncio.start_server(plain.talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(Failed):
        await SmtpCourier(f"smtp://us:secret@127.0.0.1:{port}", "relais@relais.test").deliver(LETTER)
    assert [line[:4].upper() for line in plain.heard] in (["EHLO"], ["EHLO", "QUIT"])
    server.close()


def test_what_a_letter_says_is_in_no_log() -> None:
    """Nothing sensitive in a log: neither the address nor the text shows where a value is printed."""
    assert repr(LETTER) == "Mail(subject='Relais : quelque chose attend votre lecture')"
    assert "p%40ss" not in repr(SmtpCourier("smtps://us:p%40ss@x", "relais@relais.test"))
