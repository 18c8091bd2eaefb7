"""Payments by hand wait for a human, and every word is there in both languages."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from service.fund.rails.manual import ManualRail, ManualWay
from service.fund.rails.protocol import Cause, NoList, PayoutOrder, Rail, Step, Waiting
from service.fund.rails.words import CAUSES, STEPS
from service.refusals import LANGUAGES

AT = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("way", "steps"),
    [
        (ManualWay.ETRANSFER, (Step.SEND_ETRANSFER, Step.NOTE_REFERENCE, Step.CONFIRM_AMOUNT)),
        (ManualWay.CHEQUE, (Step.WRITE_CHEQUE, Step.NOTE_REFERENCE, Step.CONFIRM_AMOUNT)),
        (ManualWay.CASH, (Step.HAND_OVER_CASH, Step.KEEP_RECEIPT, Step.CONFIRM_AMOUNT)),
    ],
)
async def test_a_payment_by_hand_waits(way: ManualWay, steps: tuple[Step, ...]) -> None:
    """FND-08: no identity and no bank account of the person: a human pays, and confirms."""
    rail: Rail = ManualRail(way)
    order = PayoutOrder(uuid4(), 6_000, "CAD", None, "local_trip")
    assert rail.name == f"manual_{way.value}"
    assert await rail.send(order) == Waiting(steps)
    assert await rail.look(order) == Waiting(steps)
    assert await rail.list_since(AT, AT) == NoList()


def test_every_cause_and_step_is_said_in_both_languages() -> None:
    """LNG-01: each has French and English, calm and without exclamation marks."""
    assert set(CAUSES) == set(Cause)
    assert set(STEPS) == set(Step)
    said = [one.in_(language) for one in (*CAUSES.values(), *STEPS.values()) for language in LANGUAGES]
    assert len(set(said)) == 2 * (len(Cause) + len(Step))
    assert all(sentence.endswith(".") and "!" not in sentence for sentence in said)
