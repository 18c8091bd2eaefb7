"""The table of OWASP ASVS 5.0.0 is whole and says nothing that no test says (CNF-12)."""

import re
from collections import Counter
from typing import get_args

from tests.quality.test_security_document import NAMED, names_in
from tests.security.asvs import LEVELS, NAMED_OF_LEVEL_3, PAGES, State, levels, rows


def test_the_list_is_the_published_one() -> None:
    """ASVS 5.0.0 has 345 requirements in 17 chapters: 70, 183 and 92 by level."""
    assert len(LEVELS) == 17
    assert Counter(levels().values()) == {1: 70, 2: 183, 3: 92}


def test_every_number_stands_in_the_table_once() -> None:
    """Levels 1 and 2 whole, and what is named of level 3; with the level that the standard gives."""
    published = levels()
    wanted = {number for number, level in published.items() if level < 3} | NAMED_OF_LEVEL_3
    found = Counter(row.number for row in rows())
    assert set(found) ^ wanted == set()
    assert {number for number, times in found.items() if times > 1} == set()
    assert {row.number for row in rows() if row.level != published[row.number]} == set()


def test_no_row_of_the_table_is_overlooked() -> None:
    """A row that is written otherwise would be in nobody's count."""
    lines = [
        line for page in PAGES for line in page.read_text(encoding="utf-8").splitlines() if "v5.0.0-" in line
    ]
    assert len([line for line in lines if line.startswith("|")]) == len(rows())


def test_every_claim_names_a_test_that_is_collected() -> None:
    """What is met names a test; what is not says why, or what is missing, in words."""
    assert {row.state for row in rows()} <= set(get_args(State))
    assert [row.number for row in rows() if row.state == "met" and not NAMED.search(row.said)] == []
    assert [row.number for row in rows() if len(row.said) < 12 or len(row.subject) < 3] == []
    missing = [
        (row.number, path, test)
        for row in rows()
        for path, test in NAMED.findall(row.said)
        if not (test in names_in(path) if test else names_in(path))
    ]
    assert missing == []


def test_the_overview_counts_right() -> None:
    """The sums that a reader sees first are those of the table."""
    page = (PAGES[0].parent / "README.md").read_text(encoding="utf-8")
    counted = Counter(row.state for row in rows())
    said = re.search(r"\*\*(\d+) met, (\d+) not applicable, (\d+) open\*\*", page)
    assert said is not None
    assert [int(each) for each in said.groups()] == [counted[state] for state in get_args(State)]
    for row in rows():
        if row.state == "open":
            assert row.number in page, f"{row.number} is open, and the overview does not say so"
