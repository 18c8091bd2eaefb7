"""Rooms and beds with their state, what is held and by which agreement, set aside or not (screens, C2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.coordinator.houses import after, changes_language, house_in
from api.pages.filling import trouble_of
from api.pages.forms import read_form
from api.pages.frame import said
from api.pages.moments import day_in, moment_in
from api.pages.visits import Visit
from api.problems import Refusal
from service.beds.shelters.closures import ReopenBed, reopen_bed
from service.beds.shelters.commands import ChangePool, PoolFacts, change_pool
from service.beds.shelters.promises import PromiseView, promises_of
from service.beds.shelters.queries import BedView, PoolView, ShelterView, beds_of
from service.beds.words import Gender
from service.operations.requests.queries import expected_arrivals
from service.refusals import CHANGED_MEANWHILE, NOT_FOUND, Language, Refused

SHAPES = {"taken": "full", "held": "half", "closed": "cross", "empty": "none"}


@dataclass(frozen=True)
class Bed:
    """A bed as its row shows it; `held` is what is promised there, with the agreement that no desk reads (SAF-08)."""

    id: UUID
    label: str
    shape: str
    words: str
    held: list[str]
    closure_id: UUID | None


@dataclass(frozen=True)
class Room:
    """Equal beds: a pool, or the cots of tonight, which are no pool of their own."""

    pool: PoolView | None
    name: str
    meta: list[str]
    beds: list[Bed]


@get("/house/{shelter_id:uuid}/rooms", include_in_schema=False)
async def show_rooms(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[str]:
    """Every bed and what is on it now."""
    return await rooms_page(visit, shelter_id)


async def rooms_page(visit: Visit, shelter_id: UUID, why: Refused | None = None) -> Response[str]:
    """The same, with the reason of a no above it."""
    async with visit.store.reading(visit.seat) as session:
        shelter = await house_in(session, shelter_id)
        beds = await beds_of(session, shelter_id) or []
        promises = await promises_of(session, shelter_id) or []
        arrivals = await expected_arrivals(session)
    partners = {one.claim_id: one.agreement for one in arrivals if one.agreement}
    return visit.paint(
        "coordinator/rooms.html",
        status=why.reason.status if why else 200,
        page=f"/house/{shelter_id}/rooms",
        trouble=trouble_of(why, visit.language),
        shelter=shelter,
        rooms=_rooms(visit.language, shelter, _beds(visit.language, shelter, beds, promises, partners)),
    )


def _beds(
    language: Language,
    shelter: ShelterView,
    beds: list[BedView],
    promises: list[PromiseView],
    partners: Mapping[UUID, str | None],
) -> dict[UUID, list[Bed]]:
    """The beds of each pool."""
    held: dict[UUID, list[str]] = {}
    for promise in promises:
        words = _promise(language, shelter, promise, partners.get(promise.claim_id))
        held.setdefault(promise.bed_id, []).append(words)
    found: dict[UUID, list[Bed]] = {}
    for bed in beds:
        row = Bed(
            bed.id,
            bed.label,
            SHAPES[bed.state],
            _state(language, shelter, bed),
            held.get(bed.id, []),
            bed.closure_id,
        )
        found.setdefault(bed.pool_id, []).append(row)
    return found


def _state(language: Language, shelter: ShelterView, bed: BedView) -> str:
    if bed.state == "closed" and bed.until:
        return said(language, "rooms.closed", until=moment_in(language, shelter.time_zone)(bed.until))
    return said(language, f"rooms.{bed.state}")


def _promise(language: Language, shelter: ShelterView, promise: PromiseView, partner: str | None) -> str:
    """`retenu par l'entente P1, du 3 nov. 2026 au 5 nov. 2026`."""
    day = day_in(language, shelter.time_zone)
    key = "rooms.promise.agreement" if partner else "rooms.promise"
    return said(language, key, partner=partner or "", first=day(promise.starts_at), last=day(promise.ends_at))


def _rooms(language: Language, shelter: ShelterView, beds: Mapping[UUID, list[Bed]]) -> list[Room]:
    rooms = [Room(pool, _name(language, pool), _meta(language, pool), beds.get(pool.id, []))
             for pool in shelter.pools]  # fmt: skip
    known = {pool.id for pool in shelter.pools}
    cots = [bed for pool, there in beds.items() if pool not in known for bed in there]
    return [
        *rooms,
        *(
            [Room(None, said(language, "rooms.cots"), [said(language, "rooms.cots.why")], cots)]
            if cots
            else []
        ),
    ]


def _name(language: Language, pool: PoolView) -> str:
    return pool.name or said(
        language, "rooms.family" if pool.family_unit else "rooms.private" if pool.private else "rooms.shared"
    )


def _meta(language: Language, pool: PoolView) -> list[str]:
    """For whom: genders, ages, how many sleep there."""
    ages = {"low": pool.min_age or 0, "high": pool.max_age or 0}
    key = {(True, True): "both", (True, False): "from", (False, True): "to", (False, False): "adults"}
    found = [said(language, f"gender.{gender}") for gender in pool.accepts_genders]
    found.append(
        said(language, f"rooms.ages.{key[pool.min_age is not None, pool.max_age is not None]}", **ages)
    )
    return [*found, *([said(language, "rooms.sleeps", count=pool.sleeps)] if pool.sleeps > 1 else [])]


def facts_of(pool: PoolView, *, set_aside: bool) -> PoolFacts:
    """The pool as it is, set aside or in general use (BED-02)."""
    genders: tuple[Gender, ...] = tuple(pool.accepts_genders)  # type: ignore[arg-type]
    return PoolFacts(
        name=pool.name,
        accepts_genders=genders,
        sleeps=pool.sleeps,
        private=pool.private,
        family_unit=pool.family_unit,
        set_aside_for_trafficking=set_aside,
        min_age=pool.min_age,
        max_age=pool.max_age,
        wheelchair=pool.wheelchair,
    )


@post("/house/{shelter_id:uuid}/pools/{pool_id:uuid}/aside", include_in_schema=False, status_code=200)
async def set_aside(
    visit: NamedDependency[Visit], shelter_id: FromPath[UUID], pool_id: FromPath[UUID]
) -> Response[Any]:
    """Keep these beds for people who leave trafficking, or give them back to general use (BED-02)."""
    form = await read_form(visit.request)
    async with visit.store.reading(visit.seat) as session:
        shelter = await house_in(session, shelter_id)
    pool = next((one for one in shelter.pools if one.id == pool_id), None)
    if pool is None or not form.value("version").isdecimal():
        raise Refusal(Refused(NOT_FOUND))
    if changes_language(form):
        return await rooms_page(visit, shelter_id)
    aside = form.value("aside") == "true"
    wish = ChangePool(shelter_id, pool_id, int(form.value("version")), facts_of(pool, set_aside=aside))
    outcome = await visit.store.run(change_pool, visit.seat, wish, form.once)
    if isinstance(outcome, Refused) and outcome.reason is CHANGED_MEANWHILE:
        return await rooms_page(visit, shelter_id, outcome)
    return after(outcome, f"/house/{shelter_id}/rooms", "aside" if aside else "shared")


@post("/house/{shelter_id:uuid}/closures/{closure_id:uuid}/end", include_in_schema=False, status_code=303)
async def reopen(
    visit: NamedDependency[Visit], shelter_id: FromPath[UUID], closure_id: FromPath[UUID]
) -> Response[Any]:
    """The bed takes people again."""
    form = await read_form(visit.request)
    wish = ReopenBed(shelter_id, closure_id)
    outcome = await visit.store.run(reopen_bed, visit.seat, wish, form.once)
    if isinstance(outcome, Refused) and outcome.reason is NOT_FOUND:
        return await rooms_page(visit, shelter_id, outcome)
    return after(outcome, f"/house/{shelter_id}/rooms", "reopened")


handlers: list[Any] = [show_rooms, set_aside, reopen]
