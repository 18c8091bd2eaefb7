"""Money in pure functions: balances from transfers, sums found in envelopes, charges settled."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.fund.ledger.rules import (
    Balance,
    Part,
    Settled,
    Shortage,
    Source,
    Transfer,
    Want,
    allot,
    balances,
    settle,
)

NOW = datetime(2026, 11, 3, tzinfo=UTC)
A, B = UUID(int=1), UUID(int=2)
LINE, LINE2 = UUID(int=11), UUID(int=12)


def source(key: int, available: int, days: int = 10) -> Source:
    return Source(UUID(int=key), key, available, NOW + timedelta(days=days))


def test_balances_follow_from_transfers() -> None:
    """FND-06: contribution, promise, payment of a part, void of the rest, money back, overrun and its cover."""
    told = balances(
        [
            Transfer("contribution", 1, 2, 1000),
            Transfer("earmark", 2, 3, 300),
            Transfer("payment", 2, 3, 200),
            Transfer("void", 2, 3, 60),
            Transfer("expiry", 2, 3, 40),
            Transfer("return", 3, 2, 50),
            Transfer("overrun", 4, 3, 7),
            Transfer("cover", 2, 4, 7),
        ]
    )
    assert told[2] == Balance(0, 0, 207, 1050)
    assert told[2].available == 843
    assert told[3] == Balance(0, 0, 50, 207)
    assert told[4] == Balance(0, 0, 7, 7)


def test_a_promise_lowers_what_is_available() -> None:
    """FND-06."""
    assert balances([Transfer("contribution", 1, 2, 100), Transfer("earmark", 2, 3, 30)])[2].available == 70


KINDS = st.sampled_from(
    ["contribution", "earmark", "payment", "void", "expiry", "return", "overrun", "cover"]
)


@given(st.lists(st.builds(Transfer, KINDS, st.integers(1, 3), st.integers(4, 6), st.integers(1, 10**6))))
def test_every_transfer_sums_to_zero(transfers: list[Transfer]) -> None:
    """FND-06: what is taken is given, pending and posted alike."""
    found = balances(transfers).values()
    assert sum(each.debits_posted - each.credits_posted for each in found) == 0
    assert sum(each.debits_pending - each.credits_pending for each in found) == 0


def test_the_soonest_to_end_first_and_split() -> None:
    """FND-06, DAT-09: money that would lapse is used first; one line may take from two envelopes."""
    late, soon = source(1, 500, 90), source(2, 200, 5)
    assert allot([Want(LINE, 300, [late, soon])]) == (
        Part(LINE, UUID(int=1), 1, 100),
        Part(LINE, UUID(int=2), 2, 200),
    )
    assert allot([Want(LINE, 300, [late, soon], chosen=UUID(int=1))]) == (Part(LINE, UUID(int=1), 1, 300),)


def test_lines_share_an_envelope() -> None:
    """FND-06: the second line finds what the first has left."""
    wants = [Want(LINE, 70, [source(1, 100)]), Want(LINE2, 40, [source(1, 100)])]
    assert allot(wants) == Shortage(LINE2, 40, 30)


def test_parts_come_in_the_order_of_the_accounts() -> None:
    """FND-06: two decisions at once lock the same way round."""
    wants = [Want(LINE, 10, [source(2, 10)]), Want(LINE2, 10, [source(1, 10)])]
    parts = allot(wants)
    assert isinstance(parts, tuple)
    assert [part.key for part in parts] == [1, 2]


@given(
    st.lists(st.tuples(st.integers(1, 400), st.integers(0, 3)), min_size=1, max_size=5),
    st.lists(st.integers(0, 500), min_size=4, max_size=4),
)
def test_nothing_is_promised_twice(lines: list[tuple[int, int]], available: list[int]) -> None:
    """FND-06: each line gets its whole sum, and no envelope more than it has; or there is a shortage."""
    sources = [source(key + 1, cents, key) for key, cents in enumerate(available)]
    wants = [Want(UUID(int=100 + n), cents, sources[: few + 1]) for n, (cents, few) in enumerate(lines)]
    parts = allot(wants)
    if isinstance(parts, Shortage):
        assert parts.found_cents < parts.cents
        return
    for want in wants:
        assert sum(part.cents for part in parts if part.line_id == want.line_id) == want.cents
    for each in sources:
        assert sum(part.cents for part in parts if part.key == each.key) <= each.available


@pytest.mark.parametrize(
    ("earmarked", "charged", "settled"),
    [
        (100, 100, (100, 0, 0)),
        (100, 80, (80, 20, 0)),
        (100, 112, (100, 0, 12)),
        (100, 0, (0, 100, 0)),
        (0, 5, (0, 0, 5)),
    ],
)
def test_a_charge_is_a_fact(earmarked: int, charged: int, settled: tuple[int, int, int]) -> None:
    """FND-06, FND-12: less gives back, more is an overrun."""
    assert settle(earmarked, charged) == Settled(*settled)


def test_a_charge_is_not_negative() -> None:
    """FND-06."""
    with pytest.raises(ValueError, match="negative"):
        settle(1, -1)
