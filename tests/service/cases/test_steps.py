"""Reading a text takes steps in proportion to its length, counted and not timed (IMM-05)."""

import re

import pytest

from tests.service.cases.steps import Steps
from tests.service.cases.test_corpus import ALONE, patterns

HOSTILE = (
    "a ", "1 ", "12 ", "123-", "1234 ", "a.", "de la ", "sans ", "visa ", "Centre de la ", "X Y ", "carte de credit ",
    "a@", "chambre 1, ", "passe", "no ",
)  # fmt: skip
"""What patterns of this kind are slow on: long beginnings of something that never comes."""
LENGTHS = (70, 240)
"""Where the growth is looked at: further on, too, for patterns that look ahead over some tens of signs."""


def steps(pattern: re.Pattern[str], hostile: str, length: int) -> int:
    """The steps over a text of this length made of one hostile piece."""
    return Steps(pattern, (hostile * length)[:length]).taken


@pytest.mark.parametrize(
    ("name", "pattern"),
    [each for each in patterns() if each[0] not in ALONE],
    ids=lambda each: str(each)[:40],
)
def test_three_times_the_text_takes_three_times_the_steps(name: str, pattern: re.Pattern[str]) -> None:
    """IMM-05: four times at most, with the ends; a pattern that looks back over all it has read takes nine or more."""
    for hostile in HOSTILE:
        assert any(growth(pattern, hostile, length) <= 4 for length in LENGTHS), (name, hostile)


def growth(pattern: re.Pattern[str], hostile: str, length: int) -> float:
    """How many times the steps are taken for three times the text."""
    return steps(pattern, hostile, 3 * length) / steps(pattern, hostile, length)


@pytest.mark.parametrize("slow", [r"(?:a+)+b", r"(?:a|aa){1,60}b", r"[a ]*a[a ]*b"])
def test_the_count_sees_what_is_slow(slow: str) -> None:
    """Guards the test above: patterns that are slow are found to be."""
    pattern = re.compile(slow)
    assert Steps(pattern, "a" * 12).taken > 4.5 * Steps(pattern, "a" * 4).taken
