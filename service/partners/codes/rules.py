"""Codes by time (RFC 6238), and what a recovery code looks like: pure."""

import hmac
from collections.abc import Sequence
from hashlib import sha256

STEP = 30
"""Seconds that a code is shown (RFC 6238, 5.2)."""
WINDOW = 1
"""Steps before and after the present one whose codes are accepted: clocks of phones differ, and people type slowly."""
RECOVERY_CODES = 10
RECOVERY_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are misread (Crockford)."""
RECOVERY_LENGTH = 24
"""120 random bits: no hash needs to be slow, and no limit needs to hold (NIST SP 800-63B-4, 3.1.2.2)."""


def steps_around(seconds: float) -> tuple[int, ...]:
    """The steps whose codes are accepted at this moment of the epoch, the earliest first."""
    now = int(seconds) // STEP
    return tuple(range(now - WINDOW, now + WINDOW + 1))


def matching_step(code: str, codes: Sequence[tuple[int, str]], last: int) -> int | None:
    """The step whose code this is, if it comes after the last one that was accepted (RFC 6238, 5.2: good once).

    Every code is compared, whichever is right, and in constant time.
    """
    found = [step for step, right in codes if hmac.compare_digest(right.encode(), code.encode())]
    fresh = [step for step in found if step > last]
    return fresh[0] if fresh else None


def recovery_code(letters: Sequence[int]) -> str:
    """A recovery code of these letters (each 0 to 31), in groups of four."""
    text = "".join(RECOVERY_LETTERS[letter] for letter in letters)
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def recovery_digest(typed: str) -> bytes:
    """What is kept of a recovery code, however it is typed: small letters, spaces, and letters that look alike."""
    plain = "".join(typed.upper().split()).replace("-", "")
    return sha256(plain.translate(str.maketrans("OIL", "011")).encode()).digest()
