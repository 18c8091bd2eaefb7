"""What an incoming text says, if it says anything: a count, the same, yes, no with a reason, stop (BED-15, OPS-03)."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["count", "same", "yes", "no", "stop", "start", "unclear"]
SAME: Final = {"IDEM", "MEME", "PAREIL", "INCHANGE", "SAME", "UNCHANGED"}
YES: Final = {"OUI", "YES"}
NO: Final = {"NON", "NO"}
STOP: Final = {"STOP", "ARRET", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"}
"""Words that carriers and the law know (CASL); they stand alone."""
START: Final = {"START", "DEBUT", "UNSTOP"}
Why = Literal["no_bed", "language", "several_at_once", "other"]
REASONS: Final[dict[str, Why]] = {"A": "no_bed", "B": "language", "C": "several_at_once", "D": "other"}
_CODE: Final = re.compile(r"[2-9A-HJKMNP-TV-Z]{4}")
_WORDS: Final = re.compile(r"[^A-Z0-9]+")
_COUNT: Final = re.compile(r"[0-9]{1,4}")
LONGEST: Final = 160
"""What is longer was no answer to a question of ours."""


@dataclass(frozen=True)
class Said:
    """What a text says. `free` with a count, `code` with yes and no, `reason` with a no that gives one."""

    kind: Kind
    free: int | None = None
    code: str | None = None
    reason: Why | None = None


UNCLEAR: Final = Said("unclear")


def plain_words(text: str) -> list[str]:
    """The words of a text without accents, case and signs: `Inchangé !` is `INCHANGE`."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return [word for word in _WORDS.split(bare.upper()) if word]


def understood(text: str) -> Said:
    """What the text says. A number stands alone, else it is part of a sentence that nobody reads (BED-15)."""
    if len(text) > LONGEST:
        return UNCLEAR
    match plain_words(text):
        case [word]:
            return _one(word)
        case [word, *rest] if word in YES or word in NO:
            return _answer(word, rest)
        case _:
            return UNCLEAR


def _one(word: str) -> Said:
    if _COUNT.fullmatch(word):
        return Said("count", free=int(word))
    for kind, words in (("same", SAME), ("stop", STOP), ("start", START)):
        if word in words:
            return Said(kind)  # type: ignore[arg-type]  # the three above are kinds
    return UNCLEAR


def _answer(word: str, rest: list[str]) -> Said:
    """Yes takes a code; no takes a code and, before or after it, one letter."""
    codes = [each for each in rest if _CODE.fullmatch(each)]
    letters = [each for each in rest if each in REASONS]
    if len(codes) != 1 or len(codes) + len(letters) != len(rest):
        return UNCLEAR
    if word in YES:
        return UNCLEAR if letters else Said("yes", code=codes[0])
    if len(letters) > 1:
        return UNCLEAR
    return Said("no", code=codes[0], reason=REASONS[letters[0]] if letters else None)
