"""The same key again: by somebody who may no longer ask, by a colleague, and after a defect."""

from hashlib import sha256
from uuid import UUID

import asyncpg
import pytest

from service.fund.decisions.approve import ApproveRequest, approve_request
from service.fund.payouts.returns import TakeBack, take_back
from service.fund.requests.lines import NewLine
from service.partners.actor import Role
from service.refusals import KEY_REUSED, NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Once
from tests.service.fund.conftest import Fund, fund, got

__all__ = ["fund"]


def once(said: str) -> Once:
    """The key `k` for what was said."""
    return Once("k", sha256(said.encode()).digest())


async def paid_line(fund: Fund) -> UUID:
    """An approved line, nothing of it paid."""
    request = await fund.ask(NewLine("food", 20_000))
    got(await fund.approve(fund.first, request.id))
    line: UUID = (await fund.lines(request.id))[0]["id"]
    return line


async def test_a_refusal_is_not_told_again_to_who_lost_the_role(fund: Fund) -> None:
    """POL-04: a replay is authorised again, whatever the first outcome was: its facts are not for everybody."""
    wish = TakeBack(await paid_line(fund), 1)
    first = await fund.store.run(take_back, fund.first, wish, once("back"))
    assert isinstance(first, Refused)
    assert first.reason.code == "more_back_than_paid"
    assert await fund.store.run(take_back, fund.first, wish, once("back")) == first
    await fund.network.superuser.execute(
        "UPDATE members SET roles = '{network_administrator}' WHERE id = $1", fund.first
    )
    again = await fund.store.run(take_back, fund.first, wish, once("back"))
    assert isinstance(again, Refused)
    assert again.reason == NOT_ALLOWED


async def test_a_key_is_its_members(fund: Fund) -> None:
    """FND-10: a colleague with the same key gives a signature of their own, and does not read the first one's."""
    request = await fund.ask(NewLine("food", 40_000))
    wish = ApproveRequest(request.id)
    first = got(await fund.store.run(approve_request, fund.first, wish, once("sign")))
    second = got(await fund.store.run(approve_request, fund.second, wish, once("sign")))
    assert (first.signatures, second.signatures) == (1, 2)
    assert got(await fund.store.run(approve_request, fund.first, wish, once("sign"))) == first


async def test_a_key_is_for_one_operation(fund: Fund) -> None:
    """The same key with another fingerprint is refused, and nothing happens."""
    line = await paid_line(fund)
    await fund.store.run(take_back, fund.first, TakeBack(line, 1), once("back"))
    other = await fund.store.run(approve_request, fund.first, ApproveRequest(line), once("sign"))
    assert isinstance(other, Refused)
    assert other.reason == KEY_REUSED


async def test_a_defect_leaves_no_key_behind(fund: Fund) -> None:
    """What broke may be asked again with the same key, and happens once."""
    request = await fund.ask(NewLine("food", 20_000))
    wish = ApproveRequest(request.id)
    superuser = fund.network.superuser
    await superuser.execute("ALTER TABLE outbox ADD CONSTRAINT broken CHECK (false) NOT VALID")
    try:
        with pytest.raises(asyncpg.CheckViolationError):
            await fund.store.run(approve_request, fund.first, wish, once("sign"))
    finally:
        await superuser.execute("ALTER TABLE outbox DROP CONSTRAINT broken")
    assert await superuser.fetchval("SELECT count(*) FROM transfers WHERE kind = 'earmark'") == 0
    for _ in range(2):
        assert (
            got(await fund.store.run(approve_request, fund.first, wish, once("sign"))).outcome == "approved"
        )
    assert await superuser.fetchval("SELECT count(*) FROM transfers WHERE kind = 'earmark'") == 1


async def test_what_is_not_ones_own_is_not_there_by_a_replay_either(fund: Fund) -> None:
    """POL-03: a key does not tell a stranger's request from one that does not exist."""
    request = await fund.ask(NewLine("food", 20_000))
    stranger = await fund.network.member(await fund.network.organisation("fund"), Role.FUND_ADMINISTRATOR)
    for _ in range(2):
        answer = await fund.store.run(approve_request, stranger, ApproveRequest(request.id), once("sign"))
        assert isinstance(answer, Refused)
        assert answer.reason == NOT_FOUND
