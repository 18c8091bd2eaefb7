"""Payees: two people for the account, a shared network for a partner, a wait for anybody else (FND-08, FND-10)."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from service.fund.payees.commands import (
    ConfirmPayee,
    EndPayee,
    ProposePayee,
    confirm_payee,
    end_payee,
    propose_payee,
)
from service.fund.payees.queries import own_payees, payees_of
from service.partners.actor import Role
from service.partners.proposals.commands import propose
from service.partners.proposals.rules import LAPSES_AFTER, Propose
from service.refusals import Refused
from tests.service.fund.conftest import Fund, got
from tests.service.fund.ledger.test_sql import acting


def why(answer: Any) -> str:
    """The code of a refusal."""
    assert isinstance(answer, Refused), answer
    return answer.reason.code


async def known(fund: Fund) -> list[str]:
    """Whom a pivot can name."""
    async with fund.store.reading(fund.pivot) as session:
        return [each.name for each in got(await payees_of(session, fund.organisation))]


async def test_a_partner_needs_a_second_person_too(fund: Fund) -> None:
    """FND-08: a connected account that one person alone wrote down is nobody that money leaves to."""
    hotel = await fund.network.organisation("hotel")
    await fund.network.together(fund.organisation, hotel)
    await fund.network.on_board(hotel, "acct_1", fund=fund.organisation)
    wish = ProposePayee("Hôtel", "stripe_connect", None, hotel)
    payee = got(await fund.store.run(propose_payee, fund.first, wish))
    assert (payee.usable, await known(fund)) == (False, [])
    assert await fund.network.superuser.fetchval("SELECT count(*) FROM payees") == 0
    assert (
        why(await fund.store.run(confirm_payee, fund.first, ConfirmPayee(payee.id))) == "needs_another_person"
    )
    got(await fund.store.run(confirm_payee, fund.second, ConfirmPayee(payee.id)))
    assert await known(fund) == ["Hôtel"]
    row = await fund.network.superuser.fetchrow("SELECT * FROM payees")
    assert (row["id"], row["account"], row["proposed_by"], row["confirmed_by"], row["usable_from"]) == (
        payee.id,
        "acct_1",
        fund.first,
        fund.second,
        fund.store.clock.now(),
    )
    assert why(await fund.store.run(confirm_payee, fund.second, ConfirmPayee(payee.id))) == "already_decided"


async def test_a_partner_shares_a_network_with_the_fund(fund: Fund) -> None:
    """FND-08: an organisation of nowhere is no partner: at the proposal, and again at the signature."""
    hotel = await fund.network.organisation("hotel")
    await fund.network.on_board(hotel, "acct_1", fund=fund.organisation)
    wish = ProposePayee("Hôtel", "stripe_connect", None, hotel)
    assert why(await fund.store.run(propose_payee, fund.first, wish)) == "partner_outside_the_network"
    network = await fund.network.together(fund.organisation, hotel)
    payee = got(await fund.store.run(propose_payee, fund.first, wish)).id
    await fund.network.superuser.execute(
        "DELETE FROM network_members WHERE network_id = $1 AND organisation_id = $2", network, hotel
    )
    assert why(await fund.store.run(confirm_payee, fund.second, ConfirmPayee(payee))) == (
        "partner_outside_the_network"
    )


async def test_a_waiting_payee_is_seen_and_lapses(fund: Fund) -> None:
    """The list shows it without a date; after a week nobody signs it, and it is gone from the list."""
    got(await fund.store.run(propose_payee, fund.first, ProposePayee("Autocar", "manual_cheque")))
    clock: Any = fund.store.clock
    for lasted, names in ((timedelta(0), ["Autocar"]), (LAPSES_AFTER, [])):
        clock.advance(lasted)
        async with fund.store.reading(fund.second) as session:
            found = got(await own_payees(session))
        assert [(each.name, each.usable_from) for each in found] == [(name, None) for name in names]
    payee = await fund.network.superuser.fetchval("SELECT subject FROM proposals")
    assert why(await fund.store.run(confirm_payee, fund.second, ConfirmPayee(payee))) == "proposal_lapsed"


async def test_one_person_ends_a_payee_and_nobody_begins_it_again(fund: Fund) -> None:
    """FND-08: ended, it is named by nobody; PostgreSQL refuses to bring it back."""
    hotel = await fund.network.organisation("hotel")
    payee = await fund.payee(ProposePayee("Hôtel", "stripe_connect", None, hotel), "acct_1")
    stranger = await fund.network.member(await fund.network.organisation("fund"), Role.FUND_ADMINISTRATOR)
    assert why(await fund.store.run(end_payee, stranger, EndPayee(payee))) == "not_found"
    got(await fund.store.run(end_payee, fund.first, EndPayee(payee)))
    assert await known(fund) == []
    assert why(await fund.store.run(end_payee, fund.second, EndPayee(payee))) == "not_found"
    async with acting(fund) as app:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as caught:
            await app.execute("UPDATE payees SET ended_at = NULL WHERE id = $1", payee)
    assert caught.value.constraint_name == "payees_stay_ended"


async def test_an_account_is_what_the_rail_opened(fund: Fund) -> None:
    """FND-08: nobody types an account: without a partner, and with one that has not on-boarded, there is none."""
    hotel = await fund.network.organisation("hotel")
    await fund.network.together(fund.organisation, hotel)
    for partner in (None, hotel):
        wish = ProposePayee("x", "stripe_connect", None, partner)
        assert why(await fund.store.run(propose_payee, fund.first, wish)) == "payee_account_not_ready"
    typed = {"code": "P-2222", "name": "x", "rail": "stripe_connect", "account": "acct_mine"}
    partner_named = {**typed, "partner_organisation_id": str(hotel)}
    for content in (typed, partner_named, {**partner_named, "rail": "manual_cash"}):
        by_hand = Propose("payee", content)
        assert why(await fund.store.run(propose, fund.first, by_hand)) == "payee_account_not_ready"
    unknown = ProposePayee("x", "manual_cash", "CA-ZZ")
    assert why(await fund.store.run(propose_payee, fund.first, unknown)) == "fund_region_unknown"
