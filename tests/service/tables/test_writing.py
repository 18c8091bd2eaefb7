"""Tables that an accountant's program reads, and that no spreadsheet runs (DAT-02)."""

import csv
import io

import pytest

from service.tables.writing import in_dollars, written


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_text_is_a_formula(text: str) -> None:
    """DAT-02: a name that begins like a formula stands behind an apostrophe."""
    (row,) = list(csv.reader(io.StringIO(written([text], []), newline="")))
    assert row == [f"'{text}"]


def test_rfc_4180() -> None:
    """DAT-02: commas, quotes and lines within quotes; CRLF; nothing for what is not known; numbers below zero."""
    table = written(["a", "b"], [['x, "y"\nz', None], [3, in_dollars(-1_205)]])
    assert table == 'a,b\r\n"x, ""y""\nz",\r\n3,-12.05\r\n'


@pytest.mark.parametrize(
    ("cents", "amount"), [(0, "0.00"), (5, "0.05"), (123_456_789, "1234567.89"), (-100, "-1.00")]
)
def test_dollars(cents: int, amount: str) -> None:
    """DAT-02: exact to the cent."""
    assert str(in_dollars(cents)) == amount
    assert in_dollars(None) is None
