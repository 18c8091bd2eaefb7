"""A bed and the way to it, asked for together (EXP-02)."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask
from api.v1.beds.referrals import REFUSED, NewReferral
from api.v1.fund.requests import Attestation, NewRequestLine
from service.beds.lodging.refusals import NOT_VETTED
from service.beds.referrals.fetching import BedAndWay, ReferAndFetch, refer_and_fetch
from service.fund import refusals as of_fund
from service.fund.policy.document.categories import Urgency
from service.fund.requests.submit import SubmitRequest
from service.store.command import Once
from service.store.store import Store


class Journey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which fund pays the way there; each leg is a line, a bus and a plane are two (GEO-04)."""

    fund_id: UUID
    lines: Annotated[list[NewRequestLine], msgspec.Meta(min_length=1, max_length=10)]
    attested: Annotated[list[Attestation], msgspec.Meta(max_length=3)]
    urgency: Urgency = "urgent"
    envelope_id: UUID | None = None


class BedWithJourney(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The referral of this case, and the journey; who travels is known from the case (CNF-08)."""

    referral: NewReferral
    journey: Journey

    def wish(self, case_id: UUID) -> ReferAndFetch:
        """As the room knows it. Raises `Refusal` for a text that says too much (IMM-05)."""
        legs = tuple(leg.line(number) for number, leg in enumerate(self.journey.lines))
        journey = self.journey
        money = SubmitRequest(
            case_id, journey.fund_id, legs, tuple(journey.attested), journey.urgency, journey.envelope_id
        )
        bed = msgspec.structs.replace(self.referral, case_id=case_id)
        return ReferAndFetch(case_id, bed.wish(), money)


@ask(
    "/cases/{case_id:uuid}/referrals",
    id="refer_with_journey",
    summary="Hold a bed for a case and ask a fund for the way there",
    tag="referrals",
    refusals=(
        *REFUSED,
        NOT_VETTED,
        of_fund.NO_SUCH_FUND,
        of_fund.NO_SUCH_PAYEE,
        of_fund.NOT_ATTESTED,
        of_fund.NOT_COVERED,
        of_fund.REASON_NEEDED,
        of_fund.NEEDED_BY_PAST,
    ),
)
async def post_bed_with_journey(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
    data: JSONBody[BedWithJourney],
) -> BedAndWay:
    return accepted(await store.run(refer_and_fetch, caller.seat, data.wish(case_id), once))


handlers = [post_bed_with_journey]
