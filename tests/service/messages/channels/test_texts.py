"""The adapter of the provider of texts, against a double that fails in each of its ways."""

from datetime import timedelta
from typing import Any

import pytest

from service.messages.channels.texts import Text, is_signed, signature_of
from service.messages.outbox import Failed, Hopeless, NotYet
from tests.doubles.texts_api import ACCOUNT, Fault, TextsDouble

TEXT = Text("+15145550142", "Relais: un délai se termine à 23 h 40. Ouvrez l'application.")


@pytest.mark.parametrize(
    ("fault", "raised", "code"),
    [
        ("too_many", NotYet, "texts_too_many"),
        ("broken", Failed, "texts_provider"),
        ("strange", Failed, "texts_provider"),
        ("lost_before", Failed, "texts_unreachable"),
        ("lost_after", Failed, "texts_unreachable"),
        ("stopped", Hopeless, "texts_stopped_by_phone"),
        ("no_number", Hopeless, "texts_number_refused"),
        ("credentials", Hopeless, "texts_credentials"),
    ],
)
async def test_each_trouble_has_its_answer(fault: Fault, raised: Any, code: str) -> None:
    """OPS-04: what may pass is tried again, what will not goes to a person; never a message, only a code."""
    double = TextsDouble()
    channel = double.channel()
    double.faults.append(fault)
    with pytest.raises(raised) as trouble:
        await channel.send(TEXT)
    assert trouble.value.code == code
    if isinstance(trouble.value, NotYet):
        assert trouble.value.after == timedelta(seconds=7)
    sid = await channel.send(TEXT)
    assert (double.taken[-1].sid, double.taken[-1].to, double.taken[-1].body) == (sid, TEXT.to, TEXT.body)
    assert len(double.taken) == (2 if fault == "lost_after" else 1)
    assert set(double.callbacks) == {"http://relais.test/v1/webhooks/texts/status"}
    await channel.close()


def test_the_signature_is_the_one_that_the_provider_publishes() -> None:
    """OPS-04: the example of its documentation; another URL, another field, another token, or none is not signed."""
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    form = {
        "CallSid": "CA1234567890ABCDE",
        "From": "+12349013030",
        "To": "+18005551212",
        "Caller": "+12349013030",
        "Digits": "1234",
    }
    signature = "0/KCTR6DLpKmkAf8muzZqo1nDgQ="
    assert signature_of("12345", url, form) == signature
    assert is_signed("12345", url, form, signature)
    assert not is_signed("12345", url + "&baz=3", form, signature)
    assert not is_signed("12345", url, {**form, "Digits": "1235"}, signature)
    assert not is_signed("12346", url, form, signature)
    assert not is_signed(None, url, form, signature)
    assert not is_signed("", url, form, signature_of("", url, form))
    assert not is_signed("12345", url, form, None)


def test_neither_number_nor_words_are_shown() -> None:
    """SAF-09, CNF-02: what a log or a failing test prints of a text tells nothing, nor of our account's secret."""
    shown = f"{TEXT!r} {ACCOUNT!r}"
    assert "5145550142" not in shown
    assert "délai" not in shown
    assert ACCOUNT.token not in shown
