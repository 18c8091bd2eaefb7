"""Sheets of codes as people paste them: good lines come in, bad ones are named by line and reason (FND-03)."""

from datetime import date

import pytest

from service.fund.vouchers.sheets import MOST_LINES, WHY, BadLine, Card, read_sheet

TODAY = date(2026, 11, 22)
LATER = date(2027, 1, 31)


def test_good_lines_come_in_and_bad_ones_are_named() -> None:
    """FND-03: by line and reason, the rest untouched; lines without a day take the sheet's."""
    text = (
        "code,last day\n4471-8890,2027-06-30\n\nabc\n4471-8891\n4471-8892,soon\n4471-8893,2026-11-22\n"
        "4471-8891\nA B C D,2027-01-01,x\n"
    )
    good, bad = read_sheet(text, TODAY, LATER)
    assert good == [Card("4471-8890", date(2027, 6, 30)), Card("4471-8891", LATER)]
    assert bad == [
        BadLine(4, "no_code"),
        BadLine(6, "no_date"),
        BadLine(7, "run_out"),
        BadLine(8, "twice"),
        BadLine(9, "too_many_columns"),
    ]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_columns_are_parted_as_spreadsheets_part_them(sign: str) -> None:
    """FND-03: a comma, a semicolon or a tab; a byte-order mark and Windows' line ends say nothing."""
    good, bad = read_sheet(f"\ufeffCode{sign}x\r\n4471-8890{sign}2027-01-31{sign}\r\n", TODAY)
    assert (good, bad) == ([Card("4471-8890", LATER)], [])


@pytest.mark.parametrize(
    "line", ["abc", "x" * 65, "naïve-code-1", "44\x0071-8890", "visa expired 2025", "4471\u200b8890"]
)
def test_what_is_no_code(line: str) -> None:
    """FND-03: too short, too long, or with signs that no card bears."""
    assert read_sheet(line, TODAY) == ([], [BadLine(1, "no_code")])


def test_a_last_day_is_not_one_to_begin_on() -> None:
    """FND-03: a card that runs out today does not come in; one that runs out tomorrow does."""
    assert read_sheet("4471-8890,2026-11-22", TODAY)[1] == [BadLine(1, "run_out")]
    assert read_sheet("4471-8890", TODAY, TODAY)[1] == [BadLine(1, "run_out")]
    assert read_sheet("4471-8890,2026-11-23", TODAY)[0] == [Card("4471-8890", date(2026, 11, 23))]


def test_no_more_than_so_many_lines_are_read() -> None:
    """FND-03: a sheet of a million lines costs what five thousand cost."""
    good, _ = read_sheet("\n".join(f"code-{n}" for n in range(MOST_LINES + 10)), TODAY)
    assert len(good) == MOST_LINES


def test_reasons_say_nothing_of_a_code() -> None:
    """FND-03, FND-08: each in both languages, none with a place for what stood in the line."""
    assert {"{" in text for said in WHY.values() for text in (said.fr, said.en)} == {False}
    assert len({said.fr for said in WHY.values()}) == len(WHY) == 5
