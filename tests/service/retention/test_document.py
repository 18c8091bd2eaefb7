"""docs/retention.md says what the code does: each class, its period, its bounds, what stands in the way."""

import re
from pathlib import Path

from jobs.app import TICKS
from service.keys.erasures import FILE_NAME
from service.retention.refusals import BLOCKS
from service.retention.rules import CLASSES

PAGE = (Path(__file__).parents[3] / "docs" / "retention.md").read_text()
ROW = re.compile(r"^\| `(\w+)` \| (\d+) (\w+) \| (\d+) to (\d+) (\w+) \|", re.MULTILINE)


def test_the_page_has_every_class_with_its_period_and_bounds() -> None:
    """CNF-11: none too many, none missing, none otherwise."""
    said = [(n, u, int(f), int(a), int(b)) for n, f, u, a, b, _ in ROW.findall(PAGE)]
    assert said == [(c.name, c.unit, c.first, c.at_least, c.at_most) for c in CLASSES]
    assert all(unit == again for _, _, unit, _, _, again in ROW.findall(PAGE))


def test_the_page_says_what_stands_in_the_way() -> None:
    """CNF-11: one line for each block, under its heading."""
    table = PAGE.split("| what stands in the way | what to do |")[1].split("\n\n")[0]
    assert len(table.strip().splitlines()) - 1 == len(BLOCKS)


def test_the_page_names_where_things_are() -> None:
    """Every file, door and tick that it names exists."""
    assert f"RELAIS_DATA/keys/{FILE_NAME}" in PAGE
    root = Path(__file__).parents[3]
    for path in re.findall(r"`((?:service|tests)/[\w/]+\.py)`", PAGE):
        assert (root / path).exists(), path
    assert "retention.begin" in {tick.name for tick in TICKS}
