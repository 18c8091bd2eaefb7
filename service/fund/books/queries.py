"""A fund's books as they stood at any moment, computed from the transfers alone (FND-09).

For the fund's own administrators, and for auditors, who name the fund (POL-03). Periods are half-open, in UTC: what is
dated at `before` itself is not counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.fund.books.rules import Account, AccountKind, Entry, Standing, Sums, balanced, standing
from service.partners.actor import Actor, Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.session import Session
from service.store.statements import sql

ACCOUNTS = sql("SELECT * FROM relais.book_accounts(:fund)")
BOOKS = sql(
    """
    SELECT key, debits_pending, credits_pending, debits_posted, credits_posted FROM relais.books_before(:fund, :before)
    """
)
ENTRIES = sql("SELECT * FROM relais.book_entries(:fund, :since, :before, :after_at, :after_key, :limit)")


@dataclass(frozen=True)
class TrialLine:
    """One account with its sums in cents."""

    number: str
    kind: str
    name_fr: str
    name_en: str
    envelope_id: UUID | None
    debits_cents: int
    credits_cents: int
    promised_debits_cents: int
    promised_credits_cents: int


@dataclass(frozen=True)
class TrialBalance:
    """All accounts at one moment; `balanced`: debits equal credits to the cent."""

    before: datetime
    lines: list[TrialLine]
    debits_cents: int
    credits_cents: int
    balanced: bool


def fund_of(actor: Actor, fund_id: UUID | None) -> UUID | Refused:
    """Whose books are read: an administrator's own fund, or the one that an auditor names."""
    if actor.has(Role.AUDITOR):
        return fund_id or Refused(NOT_FOUND)
    if not actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    return actor.organisation_id if fund_id in {None, actor.organisation_id} else Refused(NOT_FOUND)


async def accounts_of_the(session: Session, fund: UUID) -> dict[int, Account]:
    """A fund's accounts by their keys; empty when the books are not the actor's to read."""
    return {row["key"]: Account(**row) for row in await session.rows(ACCOUNTS, fund=fund)}


async def books_before(session: Session, fund: UUID, before: datetime) -> dict[int, Sums]:
    """What each account of a fund held before a moment, from its transfers (FND-09)."""
    found = await session.rows(BOOKS, fund=fund, before=before)
    return {
        row["key"]: Sums(
            row["debits_pending"], row["credits_pending"], row["debits_posted"], row["credits_posted"]
        )
        for row in found
    }


async def trial_balance(session: Session, fund_id: UUID | None, before: datetime) -> TrialBalance | Refused:
    """The trial balance as it stood before a moment, exact to the cent (FND-09)."""
    fund = fund_of(session.actor, fund_id)
    if isinstance(fund, Refused):
        return fund
    accounts = await accounts_of_the(session, fund)
    if not accounts and fund != session.actor.organisation_id:
        return Refused(NOT_FOUND)
    sums = await books_before(session, fund, before)
    lines = [_line(account, sums.get(key, Sums())) for key, account in accounts.items()]
    return TrialBalance(
        before,
        lines,
        sum(line.debits_cents for line in lines),
        sum(line.credits_cents for line in lines),
        balanced(sums.values()),
    )


def _line(account: Account, sums: Sums) -> TrialLine:
    return TrialLine(
        account.number(),
        account.kind,
        account.label("fr"),
        account.label("en"),
        account.envelope_id,
        sums.debits_posted,
        sums.credits_posted,
        sums.debits_pending,
        sums.credits_pending,
    )


@dataclass(frozen=True)
class Statement:
    """An envelope over a period [since, before), in cents: how it stood, what moved by kind of entry, how it stands."""

    envelope_id: UUID
    code: str
    name: str
    since: datetime
    before: datetime
    opening: Standing
    moved: Mapping[str, int]
    closing: Standing


MOVED = sql("SELECT * FROM relais.book_moves(:fund, :envelope, :since, :before)")


async def statement(
    session: Session, envelope_id: UUID, since: datetime, before: datetime, fund_id: UUID | None = None
) -> Statement | Refused:
    """What became of an envelope's money in a period, as it stood then and whenever it is asked (FND-09, DAT-02).

    `moved` is by kind of entry; what a correction undid stands under `correction_of_` and the kind it corrects.
    """
    fund = fund_of(session.actor, fund_id)
    if isinstance(fund, Refused):
        return fund
    accounts = await accounts_of_the(session, fund)
    own = {each.kind: each for each in accounts.values() if each.envelope_id == envelope_id}
    if not own:
        return Refused(NOT_FOUND)
    opening, closing = [await books_before(session, fund, moment) for moment in (since, before)]
    moved = await session.rows(MOVED, fund=fund, envelope=envelope_id, since=since, before=before)
    envelope = own["envelope"]
    return Statement(
        envelope_id,
        envelope.code or "",
        envelope.name or "",
        since,
        before,
        _standing(own, opening),
        {row["kind"]: row["cents"] for row in moved},
        _standing(own, closing),
    )


_ENVELOPES_OWN: tuple[AccountKind, ...] = ("envelope", "paid", "overrun")


def _standing(own: Mapping[AccountKind, Account], sums: Mapping[int, Sums]) -> Standing:
    envelope, paid, overrun = (sums.get(own[kind].key, Sums()) for kind in _ENVELOPES_OWN)
    return standing(envelope, paid, overrun)


@dataclass(frozen=True)
class Asked:
    """A stretch of a fund's ledger, and behind which entry it goes on."""

    fund: UUID
    since: datetime
    before: datetime
    after: tuple[datetime, int] | None = None


async def entries(session: Session, asked: Asked, limit: int) -> list[Entry]:
    """Transfers in the order of their dates, a page at a time (FND-09)."""
    after_at, after_key = asked.after or (None, None)
    found = await session.rows(
        ENTRIES,
        fund=asked.fund,
        since=asked.since,
        before=asked.before,
        after_at=after_at,
        after_key=after_key,
        limit=limit,
    )
    return [Entry(**row) for row in found]
