"""Funders' own accounts, and what is left of one envelope carried into the next (FND-06, DAT-09)."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from service.fund.books.refusals import FUNDER_OF_ANOTHER_KIND, NOT_THE_NEXT_ENVELOPE, NOTHING_TO_CARRY
from service.fund.envelopes.carrying import Carried, CarryOver, carry_over
from service.fund.envelopes.commands import CreateEnvelope, create_envelope
from service.fund.envelopes.queries import funders
from service.fund.envelopes.rules import Purse, carriable, is_next
from service.refusals import NOT_FOUND, Refused
from tests.service.fund.books.conftest import later, paid, transfers
from tests.service.fund.conftest import Fund, got
from tests.service.fund.ledger.test_sql import INSERT, acting

NOW = datetime(2026, 11, 3, tzinfo=UTC)
ONE, OTHER = UUID(int=1), UUID(int=2)


def test_only_into_the_next_of_the_same_funder() -> None:
    """DAT-09: from an ended envelope into one that runs, of one funder; the end itself is over."""
    ended, runs = Purse(ONE, NOW, 5), Purse(ONE, NOW + timedelta(days=1), 5)
    assert is_next(ended, runs, NOW)
    assert not is_next(ended, runs, NOW - timedelta(seconds=1))
    assert not is_next(ended, Purse(ONE, NOW, 0), NOW)
    assert not is_next(ended, Purse(OTHER, NOW + timedelta(days=1), 5), NOW)


def test_all_that_is_left_or_what_is_wished() -> None:
    """DAT-09: never more than is left, never nothing; a transfer has a largest sum."""
    assert carriable(Purse(ONE, NOW, 500), None) == 500
    assert carriable(Purse(ONE, NOW, 500), 500) == 500
    assert carriable(Purse(ONE, NOW, 500), 501) is None
    assert carriable(Purse(ONE, NOW, 0), None) is None
    assert carriable(Purse(ONE, NOW, 300_000_000), None) == 100_000_000


async def test_what_is_left_goes_on(fund: Fund) -> None:
    """DAT-09, FND-06: by two transfers through the funder's account, exactly what is left, once however often it is
    asked at the same moment; what was promised stays until it is given back."""
    now = fund.store.clock.now()
    old = await fund.new_envelope(50_000, ends_at=now + timedelta(days=2))
    await paid(fund, 10_000, 9_000, old)
    into = await fund.new_envelope(1_000)
    assert await _try(fund, old, into) is NOT_THE_NEXT_ENVELOPE
    later(fund, days=2)
    stranger = await fund.new_envelope(1_000, funder="Autre")
    assert await _try(fund, old, stranger) is NOT_THE_NEXT_ENVELOPE
    assert await _try(fund, into, stranger) is NOT_THE_NEXT_ENVELOPE
    assert await _try(fund, old, UUID(int=5)) is NOT_FOUND
    answers = await asyncio.gather(
        *(fund.store.run(carry_over, fund.first, CarryOver(old, into)) for _ in range(5))
    )
    assert [each for each in answers if not isinstance(each, Refused)] == [Carried(41_000)]
    assert {each.reason for each in answers if isinstance(each, Refused)} == {NOTHING_TO_CARRY}
    left, filled = await fund.balance(old), await fund.balance(into)
    assert (left.available_cents, left.received_cents, left.spent_cents) == (0, 9_000, 9_000)
    assert (filled.available_cents, filled.received_cents) == (42_000, 42_000)
    (out,), (arrived,) = await transfers(fund, "carry_out"), await transfers(fund, "carry_in")
    assert (arrived["about_id"], arrived["debit_key"]) == (out["id"], out["credit_key"])
    async with fund.store.reading(fund.first) as session:
        accounts = {each.name: each.given_cents for each in got(await funders(session))}
    assert accounts == {"Coalition": 551_000, "Autre": 1_000}


async def _try(fund: Fund, one: UUID, into: UUID) -> object:
    answer = await fund.store.run(carry_over, fund.first, CarryOver(one, into))
    return answer.reason if isinstance(answer, Refused) else answer


async def test_postgresql_carries_whole_or_not(fund: Fund) -> None:
    """DAT-09: what leaves an envelope arrives, in one that runs, out of one that is over, whoever writes the rows."""
    now = fund.store.clock.now()
    old = await fund.new_envelope(5_000, ends_at=now + timedelta(days=2))
    rows = await fund.network.superuser.fetch(
        "SELECT a.key, a.kind, a.envelope_id FROM accounts a WHERE a.kind IN ('funder', 'envelope')"
    )
    keys = {row["envelope_id"] or row["kind"]: row["key"] for row in rows}
    async with acting(fund) as app:
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.fetchval(INSERT, "carry_out", keys[old], keys["funder"], 5, None, None, None)
        assert caught.value.constraint_name == "transfers_carried"
    later(fund, days=2)
    async with acting(fund) as app:
        await app.fetchval(INSERT, "carry_out", keys[old], keys["funder"], 5, None, None, None)
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert caught.value.constraint_name == "transfers_carried"


async def test_a_funder_is_one_account(fund: Fund) -> None:
    """FND-06, FND-18: two envelopes of a funder share its account; a private donor stays one; and nobody puts an
    envelope's accounts under another funder."""
    now = fund.store.clock.now()
    wish = CreateEnvelope("D1", "Dons", "Fondation", now, now + timedelta(days=9), 700, funder_kind="private")
    first = got(await fund.store.run(create_envelope, fund.first, wish))
    second = await fund.new_envelope(300, funder="Fondation")
    view = await fund.balance(second)
    assert (view.funder_kind, view.funder_id) == ("private", (await fund.balance(first)).funder_id)
    refused = await fund.store.run(
        create_envelope,
        fund.first,
        CreateEnvelope("D2", "Dons", "Fondation", now, now + timedelta(days=9), 1, funder_kind="public"),
    )
    assert isinstance(refused, Refused)
    assert refused.reason is FUNDER_OF_ANOTHER_KIND
    async with fund.store.reading(fund.first) as session:
        found = {each.name: each for each in got(await funders(session))}
    assert (found["Fondation"].given_cents, set(found["Fondation"].envelopes)) == (1_000, {first, second})
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await fund.network.superuser.execute(
            "UPDATE accounts SET funder_id = $1 WHERE envelope_id = $2", view.funder_id, fund.envelope
        )
