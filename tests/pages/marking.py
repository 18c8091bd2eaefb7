"""Pages whose sentences are marked where they are made, so that a word that nobody translated stands out."""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from html.parser import HTMLParser
from typing import Any
from unittest.mock import patch

from api.pages import formats
from api.pages.fund import differences
from api.v1.operations import words as operations_words
from api.v1.partners import roster_words
from service.refusals import Language, Said

OURS, FACT, END = "\ue000", "\ue001", "\ue002"
"""For private use: no text of anybody holds these. A sentence begins, a fact within it begins, either ends."""
MARKS = re.compile(f"([{OURS}{FACT}{END}])")
LETTERS = re.compile(r"[^\W\d_]+")
HUMAN = {"alt", "aria-description", "aria-label", "aria-roledescription", "label", "placeholder", "title"}
"""Attributes that somebody reads or hears; of `data-…`, which a script may show, those that hold words."""
NO_WORDS = {"script", "style", "textarea"}
"""Not read, or what somebody has typed."""
SPEAKERS = (
    *((formats, name) for name in ("age", "clock_time", "day", "long_day", "money", "month", "span")),
    (differences, "_name"),
    (operations_words, "board_sentence"),
    (operations_words, "_apart"),
    (operations_words, "_other"),
    (roster_words, "gap_sentence"),
)
"""What they make is in the reader's language as it is: each asks for it, and has both."""
PLACE_HELD = re.compile(r"\{[a-z]+\}")
"""`{at}`: a script puts a time there."""


def wordy(text: str) -> bool:
    """Whether this is for people: a capital first, an accent, or two words. Keys, paths and codes of ours
    are none of it."""
    return bool(re.search(r"^\W*[A-ZÀ-Ý][a-zß-ÿ]|[À-ÿœŒ’«»]|[^\W\d_]{2} [^\W\d_]", text))


class Reader(HTMLParser):
    """What a page shows, and what it has read aloud."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.attributes: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NO_WORDS:
            self._silent = tag
        button = tag == "input" and dict(attrs).get("type") in {"submit", "button"}
        for name, value in attrs:
            read = name in HUMAN or (button and name == "value")
            if value and (read or (name.startswith("data-") and wordy(value))):
                self.attributes.append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts.append(data)


@contextmanager
def marked() -> Iterator[None]:
    """Until the block ends, each sentence of this process is between marks, and each text that is filled into one."""
    plain = Said.in_

    def in_(said: Said, language: Language, facts: Mapping[str, Any] | None = None) -> str:
        shown = {
            name: f"{FACT}{it}{END}" if isinstance(it, str) else it for name, it in (facts or {}).items()
        }
        return f"{OURS}{plain(said, language, shown)}{END}"

    with ExitStack() as stack:
        stack.enter_context(patch.object(Said, "in_", in_))
        for module, name in SPEAKERS:
            _everywhere(stack, name, getattr(module, name))
        yield


def _everywhere(stack: ExitStack, name: str, speaker: Callable[..., str]) -> None:
    """In each module that has taken this in by its name."""

    def spoken(*given: Any, **named: Any) -> str:
        return f"{OURS}{speaker(*given, **named)}{END}"

    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith("api.") and vars(module).get(name) is speaker:
            stack.enter_context(patch.object(module, name, spoken))


def unmarked(html: str) -> list[str]:
    """What a marked page says that no sentence of ours says."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    pieces = list(_outside("\n".join(reader.texts)))
    pieces += [piece for text in reader.attributes for piece in _outside(text)]
    return [piece for piece in pieces if LETTERS.search(PLACE_HELD.sub("", piece))]


def _outside(text: str) -> Iterator[str]:
    within: list[str] = []
    for piece in MARKS.split(text):
        if piece in {OURS, FACT}:
            within.append(piece)
        elif piece == END:
            within[-1:] = []
        elif not within or within[-1] == FACT:
            yield from (line.strip() for line in piece.splitlines())
