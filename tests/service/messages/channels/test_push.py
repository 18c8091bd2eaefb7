"""The adapter of push services, against a double that checks who sends and fails in each of its ways."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from service.clock import SetClock
from service.messages.channels.push import Gone, VapidKey, is_of_a_service
from service.messages.outbox import Failed, Hopeless, NotYet
from tests.doubles.push_service import CONTACT, PushDouble

PHONE = "https://web.push.apple.com/QGuW3n"


async def test_a_push_has_no_words_and_says_who_sends_it(clock: SetClock) -> None:
    """BED-15, SAF-12: an empty body, kept no longer than the question is open, the later in place of the earlier."""
    double = PushDouble(clock)
    channel = double.channel()
    await channel.ring(PHONE, timedelta(minutes=7))
    await channel.ring(PHONE, timedelta(seconds=-5))
    assert [(each.body, each.kept_for, each.topic) for each in double.rung] == [
        (b"", timedelta(minutes=7), "relais"),
        (b"", timedelta(0), "relais"),
    ]
    assert channel.public_key == double.key.public
    assert len(channel.public_key) == 87
    await channel.close()


@pytest.mark.parametrize(
    ("fault", "raised", "code"),
    [
        (429, NotYet, "push_too_many"),
        (403, Hopeless, "push_credentials"),
        (401, Hopeless, "push_credentials"),
        (500, Failed, "push_service"),
        (302, Failed, "push_service"),
        (None, Failed, "push_unreachable"),
        (404, Gone, None),
        (410, Gone, None),
    ],
)
async def test_each_trouble_has_its_answer(
    fault: int | None, raised: Any, code: str | None, clock: SetClock
) -> None:
    """OPS-04: what may pass is tried again; a device that is gone is forgotten; nobody is followed elsewhere."""
    double = PushDouble(clock)
    channel = double.channel()
    double.faults.append(fault)
    with pytest.raises(raised) as trouble:
        await channel.ring(PHONE, timedelta(minutes=1))
    assert getattr(trouble.value, "code", None) == code
    assert double.rung == []
    await channel.close()


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://web.push.apple.com/x",
        "https://web.push.apple.com:8443/x",
        "https://web.push.apple.com@10.0.0.1/x",
        "https://10.0.0.1/x",
        "https://localhost/web.push.apple.com",
        "https://evil-web.push.apple.com/x",
        "https://web.push.apple.com.evil.test/x",
        "https://web.push.apple.com/x#y",
        "https://web.push.apple.com:abc/x",
        "https://web.push.apple.com/" + "x" * 1000,
        "https://web.push.apple.cöm/x",
        "",
    ],
)
async def test_only_the_services_of_browsers_are_called(endpoint: str, clock: SetClock) -> None:
    """SAF-12: a device's word for where it is never makes us call anything else."""
    double = PushDouble(clock)
    assert not is_of_a_service(endpoint)
    with pytest.raises(Gone):
        await double.channel().ring(endpoint, timedelta(minutes=1))
    assert double.rung == []


def test_the_services_that_are_known() -> None:
    """BED-15: the three families of browsers, some with names of machines in front."""
    assert is_of_a_service("https://fcm.googleapis.com/fcm/send/abc:def")
    assert is_of_a_service("https://updates.push.services.mozilla.com/wpush/v2/gAAA")
    assert is_of_a_service("https://wns2-by3p.notify.windows.com/w/?token=abc")
    assert is_of_a_service(PHONE)


def test_a_key_of_another_kind_is_none() -> None:
    """A key on another curve would sign what no service believes."""
    other = generate_private_key(SECP384R1())
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(ValueError, match="P-256"):
        VapidKey.of_pem(pem, CONTACT)
