"""Corrections: signed by two, the reverse of what they name, never refused for want of money (FND-09)."""

import asyncio

import asyncpg
import pytest

from service.fund.books.corrections import (
    ProposeCorrection,
    SignCorrection,
    propose_correction,
    sign_correction,
)
from service.fund.books.refusals import (
    BOOKS_ANOTHER_SIGNS,
    BOOKS_DECIDED,
    BOOKS_LAPSED,
    NOT_SO_MUCH_TO_CORRECT,
)
from service.fund.decisions.approve import Signed
from service.fund.envelopes.commands import EnvelopeSum, contribute, cover_overrun
from service.fund.refusals import NOT_ENOUGH
from service.fund.requests.lines import NewLine
from service.refusals import Refused
from tests.service.fund.books.conftest import correct, later, paid, somebody_waits, transfers, wrong
from tests.service.fund.conftest import Fund, got
from tests.service.fund.ledger.test_sql import acting

CORRECT = """
    INSERT INTO transfers (organisation_id, kind, debit_key, credit_key, amount_cents, about_id, made_by, made_at)
    SELECT organisation_id, 'correction', credit_key, debit_key, $2, id, relais.member(), relais.now()
    FROM transfers WHERE id = $1
"""


async def test_a_contribution_typed_ten_times_too_large(fund: Fund) -> None:
    """FND-09, DAT-09: a correction names what it corrects and takes back so much; not more, not twice, not for less
    than two people, and none posts by itself."""
    purse = await fund.new_envelope(50_000, funder="Autre")
    entry = (await transfers(fund, "contribution"))[-1]["id"]
    async with acting(fund) as app:
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.execute(CORRECT, entry, 45_000)
        assert caught.value.constraint_name == "transfers_correction_signed"
    proposed = got(
        await fund.store.run(propose_correction, fund.first, ProposeCorrection(entry, 45_000, "mistyped"))
    )
    own = await fund.store.run(sign_correction, fund.first, SignCorrection(proposed))
    assert isinstance(own, Refused)
    assert own.reason is BOOKS_ANOTHER_SIGNS
    both = await asyncio.gather(
        *(fund.store.run(sign_correction, fund.second, SignCorrection(proposed)) for _ in range(2))
    )
    assert [each.reason for each in both if isinstance(each, Refused)] == [BOOKS_DECIDED]
    view = await fund.balance(purse)
    assert (view.received_cents, view.available_cents) == (5_000, 5_000)
    (made,) = await transfers(fund, "correction")
    assert (made["about_id"], made["amount_cents"]) == (entry, 45_000)
    for transfer, cents in ((entry, 5_001), (made["id"], 1)):
        refused = await correct(fund, transfer, cents)
        assert isinstance(refused, Refused)
        assert refused.reason is NOT_SO_MUCH_TO_CORRECT
    assert not isinstance(await correct(fund, entry, 5_000), Refused)
    assert await wrong(fund) == []


async def test_two_corrections_of_one_entry_at_once(fund: Fund) -> None:
    """FND-09: each was possible when it was proposed; together they would take back more than there was."""
    await fund.new_envelope(1_000, funder="Autre")
    entry = (await transfers(fund, "contribution"))[-1]["id"]
    proposed = [
        got(await fund.store.run(propose_correction, fund.first, ProposeCorrection(entry, 700, "twice")))
        for _ in range(2)
    ]
    async with fund.store.pool.acquire() as connection:
        async with connection.transaction():
            await connection.execute("SELECT relais.enter($1, $2)", fund.second, fund.store.clock.now())
            assert await connection.fetch("SELECT * FROM relais.sign_correction($1)", proposed[0])
            other = asyncio.create_task(
                fund.store.run(sign_correction, fund.second, SignCorrection(proposed[1]))
            )
            await somebody_waits(fund)
        refused = await other
    assert isinstance(refused, Refused)
    assert refused.reason is NOT_SO_MUCH_TO_CORRECT
    assert [row["amount_cents"] for row in await transfers(fund, "correction")] == [700]


async def test_money_that_never_came_is_a_fact(fund: Fund) -> None:
    """FND-09, FND-06: a cheque bounces after its money was promised: the correction posts, what is missing is an
    overrun, nothing more is promised until it is covered, and then again."""
    purse = await fund.new_envelope(20_000, funder="Autre")
    entry = (await transfers(fund, "contribution"))[-1]["id"]
    asked = await fund.ask(NewLine("food", 15_000), envelope_id=purse)
    got(await fund.approve(fund.first, asked.id, envelope_ids=(purse,)))
    got(await correct(fund, entry, 20_000))
    view = await fund.balance(purse)
    assert (view.available_cents, view.overrun_cents, view.received_cents) == (0, 15_000, 0)
    got(await fund.store.run(contribute, fund.first, EnvelopeSum(purse, 17_000)))
    more = await fund.ask(NewLine("food", 2_000), envelope_id=purse)
    refused = await fund.approve(fund.first, more.id, envelope_ids=(purse,))
    assert isinstance(refused, Refused)
    assert refused.reason is NOT_ENOUGH
    got(await fund.store.run(cover_overrun, fund.first, EnvelopeSum(purse, 15_000)))
    assert isinstance(await fund.approve(fund.first, more.id, envelope_ids=(purse,)), Signed)
    assert await wrong(fund) == []


async def test_a_payment_typed_too_large(fund: Fund) -> None:
    """FND-09: 300 in the place of 30: the line and the envelope show what was really paid."""
    intent = await paid(fund, 30_000, 30_000)
    (entry,) = await transfers(fund, "payment")
    got(await correct(fund, entry["id"], 27_000))
    line = await fund.network.superuser.fetchrow(
        "SELECT * FROM request_lines WHERE id = $1", intent["line_id"]
    )
    assert (line["paid_cents"], line["approved_cents"]) == (3_000, 30_000)
    assert (await fund.balance()).spent_cents == 3_000
    assert await wrong(fund) == []


async def test_nobody_signs_late_or_for_somebody_who_has_left(fund: Fund) -> None:
    """FND-09: a proposal stands for a week, and while its proposer administers the fund."""
    entry = (await transfers(fund, "contribution"))[-1]["id"]
    wish = ProposeCorrection(entry, 1, "mistyped")
    first, second = [got(await fund.store.run(propose_correction, fund.first, wish)) for _ in range(2)]
    await fund.network.superuser.execute(
        "UPDATE members SET ends_on = $2 WHERE id = $1", fund.first, fund.store.clock.now().date()
    )
    gone = await fund.store.run(sign_correction, fund.second, SignCorrection(first))
    await fund.network.superuser.execute(
        "UPDATE members SET ends_on = ends_on + 300 WHERE id = $1", fund.first
    )
    later(fund, days=7)
    late = await fund.store.run(sign_correction, fund.second, SignCorrection(second))
    assert [each.reason for each in (gone, late) if isinstance(each, Refused)] == [BOOKS_LAPSED, BOOKS_LAPSED]
    assert await transfers(fund, "correction") == []
