"""What the rail lists against the ledger, to the cent, without a database (FND-09)."""

from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID

import pytest

from service.fund.rails.protocol import RailTransfer
from service.fund.reconciliation.rules import (
    ACTIONS,
    RECEIPT_WITHIN,
    ByHand,
    Code,
    Compared,
    Difference,
    Entry,
    compare,
    compare_by_hand,
    mended,
)
from service.fund.reconciliation.words import ADVICE, TITLES

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
DAY = (datetime(2026, 11, 3, tzinfo=UTC), datetime(2026, 11, 4, tzinfo=UTC))
A, B, C = (UUID(int=number) for number in (1, 2, 3))


def listed(
    intent: UUID | None, cents: int = 100, back: int = 0, name: str = "tr_1", at: datetime = NOON
) -> RailTransfer:
    return RailTransfer(name, intent, 1, cents, back, "CAD", "acct_1", at)


def posted(intent: UUID, out: int = 100, back: int = 0, at: datetime | None = NOON) -> Entry:
    return Entry(intent, "sent" if out else "failed", out, back, at, "tr_1")


def ran(items: list[RailTransfer], *entries: Entry, strangers: tuple[UUID, ...] = ()) -> Compared:
    return compare(items, {each.intent_id: each for each in entries}, {A, B}, strangers, DAY)


def test_what_agrees_is_counted_and_summed() -> None:
    """FND-09: two payments, one come back in part: the same to the cent on both sides."""
    items = [listed(A), listed(B, 250, 40, "tr_2")]
    assert ran(items, posted(A), posted(B, 250, 40)) == Compared(2, 310, 2, 310, ())


@pytest.mark.parametrize(
    ("items", "entries", "code", "cents"),
    [
        ([listed(A)], [], "not_in_ledger", (100, 0)),
        ([listed(A)], [posted(A, 0)], "not_in_ledger", (100, 0)),
        ([listed(A, 100, 100)], [posted(A, 0)], None, None),
        ([], [posted(A)], "not_at_rail", (0, 100)),
        ([listed(A, 99)], [posted(A)], "amount_differs", (99, 100)),
        ([listed(A, 101)], [posted(A)], "amount_differs", (101, 100)),
        ([listed(A, 100, 30)], [posted(A)], "return_differs", (70, 100)),
        ([listed(A)], [posted(A, 100, 30)], "return_differs", (100, 70)),
        ([listed(A), listed(A, name="tr_2")], [posted(A)], "twice", (200, 100)),
        ([listed(A), listed(A, name="tr_2")], [posted(A, 200)], "twice", (200, 200)),
        ([listed(A), listed(A, 100, 100, "tr_2")], [posted(A, 200, 100)], None, None),
    ],
)
def test_one_payment(
    items: list[RailTransfer], entries: list[Entry], code: Code | None, cents: tuple[int, int] | None
) -> None:
    """FND-09: each way in which one payment can differ has its own name and both sums."""
    found = ran(items, *entries).differences
    assert [(each.code, (each.rail_cents, each.ledger_cents)) for each in found] == (
        [(code, cents)] if code else []
    )


def test_what_is_not_ours() -> None:
    """FND-09: another fund's is passed by; an order of nobody here and a payment without one are named."""
    items = [listed(C, name="tr_3"), listed(None, 7, 2, "tr_4")]
    assert ran(items).differences == (Difference("without_order", 5, 0, None, "tr_4"),)
    assert ran(items, strangers=(C,)).differences == (
        Difference("of_another_installation", 100, 0, None, "tr_3"),
        Difference("without_order", 5, 0, None, "tr_4"),
    )


def test_the_period_is_half_open_and_what_is_late_still_differs() -> None:
    """FND-09: midnight belongs to the day that begins; a return weeks later is found in the overlap, and counted in no
    other day's sums."""
    start, end = DAY
    second = timedelta(seconds=1)
    inside = [listed(A, at=start), listed(B, name="tr_2", at=end - second)]
    assert ran(inside, posted(A, at=start), posted(B, at=end - second)).rail_count == 2
    before = [listed(A, 100, 60, at=start - second)]
    found = ran(before, posted(A, at=start - second))
    assert (found.rail_count, found.ledger_count) == (0, 0)
    assert [each.code for each in found.differences] == ["return_differs"]
    assert ran([], posted(A, at=end)).differences == ran([], posted(A, at=start - second)).differences == ()


def test_what_the_run_recorded_itself() -> None:
    """FND-09: the growth of each payment between before and after."""
    before = {A: posted(A, 0), B: posted(B)}
    after = {A: posted(A), B: posted(B, 100, 30)}
    assert mended(before, after) == [
        Difference("payment_found", 100, 100, A, "tr_1"),
        Difference("reversal_found", 30, 30, B, "tr_1"),
    ]
    assert mended(after, after) == []


def by_hand(intent: UUID, **changes: object) -> ByHand:
    known: dict[str, object] = {
        "reference": f"chq {intent.int}",
        "confirmed_at": NOON,
        "confirmed_cents": 100,
        "posted_cents": 100,
        "line_cents": 100,
        "spent_cents": 100,
    }
    return ByHand(intent, **{**known, **changes})  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"posted_cents": 99}, "amount_differs"),
        ({"reference": "chq 2"}, "reference_twice"),
        ({"spent_cents": None}, None),
        ({"spent_cents": None, "confirmed_at": DAY[1] - RECEIPT_WITHIN}, None),
        (
            {"spent_cents": None, "confirmed_at": DAY[1] - RECEIPT_WITHIN - timedelta(seconds=1)},
            "receipt_missing",
        ),
        ({"spent_cents": 70}, "receipt_differs"),
        ({"spent_cents": 70, "owes_receipt": False}, None),
        ({"spent_cents": 70, "line_cents": 70}, None),
    ],
)
def test_a_payment_by_hand(changes: dict[str, object], code: Code | None) -> None:
    """FND-08, FND-12: against its reference and its receipt, fourteen days and no more."""
    found = compare_by_hand([by_hand(A, **changes), by_hand(B)], DAY).differences
    assert {each.code for each in found} == ({code} if code else set())


def test_every_difference_has_words_and_something_to_do() -> None:
    """FND-09: in both languages."""
    codes = set(get_args(Code))
    assert set(TITLES) == set(ADVICE) == set(ACTIONS) == codes
