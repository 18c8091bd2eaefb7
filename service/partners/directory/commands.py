"""Declaring what one's organisation promises, one pledge or a whole file, and taking a promise back (AGR-03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from service.partners.actor import Actor, Role, only
from service.partners.directory.events import PledgesDeclared, PledgeWithdrawn
from service.partners.directory.refusals import CONSTRAINTS, FAULTS, PLEDGE_NOT_CLEAR
from service.partners.directory.rules import Terms, fault
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

PLEDGERS: Final = (
    Role.PIVOT_WORKER,
    Role.SHELTER_COORDINATOR,
    Role.FUND_ADMINISTRATOR,
    Role.REGIONAL_COORDINATOR,
)
MAY_DECLARE: Final = only(*PLEDGERS)
STANDING = sql(
    """
    SELECT id, need, free, fee_cents, regions, languages, conditions, on_call, starts_on, until FROM pledges
    WHERE organisation_id = relais.organisation() AND withdrawn_at IS NULL FOR UPDATE
    """
)
WRITE = sql(
    """
    INSERT INTO pledges (organisation_id, need, free, fee_cents, regions, languages, conditions, on_call, starts_on,
        until, declared_by, declared_at)
    VALUES (relais.organisation(), :need, :free, :fee_cents, CAST(:regions AS text[]), CAST(:languages AS text[]),
        CAST(:conditions AS text[]), :on_call, :starts_on, :until, relais.member(), relais.now())
    ON CONFLICT (organisation_id, need, regions) WHERE withdrawn_at IS NULL DO UPDATE SET free = EXCLUDED.free,
        fee_cents = EXCLUDED.fee_cents, languages = EXCLUDED.languages, conditions = EXCLUDED.conditions,
        on_call = EXCLUDED.on_call, starts_on = EXCLUDED.starts_on, until = EXCLUDED.until,
        declared_by = EXCLUDED.declared_by, declared_at = EXCLUDED.declared_at
    RETURNING id
    """
)
WITHDRAW = sql(
    """
    UPDATE pledges SET withdrawn_at = relais.now()
    WHERE id = :id AND organisation_id = relais.organisation() AND withdrawn_at IS NULL
    """
)
LISTS: Final = ("regions", "languages", "conditions")


@dataclass(frozen=True)
class Declare:
    """What one's organisation promises. A need in the same regions is said anew: the newest word stands."""

    pledges: tuple[Terms, ...]
    again: bool = True
    """Whether a word that has not changed counts as given again today; a file's does not (AGR-06)."""


@dataclass(frozen=True)
class Declared:
    """How many pledges are new, changed, or were so already; `ids` of all of them, in the order given."""

    added: int
    changed: int
    unchanged: int
    ids: tuple[UUID, ...]


@command(event=PledgesDeclared, allowed=MAY_DECLARE, refusals=CONSTRAINTS)
async def declare_pledges(
    uow: UnitOfWork, actor: Actor, wish: Declare
) -> Done[Declared, PledgesDeclared] | Refused:
    """Declare what one's own organisation promises (AGR-03), its constraints with it (AGR-05).

    Refused for terms that make no sense, and for an organisation that promises no services.
    """
    for terms in wish.pledges:
        wrong = fault(terms, uow.now.date())
        if wrong is not None:
            said = FAULTS[wrong]
            return Refused(PLEDGE_NOT_CLEAR, {"what_fr": said.fr, "what_en": said.en})
    declared = await _written(uow, [terms.in_order() for terms in wish.pledges], again=wish.again)
    event = PledgesDeclared(subject=actor.organisation_id, added=declared.added, changed=declared.changed)
    return Done(declared, event)


async def _written(uow: UnitOfWork, pledges: Sequence[Terms], *, again: bool) -> Declared:
    standing = {(row["need"], tuple(row["regions"])): row for row in await uow.rows(STANDING)}
    ids, added, changed = [], 0, 0
    for terms in pledges:
        row = standing.get((terms.need, terms.regions))
        if row is not None and not again and said_by(row) == terms:
            ids.append(row["id"])
            continue
        added, changed = added + (row is None), changed + (row is not None)
        ids.append(await uow.value(WRITE, **_values(terms)))
    return Declared(added, changed, len(pledges) - added - changed, tuple(ids))


def said_by(row: Any) -> Terms:
    """The terms that a row keeps."""
    kept: dict[str, Any] = {name: row[name] for name in Terms.__dataclass_fields__}
    return Terms(**kept | {name: tuple(kept[name]) for name in LISTS})


def _values(terms: Terms) -> dict[str, Any]:
    values = {name: getattr(terms, name) for name in Terms.__dataclass_fields__}
    return {name: list(value) if name in LISTS else value for name, value in values.items()}


@dataclass(frozen=True)
class WithdrawPledge:
    """A pledge of one's own that holds no more."""

    pledge_id: UUID


@command(event=PledgeWithdrawn, allowed=MAY_DECLARE)
async def withdraw_pledge(
    uow: UnitOfWork, _: Actor, wish: WithdrawPledge
) -> Done[None, PledgeWithdrawn] | Refused:
    """Take a promise of one's own organisation back: from now on nobody finds it (AGR-03)."""
    if not await uow.execute(WITHDRAW, id=wish.pledge_id):
        return Refused(NOT_FOUND)
    return Done(None, PledgeWithdrawn(subject=wish.pledge_id))
