"""A bed, and the way to it, in one request: whoever leaves an employer may lose home and transport at once (EXP-02)."""

from dataclasses import dataclass
from uuid import UUID

from service.beds.events import WayThereAsked
from service.beds.lodging.refusals import REFUSALS as HOTELS
from service.beds.referrals.asking import MakeReferral, ReferralAnswer, make_referral
from service.cases.consents import SHARING_REFUSALS
from service.fund.requests.submit import SubmitRequest, Submitted, asks_for_a_case, submit_request
from service.partners.actor import Actor
from service.refusals import Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork


@dataclass(frozen=True)
class ReferAndFetch:
    """A referral of a case, with the journey there as a request to a fund: each leg a line (GEO-04)."""

    case_id: UUID
    referral: MakeReferral
    journey: SubmitRequest


@dataclass(frozen=True)
class BedAndWay:
    """The bed and the money for the way to it, of one case."""

    bed: ReferralAnswer
    way: Submitted


@command(event=WayThereAsked, allowed=asks_for_a_case, refusals={**SHARING_REFUSALS, **HOTELS})
async def refer_and_fetch(
    uow: UnitOfWork, actor: Actor, wish: ReferAndFetch
) -> Done[BedAndWay, WayThereAsked] | Refused:
    """Hold a bed, or ask for one, and ask a fund for the way there: both or neither, with what is known said once
    (EXP-02, CNF-08). Refused for what either would be refused for; whatever the form of exploitation, the same.
    """
    bed = await make_referral(uow, actor, wish.referral)
    if isinstance(bed, Refused):
        return bed
    way = await submit_request(uow, actor, wish.journey)
    if isinstance(way, Refused):
        return way
    return Done(BedAndWay(bed, way), WayThereAsked(subject=bed.id, request=way.id))
