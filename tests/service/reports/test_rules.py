"""Small cells stay hidden, whatever is subtracted from what (DAT-05)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reports.rules import LEAST, Cell, cell, suppressed


@pytest.mark.parametrize(("count", "shown"), [(0, "0"), (1, "<5"), (4, "<5"), (5, "5"), (11, "11")])
def test_one_count(count: int, shown: str) -> None:
    """DAT-05: nobody is nobody; one to four are not shown."""
    assert cell(count) == Cell(count if shown != "<5" else None, shown)


def test_a_small_cell_takes_the_next_with_it() -> None:
    """DAT-05: nine men and two women of eleven: neither is shown, or the women would be eleven less nine."""
    table = suppressed({"man": 9, "woman": 2, "not_determined": 0})
    assert {name: each.shown for name, each in table.cells.items()} == {
        "man": "withheld",
        "woman": "<5",
        "not_determined": "0",
    }
    assert table.total == Cell(11, "11")


def test_the_smallest_other_is_taken() -> None:
    """DAT-05: the rest stays visible."""
    table = suppressed({"a": 30, "b": 6, "c": 3})
    assert {name: each.shown for name, each in table.cells.items()} == {"a": "30", "b": "withheld", "c": "<5"}


def test_two_small_ones_that_are_still_few() -> None:
    """DAT-05: one and two are three together: a third cell goes too."""
    table = suppressed({"a": 30, "b": 1, "c": 2})
    assert [each.shown for each in table.cells.values()] == ["withheld", "<5", "<5"]


def test_a_region_with_three_cases() -> None:
    """DAT-05: `<5`, and no total to subtract from."""
    table = suppressed({"labour": 3})
    assert (table.cells["labour"].shown, table.total.shown) == ("<5", "<5")
    lonely = suppressed({"labour": 3, "sexual": 0})
    assert (lonely.total, lonely.cells["sexual"].shown) == (Cell(None, "<5"), "0")


def test_nothing_small_nothing_hidden() -> None:
    """DAT-05."""
    table = suppressed({"a": 5, "b": 7})
    assert ([each.count for each in table.cells.values()], table.total.count) == ([5, 7], 12)
    assert suppressed({}).total == Cell(0, "0")


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40), max_size=6))
def test_no_difference_tells_a_small_count(counts: dict[str, int]) -> None:
    """DAT-05: what the total leaves for the hidden cells is at least two cells and five cases, or no total is shown."""
    table = suppressed(counts)
    hidden = [name for name, each in table.cells.items() if each.hidden]
    assert all(counts[name] >= LEAST or counts[name] == 0 for name in counts.keys() - set(hidden))
    assert all(counts[name] > 0 for name in hidden)
    if table.total.count is not None and hidden:
        left = table.total.count - sum(each.count or 0 for each in table.cells.values())
        assert len(hidden) >= 2
        assert left >= LEAST
