"""When an address is shown, and which words would give one away."""

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Final

SHOWN_FOR: Final = timedelta(minutes=2)
"""How long the answer of one reveal can be fetched again, for a reply that was lost on the way (SAF-01)."""

POSTAL: Final = re.compile(r"\b[abceghj-nprstvxy]\d[a-z][ -]?\d[a-z]\d\b")
SHORTEST: Final = 5
"""Signs of an address, without spaces, that must not stand in other words."""


def still_shown(revealed_at: datetime, now: datetime) -> bool:
    """Whether a reveal made then is still the same one; later it takes a new one, with its proof and its event."""
    return revealed_at <= now < revealed_at + SHOWN_FOR


def gives_away(words: str, address: str | None) -> bool:
    """Whether words for an arrival say where the house is: its civic number and street, or any postal code (SAF-13)."""
    said = _plain(words)
    if POSTAL.search(said):
        return True
    compact = _compact(said)
    parts = (_compact(part) for part in _plain(address or "").split(","))
    return any(part in compact for part in parts if len(part) >= SHORTEST and any(map(str.isdigit, part)))


def _plain(text: str) -> str:
    """Without accents and in small letters."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _compact(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text)
