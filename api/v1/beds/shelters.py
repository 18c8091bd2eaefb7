"""Shelters as their own people see and change them: profile, pools, beds, closures, nights (BED-01, ADM-14)."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from api.doors import Caller, Page, accepted, ask, change, etag, from_cursor, read, to_cursor
from api.v1.fields import Language, Name, Region, plain, screened, utc
from service.beds import refusals
from service.beds.addresses.refusals import NO_ADDRESS_FOR_ROTATING
from service.beds.shelters.closures import CloseBeds, Closed, ReopenBed, close_beds, reopen_bed
from service.beds.shelters.commands import (
    AddPool,
    ChangePool,
    ChangeShelter,
    Created,
    CreateShelter,
    PoolFacts,
    PoolOf,
    ShelterFacts,
    add_pool,
    change_pool,
    change_shelter,
    create_shelter,
)
from service.beds.shelters.profile import Answer, ShelterProfile, stored
from service.beds.shelters.queries import (
    BedView,
    NightView,
    ShelterView,
    beds_of,
    nights_of,
    own_shelter,
    own_shelters,
)
from service.beds.words import Gender, Security, ShelterKind
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Once
from service.store.session import Session
from service.store.store import Store

TAG = "shelters"
Nights = Annotated[int, msgspec.Meta(ge=1, le=3650)]
Age = Annotated[int, msgspec.Meta(ge=0, le=120)]
Label = Annotated[str, msgspec.Meta(pattern=plain(1, 60), max_length=60)]


class ShelterBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A shelter, without an address. `turnover_hour` is local: the night before ends then."""

    name: Name
    kind: ShelterKind
    region: Region
    city: Annotated[str, msgspec.Meta(pattern=plain(0, 120), max_length=120)]
    time_zone: Annotated[
        str, msgspec.Meta(pattern=r"^[A-Za-z_]{1,20}(/[A-Za-z0-9_+-]{1,30}){0,2}(?!\n)$", max_length=60)
    ]
    turnover_hour: Annotated[int, msgspec.Meta(ge=0, le=23)] = 12
    security_level: Security = "standard"
    languages: Annotated[list[Language], msgspec.Meta(max_length=40)] = []
    published: bool = False
    available_until: datetime | None = None
    min_nights: Nights = 1
    max_nights: Nights | None = None
    fresh_for_minutes: Annotated[int, msgspec.Meta(ge=5, le=10080)] = 240
    profile: ShelterProfile = ShelterProfile()

    def facts(self) -> ShelterFacts:
        """The shelter as the room knows it. Raises `Refusal` for a text that says too much, or a local time."""
        screened({"name": self.name, "city": self.city}, "name")
        screened({"profile.rules_fr": self.profile.rules_fr, "profile.rules_en": self.profile.rules_en})
        values = {name: getattr(self, name) for name in self.__struct_fields__}
        ends = self.available_until
        return ShelterFacts(
            **{
                **values,
                "languages": tuple(self.languages),
                "profile": stored(self.profile),
                "available_until": utc(ends, "available_until") if ends else None,
            }
        )


class PoolBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Equal beds: single beds of a shared room, or (`private`) whole rooms that sleep several."""

    accepts_genders: Annotated[list[Gender], msgspec.Meta(min_length=1, max_length=5)]
    name: Annotated[str, msgspec.Meta(pattern=plain(0, 120), max_length=120)] = ""
    sleeps: Annotated[int, msgspec.Meta(ge=1, le=20)] = 1
    private: bool = False
    family_unit: bool = False
    set_aside_for_trafficking: bool = False
    min_age: Age | None = None
    max_age: Age | None = None
    wheelchair: Answer = "not_stated"

    def facts(self) -> PoolFacts:
        """The pool as the room knows it. Raises `Refusal` for a name that says too much (IMM-05)."""
        screened({"pool.name": self.name}, "name")
        return PoolFacts(
            name=self.name,
            accepts_genders=tuple(dict.fromkeys(self.accepts_genders)),
            sleeps=self.sleeps,
            private=self.private,
            family_unit=self.family_unit,
            set_aside_for_trafficking=self.set_aside_for_trafficking,
            min_age=self.min_age,
            max_age=self.max_age,
            wheelchair=self.wheelchair,
        )


class NewPool(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pool and how many beds it has; beds without a label get a number."""

    pool: PoolBody
    beds: Annotated[int, msgspec.Meta(ge=1, le=5000)]
    labels: Annotated[list[Label], msgspec.Meta(max_length=5000)] = []


class NewClosure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """These beds take nobody from `starts_at` until `ends_at`."""

    bed_ids: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=200)]
    starts_at: datetime
    ends_at: datetime


class Version(msgspec.Struct, frozen=True):
    """The version after a change."""

    version: int


SHELTER_FAULTS = (
    refusals.UNKNOWN_TIME_ZONE,
    refusals.NIGHTS_REVERSED,
    refusals.PERIOD_WITHOUT_END,
    SAYS_TOO_MUCH,
)


@ask("/shelters", id="create_shelter", summary="Declare a shelter", tag=TAG, refusals=SHELTER_FAULTS)
async def post_shelter(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[ShelterBody],
) -> Created:
    return accepted(await store.run(create_shelter, caller.seat, CreateShelter(data.facts()), once))


@read("/shelters", id="list_shelters", summary="Your organisation's shelters, with tonight's beds", tag=TAG)
async def get_shelters(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    cursor: FromQuery[str | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=100)] = 50,
) -> Page[ShelterView]:
    after = from_cursor(cursor, int)
    async with store.reading(caller.seat) as session:
        accepted(at_a_shelter(session))
        views, following = await own_shelters(session, after[0] if after else 0, limit)
    return Page(views, to_cursor(following) if following else None)


@read(
    "/shelters/{shelter_id:uuid}", id="read_shelter", summary="One of your organisation's shelters", tag=TAG
)
async def get_shelter(
    store: NamedDependency[Store], caller: NamedDependency[Caller], shelter_id: FromPath[UUID]
) -> Response[ShelterView]:
    async with store.reading(caller.seat) as session:
        accepted(at_a_shelter(session))
        view = accepted(await own_shelter(session, shelter_id) or Refused(NOT_FOUND))
    return Response(view, headers=etag(view.version))


def at_a_shelter(session: Session) -> Refused | None:
    """Lets those who work at shelters in; what is theirs is decided by row-level security."""
    allowed = session.actor.has(Role.SHELTER_COORDINATOR, Role.FRONT_DESK)
    return None if allowed else Refused(NOT_ALLOWED)


@change(
    "/shelters/{shelter_id:uuid}",
    id="change_shelter",
    summary="Say anew what a shelter is",
    tag=TAG,
    refusals=(*SHELTER_FAULTS, NO_ADDRESS_FOR_ROTATING),
)
async def put_shelter(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    version: NamedDependency[int],
    shelter_id: FromPath[UUID],
    data: JSONBody[ShelterBody],
) -> Response[Version]:
    wish = ChangeShelter(shelter_id, version, data.facts())
    new = accepted(await store.run(change_shelter, caller.seat, wish))
    return Response(Version(new), headers=etag(new))


@ask(
    "/shelters/{shelter_id:uuid}/pools",
    id="add_pool",
    summary="Add equal beds to a shelter",
    tag=TAG,
    refusals=(refusals.BEDS_DESCRIBED_WRONGLY, refusals.TOO_MANY_BEDS, SAYS_TOO_MUCH),
)
async def post_pool(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    shelter_id: FromPath[UUID],
    data: JSONBody[NewPool],
) -> PoolOf:
    screened({f"labels[{at}]": label for at, label in enumerate(data.labels)})
    wish = AddPool(shelter_id, data.pool.facts(), data.beds, tuple(data.labels))
    return accepted(await store.run(add_pool, caller.seat, wish, once))


@change(
    "/shelters/{shelter_id:uuid}/pools/{pool_id:uuid}",
    id="change_pool",
    summary="Say anew what some equal beds are; If-Match is the shelter's version",
    tag=TAG,
    refusals=(refusals.BEDS_DESCRIBED_WRONGLY, SAYS_TOO_MUCH),
)
async def put_pool(
    *,
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    version: NamedDependency[int],
    shelter_id: FromPath[UUID],
    pool_id: FromPath[UUID],
    data: JSONBody[PoolBody],
) -> Response[Version]:
    wish = ChangePool(shelter_id, pool_id, version, data.facts())
    new = accepted(await store.run(change_pool, caller.seat, wish))
    return Response(Version(new), headers=etag(new))


@read("/shelters/{shelter_id:uuid}/beds", id="list_beds", summary="Each bed and what is on it now", tag=TAG)
async def get_beds(
    store: NamedDependency[Store], caller: NamedDependency[Caller], shelter_id: FromPath[UUID]
) -> list[BedView]:
    async with store.reading(caller.seat) as session:
        accepted(at_a_shelter(session))
        found = await beds_of(session, shelter_id)
    return accepted(Refused(NOT_FOUND) if found is None else found)


@ask(
    "/shelters/{shelter_id:uuid}/closures",
    id="close_beds",
    summary="Close beds for a period",
    tag=TAG,
    refusals=(refusals.PERIOD_REVERSED, refusals.BED_OCCUPIED),
)
async def post_closure(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    shelter_id: FromPath[UUID],
    data: JSONBody[NewClosure],
) -> Closed:
    wish = CloseBeds(
        shelter_id, tuple(data.bed_ids), utc(data.starts_at, "starts_at"), utc(data.ends_at, "ends_at")
    )
    return accepted(await store.run(close_beds, caller.seat, wish, once))


@ask(
    "/shelters/{shelter_id:uuid}/closures/{closure_id:uuid}/end",
    id="reopen_bed",
    summary="Open a closed bed before its time",
    tag=TAG,
    status=204,
)
async def post_reopening(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    shelter_id: FromPath[UUID],
    closure_id: FromPath[UUID],
) -> None:
    accepted(await store.run(reopen_bed, caller.seat, ReopenBed(shelter_id, closure_id), once))


@read(
    "/shelters/{shelter_id:uuid}/nights",
    id="list_nights",
    summary="How full each night was or will be",
    tag=TAG,
)
async def get_nights(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    shelter_id: FromPath[UUID],
    first: FromQuery[date],
    nights: Annotated[int, QueryParameter(ge=1, le=62)] = 14,
) -> list[NightView]:
    async with store.reading(caller.seat) as session:
        accepted(at_a_shelter(session))
        within = date(2000, 1, 1) <= first <= date(2200, 1, 1)
        found = await nights_of(session, shelter_id, first, nights) if within else None
    return accepted(Refused(NOT_FOUND) if found is None else found)


handlers = [
    post_shelter,
    get_shelters,
    get_shelter,
    put_shelter,
    post_pool,
    put_pool,
    get_beds,
    post_closure,
    post_reopening,
    get_nights,
]
