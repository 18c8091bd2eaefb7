"""What a page of the demo shows that no file of words says: what somebody typed, what has one name everywhere, and what
the common locale data of Unicode says in the reader's language. Everything else in letters is a finding (LNG-01)."""

import ast
import csv
import functools
import re
from collections.abc import Iterator
from pathlib import Path

from babel import Locale

from service.cases.words import WORDS as CASE_WORDS
from service.fund.policy.document.sections import REFER
from tests.pages.marking import LETTERS, PLACE_HELD, wordy

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "api" / "demo"
GROUND = ROOT / "migrations" / "versions" / "0001_ground.py"
AS_THEY_ARE = re.compile(
    r"""
    \S+@\S+ | America/\w+                   # an address of the post; a time zone by its only name
  | \b[a-z]{2}_[0-9a-f]{8,}\b | \b[0-9a-f]{12}\b  # a bank's own number; a digest
  | \brelais(?:\ [a-z]+)+\b | \bmake\ demo\b | \bpython\ verify\.py\b  # what is typed at a machine
  | \b(?:air|bus)\ 7\b                      # a reference that a fund agreed with a carrier
  | \b[A-Z0-9]+(?:-[A-Z0-9]+)*\b            # a code, a label, EN and FR
    """,
    re.X,
)
ALWAYS = {"Relais", "Relais, démo", "English", "français"}
"""The product's name, the demo's network, and each language by its own."""


def untranslated(pieces: list[str]) -> list[str]:
    """Of what a marked page says by itself, that which is neither data nor a name."""
    return [piece for piece in pieces if LETTERS.search(_rest(piece))]


def _rest(piece: str) -> str:
    return AS_THEY_ARE.sub(
        "", _names().sub("", PLACE_HELD.sub("", piece.replace("\u2060", "").replace("\u00a0", " ")))
    )


@functools.cache
def _names() -> re.Pattern[str]:
    """The longest first, each as a whole."""
    policy = (text for each in REFER for text in (each.fr, each.en))
    known = {
        *ALWAYS,
        *policy,
        *typed(),
        *provinces(),
        *locale_data(),
        *(word for pair in CASE_WORDS for word in pair),
    }
    longest = sorted({each.replace("\u00a0", " ").strip() for each in known}, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)")


def typed() -> Iterator[str]:
    """Names and texts of the demo's network, and of the shelters of Toronto that it lists: all that is words in its
    sources but its own sentences."""
    for path in DEMO.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        ours = {id(each) for call in ast.walk(tree) if _is_sentence(call) for each in ast.walk(call)}
        yield from (
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in ours
            if wordy(node.value)
        )
    for path in DEMO.glob("*.csv"):
        with path.open(encoding="utf-8") as lines:
            yield from (cell for row in csv.reader(lines) for cell in row if wordy(cell))


def _is_sentence(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Said"


def provinces() -> list[str]:
    """In both languages, as the database names them."""
    found = re.findall(r"\('CA-..', '([^']+)', '([^']+)'", GROUND.read_text(encoding="utf-8"))
    return [name for pair in found for name in pair]


def locale_data() -> Iterator[str]:
    """Languages, days and months in French and English of Canada."""
    for language in ("fr", "en"):
        locale = Locale(language, "CA")
        yield from locale.languages.values()
        for names in (locale.months, locale.days):
            yield from (
                name for width in names["format"].values() for name in width.values() if len(name) > 1
            )
