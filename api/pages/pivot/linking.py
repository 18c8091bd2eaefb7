"""A place that was held for a case is linked with it, so that its pivots find the way there (OPS-14, CNF-10)."""

from uuid import UUID

from api.pages.visits import Visit
from service.beds.referrals.of_cases import PlaceOfCase
from service.cases.surroundings import LinkPlacement, link_placement
from service.refusals import Refused


async def link(
    visit: Visit, case_id: UUID, claim_id: UUID, *, shown: int | None = None, chose: bool | None = None
) -> UUID | None:
    """The placement; None where the claim is linked already, or is nobody's any more."""
    wish = LinkPlacement(case_id, claim_id, shown, chose)
    made = await visit.store.run(link_placement, visit.seat, wish)
    return None if isinstance(made, Refused) else made


async def linked(visit: Visit, place: PlaceOfCase) -> UUID | None:
    """The placement of a place that a case asked for; made now when the house said yes after it was asked."""
    if place.placement_id or place.case_id is None or not place.referral.claim_ids:
        return place.placement_id
    said = place.referral
    return await link(
        visit, place.case_id, said.claim_ids[0], shown=said.options_shown, chose=said.person_chose
    )
