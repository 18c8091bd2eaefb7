"""How the words are written down: folded, a blank for what may stand between two words, and what to say instead."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from service.refusals import Said

Kind = Literal["status", "complaint", "number", "birth", "contact", "name", "control"]

BETWEEN: Final = r"[ \-_./']{0,3}"
"""Between two words of a phrase: `sans papiers`, `sans-papiers`, `sanspapiers`."""
APART: Final = r"[ \-_./']{1,3}"
"""The same where the words would make another one together: `est DA`."""


_BLANK: Final = re.compile(r"\[[^\]]*\]|[ ~]")


def _blank(found: re.Match[str]) -> str:
    """What a blank stands for; one inside a class of signs is a blank."""
    return {" ": BETWEEN, "~": APART}.get(found.group(), found.group())


@dataclass(frozen=True)
class Phrases:
    """Words of one kind that one other word can stand for."""

    kind: Kind
    instead: Said
    pattern: re.Pattern[str]


def whole(*alternatives: str) -> re.Pattern[str]:
    """Any of these as whole words. A blank is `BETWEEN`, a tilde `APART`.

    Every repetition is bounded and none is nested in another, so that reading takes a time in proportion to the text's
    length (a test holds the structure).
    """
    joined = _BLANK.sub(_blank, "|".join(alternatives))
    return re.compile(rf"(?<![a-z0-9])(?:{joined})(?![a-z0-9])")


def phrases(kind: Kind, fr: str, en: str, *alternatives: str) -> Phrases:
    """Words of this kind, and what to write in their place in French and in English."""
    return Phrases(kind, Said(fr, en), whole(*alternatives))
