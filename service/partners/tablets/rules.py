"""What a PIN and an enrolment code look like: pure."""

import hmac
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

PIN_DIGITS = 6
ENROLMENT_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters that are typed on a tablet without being mistaken for each other."""
ENROLMENT_LENGTH = 12
"""58 random bits, for ten minutes."""
OFFER_LASTS = timedelta(minutes=10)
"""From the coordinator's phone to the tablet in the hall."""


def pin_of(number: int) -> str:
    """The PIN that a number below a million is."""
    return f"{number:0{PIN_DIGITS}}"


def pin_digest(secret: bytes, organisation_id: UUID, pin: str) -> bytes:
    """What is kept of a PIN: without the organisation's data key nobody can try out the million there are
    (ASVS 11.4.2, NIST SP 800-63B-4, 3.1.1.2)."""
    return hmac.digest(secret, b"relais pin 1\n" + organisation_id.bytes + pin.encode(), "sha256")


def enrolment_code(letters: Sequence[int]) -> str:
    """An enrolment code of these letters, in groups of four."""
    text = "".join(ENROLMENT_LETTERS[letter] for letter in letters)
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def plain(typed: str) -> str:
    """An enrolment code however it is typed."""
    return "".join(typed.upper().split()).replace("-", "")
