"""How long a session lasts, and what a device is called: pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Kind = Literal["browser", "client", "tablet"]
SignedInBy = Literal["passkey", "code", "recovery_code", "pin", "invitation", "demo"]
EndedWhy = Literal["left", "locked", "ended_elsewhere", "reused", "access_ended", "signed_in_again"]

ROTATION = timedelta(minutes=15)
"""A browser's token is replaced this often: a copy is of use for no longer, and its use shows (ASVS 7.2.4)."""
GRACE = timedelta(seconds=30)
"""A replaced token still opens for requests that were under way when it was replaced."""
FORGIVEN = timedelta(minutes=30)
"""A phone on a bad line may miss the answer with its new token: the old one stays good while the new one is unused."""


@dataclass(frozen=True)
class Lifetime:
    """How long a session lasts without being used, and at the longest."""

    idle: timedelta
    longest: timedelta


LIFETIMES: dict[Kind, Lifetime] = {
    # A phone that is put down in a shared house; a shift (NIST SP 800-63B-4, AAL2: at most 1 h and 24 h).
    "browser": Lifetime(timedelta(minutes=30), timedelta(hours=12)),
    # A program refreshes every ten minutes while it is in use, and its people sign in once a day.
    "client": Lifetime(timedelta(hours=1), timedelta(hours=24)),
    # Hands off the tablet for two minutes and the next person is asked for a PIN; at the longest a shift.
    "tablet": Lifetime(timedelta(minutes=2), timedelta(hours=12)),
}
INVITATION = Lifetime(timedelta(minutes=15), timedelta(minutes=15))
"""Long enough to register a first passkey, which is all that such a session may do."""
DEVICE_KNOWN = timedelta(days=90)
"""A browser that nobody signs in on for a season is no longer something that a member has."""


def lifetime(kind: Kind, by: SignedInBy) -> Lifetime:
    """How long a session of this kind lasts (ASVS 7.3.1, 7.3.2)."""
    return INVITATION if by == "invitation" else LIFETIMES[kind]


def ends(kind: Kind, by: SignedInBy, now: datetime) -> tuple[datetime, datetime]:
    """Until when a session that starts now lasts: unused, and at the longest (UTC)."""
    lasts = lifetime(kind, by)
    return now + lasts.idle, now + lasts.longest


_BROWSERS = (
    ("Edge", re.compile(r"\bEdg(e|A|iOS)?/")),
    ("Firefox", re.compile(r"\b(Firefox|FxiOS)/")),
    ("Samsung Internet", re.compile(r"\bSamsungBrowser/")),
    ("Chrome", re.compile(r"\b(Chrome|CriOS|Chromium)/")),
    ("Safari", re.compile(r"\bSafari/")),
)
_SYSTEMS = (
    ("Android", re.compile(r"\bAndroid\b")),
    ("iPhone", re.compile(r"\biPhone\b")),
    ("iPad", re.compile(r"\biPad\b")),
    ("Windows", re.compile(r"\bWindows\b")),
    ("ChromeOS", re.compile(r"\bCrOS\b")),
    ("macOS", re.compile(r"\bMac OS X\b")),
    ("Linux", re.compile(r"\bLinux\b")),
)


def device_of(user_agent: str) -> str:
    """A rough name of a device, such as `Chrome, Android`: words of ours only, whatever was sent (SAF-12).

    Empty when nothing is recognised. No version and no model: they would tell one phone from another.
    """
    said = user_agent[:400]
    found = (_first(_BROWSERS, said), _first(_SYSTEMS, said))
    return ", ".join(word for word in found if word)


def _first(words: tuple[tuple[str, re.Pattern[str]], ...], said: str) -> str:
    return next((word for word, pattern in words if pattern.search(said)), "")
