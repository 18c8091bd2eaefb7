"""Cases: opened in six fields, accompanied by a pivot and a backup, seen by nobody else (CNF-04, PIV-01)."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from api.doors import Caller, Page, accepted, ask, change, etag, for_roles, read, to_cursor
from api.problems import BAD_INPUT, Refusal
from api.v1.cases.consents import NewConsent
from api.v1.fields import Created, Language, Limit, Name, Region, identified, position, screened, utc
from api.wrong import Wrong
from service.cases import refusals
from service.cases.co_pivots import NameCoPivot, name_co_pivot
from service.cases.commands import (
    ChangeCompanions,
    OpenCaseWish,
    Opened,
    Party,
    change_companions,
    open_case,
)
from service.cases.occasions.commands import Context
from service.cases.queries import CaseCard, CaseView, CompanionView, case_of, companions, my_cases
from service.cases.rules import UNDETERMINED, AgeBand, Form
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.cases.surroundings import (
    Exclude,
    Excluded,
    LiftExclusion,
    LinkPlacement,
    NoteDuty,
    exclude,
    lift_exclusion,
    link_placement,
    note_duty,
)
from service.partners.actor import Role
from service.refusals import NOT_FOUND, Refused, Said
from service.store.command import Once
from service.store.store import Store

TAG = "cases"


class NewCase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Six fields open a case; languages and the form of exploitation can wait (SAF-11, CNF-03).

    `limits_shown` is the version of the limits of confidentiality that the person was told (CNF-06).
    """

    region: Region
    age_band: AgeBand
    party: Party
    consents: Annotated[list[NewConsent], msgspec.Meta(max_length=20)]
    backup_member_id: UUID
    limits_shown: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    languages: Annotated[list[Language], msgspec.Meta(min_length=1, max_length=10)] = msgspec.field(
        default_factory=lambda: list(UNDETERMINED)
    )
    forms: Annotated[list[Form], msgspec.Meta(min_length=1, max_length=9)] = msgspec.field(
        default_factory=lambda: ["not_determined"]
    )
    context: Context = "first_contact"


class NewCompanions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who accompanies the case from now on."""

    pivot_member_id: UUID
    backup_member_id: UUID


class NewCoPivot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pivot worker of a partner organisation, until a date."""

    member_id: UUID
    until: datetime


class NewExclusion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A region, city, shelter, organisation or interpreter that the person will not be near (CNF-07, SAF-04).

    A shelter and an organisation by their id, a region by its code, an interpreter by the code of payment `P-…`.
    """

    kind: Excluded
    value: Name


class NewPlacement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The place that this case is in."""

    claim_id: UUID
    options_shown: Annotated[int, msgspec.Meta(ge=0, le=99)] | None = None
    person_chose: bool | None = None


class DutyNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Either done (by whom, and on which day), or not applicable (and why)."""

    outcome: Literal["done", "not_applicable"]
    done_by: Literal["this_organisation", "shelter", "another_organisation"] | None = None
    done_on: date | None = None
    reason: Literal["already_reported", "adult_after_all", "law_does_not_ask", "other"] | None = None


class Version(msgspec.Struct, frozen=True):
    """The version after a change."""

    version: int


DUTY_OUTCOME = Said(
    "done, avec done_by et done_on; not_applicable, avec reason",
    "done, with done_by and done_on; not_applicable, with reason",
)


@ask(
    "/cases",
    id="open_case",
    summary="Open a case; its code comes at once",
    tag=TAG,
    refusals=(
        refusals.BACKUP_IS_PIVOT,
        refusals.CANNOT_ACCOMPANY,
        refusals.UNKNOWN_REGION,
        refusals.LIMITS_CHANGED,
        refusals.ADULT_WITH_MINOR,
    ),
)
async def post_case(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewCase],
) -> Opened:
    wish = OpenCaseWish(
        data.region,
        data.age_band,
        data.party,
        tuple(consent.given() for consent in data.consents),
        data.backup_member_id,
        data.limits_shown,
        tuple(data.languages),
        tuple(data.forms),
        data.context,
    )
    return accepted(await store.run(open_case, caller.seat, wish, once))


@read("/cases", id="list_cases", summary="The cases that you accompany, newest first", tag=TAG)
async def get_cases(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[CaseCard]:
    async with store.reading(caller.seat) as session:
        cards = accepted(await my_cases(session, position(cursor), limit + 1))
    more = len(cards) > limit
    last = cards[limit - 1] if more else None
    return Page(cards[:limit], to_cursor(last.opened_at, last.id) if last else None)


@read("/cases/{case_id:uuid}", id="read_case", summary="One case that you accompany", tag=TAG)
async def get_case(
    store: NamedDependency[Store], caller: NamedDependency[Caller], case_id: FromPath[UUID]
) -> Response[CaseView]:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.PIVOT_WORKER)
        case = await case_of(session, case_id)
    view = accepted(case or Refused(NOT_FOUND))
    return Response(view, headers=etag(view.version))


@read("/companions", id="list_companions", summary="Colleagues who can be pivot or backup", tag=TAG)
async def get_companions(
    store: NamedDependency[Store], caller: NamedDependency[Caller]
) -> list[CompanionView]:
    async with store.reading(caller.seat) as session:
        return accepted(await companions(session))


@change(
    "/cases/{case_id:uuid}/companions",
    id="change_companions",
    summary="Hand a case over to another pivot or backup",
    tag=TAG,
    refusals=(refusals.BACKUP_IS_PIVOT, refusals.CANNOT_ACCOMPANY),
)
async def put_companions(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    version: NamedDependency[int],
    case_id: FromPath[UUID],
    data: JSONBody[NewCompanions],
) -> Response[Version]:
    wish = ChangeCompanions(case_id, version, data.pivot_member_id, data.backup_member_id)
    now = accepted(await store.run(change_companions, caller.seat, wish))
    return Response(Version(now), headers=etag(now))


@ask(
    "/cases/{case_id:uuid}/co-pivots",
    id="name_co_pivot",
    summary="Let a pivot worker of a partner organisation follow the case",
    tag=TAG,
    refusals=(
        refusals.CANNOT_ACCOMPANY,
        refusals.ENDS_TOO_SOON,
        refusals.CONSENT_MISSING,
        refusals.CONSENT_GONE,
        refusals.KEPT_AWAY,
    ),
    status=204,
)
async def post_co_pivot(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
    data: JSONBody[NewCoPivot],
) -> None:
    wish = NameCoPivot(case_id, data.member_id, utc(data.until, "until"))
    accepted(await store.run(name_co_pivot, caller.seat, wish, once))


@ask(
    "/cases/{case_id:uuid}/exclusions",
    id="exclude_place",
    summary="Keep a region, city, shelter or organisation away from this case",
    tag=TAG,
    refusals=(refusals.ALREADY_EXCLUDED, refusals.UNKNOWN_EXCLUSION, SAYS_TOO_MUCH),
)
async def post_exclusion(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
    data: JSONBody[NewExclusion],
) -> Created:
    if data.kind in {"shelter", "organisation"}:
        identified("value", data.value)
    else:
        screened({"value": data.value}, "name")
    wish = Exclude(case_id, data.kind, data.value)
    return Created(accepted(await store.run(exclude, caller.seat, wish, once)))


@ask(
    "/cases/{case_id:uuid}/exclusions/{exclusion_id:uuid}/lift",
    id="lift_exclusion",
    summary="Take an exclusion away",
    tag=TAG,
    status=204,
)
async def post_lift(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
    exclusion_id: FromPath[UUID],
) -> None:
    wish = LiftExclusion(case_id, exclusion_id)
    accepted(await store.run(lift_exclusion, caller.seat, wish, once))


@ask(
    "/cases/{case_id:uuid}/placements",
    id="link_placement",
    summary="Link a place that your organisation holds with this case",
    tag=TAG,
    refusals=(refusals.NOT_LINKABLE, refusals.ALREADY_LINKED),
)
async def post_placement(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
    data: JSONBody[NewPlacement],
) -> Created:
    wish = LinkPlacement(case_id, data.claim_id, data.options_shown, data.person_chose)
    return Created(accepted(await store.run(link_placement, caller.seat, wish, once)))


@ask(
    "/cases/{case_id:uuid}/duty",
    id="note_duty",
    summary="Note what was done about the duty to report, or why it does not apply",
    tag=TAG,
    status=204,
)
async def post_duty(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
    data: JSONBody[DutyNote],
) -> None:
    done = data.done_by is not None and data.done_on is not None and data.reason is None
    reasoned = data.reason is not None and data.done_by is None and data.done_on is None
    if not (done if data.outcome == "done" else reasoned):
        raise Refusal(Refused(BAD_INPUT), [Wrong("outcome", DUTY_OUTCOME)])
    wish = NoteDuty(case_id, data.outcome, data.done_by, data.done_on, data.reason)
    accepted(await store.run(note_duty, caller.seat, wish, once))


handlers = [
    post_case,
    get_cases,
    get_case,
    get_companions,
    put_companions,
    post_co_pivot,
    post_exclusion,
    post_lift,
    post_placement,
    post_duty,
]
