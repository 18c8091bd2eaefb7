"""The pure rules of signing in: codes by time, names of devices, letters that are typed, households of the Internet."""

from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyotp.utils import strings_equal

from api.auth.source import household
from service.partners.codes.checking import codes_at
from service.partners.codes.rules import (
    RECOVERY_LENGTH,
    RECOVERY_LETTERS,
    matching_step,
    recovery_code,
    recovery_digest,
    steps_around,
)
from service.partners.sessions.rules import INVITATION, LIFETIMES, Kind, device_of, ends
from service.partners.sessions.tokens import digest_of, fresh_token, is_token
from service.partners.tablets.rules import enrolment_code, pin_digest, pin_of, plain

NOW = datetime(2026, 11, 3, 17, 0, tzinfo=UTC)
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""`12345678901234567890`, the secret of RFC 6238's own table."""


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B (SHA-1), the last six digits."""
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    step, found = codes_at(RFC_SECRET, at)[1]
    assert (step, found) == (seconds // 30, code)
    assert strings_equal(found, code)


def test_a_step_begins_at_thirty_seconds() -> None:
    """RFC 6238, 5.2: one step before, the present one, and one after."""
    assert steps_around(59.9) == (0, 1, 2)
    assert steps_around(60.0) == (1, 2, 3)


@pytest.mark.parametrize(
    ("code", "last", "step"),
    [
        ("222222", 0, 2),
        ("222222", 1, 2),
        ("222222", 2, None),
        ("222222", 3, None),
        ("999999", 0, None),
        ("", 0, None),
    ],
)
def test_a_code_is_good_once_and_only_forwards(code: str, last: int, step: int | None) -> None:
    codes = [(1, "111111"), (2, "222222"), (3, "333333")]
    assert matching_step(code, codes, last) == step


def test_of_two_steps_with_the_same_code_the_one_that_is_left_counts() -> None:
    """One in a million days: a replay is refused, the other step is not."""
    codes = [(1, "111111"), (2, "111111"), (3, "333333")]
    assert matching_step("111111", codes, 1) == 2
    assert matching_step("111111", codes, 2) is None


@given(st.lists(st.integers(0, 31), min_size=RECOVERY_LENGTH, max_size=RECOVERY_LENGTH))
def test_a_recovery_code_however_it_is_typed(letters: list[int]) -> None:
    code = recovery_code(letters)
    assert len(RECOVERY_LETTERS) == len(set(RECOVERY_LETTERS)) == 32
    assert len(code) == 29
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert recovery_digest(typed) == recovery_digest(code)
    other = [(letters[0] + 1) % 32, *letters[1:]]
    assert recovery_digest(recovery_code(other)) != recovery_digest(code)


@pytest.mark.parametrize(
    ("said", "device"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Version/17.5 Mobile Safari/604",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130 Safari/537.36 Edg/130",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18 Safari/605",
            "Safari, macOS",
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/130 Safari/537.36",
            "Chrome, ChromeOS",
        ),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_device_in_two_words(said: str, device: str) -> None:
    """SAF-12: never a version or a model."""
    assert device_of(said) == device


@given(st.text())
def test_a_device_is_only_ever_words_of_ours(said: str) -> None:
    assert len(device_of(said)) <= 60
    assert set(device_of(said)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz, ")


def test_how_long_each_kind_lasts() -> None:
    """ASVS 7.3.1, 7.3.2: within what NIST SP 800-63B-4 asks of AAL2 (an hour, a day)."""
    assert set(LIFETIMES) == set(get_args(Kind))
    assert ends("browser", "passkey", NOW) == (NOW + timedelta(minutes=30), NOW + timedelta(hours=12))
    assert ends("tablet", "pin", NOW) == (NOW + timedelta(minutes=2), NOW + timedelta(hours=12))
    assert ends("client", "code", NOW) == (NOW + timedelta(hours=1), NOW + timedelta(hours=24))
    assert ends("browser", "invitation", NOW) == (NOW + INVITATION.idle, NOW + timedelta(minutes=15))


def test_a_token_is_256_random_bits() -> None:
    """ASVS 7.2.3."""
    tokens = {fresh_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(is_token(token) and len(digest_of(token)) == 32 for token in tokens)


@pytest.mark.parametrize("text", ["", "a", "A" * 42, "A" * 44, "é" * 43, "A" * 42 + "\n"])
def test_what_cannot_be_a_token_is_not_looked_up(text: str) -> None:
    assert not is_token(text)


def test_pins_and_enrolment_codes() -> None:
    assert pin_of(7) == "000007"
    code = enrolment_code(range(12))
    assert code == "2345-6789-ABCD"
    assert plain(" 2345 6789-abcd ") == plain(code)
    one, other = UUID(int=1), UUID(int=2)
    macs = {
        pin_digest(b"k" * 32, one, "000007"),
        pin_digest(b"k" * 32, other, "000007"),
        pin_digest(b"l" * 32, one, "000007"),
    }
    assert len(macs) == 3


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::1]:4711", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:4711", "203.0.113.7"),
        ("testclient", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_household_of_the_internet(address: str, same: str) -> None:
    """An attacker with IPv6 has more addresses than there are guesses; and no two houses on IPv4 are one because a
    socket or a proxy writes their addresses in six: one stranger would lock everybody out."""
    assert household(address) == same
