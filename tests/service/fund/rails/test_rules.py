"""The judgement of a rail's list, on its own."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.fund.rails.protocol import Differs, NotFound, PayoutOrder, RailTransfer, Sent
from service.fund.rails.rules import as_attempt, as_intent, came_back_whole, truth

AT = datetime(2026, 11, 22, tzinfo=UTC)
INTENT = UUID(int=5)
ORDER = PayoutOrder(INTENT, 500, "CAD", "acct_1")
PAID = RailTransfer("tr_1", INTENT, 1, 500, 0, "CAD", "acct_1", AT)


def test_one_exact_payment_is_sent() -> None:
    """FND-09: the payment that was ordered, with what has come back."""
    assert truth(ORDER, [PAID]) == Sent("tr_1", AT, 0)
    assert truth(ORDER, [replace(PAID, returned_cents=20)]) == Sent("tr_1", AT, 20)
    assert truth(ORDER, []) == NotFound()


@pytest.mark.parametrize(
    "other",
    [
        replace(PAID, amount_cents=499),
        replace(PAID, currency="USD"),
        replace(PAID, payee_reference="acct_2"),
        replace(PAID, payee_reference=None),
        replace(PAID, intent_id=None),
    ],
)
def test_another_amount_currency_payee_or_intent_differs(other: RailTransfer) -> None:
    """FND-09: a payment that is not the one ordered is never counted as sent."""
    assert truth(ORDER, [other]) == Differs((other,))


def test_two_payments_of_one_attempt_differ() -> None:
    """FND-09: paid twice is a difference that a human sees, even where one came back."""
    back = replace(PAID, provider_id="tr_2", returned_cents=500)
    assert truth(ORDER, [PAID, back]) == Differs((PAID, back))


def test_an_earlier_attempt_is_history_only_once_it_came_back_whole() -> None:
    """FND-12: one cent still out is still out."""
    second = replace(ORDER, attempt=2)
    assert truth(second, [replace(PAID, returned_cents=500)]) == NotFound()
    almost = replace(PAID, returned_cents=499)
    assert truth(second, [almost]) == Differs((almost,))
    paid = replace(PAID, provider_id="tr_2", attempt=2)
    assert truth(second, [paid, replace(PAID, returned_cents=500)]) == Sent("tr_2", AT, 0)


@given(st.integers(1, 1000), st.integers(0, 1000))
def test_whole_means_every_cent(amount: int, returned: int) -> None:
    """FND-12: all of a payment has come back exactly when no cent is left."""
    one = replace(PAID, amount_cents=amount, returned_cents=returned)
    assert came_back_whole(one) == (amount - returned <= 0)


def test_labels_are_read_strictly() -> None:
    """FND-09: only an intent's own spelling names an intent; only a number names an attempt."""
    intent = uuid4()
    assert as_intent(str(intent)) == intent
    for group in (None, "", "rent", intent.hex, f"{{{intent}}}", str(intent).upper() + "0"):
        assert as_intent(group) is None
    assert as_attempt({"attempt": "12"}) == 12
    for metadata in ({}, {"attempt": ""}, {"attempt": "two"}, {"attempt": "²"}, {"attempt": "٣"}):
        assert as_attempt(metadata) == 1
