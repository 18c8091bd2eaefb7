"""A partner hotel's room and the fund's line for it, in one action (BED-09)."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.amounts import cents_in
from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import Form, form_of, read_form
from api.pages.pivot.asking import arrival, guests_of
from api.pages.pivot.doing import Why
from api.pages.pivot.linking import link
from api.pages.pivot.reading import here_of, my_case
from api.pages.visits import Visit
from api.problems import Refusal
from api.wrong import TO_FILL, Wrong
from service.beds.lodging.booking import BookRoom, book_room
from service.beds.lodging.rules import party_of
from service.beds.words import AgeBand, Gender
from service.cases.screening.refusals import says_too_much
from service.cases.screening.rules import screen
from service.fund.envelopes.queries import open_funds
from service.fund.policy.rules import ATTESTATIONS
from service.fund.said import ATTESTATIONS as SAID
from service.refusals import NOT_FOUND, Refused
from service.store.statements import sql

CARD = sql("SELECT name, city, region FROM relais.shelter_cards(ARRAY[relais.shelter_key(:id)])")


class Room(msgspec.Struct, frozen=True):
    """The booking as it is sent."""

    envelope: UUID
    night: str
    nights: Annotated[int, msgspec.Meta(ge=1, le=60)] = 1
    attested: list[str] = []
    gender: Gender | None = None
    age_band: AgeBand | None = None
    reason: str = ""
    chose: bool = False
    day: str = ""
    hour: str = ""


@get("/cases/{case_id:uuid}/hotels/{shelter_id:uuid}", include_in_schema=False)
async def ask_for_room(
    visit: NamedDependency[Visit], case_id: FromPath[UUID], shelter_id: FromPath[UUID]
) -> Response[str]:
    """Nights and hour come from the question; what is left is which fund, and what a night costs."""
    form = form_of(visit.request.url.path, visit.request.query_params.multi_items())
    return await _page(visit, case_id, shelter_id, {**form.values, "attested": []}, None)


async def _page(
    visit: Visit, case_id: UUID, shelter_id: UUID, values: dict[str, Any], why: Why
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        here, case = await here_of(session), await my_case(session, case_id)
        hotel = await session.row(CARD, id=shelter_id)
        funds = await open_funds(session, case.region)
    if hotel is None:
        raise Refusal(Refused(NOT_FOUND))
    open_here = [] if isinstance(funds, Refused) else [one for one in funds if not _elsewhere(one.categories)]
    trouble = trouble_of(why, visit.language, "reason" if isinstance(why, Refused) else "")
    return visit.paint(
        "pivot/hotel.html",
        status=trouble.status if trouble else 200,
        page=f"/cases/{case_id}/hotels/{shelter_id}",
        case=case,
        hotel=hotel,
        place=hotel["city"] or here.place(hotel["region"], visit.language),
        funds=[(one.envelope_id, f"{one.code} · {one.name}") for one in open_here],
        told=party_of(guests_of(case)) is not None,
        attestations=[(code, SAID[code]) for code in ATTESTATIONS],
        values=values,
        trouble=trouble,
    )


def _elsewhere(categories: list[str]) -> bool:
    """Whether an envelope is for something else than nights."""
    return bool(categories) and "hotel_nights" not in categories


@post("/cases/{case_id:uuid}/hotels/{shelter_id:uuid}", include_in_schema=False, status_code=200)
async def book(
    visit: NamedDependency[Visit], case_id: FromPath[UUID], shelter_id: FromPath[UUID]
) -> Response[Any]:
    """The room is held or asked, and the fund asked: both, or neither."""
    form = await read_form(visit.request)
    typed = {**form.values, "attested": form.all("attested")}
    wish = None if form.language else await _wish(visit, form, case_id, shelter_id)
    if wish is None or isinstance(wish, Unfit):
        return await _page(visit, case_id, shelter_id, typed, wish)
    if wish.reason and (findings := screen(wish.reason, "need")):
        return await _page(visit, case_id, shelter_id, typed, says_too_much(findings))
    booked = await visit.store.run(book_room, visit.seat, wish, form.once)
    if isinstance(booked, Refused):
        return await _page(visit, case_id, shelter_id, typed, booked)
    if booked.room.claim_ids:
        await link(visit, case_id, booked.room.claim_ids[0], chose=wish.person_chose)
    return Redirect(f"/stops/{booked.room.id}?done=pivot.booked", status_code=303)


async def _wish(visit: Visit, form: Form, case_id: UUID, shelter_id: UUID) -> BookRoom | Unfit:
    said = fill(form, Room)
    if isinstance(said, Unfit):
        return said
    cents = cents_in(said.night, "night")
    async with visit.store.reading(visit.seat) as session:
        here, case = await here_of(session), await my_case(session, case_id)
        funds = await open_funds(session, case.region)
    fund = (
        next((one for one in funds if one.envelope_id == said.envelope), None)
        if isinstance(funds, list)
        else None
    )
    expected = arrival(said, here.now, here.zone)
    if isinstance(cents, Wrong) or isinstance(expected, Wrong):
        return Unfit(tuple(each for each in (cents, expected) if isinstance(each, Wrong)))
    if fund is None:
        return Unfit((Wrong("envelope", TO_FILL),))
    return BookRoom(
        case_id,
        shelter_id,
        fund.fund_id,
        said.nights,
        cents,
        expected,
        tuple(code for code in ATTESTATIONS if code in said.attested),
        envelope_id=fund.envelope_id,
        reason=said.reason or None,
        gender=said.gender,
        age_band=said.age_band,
        person_chose=said.chose,
    )


handlers: list[Any] = [ask_for_room, book]
