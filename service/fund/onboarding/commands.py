"""A fund invites, the organisation itself answers the rail, and jobs write down what the rail says (FND-08)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from service.fund.onboarding.events import (
    AccountMayHaveChanged,
    AccountOpened,
    AccountSeen,
    OnboardingShown,
    PayeeInvited,
)
from service.fund.onboarding.protocol import Gone, Seen
from service.fund.onboarding.refusals import NO_INVITATION
from service.fund.onboarding.rules import AccountState, standing
from service.fund.payouts.commands import jobs_of_the_fund
from service.partners.actor import Actor, Role, only
from service.partners.proposals.refusals import PARTNER_OUTSIDE
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

LOOK_AT_ACCOUNT: Final = "fund.look_at_account"
EVERY_SO_OFTEN: Final = timedelta(days=1)
"""A notice can be lost: each account is looked at once a day besides."""
COORDINATORS: Final = only(Role.SHELTER_COORDINATOR, Role.PIVOT_WORKER)
"""Who answers for an organisation that is paid; a pivot's organisation has no other coordination."""

INVITE = sql("SELECT * FROM relais.invite_to_rail(:organisation)")
OWN = sql(
    "SELECT id, account, state FROM rail_accounts WHERE organisation_id = relais.organisation() AND ended_at IS NULL"
)
OPENED = sql("SELECT relais.rail_account_opened(:id, :account)")
SEEN = sql("SELECT * FROM relais.rail_account_seen(:account, :state, :due, :payouts, :at)")


@dataclass(frozen=True)
class InvitePayee:
    """A partner of a shared network that the fund wants to pay."""

    organisation_id: UUID


@dataclass(frozen=True)
class Invited:
    """Where the organisation stands with the rail; another fund may have invited it before."""

    id: UUID
    organisation_id: UUID
    state: AccountState


@command(
    event=PayeeInvited,
    allowed=only(Role.FUND_ADMINISTRATOR),
    refusals={"payees_partner": PARTNER_OUTSIDE},
    step_up=True,
)
async def invite_payee(
    uow: UnitOfWork, actor: Actor, wish: InvitePayee
) -> Done[Invited, PayeeInvited] | Refused:
    """Invite an organisation to on-board (FND-08). Where its account was turned away, it may begin another: payees of
    the old one are proposed anew, and two people sign."""
    row = await uow.row(INVITE, organisation=wish.organisation_id)
    if row is None:  # as for one that is outside: whether it exists is not told
        return Refused(PARTNER_OUTSIDE)
    uow.tell("fund.onboarding", organisations=(actor.organisation_id, wish.organisation_id))
    event = PayeeInvited(subject=row["id"], organisation=wish.organisation_id)
    return Done(Invited(row["id"], wish.organisation_id, row["state"]), event)


@dataclass(frozen=True)
class BeginOnboarding:
    """The organisation's own coordinator goes to the rail's page."""


@dataclass(frozen=True)
class MayBegin:
    """That a link may be made now, for whoever asked, once: the link itself is in no outcome and in no event."""

    id: UUID
    account: str | None
    at: datetime


@command(event=OnboardingShown, allowed=COORDINATORS, step_up=True)
async def begin_onboarding(
    uow: UnitOfWork, _: Actor, __: BeginOnboarding
) -> Done[MayBegin, OnboardingShown] | Refused:
    """Let a link be made and shown (FND-08): proven, because whoever follows it says where money goes."""
    row = await uow.row(OWN)
    if row is None:
        return Refused(NO_INVITATION)
    return Done(MayBegin(row["id"], row["account"], uow.now), OnboardingShown(subject=row["id"]))


@dataclass(frozen=True)
class Opened:
    """The rail made an account."""

    id: UUID
    account: str


@command(event=AccountOpened, allowed=jobs_of_the_fund)
async def account_opened(uow: UnitOfWork, _: Actor, wish: Opened) -> Done[str, AccountOpened] | Refused:
    """Write down the account's name as the rail gave it; answers the one that stands, which never changes (FND-08)."""
    account = await uow.value(OPENED, id=wish.id, account=wish.account)
    if account is None:
        return Refused(NOT_FOUND)
    if account == wish.account:
        later = uow.now + EVERY_SO_OFTEN
        uow.intend(LOOK_AT_ACCOUNT, {"account": account, "daily": True}, due_at=later)
    return Done(account, AccountOpened(subject=wish.id, account=account))


@dataclass(frozen=True)
class Looked:
    """What the rail answered to a look that began at `at` (UTC); a `daily` one brings the next day's."""

    account: str
    found: Seen | Gone
    at: datetime
    daily: bool = False


@command(event=AccountSeen, allowed=jobs_of_the_fund)
async def account_seen(
    uow: UnitOfWork, actor: Actor, wish: Looked
) -> Done[AccountState, AccountSeen] | Refused:
    """Write down where an account stands, as the rail says and in no other way (FND-08). Looks may end out of order:
    the one that began last counts."""
    state = standing(wish.found)
    due = wish.found.due if isinstance(wish.found, Seen) else 0
    payouts = isinstance(wish.found, Seen) and wish.found.payouts_enabled
    row = await uow.row(SEEN, account=wish.account, state=state, due=due, payouts=payouts, at=wish.at)
    if row is None:
        return Refused(NOT_FOUND)
    if wish.daily and state != "disabled":
        later = uow.now + EVERY_SO_OFTEN
        uow.intend(LOOK_AT_ACCOUNT, {"account": wish.account, "daily": True}, due_at=later)
    if row["changed"]:
        uow.tell("fund.onboarding", organisations=(actor.organisation_id, *row["funds"]))
    return Done(state, AccountSeen(subject=row["id"], state=state, due=due, changed=row["changed"]))


@dataclass(frozen=True)
class Noticed:
    """The rail says that an account changed."""

    account: str


@command(event=AccountMayHaveChanged, allowed=jobs_of_the_fund)
async def account_noticed(
    uow: UnitOfWork, actor: Actor, wish: Noticed
) -> Done[None, AccountMayHaveChanged] | Refused:
    """Have an account looked at; the notice's own words are not believed, so that their order does not matter."""
    uow.intend(LOOK_AT_ACCOUNT, {"account": wish.account})
    return Done(None, AccountMayHaveChanged(subject=actor.organisation_id))
