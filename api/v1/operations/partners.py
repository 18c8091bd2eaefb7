"""The other sides of an operation: shelters that are asked and expect people, the pivot that receives them, and the
regional coordination that may lift a rule (OPS-03, OPS-07, OPS-14, SAF-08)."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, for_roles, read
from api.problems import Refusal
from api.v1.fields import screened
from api.v1.operations.words import Moment, Outcome
from service.beds.words import DeclineReason
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.operations import refusals
from service.operations.arrivals.at_door import RefuseAtDoor, refuse_at_door
from service.operations.arrivals.commands import (
    Arrived,
    PublishArrivalPoint,
    RecordArrival,
    publish_arrival_point,
    record_arrival,
)
from service.operations.holds.queries import (
    ArrivalPoint,
    HandOverLine,
    PivotArrival,
    hand_overs,
    pivot_arrivals,
    pivot_points,
)
from service.operations.holds.steps import AnswerAsPivot, answer_as_pivot
from service.operations.overrides.commands import (
    DecideOverride,
    KeepTogether,
    OverrideOutcome,
    ReadDisclosure,
    Together,
    decide_override,
    keep_together,
    read_disclosure,
)
from service.operations.overrides.queries import DisclosedPlace, OverrideView, overrides_asked
from service.operations.requests.commands import Answered, AnswerRequest, answer_request
from service.operations.requests.queries import Arrival, Asked, expected_arrivals, shelter_requests
from service.partners.actor import Role
from service.refusals import NOT_FOUND, Refused
from service.store.command import Once
from service.store.store import Store

SHELTERS, PIVOTS, COORDINATION = "expected arrivals", "hand-over", "overrides"
ShortReason = Annotated[str, msgspec.Meta(min_length=3, max_length=280)]


class ShelterAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many of the places, all of them when nothing is said; 0 declines, with exactly one reason."""

    accept: Annotated[int, msgspec.Meta(ge=0, le=100)] | None = None
    reason: DeclineReason | None = None


class PlaceArrived(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The place to which somebody has come."""

    place_id: UUID


class RefusedAtTheDoor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The place that was kept for somebody who was not taken in, and exactly one reason."""

    place_id: UUID
    reason: DeclineReason


class NewArrivalPoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for the arrival of a held place; never the shelter's address."""

    place_id: UUID
    starts_at: Moment
    ends_at: Moment
    words: Annotated[str, msgspec.Meta(min_length=3, max_length=200)]


class ArrivalPointId(msgspec.Struct, frozen=True):
    """The arrival point just published."""

    id: UUID


class PivotAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Yes or no to taking over."""

    accept: bool


class OverrideDecision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Yes or no for one place, with a reason that auditors read; `shelter_id` says where, if not wherever fits
    best."""

    grant: bool
    reason: ShortReason
    shelter_id: UUID | None = None


class OverrideResult(msgspec.Struct, frozen=True):
    """The place is held, its shelter was asked, or the rule stays."""

    outcome: Outcome


class FamilyPlaces(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Places of people who choose to stay together, and why."""

    places: Annotated[list[UUID], msgspec.Meta(min_length=2, max_length=12)]
    reason: ShortReason


@read("/shelter-requests", id="list_shelter_requests", summary="What one's shelters are asked", tag=SHELTERS)
async def list_shelter_requests(
    store: NamedDependency[Store], caller: NamedDependency[Caller]
) -> list[Asked]:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.SHELTER_COORDINATOR, Role.FRONT_DESK)
        return await shelter_requests(session)


@ask(
    "/shelter-requests/{request_id:uuid}/answer",
    id="answer_shelter_request",
    summary="Accept some or all places, or decline with one reason",
    tag=SHELTERS,
    refusals=(refusals.ANSWERED, refusals.TOO_LATE, refusals.REASON_NEEDED, refusals.ANSWER_NOT_CLEAR),
)
async def answer_shelter_request(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    request_id: FromPath[UUID],
    data: JSONBody[ShelterAnswer],
) -> Answered:
    wish = AnswerRequest(request_id, data.accept, data.reason)
    return accepted(await store.run(answer_request, caller.seat, wish, once))


@read("/expected-arrivals", id="list_expected_arrivals", summary="Whom one's shelters expect", tag=SHELTERS)
async def list_expected_arrivals(
    store: NamedDependency[Store], caller: NamedDependency[Caller]
) -> list[Arrival]:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.SHELTER_COORDINATOR, Role.FRONT_DESK)
        return await expected_arrivals(session)


@ask(
    "/arrivals",
    id="record_arrival",
    summary="Somebody has come to a place held for an operation",
    tag=SHELTERS,
    refusals=(refusals.PIVOT_FIRST, refusals.PIVOT_MUST_ACCEPT, refusals.PLACE_RELEASED),
)
async def record_arrival_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[PlaceArrived],
) -> Arrived:
    return accepted(await store.run(record_arrival, caller.seat, RecordArrival(data.place_id), once))


@ask(
    "/arrival-points",
    id="publish_arrival_point",
    summary="Say where to bring people, for one arrival only",
    tag=SHELTERS,
    refusals=(refusals.WINDOW, refusals.GIVES_THE_ADDRESS, SAYS_TOO_MUCH),
)
async def publish_arrival_point_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewArrivalPoint],
) -> ArrivalPointId:
    screened({"words": data.words})
    wish = PublishArrivalPoint(data.place_id, data.starts_at, data.ends_at, data.words)
    return ArrivalPointId(accepted(await store.run(publish_arrival_point, caller.seat, wish, once)))


@read(
    "/hand-overs",
    id="list_hand_overs",
    summary="Operations that name one's organisation as pivot",
    tag=PIVOTS,
)
async def list_hand_overs(
    store: NamedDependency[Store], caller: NamedDependency[Caller]
) -> list[HandOverLine]:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.PIVOT_WORKER)
        return await hand_overs(session)


@ask(
    "/hand-overs/{operation_id:uuid}/answer",
    id="answer_hand_over",
    summary="Accept or decline to be the pivot organisation",
    tag=PIVOTS,
    status=204,
)
async def answer_hand_over(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    operation_id: FromPath[UUID],
    data: JSONBody[PivotAnswer],
) -> None:
    wish = AnswerAsPivot(operation_id, data.accept)
    accepted(await store.run(answer_as_pivot, caller.seat, wish, once))


@read(
    "/hand-overs/{operation_id:uuid}/arrivals",
    id="list_hand_over_arrivals",
    summary="Who is expected where, for the pivot that accepted",
    tag=PIVOTS,
)
async def list_hand_over_arrivals(
    store: NamedDependency[Store], caller: NamedDependency[Caller], operation_id: FromPath[UUID]
) -> list[PivotArrival]:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.PIVOT_WORKER)
        found = await pivot_arrivals(session, operation_id)
    if found is None:
        raise Refusal(Refused(NOT_FOUND))
    return found


@read("/overrides", id="list_overrides", summary="Overrides asked of one's coordination", tag=COORDINATION)
async def list_overrides(
    store: NamedDependency[Store], caller: NamedDependency[Caller]
) -> list[OverrideView]:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.REGIONAL_COORDINATOR)
        return await overrides_asked(session)


@ask(
    "/overrides/{override_id:uuid}/decision",
    id="decide_override",
    summary="Lift the separation for one place, or not",
    tag=COORDINATION,
    refusals=(
        refusals.OVER,
        refusals.ANSWERED,
        refusals.NOTHING_TO_OVERRIDE,
        refusals.NO_PLACE_EVEN_SO,
        SAYS_TOO_MUCH,
    ),
)
async def decide_override_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    override_id: FromPath[UUID],
    data: JSONBody[OverrideDecision],
) -> OverrideResult:
    screened({"reason": data.reason})
    wish = DecideOverride(override_id, data.grant, data.reason, data.shelter_id)
    found: OverrideOutcome = accepted(await store.run(decide_override, caller.seat, wish, once))
    return OverrideResult(found.outcome)


@read(
    "/operations/{operation_id:uuid}/disclosure",
    id="read_disclosure",
    summary="What asking for an override disclosed; reading it is recorded",
    tag=COORDINATION,
)
async def read_disclosure_door(
    store: NamedDependency[Store], caller: NamedDependency[Caller], operation_id: FromPath[UUID]
) -> list[DisclosedPlace]:
    return accepted(await store.run(read_disclosure, caller.seat, ReadDisclosure(operation_id)))


@ask(
    "/operations/{operation_id:uuid}/keep-together",
    id="keep_together",
    summary="One room for a family, in spite of its label",
    tag=COORDINATION,
    refusals=(refusals.OVER, refusals.FAMILY_OF_ONE, refusals.NO_ROOM_TOGETHER, SAYS_TOO_MUCH),
)
async def keep_together_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    operation_id: FromPath[UUID],
    data: JSONBody[FamilyPlaces],
) -> Together:
    screened({"reason": data.reason})
    wish = KeepTogether(operation_id, tuple(data.places), data.reason)
    return accepted(await store.run(keep_together, caller.seat, wish, once))


@ask(
    "/door-refusals",
    id="refuse_at_door",
    summary="Somebody expected was not taken in: one reason, and the next place is looked for",
    tag=SHELTERS,
    status=204,
)
async def refuse_at_door_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[RefusedAtTheDoor],
) -> None:
    wish = RefuseAtDoor(data.place_id, data.reason)
    accepted(await store.run(refuse_at_door, caller.seat, wish, once))


@read(
    "/hand-overs/{operation_id:uuid}/arrival-points",
    id="list_arrival_points",
    summary="Where houses meet people, during the window",
    tag=PIVOTS,
)
async def list_arrival_points(
    store: NamedDependency[Store], caller: NamedDependency[Caller], operation_id: FromPath[UUID]
) -> list[ArrivalPoint]:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.PIVOT_WORKER)
        points = await pivot_points(session, operation_id)
    if points is None:
        raise Refusal(Refused(NOT_FOUND))
    return points


handlers = [
    list_arrival_points,
    refuse_at_door_door,
    list_shelter_requests,
    answer_shelter_request,
    list_expected_arrivals,
    record_arrival_door,
    publish_arrival_point_door,
    list_hand_overs,
    answer_hand_over,
    list_hand_over_arrivals,
    list_overrides,
    decide_override_door,
    read_disclosure_door,
    keep_together_door,
]
