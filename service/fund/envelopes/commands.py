"""Envelopes: each funder's money is an account of its own, from which its envelopes are filled (FND-06, FND-18)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.fund import refusals
from service.fund.books.refusals import FUNDER_OF_ANOTHER_KIND
from service.fund.envelopes.rules import FunderKind
from service.fund.events import ContributionReceived, EnvelopeCreated, OverrunCovered
from service.fund.ledger.posting import NewTransfer, accounts_of, post
from service.fund.money import money
from service.fund.policy.document.categories import Category
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class CreateEnvelope:
    """A funder's money for a purpose and a period [starts_at, ends_at), of one year or several (DAT-09).

    Empty lists mean everywhere, everything. A funder is known by its name; without `funder_kind` it stays what it is,
    and a new one is public.
    """

    code: str
    name: str
    funder: str
    starts_at: datetime
    ends_at: datetime
    contribution_cents: int
    regions: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    low_cents: int | None = None
    funder_kind: FunderKind | None = None


MEET_FUNDER = sql(
    """
    INSERT INTO funders (organisation_id, name, kind, created_by, created_at)
    VALUES (relais.organisation(), :name, coalesce(CAST(:kind AS text), 'public'), relais.member(), relais.now())
    ON CONFLICT ON CONSTRAINT funders_once DO NOTHING
    """
)
FUNDER = sql("SELECT id, kind FROM funders WHERE organisation_id = relais.organisation() AND name = :name")
INSERT = sql(
    """
    INSERT INTO envelopes (organisation_id, code, name, funder, funder_id, regions, categories, starts_at, ends_at,
                           low_cents, created_by, created_at)
    VALUES (relais.organisation(), :code, :name, :funder, :funder_id, CAST(:regions AS text[]),
            CAST(:categories AS text[]), :starts_at, :ends_at, :low_cents, relais.member(), relais.now())
    RETURNING id
    """
)


@command(
    event=EnvelopeCreated,
    allowed=only(Role.FUND_ADMINISTRATOR),
    refusals={"envelopes_organisation_id_code_key": refusals.CODE_TAKEN},
)
async def create_envelope(
    uow: UnitOfWork, _: Actor, wish: CreateEnvelope
) -> Done[UUID, EnvelopeCreated] | Refused:
    """Open an envelope with its first contribution, in cents, out of its funder's account (FND-06). Answers its id."""
    if wish.starts_at >= wish.ends_at or wish.ends_at <= uow.now:
        return Refused(refusals.PERIOD_REVERSED)
    funder = await _funder(uow, wish)
    if funder is None:
        return Refused(FUNDER_OF_ANOTHER_KIND)
    envelope = await _insert(uow, wish, funder)
    await _contribute(uow, envelope, wish.contribution_cents)
    return Done(
        envelope,
        EnvelopeCreated(subject=envelope, code=wish.code, contribution_cents=wish.contribution_cents),
    )


async def _funder(uow: UnitOfWork, wish: CreateEnvelope) -> UUID | None:
    """The funder of that name, met now if it is new; None when it is of another kind than said."""
    await uow.execute(MEET_FUNDER, name=wish.funder, kind=wish.funder_kind)
    row = await uow.row(FUNDER, name=wish.funder)
    fits = row is not None and wish.funder_kind in {None, row["kind"]}
    return row["id"] if row and fits else None


async def _insert(uow: UnitOfWork, wish: CreateEnvelope, funder: UUID) -> UUID:
    made: UUID = await uow.value(
        INSERT,
        code=wish.code,
        name=wish.name,
        funder=wish.funder,
        funder_id=funder,
        regions=list(wish.regions),
        categories=list(wish.categories),
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        low_cents=wish.low_cents,
    )
    return made


async def _contribute(uow: UnitOfWork, envelope_id: UUID, cents: int) -> bool:
    accounts = await accounts_of(uow, envelope_id)
    if not accounts:
        return False
    await post(uow, [NewTransfer("contribution", accounts["funder"], accounts["envelope"], cents)])
    return True


@dataclass(frozen=True)
class EnvelopeSum:
    """A sum in cents for an envelope."""

    envelope_id: UUID
    cents: int


@command(event=ContributionReceived, allowed=only(Role.FUND_ADMINISTRATOR))
async def contribute(
    uow: UnitOfWork, _: Actor, wish: EnvelopeSum
) -> Done[None, ContributionReceived] | Refused:
    """More money for an envelope: a transfer out of its funder's account (FND-06, DAT-09)."""
    if not await _contribute(uow, wish.envelope_id, wish.cents):
        return Refused(NOT_FOUND)
    return Done(None, ContributionReceived(subject=wish.envelope_id, cents=wish.cents))


OVERRUN = sql(
    """
    SELECT o.debits_posted - o.credits_posted AS overrun, e.available
    FROM accounts o JOIN accounts e ON e.envelope_id = o.envelope_id AND e.kind = 'envelope'
    WHERE o.envelope_id = :envelope AND o.kind = 'overrun'
    """
)


@command(
    event=OverrunCovered,
    allowed=only(Role.FUND_ADMINISTRATOR),
    refusals={"accounts_available": refusals.NOT_ENOUGH},
)
async def cover_overrun(
    uow: UnitOfWork, actor: Actor, wish: EnvelopeSum
) -> Done[None, OverrunCovered] | Refused:
    """Cover an overrun from its envelope, after which new approvals are possible again (FND-06)."""
    state = await uow.row(OVERRUN, envelope=wish.envelope_id)
    if state is None:
        return Refused(NOT_FOUND)
    if wish.cents > state["overrun"]:
        return Refused(refusals.NO_OVERRUN, {"overrun": money(state["overrun"], actor.language)})
    accounts = await accounts_of(uow, wish.envelope_id)
    await post(uow, [NewTransfer("cover", accounts["envelope"], accounts["overrun"], wish.cents)])
    return Done(None, OverrunCovered(subject=wish.envelope_id, cents=wish.cents))
