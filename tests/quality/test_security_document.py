"""What docs/security.md claims is a test that exists: a claim without one cannot be written (CNF-12)."""

import ast
import re
from functools import cache

from tests.quality.source import PROJECT

PAGE = PROJECT / "docs" / "security.md"
NAMED = re.compile(r"`(tests/[a-z0-9_/]+\.py)(?:::([a-z0-9_]+))?`")
ADVERSARIES = (
    "A stolen phone",
    "A curious colleague",
    "A spotter in a shelter",
    "A dishonest approver",
    "An over-curious investigator",
    "A subpoena",
    "A database administrator",
    "A leaked backup",
)


@cache
def names_in(path: str) -> frozenset[str]:
    """The tests of a module, by name; none when it is not there."""
    file = PROJECT / path
    if not file.is_file():
        return frozenset()
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(n.name for n in nodes if isinstance(n, functions) and n.name.startswith("test_"))


def sections() -> dict[str, str]:
    """The page's parts by heading of the third level."""
    _, *parts = re.split(r"^### ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {part.splitlines()[0].strip(): re.split(r"^## ", part, flags=re.MULTILINE)[0] for part in parts}


def test_every_named_test_exists() -> None:
    named = NAMED.findall(PAGE.read_text(encoding="utf-8"))
    assert len(named) > 40
    missing = [
        (path, test) for path, test in named if not (test in names_in(path) if test else names_in(path))
    ]
    assert missing == []


def test_every_adversary_is_answered_by_tests() -> None:
    found = sections()
    for adversary in ADVERSARIES:
        rows = [line for line in found[adversary].splitlines() if line.startswith("| ")][2:]
        assert len(rows) >= 3, adversary
        assert [row for row in rows if not NAMED.search(row)] == [], adversary
