"""When an address is shown, and which words would give one away."""

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Final

SHOWN_FOR: Final = timedelta(minutes=2)
"""How long the answer of one reveal can be fetched again, for a reply that was lost on the way (SAF-01)."""

POSTAL: Final = re.compile(r"\b[abceghj-nprstvxy]\d[a-z][ -]?\d[a-z]\d\b")
NUMBER_APART: Final = re.compile(r"^(\s*[0-9]+[a-z]?)\s*,")
"""French writes a comma after the civic number."""
GENERIC: Final = frozenset({
    "rue", "avenue", "av", "ave", "boul", "boulevard", "chemin", "ch", "cote", "route", "rang", "place", "de", "des",
    "du", "la", "le", "les", "d", "l", "est", "ouest", "nord", "sud", "the", "street", "st", "road", "rd", "drive",
    "dr", "lane", "court", "crescent", "way", "east", "west", "north", "south", "e", "w", "n", "s",
})  # fmt: skip
"""Words of a street's name that tell nothing alone."""
NEAR: Final = 5
"""Words after the civic number among which the street's own name gives the house away."""


def still_shown(revealed_at: datetime, now: datetime) -> bool:
    """Whether a reveal made then is still the same one; later it takes a new one, with its proof and its event."""
    return revealed_at <= now < revealed_at + SHOWN_FOR


def gives_away(words: str, address: str | None) -> bool:
    """Whether words for an arrival say where the house is: its civic number and street, or any postal code (SAF-13)."""
    if POSTAL.search(_plain(words)):
        return True
    number, names = _street(address or "")
    said = _words(words)
    return any(
        word == number and names & set(said[at + 1 : at + 1 + NEAR]) for at, word in enumerate(said) if number
    )


def _street(address: str) -> tuple[str, set[str]]:
    """The civic number and the names of the street; empty for an address without a number."""
    first = NUMBER_APART.sub(r"\1 ", _plain(address)).split(",")[0]
    found = _words(first)
    at = next((at for at, word in enumerate(found) if word[0].isdigit()), None)
    return ("", set()) if at is None else (found[at], set(found[at + 1 :]) - GENERIC)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", _plain(text))


def _plain(text: str) -> str:
    """Without accents and in small letters."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
