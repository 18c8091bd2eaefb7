"""Names of shelters without the addresses that public files put into them (SAF-01)."""

import re
from typing import Final

from service.tables.cells import required
from service.tables.rows import Row

LONGEST_NAME: Final = 200

_STREET: Final = (
    "st|street|ave|avenue|rd|road|blvd|boulevard|dr|drive|ln|lane|way|ct|court|pl|place|pkwy|parkway|hwy|highway"
    "|cres|crescent"
)
_TOWARDS: Final = "[nsew]|north|south|east|west"
_ADDRESS: Final = re.compile(
    rf"\b[0-9]+(?:-[0-9]+)?[a-z]?\s+(?:[\w.'’-]+\s+){{1,3}}?(?:{_STREET})\b\.?(?:\s+(?:{_TOWARDS})\b\.?)?"
    r"|\b[a-z][0-9][a-z]\s?[0-9][a-z][0-9]\b",
    re.IGNORECASE,
)
_LOOSE_ENDS: Final = " -–—,;:/("


def public_name(row: Row, column: str, organisation: str, own_address: str = "") -> str:
    """A name without any street address in it (SAF-01): public files do put addresses in names.

    What is left then says too little on its own, so the organisation's name comes first.
    """
    name = required(row, column)
    left = without_address(name, own_address)
    if left == name or (left and organisation.casefold() in left.casefold()):
        return left[:LONGEST_NAME]
    return f"{organisation} – {left}"[:LONGEST_NAME] if left else organisation


def without_address(name: str, own_address: str = "") -> str:
    """The name less any street address or Canadian post code, and less the row's own, even abbreviated."""
    left = _without_own(_ADDRESS.sub("", name), own_address)
    return name if left == name else " ".join(left.split()).strip(_LOOSE_ENDS)


def _without_own(name: str, own_address: str) -> str:
    street = [_bare(word) for word in own_address.split()]
    if not street or not street[0][:1].isdigit():
        return name
    kept: list[str] = []
    dropping = False
    for word in name.split():
        dropping = _bare(word) == street[0] or (dropping and _bare(word) in street)
        if not dropping:
            kept.append(word)
    return " ".join(kept)


def _bare(word: str) -> str:
    return word.strip(".,;()").casefold()
