"""Partner hotels: vetted by two, booked with their money in one action (BED-09, BED-10)."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, read
from api.v1.fields import Cents, ShortText, screened, utc
from api.v1.fund.requests import Attestation
from service.beds import refusals as of_beds
from service.beds.lodging import refusals
from service.beds.lodging.booking import Booked, BookRoom, book_room
from service.beds.lodging.queries import RoomView, rooms_of
from service.beds.lodging.vetting import EndVetting, VetHotel, end_vetting, vet_hotel
from service.beds.words import AgeBand, Gender
from service.cases.refusals import CONSENT_GONE, CONSENT_MISSING, KEPT_AWAY
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.fund import refusals as of_fund
from service.fund.policy.document.categories import Urgency
from service.store.command import Once
from service.store.store import Store

TAG = "board"


class Vetting(msgspec.Struct, frozen=True):
    """`signed` while the second person's signature is missing, then `vetted`."""

    state: Literal["signed", "vetted"]


class NewRoom(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A room for a case: nights, what one costs, which fund pays. Who comes is known from the case (CNF-08).

    `gender` and `age_band` are said only where the case does not know them; a `reason` beyond the policy's nights.
    """

    shelter_id: UUID
    fund_id: UUID
    nights: Annotated[int, msgspec.Meta(ge=1, le=60)]
    night_cents: Cents
    expected_at: datetime
    attested: Annotated[list[Attestation], msgspec.Meta(max_length=3)]
    urgency: Urgency = "urgent"
    envelope_id: UUID | None = None
    payee_id: UUID | None = None
    reason: ShortText | None = None
    gender: Gender | None = None
    age_band: AgeBand | None = None
    options_shown: Annotated[int, msgspec.Meta(ge=0, le=99)] | None = None
    person_chose: bool = False

    def wish(self, case_id: UUID) -> BookRoom:
        """The booking as the room knows it. Raises `Refusal` for a reason that says too much (IMM-05)."""
        screened({"reason": self.reason})
        return BookRoom(
            case_id,
            self.shelter_id,
            self.fund_id,
            self.nights,
            self.night_cents,
            utc(self.expected_at, "expected_at"),
            tuple(self.attested),
            self.urgency,
            self.envelope_id,
            self.payee_id,
            self.reason,
            self.gender,
            self.age_band,
            self.options_shown,
            self.person_chose,
        )


@ask(
    "/shelters/{shelter_id:uuid}/vetting",
    id="vet_hotel",
    summary="Sign for a partner hotel; vetted by two people, it is proposed",
    tag=TAG,
    refusals=(refusals.ALREADY_SIGNED,),
    step_up=True,
)
async def post_vetting(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    shelter_id: FromPath[UUID],
) -> Vetting:
    return Vetting(accepted(await store.run(vet_hotel, caller.seat, VetHotel(shelter_id), once)))


@ask(
    "/shelters/{shelter_id:uuid}/vetting/end",
    id="end_vetting",
    summary="Propose a hotel no more; one person is enough",
    tag=TAG,
    status=204,
)
async def post_vetting_end(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    shelter_id: FromPath[UUID],
) -> None:
    accepted(await store.run(end_vetting, caller.seat, EndVetting(shelter_id), once))


@ask(
    "/cases/{case_id:uuid}/rooms",
    id="book_room",
    summary="Book a partner hotel's room and open the fund's line for it",
    tag=TAG,
    refusals=(
        refusals.NOT_A_HOTEL,
        refusals.NOT_VETTED,
        refusals.NOT_TOLD,
        *of_beds.PARTY_FAULTS.values(),
        of_beds.EXPECTED_TOO_LATE,
        of_beds.CHOICE_OF_THE_PERSON,
        of_beds.LOW_SECURITY_NEEDS_A_REASON,
        of_beds.DOES_NOT_FIT,
        of_beds.NO_LONGER_FREE,
        of_fund.NO_SUCH_FUND,
        of_fund.NO_SUCH_PAYEE,
        of_fund.NOT_ATTESTED,
        of_fund.NOT_COVERED,
        of_fund.REASON_NEEDED,
        CONSENT_MISSING,
        CONSENT_GONE,
        KEPT_AWAY,
        SAYS_TOO_MUCH,
    ),
)
async def post_room(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
    data: JSONBody[NewRoom],
) -> Booked:
    return accepted(await store.run(book_room, caller.seat, data.wish(case_id), once))


@read(
    "/cases/{case_id:uuid}/rooms",
    id="list_rooms",
    summary="The hotel rooms of a case, and where each and its money stand",
    tag=TAG,
)
async def get_rooms(
    store: NamedDependency[Store], caller: NamedDependency[Caller], case_id: FromPath[UUID]
) -> list[RoomView]:
    async with store.reading(caller.seat) as session:
        return accepted(await rooms_of(session, case_id))


handlers = [post_vetting, post_vetting_end, post_room, get_rooms]
