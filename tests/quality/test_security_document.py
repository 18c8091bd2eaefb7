"""What docs/security.md claims is a test that exists: a claim without one cannot be written (CNF-12)."""

import re
from functools import cache

from tests.quality.source import PROJECT

PAGE = PROJECT / "docs" / "security.md"
PAGES = (PAGE, *sorted((PROJECT / "docs" / "security").glob("*.md")))
"""The threat model, and the claims beside it."""
NAMED = re.compile(r"`(tests/[a-z0-9_/]+\.py)(?:::([a-z0-9_]+))?`")
COLLECTED = re.compile(r"^(?:async )?def (test_\w+)\(", re.MULTILINE)
"""A function that pytest collects: at the module's own level."""
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
    return frozenset(COLLECTED.findall(file.read_text(encoding="utf-8")))


def sections() -> dict[str, str]:
    """The page's parts by heading of the third level."""
    _, *parts = re.split(r"^### ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {part.splitlines()[0].strip(): re.split(r"^## ", part, flags=re.MULTILINE)[0] for part in parts}


def test_every_named_test_exists() -> None:
    named = [each for page in PAGES for each in NAMED.findall(page.read_text(encoding="utf-8"))]
    assert len(named) > 300
    missing = [
        (path, test) for path, test in named if not (test in names_in(path) if test else names_in(path))
    ]
    assert missing == []


def test_no_page_says_a_test_in_another_way() -> None:
    """A test that is named where nobody looks for names would be believed unread."""
    for page in PAGES:
        lines = page.read_text(encoding="utf-8").splitlines()
        text = "\n".join(line for line in lines if ".venv/bin/pytest tests" not in line)
        said = re.findall(r"tests/[a-zA-Z0-9_/]+\.py(?:::\w+)?", text)
        assert len(said) == len(NAMED.findall(text)), page.name


def test_every_adversary_is_answered_by_tests() -> None:
    found = sections()
    for adversary in ADVERSARIES:
        rows = [line for line in found[adversary].splitlines() if line.startswith("| ")][2:]
        assert len(rows) >= 3, adversary
        assert [row for row in rows if not NAMED.search(row)] == [], adversary
