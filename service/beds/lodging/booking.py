"""One action books a partner hotel's room and opens the fund's line for it, for one case (BED-09)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.beds.board.rules import Question
from service.beds.events import RoomBooked
from service.beds.lodging import refusals
from service.beds.lodging.rules import COUNTED_OVER, Guest, needs_reason, party_of, told
from service.beds.party.rules import Party
from service.beds.referrals.asking import CARD, MakeReferral, ReferralAnswer, make_referral
from service.beds.words import AgeBand, Gender
from service.cases.consents import SHARING_REFUSALS
from service.fund.policy.document.categories import Urgency
from service.fund.policy.queries import in_force
from service.fund.refusals import REASON_NEEDED
from service.fund.requests.lines import NewLine
from service.fund.requests.submit import SubmitRequest, Submitted, asks_for_a_case, submit_request
from service.partners.actor import Actor
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class BookRoom:
    """A room of a partner hotel for a case: nights, what one costs in cents, and which fund pays.

    `gender` and `age_band` are said only where the case does not know them (CNF-08).
    """

    case_id: UUID
    shelter_id: UUID
    fund_id: UUID
    nights: int
    night_cents: int
    expected_at: datetime
    attested: tuple[str, ...]
    urgency: Urgency = "urgent"
    envelope_id: UUID | None = None
    payee_id: UUID | None = None
    reason: str | None = None
    gender: Gender | None = None
    age_band: AgeBand | None = None
    options_shown: int | None = None
    person_chose: bool = False


@dataclass(frozen=True)
class Booked:
    """One room and one request, of one case (BED-09)."""

    id: UUID
    room: ReferralAnswer
    money: Submitted


CASE = sql("SELECT age_band, party, languages, region FROM cases WHERE id = :case")
# Two bookings of one case at once see each other's nights.
ONE_BY_ONE = sql(
    "SELECT pg_advisory_xact_lock(hashtextextended('hotel nights of case ' || CAST(:case AS text), 0))"
)
NIGHTS = sql("SELECT relais.hotel_nights_of(:case, :since)")
INSERT = sql(
    """
    INSERT INTO room_bookings (case_id, organisation_id, referral_id, request_id, nights, booked_by, booked_at)
    VALUES (:case, relais.organisation(), :referral, :request, :nights, relais.member(), relais.now()) RETURNING id
    """
)


@command(event=RoomBooked, allowed=asks_for_a_case, refusals={**SHARING_REFUSALS, **refusals.REFUSALS})
async def book_room(uow: UnitOfWork, actor: Actor, wish: BookRoom) -> Done[Booked, RoomBooked] | Refused:
    """Hold or ask for the room, and open the fund's line of these nights: both, or neither (BED-09, CNF-08).

    Refused for a house that is no hotel or is not vetted (BED-10), for one that the case keeps away (CNF-07), without
    the person's consent to bed and fund (CNF-01), and beyond the policy's nights without a reason.
    """
    card = await uow.row(CARD, id=wish.shelter_id)
    case = await uow.row(CASE, case=wish.case_id)
    if card is None or case is None:
        return Refused(NOT_FOUND)
    if card["kind"] != "hotel_partner":
        return Refused(refusals.NOT_A_HOTEL)
    party = party_of([told(guest, wish.gender, wish.age_band) for guest in guests_of(case)])
    if party is None:
        return Refused(refusals.NOT_TOLD)
    refused = await _too_many_nights(uow, wish, case["region"])
    if refused:
        return refused
    room = await make_referral(uow, actor, _asking(wish, party, case["languages"]))
    if isinstance(room, Refused):
        return room
    money = await submit_request(uow, actor, _request(wish))
    if isinstance(money, Refused):
        return money
    booking: UUID = await uow.value(
        INSERT, case=wish.case_id, referral=room.id, request=money.id, nights=wish.nights
    )
    booked = RoomBooked(subject=wish.case_id, booking=booking, nights=wish.nights)
    return Done(Booked(booking, room, money), booked)


def guests_of(case: Any) -> list[Guest]:
    """The person, then whoever comes along, as the case has them."""
    party = case["party"]
    others = party.get("dependants", [])
    return [
        Guest(party["gender"], case["age_band"]),
        *(Guest(each.get("gender", "not_determined"), each["age_band"]) for each in others),
    ]


async def _too_many_nights(uow: UnitOfWork, wish: BookRoom, region: str) -> Refused | None:
    """Beyond the ceiling of the fund's policy a reason is asked, over all bookings of the case, those of this very
    moment too (BED-09)."""
    policy = await in_force(uow, wish.fund_id, region)
    rule = policy.policy.rule_for("hotel_nights") if policy else None
    without = rule.units_without_reason if rule else None
    await uow.value(ONE_BY_ONE, case=str(wish.case_id))
    before: int = await uow.value(NIGHTS, case=wish.case_id, since=uow.now - COUNTED_OVER)
    if without is None or wish.reason or not needs_reason(before, wish.nights, without):
        return None
    return Refused(REASON_NEEDED, {"units": before + wish.nights, "without_reason": without})


def _asking(wish: BookRoom, party: Party, languages: list[str]) -> MakeReferral:
    spoken = tuple(language for language in languages if language != "und")
    return MakeReferral(
        shelter_id=wish.shelter_id,
        question=Question(party, nights=wish.nights, languages=spoken),
        expected_at=wish.expected_at,
        case_id=wish.case_id,
        options_shown=wish.options_shown,
        person_chose=wish.person_chose,
    )


def _request(wish: BookRoom) -> SubmitRequest:
    line = NewLine(
        "hotel_nights",
        wish.night_cents * wish.nights,
        wish.nights,
        payee_id=wish.payee_id,
        reason=wish.reason,
    )
    return SubmitRequest(wish.case_id, wish.fund_id, (line,), wish.attested, wish.urgency, wish.envelope_id)
