"""Free text is a leak (IMM-05): what a short text may not say, in French and in English.

Relais has no field for a status, a file or an identity number. The few short texts that remain (another need, a
reason) are read here before anything is stored. A text is never kept when it is refused, and neither are the words
found.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from service.cases.screening.patterns import ALLOWED, CONFIRMING, DATES, NUMBERS, PATTERNS

Kind = Literal["status", "number", "control", "complaint"]

LONGEST: Final = 280
"""Characters. A short text names a thing; longer ones become stories."""


@dataclass(frozen=True)
class Finding:
    """What was found, as it was written, and of which kind."""

    kind: Kind
    words: str


def screen(text: str) -> tuple[Finding, ...]:
    """Everything in `text` that Relais does not keep, in the order of the text; empty when the text may be kept
    (IMM-05).

    Status words and identity numbers in French and English, complaints to police (CPL-01), and control characters. A
    prepaid bank card may be called a Visa: bank words next to it make it pass, words of expiry do not.
    """
    text = unicodedata.normalize("NFC", text)
    folded = _fold(text)
    masked = ALLOWED.sub(lambda found: _mask(found, folded), folded)
    found: list[tuple[Kind, tuple[int, int]]]
    found = [(kind, match.span()) for kind, pattern in PATTERNS for match in pattern.finditer(masked)]
    found += [("number", match.span()) for match in _numbers(folded)]
    findings = [(start, Finding(kind, text[start:end])) for kind, (start, end) in found]
    hidden = [(at, sign) for at, sign in enumerate(text) if _is_control(sign)]
    findings += [(at, Finding("control", f"U+{ord(sign):04X}")) for at, sign in hidden]
    return tuple(_outermost(findings))


def _numbers(folded: str) -> list[re.Match[str]]:
    undated = DATES.sub("x" * 10, folded)
    return [found for pattern in NUMBERS for found in pattern.finditer(undated)]


def _mask(found: re.Match[str], text: str) -> str:
    """Hides a bank card's "visa" from the search, unless the text also speaks of a visa that expires or is refused."""
    kept = CONFIRMING.search(text)
    return found.group() if kept else "-" * len(found.group())


def _fold(text: str) -> str:
    """Lower case without accents, letter for letter, so that positions stay those of the text."""
    return "".join(_fold_sign(sign) for sign in text)


def _fold_sign(sign: str) -> str:
    if sign in "’ʼ‘":
        return "'"
    if sign in "‐‑‒–—−":
        return "-"
    if sign.isspace():
        return " "
    base = unicodedata.normalize("NFKD", sign)[:1].lower()
    return base if len(base) == 1 else sign


def _is_control(sign: str) -> bool:
    """Control, format (invisible and direction-changing), private and unassigned characters; a line break is
    ordinary."""
    return sign != "\n" and unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cn", "Cs"}


def _outermost(findings: list[tuple[int, Finding]]) -> list[Finding]:
    """In order of the text, each stretch once: the longest finding wins."""
    kept: list[Finding] = []
    end = 0
    for start, finding in sorted(findings, key=lambda each: (each[0], -len(each[1].words))):
        if finding.kind == "control":
            kept.append(finding)
        elif start >= end:
            kept.append(finding)
            end = start + len(finding.words)
    return kept
