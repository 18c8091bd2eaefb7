"""Organisations on-board by the rail's own pages, over the real Stripe library: what may be believed, and by whom
(FND-08)."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import stripe

from service.fund.onboarding.commands import (
    LOOK_AT_ACCOUNT,
    BeginOnboarding,
    InvitePayee,
    Looked,
    Opened,
    account_opened,
    account_seen,
    begin_onboarding,
    invite_payee,
)
from service.fund.onboarding.flow import LookAtAccount, link_for, look, noticed
from service.fund.onboarding.protocol import Gone, Link, Seen, Silent
from service.fund.onboarding.queries import onboardings, own_onboarding
from service.fund.payees.commands import ConfirmPayee, ProposePayee, confirm_payee, propose_payee
from service.fund.payees.queries import payees_of
from service.fund.payouts.commands import BeginPayout, begin_payout
from service.fund.rails.stripe_accounts import StripeAccounts
from service.fund.rails.stripe_connect import StripeConnect
from service.fund.requests.lines import NewLine
from service.messages.outbox import Hopeless, NotYet
from service.partners.actor import Role, job_of
from service.refusals import Refused
from tests.doubles.stripe_api import Fault, StripeDouble
from tests.service.fund.conftest import Fund, got

KEY = "sk_test_relais"
HOME = "https://relais.example/"


def why(answer: Any) -> str:
    """The code of a refusal."""
    assert isinstance(answer, Refused), answer
    return answer.reason.code


@dataclass(frozen=True)
class Door:
    """A hotel that a fund wants to pay, its coordinator, and the rail."""

    fund: Fund
    double: StripeDouble
    accounts: StripeAccounts
    hotel: UUID
    coordinator: UUID

    async def invite(self) -> Any:
        return await self.fund.store.run(invite_payee, self.fund.first, InvitePayee(self.hotel))

    async def link(self) -> Link | Refused:
        """As the door does: a step-up, a command, and then the rail."""
        granted = await self.fund.store.run(begin_onboarding, self.coordinator, BeginOnboarding())
        if isinstance(granted, Refused):
            return granted
        return await link_for(self.fund.store, self.accounts, self.hotel, granted)

    async def on_board(self) -> str:
        """The whole way; answers the account."""
        got(await self.invite())
        link = got(await self.link())
        account = self.double.follow(link.url)
        self.double.finish_onboarding(account)
        await look(self.fund.store, self.accounts, self.hotel, account)
        return account

    async def state(self) -> str:
        async with self.fund.store.reading(self.coordinator) as session:
            found = got(await own_onboarding(session))
        return found[0].state if found else "none"

    async def payee(self) -> UUID:
        return await self.fund.payee(ProposePayee("Hôtel", "stripe_connect", None, self.hotel))

    async def named(self) -> list[str]:
        """Whom a pivot can name."""
        async with self.fund.store.reading(self.fund.pivot) as session:
            return [each.name for each in got(await payees_of(session, self.fund.organisation))]


@pytest.fixture
async def door(fund: Fund) -> AsyncIterator[Door]:
    double = StripeDouble(KEY, clock=lambda: int(fund.store.clock.now().timestamp()))
    rail = StripeConnect(KEY, url="http://stripe.test", transport=double.transport())
    hotel = await fund.network.organisation("hotel")
    await fund.network.together(fund.organisation, hotel)
    coordinator = await fund.network.member(hotel, Role.SHELTER_COORDINATOR)
    yield Door(fund, double, StripeAccounts(rail.client, HOME), hotel, coordinator)
    await rail.close()


async def test_invited_on_boarded_and_paid(door: Door) -> None:
    """FND-08: the account is the rail's to name, the state the rail's to say; only then can two people make a payee."""
    assert why(await door.link()) == "no_onboarding_invitation"
    assert got(await door.invite()).state == "invited"
    link = got(await door.link())
    assert await door.state() == "onboarding"
    account = door.double.follow(link.url)
    made = door.double.books.accounts[account]
    assert (made["country"], made["capabilities"], made["controller"]["stripe_dashboard"]) == (
        "CA",
        {"transfers": "inactive"},
        {"type": "express"},
    )
    assert "Hôtel" not in json.dumps(made)
    wish = ProposePayee("Hôtel", "stripe_connect", None, door.hotel)
    assert why(await door.fund.store.run(propose_payee, door.fund.first, wish)) == "payee_account_not_ready"
    door.double.finish_onboarding(account)
    assert await look(door.fund.store, door.accounts, door.hotel, account) == "ready"
    await door.payee()
    assert await door.named() == ["Hôtel"]
    async with door.fund.store.reading(door.fund.second) as session:
        (seen,) = got(await onboardings(session))
    assert (seen.organisation_id, seen.state, seen.due) == (door.hotel, "ready", 0)


async def test_a_link_is_a_secret_of_one_use(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    """FND-08: each showing is another link, and none is in any table, event, outcome or log; a link asked for under an
    old showing is refused; the browser is sent back to our own address."""
    got(await door.invite())
    first, second = got(await door.link()), got(await door.link())
    assert first.url != second.url
    assert door.double.follow(first.url) == door.double.follow(second.url)
    with pytest.raises(KeyError):
        door.double.follow(first.url)
    assert len(door.double.books.accounts) == 1
    tables = await door.fund.network.superuser.fetch(
        "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables"
        " WHERE table_schema IN ('public', 'relais') AND table_type = 'BASE TABLE'"
    )
    for table in tables:
        found = await door.fund.network.superuser.fetchval(
            f"SELECT count(*) FROM {table['name']} t WHERE t::text LIKE '%/setup/e/%'"
        )
        assert found == 0, table["name"]
    assert "setup/e" not in caplog.text
    granted = got(await door.fund.store.run(begin_onboarding, door.coordinator, BeginOnboarding()))
    door.fund.store.clock.advance(timedelta(minutes=2))  # type: ignore[attr-defined]  # the tests' clock
    late = await link_for(door.fund.store, door.accounts, door.hotel, granted)
    assert why(late) == "onboarding_link_shown"


async def test_an_account_is_opened_once(door: Door) -> None:
    """FND-08: an answer that was lost on the way does not open a second account."""
    got(await door.invite())
    door.double.faults.next_writes(Fault.SILENT_AFTER)
    assert why(await door.link()) == "rail_does_not_answer"
    got(await door.link())
    assert len(door.double.books.accounts) == 1
    stored = await door.fund.network.superuser.fetchval("SELECT account FROM rail_accounts")
    assert stored in door.double.books.accounts
    id = await door.fund.network.superuser.fetchval("SELECT id FROM rail_accounts")
    other = await door.fund.store.run(account_opened, job_of(door.hotel), Opened(id, "acct_other"))
    assert other == stored


async def test_nobody_says_it_for_the_rail(door: Door) -> None:
    """FND-08: neither the fund, nor the coordinator, nor the application's own role writes an account or its state."""
    account = await door.on_board()
    seen = Looked(account, Gone(), door.fund.store.clock.now())
    for member in (door.fund.first, door.coordinator):
        assert why(await door.fund.store.run(account_seen, member, seen)) == "not_allowed"
    assert why(await door.fund.store.run(account_seen, job_of(door.fund.organisation), seen)) == "not_found"
    for statement in (
        "UPDATE rail_accounts SET state = 'ready'",
        "INSERT INTO rail_accounts (organisation_id) VALUES (relais.organisation())",
        "SELECT * FROM relais.rail_account_seen('acct_x', 'ready', 0, true, relais.now())",
        "SELECT relais.rail_account_opened(gen_random_uuid(), 'acct_x')",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with door.fund.store.working(door.coordinator) as uow:
                await uow.connection.execute(statement)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await door.fund.network.superuser.execute("UPDATE rail_accounts SET account = 'acct_x'")


async def test_what_the_rail_takes_back_stops_payments(door: Door) -> None:
    """FND-08: restricted, a payee is named by nobody and what is promised waits; ready again, it goes."""
    fund, account = door.fund, await door.on_board()
    payee = await door.payee()
    request = await fund.ask(NewLine("hotel_nights", 30_000, 3, payee_id=payee))
    got(await fund.approve(fund.first, request.id))
    intent = await fund.network.superuser.fetchval("SELECT id FROM payout_intents")
    door.double.account_changes(
        account, transfers="inactive", due=["external_account"], disabled_reason="listed"
    )
    assert await look(fund.store, door.accounts, door.hotel, account) == "restricted"
    assert await door.named() == []
    begun = await fund.store.run(begin_payout, job_of(fund.organisation), BeginPayout(intent))
    assert why(begun) == "payee_account_not_ready"
    door.double.account_changes(account)
    assert await look(fund.store, door.accounts, door.hotel, account) == "ready"
    leaving = got(await fund.store.run(begin_payout, job_of(fund.organisation), BeginPayout(intent)))
    assert (leaving.act, leaving.order and leaving.order.payee_reference) == ("send", account)


async def test_another_account_takes_two_people_again(door: Door) -> None:
    """FND-08: turned away, the organisation may begin another account; the payee of the old one is paid no more, and
    one of the new is proposed and signed anew. A proposal under the old account is not signed any more."""
    fund, old = door.fund, await door.on_board()
    await door.payee()
    waiting = got(
        await fund.store.run(
            propose_payee, fund.first, ProposePayee("H2", "stripe_connect", None, door.hotel)
        )
    )
    assert got(await door.invite()).state == "ready"
    door.double.account_changes(
        old, transfers="inactive", payouts_enabled=False, disabled_reason="rejected.fraud"
    )
    assert await look(fund.store, door.accounts, door.hotel, old) == "disabled"
    new = await door.on_board()
    assert new != old
    assert await door.named() == []
    late = await fund.store.run(confirm_payee, fund.second, ConfirmPayee(waiting.id))
    assert why(late) == "payee_account_not_ready"
    await door.payee()
    accounts = await fund.network.superuser.fetch(
        "SELECT account FROM payees ORDER BY usable_from, account = $1", new
    )
    assert [row["account"] for row in accounts] == [old, new]
    assert await door.named() == ["Hôtel"]


async def test_looks_may_end_out_of_order(door: Door) -> None:
    """FND-08: the look that began last counts, whichever ends last; a notice's own words are never believed."""
    fund, account = door.fund, await door.on_board()
    now = fund.store.clock.now()
    later = Looked(account, Seen(True, False, False, 1, "listed"), now + timedelta(seconds=5))
    earlier = Looked(account, Seen(True, True, True, 0), now + timedelta(seconds=2))
    assert got(await fund.store.run(account_seen, job_of(door.hotel), later)) == "restricted"
    got(await fund.store.run(account_seen, job_of(door.hotel), earlier))
    assert await door.state() == "restricted"


async def test_a_notice_and_every_day_bring_a_look(door: Door) -> None:
    """FND-08: a lost notice is made good within a day; a notice about nobody's account brings nothing."""
    fund, account = door.fund, await door.on_board()
    due = "SELECT payload FROM outbox WHERE kind = $1 ORDER BY due_at"

    async def intended() -> list[Any]:
        rows = await fund.network.superuser.fetch(due, LOOK_AT_ACCOUNT)
        return [
            json.loads(row["payload"]) if isinstance(row["payload"], str) else row["payload"] for row in rows
        ]

    assert await intended() == [{"account": account, "daily": True}]
    assert await noticed(fund.store, "acct_nobody") is False
    assert await noticed(fund.store, account) is True
    assert {"account": account} in await intended()
    job = LookAtAccount(door.accounts)
    door.double.account_changes(account, payouts_enabled=False)
    await job(fund.store, uuid4(), door.hotel, {"account": account, "daily": True})
    assert await door.state() == "restricted"
    assert len([each for each in await intended() if each.get("daily")]) == 2
    door.double.faults.next_reads(Fault.SILENT_BEFORE)
    with pytest.raises(NotYet):
        await job(fund.store, uuid4(), door.hotel, {"account": account})
    with pytest.raises(Hopeless):
        await LookAtAccount(None)(fund.store, uuid4(), door.hotel, {"account": account})


async def test_who_is_invited(door: Door) -> None:
    """FND-08, AGR-01: a partner of a shared network; police and strangers are not; a second fund finds the account."""
    fund = door.fund
    police, far = await fund.network.organisation("police"), await fund.network.organisation("hotel")
    await fund.network.together(fund.organisation, police)
    run = fund.store.run
    assert why(await run(invite_payee, fund.first, InvitePayee(police))) == "partner_outside_the_network"
    assert (
        why(await run(invite_payee, fund.first, InvitePayee(fund.organisation)))
        == "partner_outside_the_network"
    )
    assert why(await run(invite_payee, fund.first, InvitePayee(far))) == "partner_outside_the_network"
    account = await door.on_board()
    other = await fund.network.organisation("fund")
    await fund.network.together(other, door.hotel)
    second = await fund.network.member(other, Role.FUND_ADMINISTRATOR)
    wish = ProposePayee("Hôtel", "stripe_connect", None, door.hotel)
    assert why(await run(propose_payee, second, wish)) == "payee_account_not_ready"
    assert got(await run(invite_payee, second, InvitePayee(door.hotel))).state == "ready"
    got(await run(propose_payee, second, wish))
    assert list(door.double.books.accounts) == [account]


async def test_the_rails_answers(door: Door) -> None:
    """FND-08: silence, an account that is not ours, and a key that is refused are told apart."""
    account = door.double.books.open_account()
    assert await door.accounts.look(account) == Seen(True, True, True, 0)
    assert isinstance(await door.accounts.look("acct_0"), Gone)
    for fault in (Fault.SERVER_ERROR, Fault.SILENT_BEFORE, Fault.RATE_LIMITED):
        door.double.faults.next_writes(fault)
        assert isinstance(await door.accounts.open(uuid4()), Silent)
    door.double.faults.next_writes(Fault.UNAVAILABLE)
    assert isinstance(await door.accounts.link(account), Silent)
    wrong = StripeAccounts(
        stripe.StripeClient("sk_no", base_addresses={"api": "http://stripe.test"}, max_network_retries=0,
                            http_client=door.accounts._client._requestor._client), HOME
    )  # fmt: skip
    assert isinstance(await wrong.look(account), Silent)
