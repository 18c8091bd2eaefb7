"""Numbers that lead to somebody: of a file, an insurance, a document, a card, a telephone (IMM-05, CNF-02).

A run of digits is read by the sizes of its groups, because that is what tells `514 555 0199` from `2 x 45 $`. Rooms,
bus routes, hours, amounts and the dates of nights are blotted out before.
"""

import re
from collections.abc import Iterator
from typing import Final

from service.cases.screening.phrases import whole
from service.cases.screening.views import View

_LETTERED: Final = (
    # A travel document, an application, a licence: one or two letters and six to ten digits.
    re.compile(r"(?<![a-z0-9])[a-z]{1,2}[ \-]?\d{6,10}(?![a-z0-9])"),
    # Health insurance of Québec (four letters, eight digits), of Ontario (ten digits, two letters).
    re.compile(r"(?<![a-z0-9])[a-z]{4}[ \-]?\d{4}[ \-]?\d{4}(?![a-z0-9])"),
    re.compile(r"(?<![a-z0-9])\d{4}[ \-]?\d{3}[ \-]?\d{3}[ \-]?[a-z]{2}(?![a-z0-9])"),
    # A driver's licence of Québec or of Ontario.
    re.compile(r"(?<![a-z0-9])[a-z]\d{4}[ \-]?\d{5,6}[ \-]?\d{2,5}(?![a-z0-9])"),
    # Files of tribunals: TB8-12345, IMM-1234-26, 500-01-123456-261, 23-123456.
    re.compile(r"(?<![a-z0-9])(?:[mtvc][abc]\d[ \-]?\d{5}|imm[ \-]{0,3}\d{3,5}(?:[ \-]\d{2})?)(?![a-z0-9])"),
    re.compile(r"(?<![a-z0-9\-])(?:\d{3}-\d{2}-\d{6}-\d{2,3}|(?:[a-z]{2,4}-)?\d{2,4}-\d{5,8})(?![a-z0-9])"),
)
_LABELLED: Final = whole(
    r"(?:dossiers?|files?|cases?|matricule|client~?id|uci|iuc|u\.c\.i\.?|nas|sin|ramq|nam|ohip|msp|ahcip|id"
    r"|carte~soleil|"
    r"carte~d'assurance(?:~maladie)?|health~card|assurance[- ]~?sociale|social~insurance|permis~de~conduire"
    r"|licen[cs]e|"
    r"evenement|occurrence|badge|client|compte|account|acct|transit|ref|reference|application|demande)s?"
    r"[ .:#=]{0,3}(?:n[o°]s?|no|nos?|numeros?|numbers?|num|nbr?|#|is|est|le"
    r"|:){0,1}[ .:#=]{0,3}(?:[a-z]{1,4}[ \-]?)?"
    r"\d{1,6}[ \-]?\d{3,12}(?:[ \-]\d{1,12}){0,3}",
    r"(?:tel|cell?|cellulaire|telephone|phone|tlf|mobile|texto?(?:er)?|text|call|appeler?|fax|whatsapp|joindre"
    r"|reach)"
    r"[ .:#=]{0,3}(?:(?:au|at|a|le|la|her|him|sur|on|no|#|est|is"
    r"|:)[ .:]{1,2}){0,2}\+?[(]?\d{3}[() .\-]{0,3}\d{2,4}(?:[ .\-]?\d{2,4}){0,3}",
)
_PARTLY: Final = whole(
    r"(?:nas|sin|n\.a\.s\.?|s\.i\.n\.?|ramq|uci|iuc|passe?port)[ .:#=\-]{0,3}(?:commence~par|finit~par"
    r"|se~termine~par|starts~with|"
    r"ends~(?:in|with)|is|est|no)?[ .:#=]{0,3}\d{3}",
)
_RUN: Final = re.compile(r"(?<![\d#])[+(]{0,2}\d{1,40}(?:[ .\-/()_*]{1,3}\d{1,40}){0,20}(?![\d#])")
_DIGITS: Final = re.compile(r"\d{1,40}")
_UNIT_AFTER: Final = re.compile(
    r" ?(?:\$|cad\b|dollars?\b|piastres?\b|km\b|mg\b|ml\b|kg\b|g\b|m\b|cm\b|%|¢|cents?\b|watts?\b|kcal\b|h\b)"
)
_UNIT_BEFORE: Final = re.compile(r"(?:\$ ?|[x*] ?)$")

SHAPES: Final = (
    (4, 4),  # a client number of immigration (UCI, IUC)
    (2, 4, 4),
    (3, 3, 3),  # a social insurance number
    (3, 3, 4),  # a telephone number
    (1, 3, 3, 4),
    (4, 3, 3),  # health insurance of Ontario and British Columbia
    (4, 4, 4, 4),  # a bank card
    (4, 6, 5),
    (4, 4, 4),
    (2, 2, 2, 2, 2),  # a telephone number of France, when it begins with a nought
    (5, 3, 7),  # a bank account
)
_HYPHENED: Final = re.compile(r"(?<![\d#])[2-9]\d\d[.\-]\d{4}(?![\d#])")


def numbers_in(view: View) -> Iterator[tuple[int, int]]:
    """Where identity numbers stand among the letters of a view (half-open); the same place may come twice."""
    for pattern in (*_LETTERED, _LABELLED, _PARTLY):
        for found in pattern.finditer(view.letters):
            yield found.span()
    for run in _RUN.finditer(view.letters):
        yield from _in_run(view.letters, run.start(), run.end())
    for found in _HYPHENED.finditer(view.letters):
        if not _counts(view.letters, *found.span()):
            yield found.span()


def _in_run(letters: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A whole run that is a number, or the stretches of it that are."""
    groups = [found.span() for found in _DIGITS.finditer(letters, start, end)]
    sizes = [last - first for first, last in groups]
    international = "+" in letters[start : start + 2] and sum(sizes) >= 7
    spelt = len(sizes) >= 7 and set(sizes) == {1}
    if international or spelt or (sum(sizes) >= 11 and min(sizes) >= 3):
        yield start, end
        return
    yield from (span for span, size in zip(groups, sizes, strict=True) if size >= 7)
    for shape in SHAPES:
        for first in range(len(sizes) - len(shape) + 1):
            if tuple(sizes[first : first + len(shape)]) == shape:
                span = start if first == 0 else groups[first][0], groups[first + len(shape) - 1][1]
                if not _amount(letters, shape, span):
                    yield span


def _amount(letters: str, shape: tuple[int, ...], span: tuple[int, int]) -> bool:
    """Whether groups like these are money or a measure, or pairs that no French telephone number begins with."""
    if shape == (2, 2, 2, 2, 2):
        return letters[span[0]] != "0"
    return shape in {(3, 3, 3), (4, 4)} and _counts(letters, *span)


def _counts(letters: str, start: int, end: int) -> bool:
    """Whether a unit stands beside: an amount or a measure is no number of anybody."""
    return bool(_UNIT_AFTER.match(letters, end) or _UNIT_BEFORE.search(letters[max(start - 3, 0) : start]))
