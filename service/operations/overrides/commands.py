"""Overrides and families: what a regional coordinator may change, with a reason, for an operation disclosed to it."""

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID, uuid4

from service.keys.secrets import seal_text
from service.operations import refusals
from service.operations.arranging import (
    Known,
    Operation,
    arrange,
    ask_shelters,
    operation_of,
    places_of_operation,
    planned,
    reserve,
    tell_shelters,
)
from service.operations.events import DisclosureRead, KeptTogether, OverrideDecided, OverridesAsked
from service.operations.holds.access import disclosed, named
from service.operations.holds.making import release
from service.operations.holds.rules import may
from service.operations.holds.steps import handed_over_by_police
from service.operations.overrides.queries import WHY, DisclosedPlace, disclosed_places
from service.operations.parties.rules import Block
from service.operations.planner import planning
from service.operations.sites.problem import Allotted, allotted
from service.operations.sites.queries import Sites, sites_for
from service.operations.sites.rules import admits
from service.operations.telling import tell_operation
from service.partners.actor import Actor, Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class AskOverrides:
    """Places that a label, or being alone, keeps out; none named means all of them."""

    operation_id: UUID
    places: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class OverridesAskedFor:
    """How many overrides now await the coordination."""

    asked: int


WAITING = sql(
    """
    SELECT place_id FROM relais.operation_board(:operation) WHERE state = 'waiting' AND (label IS NOT NULL OR alone)
    """
)
"""As police see it: whether a house is being asked for a place is not to be found out by asking for an override."""
ASK = sql("SELECT relais.ask_overrides(:operation, CAST(:ids AS uuid[]), CAST(:places AS uuid[]))")


@command(event=OverridesAsked, allowed=named)
async def ask_overrides(
    uow: UnitOfWork, _: Actor, wish: AskOverrides
) -> Done[OverridesAskedFor, OverridesAsked] | Refused:
    """Ask the regional coordination to lift the separation of these places (OPS-07, OPS-09, RIG-01). From now on it
    sees this operation's labels, profiles and sites: the asking is the disclosure, and an event."""
    operation = await operation_of(uow, wish.operation_id)
    if operation is None:
        return Refused(NOT_FOUND)
    if not may("arrange", operation.state):  # type: ignore[arg-type]
        return Refused(refusals.OVER)
    if await handed_over_by_police(uow, operation.id):
        return Refused(refusals.OVER)
    waiting = {row["place_id"] for row in await uow.rows(WAITING, operation=operation.id)}
    chosen = sorted(set(wish.places) or waiting, key=str)
    if not chosen or not set(chosen) <= waiting:
        return Refused(refusals.NOTHING_TO_OVERRIDE)
    coordination = await uow.value(ASK, operation=operation.id, ids=[uuid4() for _ in chosen], places=chosen)
    if coordination is None:
        return Refused(refusals.NO_COORDINATION)
    uow.tell("overrides", organisations=(coordination,))
    asked = OverridesAsked(subject=operation.id, coordination=coordination, places=tuple(chosen))
    return Done(OverridesAskedFor(len(chosen)), asked)


@dataclass(frozen=True)
class DecideOverride:
    """Yes, at one shelter or wherever it fits best, or no. The reason is read by auditors."""

    override_id: UUID
    grant: bool
    reason: str
    shelter_id: UUID | None = None


@dataclass(frozen=True)
class OverrideOutcome:
    """What came of it: the place is held, its shelter is asked, or the rule stays."""

    outcome: Literal["held", "asked", "refused"]


OVERRIDE = sql(
    """
    SELECT id, operation_id, organisation_id, place_id, state FROM overrides WHERE id = :override
    """
)
OPEN = sql("SELECT id FROM overrides WHERE id = :override AND state = 'asked' FOR UPDATE")
DECIDE = sql(
    """
    UPDATE overrides SET state = :state, shelter_key = :shelter, decided_by = relais.member(),
        decided_at = relais.now(), reason = :reason
    WHERE id = :override
    """
)
SHELTER = sql("SELECT relais.shelter_for_override(:operation, :shelter)")


async def coordinators(_: UnitOfWork, actor: Actor, __: DecideOverride) -> Refused | None:
    """Regional coordinators decide; whose override it is, the row's policy says."""
    return None if actor.has(Role.REGIONAL_COORDINATOR) else Refused(NOT_ALLOWED)


@command(event=OverrideDecided, allowed=coordinators)
async def decide_override(
    uow: UnitOfWork, _: Actor, wish: DecideOverride
) -> Done[OverrideOutcome, OverrideDecided] | Refused:
    """Lift the label, and being alone, for one place, or not (OPS-07, OPS-09). Both still apply to every other place,
    and whoever comes later does not join somebody who is to be alone."""
    row = await uow.row(OVERRIDE, override=wish.override_id)
    operation = await operation_of(uow, row["operation_id"]) if row else None
    if row is None or operation is None:
        return Refused(NOT_FOUND)
    if await uow.value(OPEN, override=wish.override_id) is None:
        return Refused(refusals.ANSWERED)
    outcome = await _granted(uow, operation, row["place_id"], wish) if wish.grant else "refused"
    if isinstance(outcome, Refused):
        return outcome
    if not wish.grant:
        await _decide(uow, wish, operation.id, None)
    await tell_operation(uow, row["operation_id"])
    return Done(
        OverrideOutcome(outcome),
        OverrideDecided(
            subject=row["operation_id"],
            override=wish.override_id,
            place=row["place_id"],
            granted=wish.grant,
            outcome=outcome,
            why=wish.reason,
        ),
    )


async def _decide(uow: UnitOfWork, wish: DecideOverride, operation_id: UUID, shelter: int | None) -> None:
    state = "granted" if wish.grant else "refused"
    sealed = await seal_text(uow, WHY, subject=operation_id, row=wish.override_id, text=wish.reason)
    await uow.execute(DECIDE, override=wish.override_id, state=state, shelter=shelter, reason=sealed)


async def _granted(
    uow: UnitOfWork, operation: Operation, place_id: UUID, wish: DecideOverride
) -> Literal["held", "asked"] | Refused:
    """Place the one person with the label lifted: by agreement if there is still one, else by asking."""
    if not may("arrange", operation.state):  # type: ignore[arg-type]
        return Refused(refusals.OVER)
    block = _block_of(await places_of_operation(uow, operation.id), place_id)
    if block is None:
        return Refused(refusals.NOTHING_TO_OVERRIDE)
    known = await sites_for(uow, operation.areas, operation.window, operation=operation.id)
    if wish.shelter_id is not None:
        async with planning(uow):
            key = await uow.value(SHELTER, operation=operation.id, shelter=wish.shelter_id)
        known = replace(known, sites=tuple(site for site in known.sites if site.key == key))
    found = _best(uow, operation, _lifted(block, known), known)
    if found is None:
        return Refused(refusals.NO_PLACE_EVEN_SO)
    await _decide(uow, wish, operation.id, found.site)
    return await _place(uow, operation, found, known)


def _block_of(known: list[Known], place_id: UUID) -> Block | None:
    """The waiting block of this place: the person, or the whole family."""
    mine = next((item for item in known if item.place.id == place_id and item.state == "waiting"), None)
    if mine is None:
        return None
    family = mine.place.family
    return Block(
        tuple(
            item.place
            for item in known
            if item.place.id == place_id or (family and item.place.family == family)
        )
    )


def _lifted(block: Block, known: Sites) -> Block:
    everywhere = frozenset(site.key for site in known.sites)
    return Block(tuple(replace(place, lifted_at=everywhere, alone=False) for place in block.places))


def _best(uow: UnitOfWork, operation: Operation, block: Block, known: Sites) -> Allotted | None:
    asked, found = planned(uow, (block,), known, operation.wanted(uow.now))
    return next(iter(allotted(asked, found.plan)), None)


async def _place(
    uow: UnitOfWork, operation: Operation, found: Allotted, known: Sites
) -> Literal["held", "asked"] | Refused:
    told: set[UUID] = set()
    outcome: Literal["held", "asked"] = "held"
    if found.way != "agreement":
        await ask_shelters(uow, operation, [found], known, told, tell=True)
        outcome = "asked"
    elif not await reserve(uow, operation, [found], known, told):
        return Refused(refusals.NO_PLACE_EVEN_SO)
    tell_shelters(uow, operation, told)
    await arrange(uow, operation, ask=False, tell=await _told_before(uow, operation))
    return outcome


TOLD_BEFORE = sql("SELECT relais.told_before(:operation)")


async def _told_before(uow: UnitOfWork, operation: Operation) -> bool:
    """What a coordinator's decision changes is told as far as the operation's own last look was (OPS-19)."""
    async with planning(uow):
        return bool(await uow.value(TOLD_BEFORE, operation=operation.id))


@dataclass(frozen=True)
class KeepTogether:
    """Places of people who choose to stay together."""

    operation_id: UUID
    places: tuple[UUID, ...]
    reason: str


@dataclass(frozen=True)
class Together:
    """They have one room; so many beds that they no longer need were released."""

    released: int


SET_FAMILY = sql("SELECT relais.keep_together(:operation, CAST(:places AS uuid[]), :family)")


@command(event=KeptTogether, allowed=disclosed)
async def keep_together(
    uow: UnitOfWork, _: Actor, wish: KeepTogether
) -> Done[Together, KeptTogether] | Refused:
    """One room for a family, in spite of its label (OPS-08). Nothing is released before the room is theirs."""
    operation = await operation_of(uow, wish.operation_id)
    if operation is None or not may("arrange", operation.state):  # type: ignore[arg-type]
        return Refused(refusals.OVER)
    family = uuid4()
    chosen = {item.place.id: item for item in await places_of_operation(uow, operation.id)}
    if len(set(wish.places) & chosen.keys()) < 2 or len(set(wish.places)) < len(wish.places):
        return Refused(refusals.FAMILY_OF_ONE)
    members = [chosen[place] for place in wish.places if place in chosen]
    if len(members) < len(wish.places) or any(item.state == "arrived" for item in members):
        return Refused(refusals.FAMILY_OF_ONE)
    freed = await _one_room(uow, operation, members)
    if isinstance(freed, Refused):
        return freed
    await uow.value(SET_FAMILY, operation=operation.id, places=list(wish.places), family=family)
    await release(uow, operation, freed)
    await arrange(uow, operation, ask=False, tell=await _told_before(uow, operation))
    await tell_operation(uow, operation.id)
    return Done(
        Together(len(freed)),
        KeptTogether(subject=operation.id, places=wish.places, released=len(freed), why=wish.reason),
    )


async def _one_room(uow: UnitOfWork, operation: Operation, members: list[Known]) -> list[UUID] | Refused:
    """Make sure that one of them has a room for all; the places whose beds can then go."""
    known = await sites_for(uow, operation.areas, operation.window, operation=operation.id)
    family = _family(members)
    keeper = next((item for item in members if item.claim_id and _sleeps(known, item.pool_key, family)), None)
    if keeper is None:
        return await _new_room(uow, operation, members, known)
    return [item.place.id for item in members if item is not keeper and item.claim_id]


def _family(members: list[Known]) -> Block:
    together = uuid4()
    return Block(tuple(replace(item.place, family=together, label=None) for item in members))


def _sleeps(known: Sites, pool_key: int | None, family: Block) -> bool:
    return any(
        pool.key == pool_key and admits(site, pool, family) for site in known.sites for pool in site.pools
    )


async def _new_room(
    uow: UnitOfWork, operation: Operation, members: list[Known], known: Sites
) -> list[UUID] | Refused:
    """A room by agreement; nobody is put at risk by asking a favour while their beds are already held."""
    unheld = next((item for item in members if item.claim_id is None), members[0])
    family = _family([unheld, *(item for item in members if item is not unheld)])
    found = _best(uow, operation, family, known)
    if found is None or found.way != "agreement":
        return Refused(refusals.NO_ROOM_TOGETHER, {"people": len(members)})
    held = [item.place.id for item in members if item.claim_id]
    await release(uow, operation, [place for place in held if place == found.block.id])
    if not await reserve(uow, operation, [found], known, set()):
        return Refused(refusals.NO_ROOM_TOGETHER, {"people": len(members)})
    return [place for place in held if place != found.block.id]


@dataclass(frozen=True)
class ReadDisclosure:
    """Look at what was disclosed."""

    operation_id: UUID


@command(event=DisclosureRead, allowed=disclosed)
async def read_disclosure(
    uow: UnitOfWork, _: Actor, wish: ReadDisclosure
) -> Done[list[DisclosedPlace], DisclosureRead] | Refused:
    """Labels, profiles and sites of one operation; reading them is an event too (design.md section 6)."""
    return Done(await disclosed_places(uow, wish.operation_id), DisclosureRead(subject=wish.operation_id))
