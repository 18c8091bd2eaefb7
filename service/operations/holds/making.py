"""Making an operation, and raising or lowering its number (OPS-01, OPS-05)."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from service.cases.rules import code_from
from service.operations import refusals
from service.operations.arranging import (
    Arranged,
    Operation,
    arrange,
    operation_of,
    places_of_operation,
    tell_shelters,
)
from service.operations.events import PlacesArranged
from service.operations.feasibility.looks import take_look
from service.operations.holds.access import named
from service.operations.holds.lowering import Fewer, GivenUp, Line, board_lines, given_up, least_good
from service.operations.holds.rules import may
from service.operations.parties.rules import Party, Place, mistakes, places_of
from service.operations.planner import planning
from service.operations.sites.queries import Window
from service.operations.sites.rules import Area
from service.operations.windows.rules import window_fits
from service.partners.actor import Actor, Role, only
from service.refusals import CHANGED_MEANWHILE, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import Row, UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class HoldPlaces:
    """A new operation. It has no field for a target, a place, a suspect, a name or a file (OPS-11).

    `expected` places are those of the parties. `ask`: also ask shelters beyond agreements. Without `hold`
    nothing is held yet: places are proposed first. `colleagues` and the `supervisor_id` of the same service may act on
    it too.
    """

    parties: tuple[Party, ...]
    minimum: int
    expected: int
    maximum: int
    areas: tuple[Area, ...]
    languages: tuple[str, ...]
    window: Window
    ask: bool = True
    hold: bool = True
    colleagues: tuple[UUID, ...] = ()
    supervisor_id: UUID | None = None


@dataclass(frozen=True)
class Held:
    """The operation's random reference, and how its places stand."""

    id: UUID
    reference: str
    arranged: Arranged


INSERT = sql(
    """
    INSERT INTO operations (id, organisation_id, reference, window_starts_at, window_ends_at, nights, minimum,
        expected, maximum, areas, languages, created_at)
    VALUES (:id, relais.organisation(), :reference, :opens, :closes, :nights, :minimum, :expected, :maximum,
        CAST(:areas AS jsonb), CAST(:languages AS text[]), relais.now())
    """
)
FREE_REFERENCE = sql("SELECT relais.reference_is_free(:reference)")
INSERT_MEMBERS = sql(
    """
    INSERT INTO operation_members (operation_id, organisation_id, member_id, part)
    SELECT :operation, relais.organisation(), m.id, CASE WHEN m.id = CAST(:supervisor AS uuid) THEN 'supervisor'
        ELSE 'investigator' END
    FROM members m WHERE m.id = ANY (CAST(:members AS uuid[])) AND m.organisation_id = relais.organisation()
        AND 'investigator' = ANY (m.roles)
    """
)
INSERT_PLACES = sql(
    """
    INSERT INTO places (id, operation_id, organisation_id, number, gender, age_band, label, family, alone)
    SELECT w.id, :operation, relais.organisation(), w.ord + :after, w.gender, w.age_band, w.label, w.family, w.alone
    FROM unnest(CAST(:ids AS uuid[]), CAST(:genders AS text[]), CAST(:bands AS text[]), CAST(:labels AS text[]),
        CAST(:families AS uuid[]), CAST(:alones AS boolean[])) WITH ORDINALITY
        AS w (id, gender, age_band, label, family, alone, ord)
    """
)


@command(event=PlacesArranged, allowed=only(Role.INVESTIGATOR))
async def hold_places(
    uow: UnitOfWork, actor: Actor, wish: HoldPlaces
) -> Done[Held, PlacesArranged] | Refused:
    """Make an operation and hold what can be held, over as many shelters as it takes (OPS-01, OPS-06)."""
    wrong = mistakes(wish.parties, wish.minimum, wish.expected, wish.maximum)
    if wrong:
        return Refused(refusals.NUMBERS, {"mistakes": list(wrong)})
    if not window_fits(wish.window.opens, wish.window.closes, uow.now):
        return Refused(refusals.WINDOW)
    operation_id = uuid4()
    reference = await _insert(uow, operation_id, wish)
    everybody = {actor.member_id, wish.supervisor_id, *wish.colleagues} - {None}
    named_members = await uow.execute(
        INSERT_MEMBERS,
        operation=operation_id,
        supervisor=wish.supervisor_id,
        members=sorted(everybody, key=str),
    )
    if named_members != len(everybody):
        return Refused(NOT_FOUND)
    await insert_places(uow, operation_id, places_of(wish.parties, iter(uuid4, None)), after=0)
    operation = await operation_of(uow, operation_id)
    if operation is None:
        return Refused(NOT_FOUND)
    arranged = await _first(uow, operation, wish)
    return Done(Held(operation_id, reference, arranged), arranged_event(operation_id, "made", arranged))


async def _first(uow: UnitOfWork, operation: Operation, wish: HoldPlaces) -> Arranged:
    """Held at once, or nothing held until a proposal is accepted."""
    if not wish.hold:
        return Arranged(0, 0, wish.expected, proven=False, not_placed=(), state=operation.state)
    look = await take_look(uow, operation.id)
    return await arrange(uow, operation, ask=wish.ask, look=look)


async def _insert(uow: UnitOfWork, operation_id: UUID, wish: HoldPlaces) -> str:
    """The row under a reference that nobody else has: random, so that it says nothing (OPS-11)."""
    async with planning(uow):
        reference = await _reference(uow)
    await uow.execute(
        INSERT,
        id=operation_id,
        reference=reference,
        opens=wish.window.opens,
        closes=wish.window.closes,
        nights=wish.window.nights,
        minimum=wish.minimum,
        expected=wish.expected,
        maximum=wish.maximum,
        areas=[{"region": area.region, "city": area.city} for area in wish.areas],
        languages=list(wish.languages),
    )
    return reference


async def _reference(uow: UnitOfWork) -> str:
    while True:
        reference = f"OP-{code_from(secrets.randbits(64), (4,))}"
        if await uow.value(FREE_REFERENCE, reference=reference):
            return reference


async def insert_places(uow: UnitOfWork, operation_id: UUID, places: tuple[Place, ...], after: int) -> None:
    """Add places, numbered after those that exist."""
    await uow.execute(
        INSERT_PLACES,
        operation=operation_id,
        after=after,
        ids=[place.id for place in places],
        genders=[place.gender for place in places],
        bands=[place.age_band for place in places],
        labels=[place.label for place in places],
        families=[place.family for place in places],
        alones=[place.alone for place in places],
    )


def arranged_event(operation_id: UUID, cause: str, arranged: Arranged) -> PlacesArranged:
    return PlacesArranged(
        subject=operation_id,
        cause=cause,
        held=arranged.held,
        asked=arranged.asked,
        waiting=arranged.waiting,
        proven=arranged.proven,
    )


@dataclass(frozen=True)
class ChangeNumber:
    """More people, or fewer places: these (`withdraw`), or so many of a profile (`fewer`), the least good first. Held
    places are given up only when `release_held` says so (OPS-05)."""

    operation_id: UUID
    version: int
    add: tuple[Party, ...] = ()
    withdraw: tuple[UUID, ...] = ()
    fewer: tuple[Fewer, ...] = ()
    release_held: bool = False
    minimum: int | None = None
    maximum: int | None = None
    ask: bool = True


NOTHING: Final = GivenUp()


@dataclass(frozen=True)
class Changed:
    """The new version of the operation, how its places stand, and how many of which were given up."""

    version: int
    arranged: Arranged
    given_up: GivenUp = NOTHING


NUMBERS = sql(
    """
    SELECT version, minimum, maximum, pivot_accepted_at IS NOT NULL AS taken_over, handed_over IS NOT NULL AS over,
        moved_at IS NOT NULL AS moved
    FROM operations WHERE id = :operation
    """
)
LAST_NUMBER = sql("SELECT coalesce(max(number), 0) FROM places WHERE operation_id = :operation")
WITHDRAW = sql(
    """
    UPDATE places SET withdrawn_at = relais.now()
    WHERE operation_id = :operation AND id = ANY (CAST(:places AS uuid[]))
    """
)
RELEASE = sql("SELECT * FROM relais.release_places(:operation, CAST(:places AS uuid[]))")
SET_NUMBERS = sql(
    """
    UPDATE operations SET expected = :expected, minimum = :minimum, maximum = :maximum WHERE id = :operation
    """
)
VERSION = sql("SELECT version FROM operations WHERE id = :operation")


@command(event=PlacesArranged, allowed=named)
async def change_number(
    uow: UnitOfWork, _: Actor, wish: ChangeNumber
) -> Done[Changed, PlacesArranged] | Refused:
    """Raise or lower the number of an operation; every held place stays held, unless the lower number leaves nothing
    else to give up: then the least good go first, and the answer says how many (OPS-05)."""
    operation = await operation_of(uow, wish.operation_id)
    numbers = await uow.row(NUMBERS, operation=wish.operation_id)
    if operation is None or numbers is None:
        return Refused(NOT_FOUND)
    going = await _going(uow, operation, wish, numbers)
    if isinstance(going, Refused):
        return going
    look = await take_look(uow, operation.id)
    await release(uow, operation, [line.id for line in going])
    await uow.execute(WITHDRAW, operation=operation.id, places=[line.id for line in going])
    refused = await _renumber(uow, wish, numbers["minimum"], numbers["maximum"])
    if refused is not None:
        return refused
    arranged = await arrange(uow, operation, ask=wish.ask, look=look)
    version = await uow.value(VERSION, operation=operation.id)
    changed = Changed(version, arranged, given_up(going))
    return Done(changed, arranged_event(operation.id, "changed", arranged))


async def _going(
    uow: UnitOfWork, operation: Operation, wish: ChangeNumber, numbers: Row
) -> tuple[Line, ...] | Refused:
    """The places that go, as police read them now; or why nothing changes."""
    if numbers["version"] != wish.version:
        return Refused(CHANGED_MEANWHILE, {"version": numbers["version"]})
    if numbers["moved"]:
        return Refused(refusals.PIVOT_HAS_TAKEN_OVER)
    over = numbers["over"] or operation.window.closes <= uow.now
    if over or not may("arrange", operation.state):  # type: ignore[arg-type]
        return Refused(refusals.OVER)
    lines = await board_lines(uow, operation.id)
    by_hand = tuple(line for line in lines if line.id in wish.withdraw)
    if len(by_hand) < len(set(wish.withdraw)):
        return Refused(NOT_FOUND)
    chosen = least_good([line for line in lines if line not in by_hand], wish.fewer)
    if chosen is None:
        return Refused(refusals.NUMBERS, {"mistakes": ["numbers_disagree"]})
    going = by_hand + chosen
    return _still_needed(going, wish.release_held, taken_over=numbers["taken_over"]) or going


def _still_needed(going: Iterable[Line], release_held: bool, *, taken_over: bool) -> Refused | None:
    """A held place is withdrawn only on purpose, and by nobody once a pivot organisation has accepted: from then on
    somebody may have arrived there, and trying must not tell (OPS-14)."""
    if "held" not in {line.state for line in going}:
        return None
    if not release_held:
        return Refused(refusals.PLACE_HELD)
    return Refused(refusals.PIVOT_HAS_TAKEN_OVER) if taken_over else None


async def _renumber(uow: UnitOfWork, wish: ChangeNumber, minimum: int, maximum: int) -> Refused | None:
    """Add the new parties and write the numbers, if they fit together with what remains."""
    remaining = len(await places_of_operation(uow, wish.operation_id))
    added = sum(party.size() for party in wish.add)
    expected = remaining + added
    minimum = min(wish.minimum or minimum, expected) if wish.minimum is None else wish.minimum
    maximum = max(maximum, expected) if wish.maximum is None else wish.maximum
    wrong = set(mistakes(wish.add, 1, added, added)) if wish.add else set()
    if wrong or not 1 <= minimum <= expected <= maximum <= 100:
        return Refused(refusals.NUMBERS, {"mistakes": sorted(wrong or {"numbers_disagree"})})
    last = await uow.value(LAST_NUMBER, operation=wish.operation_id)
    await insert_places(uow, wish.operation_id, places_of(wish.add, iter(uuid4, None)), after=last)
    await uow.execute(
        SET_NUMBERS, operation=wish.operation_id, expected=expected, minimum=minimum, maximum=maximum
    )
    return None


async def release(uow: UnitOfWork, operation: Operation, places: Iterable[UUID]) -> None:
    """Give back what is held or asked for these places, and let their shelters see it."""
    chosen = list(places)
    if not chosen:
        return
    async with planning(uow):
        rows = await uow.rows(RELEASE, operation=operation.id, places=chosen)
    tell_shelters(uow, operation, {row["shelter_organisation_id"] for row in rows})
