"""Lines of paper: their order, their keys, and what each must say."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from service.beds.paper.rules import Line, faulty_line, in_order

HOUSE = UUID("018f4d2e-1111-4222-8333-000000000001")
NOON = datetime(2026, 11, 3, 17, tzinfo=UTC)
BED = uuid4()
COUNT, SAME = Line(NOON, "count", free=3), Line(NOON, "unchanged")
CAME, WENT = Line(NOON, "arrival", code="7F3K"), Line(NOON, "departure", bed_id=BED)


def test_lines_count_in_the_order_of_their_times() -> None:
    """BED-15: of one minute, whoever counted had seen who came and who left."""
    late = Line(NOON + timedelta(hours=1), "count", free=1)
    placed = list(in_order(HOUSE, [late, SAME, COUNT, WENT, CAME]))
    assert [one.line for one in placed] == [CAME, WENT, COUNT, SAME, late]
    assert [one.number for one in placed] == [5, 4, 3, 2, 1]


def test_the_same_sheet_again_is_the_same_keys() -> None:
    """BED-16: in any order; two equal lines are two, and another house's sheet is another."""
    first = {one.key for one in in_order(HOUSE, [COUNT, CAME, CAME, WENT])}
    assert len(first) == 4
    assert {one.key for one in in_order(HOUSE, [WENT, CAME, COUNT, CAME])} == first
    assert not first & {one.key for one in in_order(uuid4(), [COUNT, CAME, CAME, WENT])}


@pytest.mark.parametrize(
    "line",
    [
        Line(NOON, "count"),
        Line(NOON, "unchanged", free=1),
        Line(NOON, "arrival", bed_id=BED),
        Line(NOON, "departure", code="7F3K"),
        Line(NOON, "arrival", code="7F3K", free=2),
    ],
)
def test_a_line_says_what_its_kind_needs_and_no_more(line: Line) -> None:
    """BED-15: the first that does not is named."""
    assert faulty_line([COUNT, SAME, CAME, WENT]) is None
    assert faulty_line([COUNT, line, line]) == 2
