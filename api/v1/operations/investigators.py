"""Operations, for the investigators and the supervisor whom each one names (OPS-01, OPS-11)."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from api.doors import Caller, Page, accepted, ask, change, etag, for_roles, from_cursor, read, to_cursor
from api.problems import BAD_INPUT, Refusal
from api.v1.operations.words import (
    Areas,
    Label,
    Languages,
    Nights,
    Number,
    Parties,
    PartyBody,
    Standing,
    WindowBody,
    given_up_sentence,
    operation_sentence,
    standing,
)
from api.wrong import CURSOR, Wrong
from service.cases.rules import AgeBand, Gender
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.operations import refusals
from service.operations.arranging import Arranged
from service.operations.holds.lowering import Fewer
from service.operations.holds.making import (
    Changed,
    ChangeNumber,
    Held,
    HoldPlaces,
    change_number,
    hold_places,
)
from service.operations.holds.queries import (
    OperationCounts,
    OperationLine,
    OperationView,
    operation_counts,
    own_operations,
    read_operation,
)
from service.operations.holds.releasing import ReleaseRunOut, release_run_out
from service.operations.holds.steps import AboutOperation, ask_beyond
from service.operations.overrides.commands import AskOverrides, OverridesAskedFor, ask_overrides
from service.partners.actor import Role
from service.refusals import NOT_FOUND, Refused
from service.store.command import Once
from service.store.store import Store

TAG = "operations"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LATEST = 2**52
"""Microseconds since the epoch that a cursor may name: until the year 2112."""
Places = Annotated[list[UUID], msgspec.Meta(max_length=100)]


class NewOperation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A hold: numbers, profiles, window, areas in order. There is no field for a name, a target or a file number."""

    minimum: Number
    expected: Number
    maximum: Number
    parties: Parties
    areas: Areas
    window: WindowBody
    languages: Languages = []
    nights: Nights = 1
    ask_beyond_agreements: bool = True
    hold_now: bool = True
    colleagues: Annotated[list[UUID], msgspec.Meta(max_length=20)] = []
    supervisor_id: UUID | None = None


class NewHold(msgspec.Struct, frozen=True):
    """The random reference, and how the places stand."""

    id: UUID
    reference: str
    standing: Standing


class OperationShown(msgspec.Struct, frozen=True):
    """The operation, and its state in one sentence."""

    operation: OperationView
    sentence: str


class FewerBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many fewer of this profile; what is left out is any."""

    count: Number
    gender: Gender | None = None
    age_band: AgeBand | None = None
    label: Label | None = None

    def fewer(self) -> Fewer:
        return Fewer(self.count, self.gender, self.age_band, self.label)


class NumberChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parties to add; places to withdraw, or so many fewer of a profile, the least good first. Held places are given up
    only when `release_held` is true (OPS-05)."""

    add: Annotated[list[PartyBody], msgspec.Meta(max_length=50)] = []
    withdraw: Places = []
    fewer: Annotated[list[FewerBody], msgspec.Meta(max_length=20)] = []
    release_held: bool = False
    minimum: Number | None = None
    maximum: Number | None = None
    ask_beyond_agreements: bool = True


class GivenUpPlaces(msgspec.Struct, frozen=True):
    """How many of the places given up were waiting, asked for, and held."""

    waiting: int
    asked: int
    held: int


class NumberChanged(Standing, frozen=True):
    """How the places stand, and what was given up."""

    given_up: GivenUpPlaces


class OverrideQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Places that a label keeps out; an empty list means all of them."""

    places: Places = []


@ask(
    "/operations",
    id="hold_places",
    summary="Make an operation and hold places over several shelters",
    tag=TAG,
    refusals=(refusals.NUMBERS, refusals.WINDOW, SAYS_TOO_MUCH),
)
async def hold_places_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewOperation],
) -> NewHold:
    wish = HoldPlaces(
        parties=tuple(party.party() for party in data.parties),
        minimum=data.minimum,
        expected=data.expected,
        maximum=data.maximum,
        areas=tuple(area.area() for area in data.areas),
        languages=tuple(data.languages),
        window=data.window.window(data.nights),
        ask=data.ask_beyond_agreements,
        hold=data.hold_now,
        colleagues=tuple(data.colleagues),
        supervisor_id=data.supervisor_id,
    )
    held: Held = accepted(await store.run(hold_places, caller.seat, wish, once))
    return NewHold(held.id, held.reference, standing(held.arranged, caller))


def _position(cursor: str | None) -> tuple[datetime | None, UUID | None]:
    """Where a page begins: a moment in microseconds, and an id."""
    found = from_cursor(cursor, int, UUID)
    if found is None:
        return None, None
    if not 0 <= found[0] < LATEST:
        raise Refusal(Refused(BAD_INPUT), [Wrong("cursor", CURSOR)])
    return EPOCH + found[0] * MICROSECOND, found[1]


@read("/operations", id="list_operations", summary="The operations that name the caller", tag=TAG)
async def list_operations(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    cursor: Annotated[str | None, QueryParameter(max_length=200)] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=100)] = 50,
) -> Page[OperationLine]:
    before, before_id = _position(cursor)
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.INVESTIGATOR)
        found = await own_operations(session, limit + 1, before, before_id)
    last = found[limit - 1] if len(found) > limit else None
    more = to_cursor((last.created_at - EPOCH) // MICROSECOND, last.id) if last else None
    return Page(found[:limit], more)


@read(
    "/operations/{operation_id:uuid}",
    id="read_operation",
    summary="States and counts of an operation",
    tag=TAG,
)
async def read_operation_door(
    store: NamedDependency[Store], caller: NamedDependency[Caller], operation_id: FromPath[UUID]
) -> Response[OperationShown]:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.INVESTIGATOR)
        view = await read_operation(session, operation_id)
    if view is None:
        raise Refusal(Refused(NOT_FOUND))
    return Response(
        OperationShown(view, operation_sentence(view, caller.language)), headers=etag(view.version)
    )


@change(
    "/operations/{operation_id:uuid}",
    id="change_operation_number",
    summary="Raise or lower the number; held places stay held",
    tag=TAG,
    refusals=(refusals.NUMBERS, refusals.OVER, refusals.PLACE_HELD, refusals.PIVOT_HAS_TAKEN_OVER),
    whole=False,
)
async def change_number_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    version: NamedDependency[int],
    operation_id: FromPath[UUID],
    data: JSONBody[NumberChange],
) -> Response[NumberChanged]:
    wish = ChangeNumber(
        operation_id,
        version,
        tuple(party.party() for party in data.add),
        tuple(data.withdraw),
        tuple(one.fewer() for one in data.fewer),
        data.release_held,
        data.minimum,
        data.maximum,
        data.ask_beyond_agreements,
    )
    changed: Changed = accepted(await store.run(change_number, caller.seat, wish))
    return Response(_changed(changed, caller), headers=etag(changed.version))


def _changed(changed: Changed, caller: Caller) -> NumberChanged:
    shown = msgspec.structs.asdict(standing(changed.arranged, caller))
    gone = changed.given_up
    if gone.places:
        shown["sentence"] = f"{given_up_sentence(gone, caller.language)} {shown['sentence']}"
    return NumberChanged(**shown, given_up=GivenUpPlaces(gone.waiting, gone.asked, gone.held))


@ask(
    "/operations/{operation_id:uuid}/requests",
    id="ask_beyond_agreements",
    summary="Ask shelters for the places still missing",
    tag=TAG,
    refusals=(refusals.OVER,),
)
async def ask_beyond_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    operation_id: FromPath[UUID],
) -> Standing:
    arranged: Arranged = accepted(
        await store.run(ask_beyond, caller.seat, AboutOperation(operation_id), once)
    )
    return standing(arranged, caller)


@ask(
    "/operations/{operation_id:uuid}/overrides",
    id="ask_overrides",
    summary="Ask the regional coordination to lift a separation",
    tag=TAG,
    refusals=(refusals.OVER, refusals.NOTHING_TO_OVERRIDE, refusals.NO_COORDINATION),
)
async def ask_overrides_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    operation_id: FromPath[UUID],
    data: JSONBody[OverrideQuestion],
) -> OverridesAskedFor:
    wish = AskOverrides(operation_id, tuple(dict.fromkeys(data.places)))
    return accepted(await store.run(ask_overrides, caller.seat, wish, once))


@read(
    "/operation-counts", id="read_operation_counts", summary="Operations of one's regions, as counts", tag=TAG
)
async def read_operation_counts(
    store: NamedDependency[Store], caller: NamedDependency[Caller]
) -> list[OperationCounts]:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.REGIONAL_COORDINATOR, Role.AUDITOR)
        return await operation_counts(session)


@ask(
    "/operations/{operation_id:uuid}/release",
    id="release_operation",
    summary="Release a hold that has run out or is left to nobody, without police",
    tag=TAG,
    refusals=(refusals.STILL_HELD, refusals.OVER),
    status=204,
)
async def release_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    operation_id: FromPath[UUID],
) -> None:
    accepted(await store.run(release_run_out, caller.seat, ReleaseRunOut(operation_id), once))


handlers = [
    release_door,
    hold_places_door,
    list_operations,
    read_operation_door,
    change_number_door,
    ask_beyond_door,
    ask_overrides_door,
    read_operation_counts,
]
