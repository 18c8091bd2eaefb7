"""Whether a secret shows in an address, a title or a log line."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.quality.leaks.gathered import Gathered

LETTER = "23456789BCDFGHJKMNPQRSTVWXYZ"
SHAPES = {
    "e-mail address": re.compile(r"[\w.+-]+@[\w-]+\.\w+"),
    "case code": re.compile(rf"(?<![0-9A-Za-z-])[{LETTER}]{{3}}-[{LETTER}]{{3}}(?![0-9A-Za-z-])"),
    "operation": re.compile(r"(?<![0-9A-Za-z])OP-[2-9A-HJKMNP-TV-Z]{4,8}(?![0-9A-Za-z])"),
    "signed token": re.compile(r"eyJ[\w-]{8,}\.[\w-]+"),
    "random token": re.compile(
        r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[A-Za-z0-9_-]{40,}(?![\w-])"
    ),
    "secret of a code": re.compile(r"otpauth:"),
    "telephone": re.compile(r"(?<!\d)(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)"),
}
PARTS = re.compile(r"[^\w.+@-]+")
CURSOR = re.compile(r"(?<=[?&]after=)[\w-]+|(?<=[?&]cursor=)[\w-]+")

COMMON = {"fr", "en", "code"}


@dataclass(frozen=True)
class Finding:
    """What shows, and where."""

    place: str
    text: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}: {self.text[:300]}"


def judge(gathered: Gathered) -> list[Finding]:
    """Every place that shows what it may not; empty when all is well."""
    found = []
    words = {value for value in gathered.secrets if not PARTS.search(value)} - COMMON
    phrases = [value for value in gathered.secrets if PARTS.search(value) and len(value) >= 8]
    places = (("address", gathered.addresses), ("title", gathered.titles), ("log line", gathered.lines))
    for place, texts in places:
        for text in sorted(texts):
            found += [Finding(place, text, what) for what in _wrong(readable(text), words, gathered)]
        found += [Finding(place, text, gathered.secrets[phrase]) for phrase, text in _said(phrases, texts)]
    return found


def readable(text: str) -> str:
    """An opaque cursor of ours is no hiding place: what it stands for is judged."""
    return CURSOR.sub(lambda match: _decoded(match.group()), text)


def _decoded(cursor: str) -> str:
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return cursor


def _wrong(text: str, words: set[str], gathered: Gathered) -> Iterator[str]:
    yield from (what for what, shape in SHAPES.items() if shape.search(text))
    for part in set(PARTS.split(text)) & words:
        yield f"{gathered.secrets[part]} {part!r}"


def _said(phrases: list[str], texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    whole = "\n".join(texts)
    for phrase in phrases:
        if phrase in whole:
            yield from ((phrase, text) for text in texts if phrase in text)
