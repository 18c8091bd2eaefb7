"""How long a text is on the air (3GPP TS 23.038): one segment is 160 septets, and one foreign letter cuts it to 70."""

from typing import Final

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED: Final = frozenset("\f^{}\\[~]|€")
"""Each of these takes two septets."""
SEGMENT: Final = 160


def septets(text: str) -> int | None:
    """The length in septets; `None` when a letter is not of the default alphabet (ê, À, « and U+00A0 are not)."""
    if not set(text) <= BASIC | EXTENDED:
        return None
    return len(text) + sum(letter in EXTENDED for letter in text)


def one_segment(text: str) -> bool:
    """Whether it leaves as one text and not several, or as one of 70 letters."""
    length = septets(text)
    return length is not None and length <= SEGMENT
