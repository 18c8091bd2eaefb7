"""The sentences of those who work in shelters and funds: what must be stopped, with the words, and what must pass.

`tests/samples/screening/stop.*.txt` has a kind and a sentence in each line, with the words to be found in braces;
`pass.*.txt` a sentence. Signs that nobody sees are written as `\\u200b`, a line break as `\\n`.
"""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "samples" / "screening"
LANGUAGES = ("fr", "en")


@dataclass(frozen=True)
class Stopped:
    """A sentence that must be stopped, and what must be found in it."""

    text: str
    found: tuple[tuple[str, str], ...]


def _lines(name: str) -> list[str]:
    read = (SAMPLES / name).read_text(encoding="utf-8").splitlines()
    signs = [re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), line) for line in read if line]
    return [line.replace("\\n", "\n") for line in signs]


def stopped(language: str) -> list[Stopped]:
    """The sentences that must be stopped."""
    return [_stopped(*line.split(": ", 1)) for line in _lines(f"stop.{language}.txt")]


def _stopped(kind: str, marked: str) -> Stopped:
    words = [unicodedata.normalize("NFC", word) for word in re.findall(r"\{(.*?)\}", marked)]
    found = [(kind, f"U+{ord(word):04X}" if kind == "control" else word) for word in words]
    return Stopped(re.sub("[{}]", "", marked), tuple(found))


def passing(language: str) -> list[str]:
    """The sentences that must pass."""
    return _lines(f"pass.{language}.txt")
