"""The sample of second looks: drawn by a keyed digest, told by nobody, drawn again by an auditor (FND-10)."""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from service.fund.policy.rules import Spent
from service.fund.reviews.rules import (
    ceilings_left,
    draw_of,
    is_over,
    key_of,
    month_of,
)
from service.keys.local import LocalKeyring
from service.keys.roots import fresh
from tests.service.fund.conftest import a_policy

KEY, ID = bytes(range(32)), UUID("0d9a4a5e-6c35-4d3e-9f1a-2f6f3c1f7a10")


def test_a_draw_is_what_the_auditors_recipe_says() -> None:
    """FND-10: the first 8 bytes of HMAC-SHA256 over the id's 16 bytes, modulo 10,000: known values."""
    digest = hmac.new(KEY, ID.bytes, hashlib.sha256).hexdigest()
    assert draw_of(KEY, ID) == int(digest[:16], 16) % 10_000 == 9_681
    assert draw_of(bytes(32), ID) == 7139


def test_a_tenth_of_many_is_drawn_and_another_key_draws_others() -> None:
    """FND-10: 10 per cent of 5,000 ids is about 500; knowing one month's sample tells nothing of another's."""
    ids = [UUID(int=number) for number in range(5_000)]
    first, second = ({each for each in ids if draw_of(key, each) < 1_000} for key in (KEY, bytes(32)))
    assert 430 < len(first) < 570
    assert 25 < len(first & second) < 85


def test_each_month_has_a_key_of_its_own_that_only_the_roots_give() -> None:
    """FND-10: the month is UTC's; the same roots give the same key, others another."""
    one, other = LocalKeyring(fresh()), LocalKeyring(fresh())
    last_second = datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)
    assert month_of(last_second) == "2026-11"
    assert month_of(datetime(2026, 12, 1, tzinfo=UTC)) == "2026-12"
    keys = {key_of(one, "2026-11"), key_of(one, "2026-12"), key_of(other, "2026-11")}
    assert len(keys) == 3
    assert key_of(one, "2026-11") in keys
    assert not is_over("2026-11", last_second)
    assert is_over("2026-11", datetime(2026, 12, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("spent", "left"),
    [
        ({}, 15_000),
        ({"emergency_case_cents": 9_000, "emergency_pivot_cents": 9_000}, 6_000),
        ({"emergency_pivot_cents": 29_999}, 1),
        ({"emergency_organisation_cents": 60_000}, 0),
        ({"emergency_organisation_cents": 70_000}, 0),
    ],
)
def test_what_is_left_is_the_narrowest_of_three(spent: dict[str, Any], left: int) -> None:
    """FND-10: 150 per case, 300 per pivot, 600 per organisation; a ceiling that was passed leaves nothing."""
    assert ceilings_left(a_policy(), Spent(**spent)) == left
