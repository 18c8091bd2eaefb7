"""A place on its road: asked, held, confirmed, arrived; kept an hour more, given back, its address shown (CNF-09)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.acting import About, act
from api.pages.filling import Trouble, trouble_of
from api.pages.forms import read_form
from api.pages.pivot.linking import linked
from api.pages.pivot.reading import Here, here_of, my_case
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal
from service.beds.addresses.commands import RevealAddress, reveal_address
from service.beds.addresses.queries import revealed_way, shows
from service.beds.addresses.rules import SHOWN_FOR
from service.beds.referrals.answers import Answer
from service.beds.referrals.of_cases import PlaceOfCase, case_of_place, is_of_no_case, places_of_case
from service.beds.referrals.pivot import extend, withdraw
from service.beds.referrals.queries import own_referral
from service.cases.consents import GiveConsent, GivenConsent, give_consent
from service.cases.queries import CaseView
from service.cases.refusals import ALREADY_GIVEN
from service.cases.shares import (
    SHAREABLE,
    EndShare,
    ShareView,
    ShareWithShelter,
    end_share,
    share_with_shelter,
    shared_of_case,
)
from service.refusals import NOT_FOUND, Refused

ROAD = ("asked", "held", "confirmed", "arrived")
AT = {
    "asked": 0,
    "awaiting_self_call": 1,
    "held": 1,
    "confirmed": 2,
    "arrived": 3,
    "left": 4,
}
"""How far a place is on its road; what ended on the way has no next stop."""
SHAPES = {
    "asked": "half",
    "awaiting_self_call": "half",
    "held": "half",
    "confirmed": "full",
    "arrived": "full",
    "left": "none",
    "declined": "cross",
    "refused_at_door": "cross",
    "lapsed": "none",
    "withdrawn": "none",
}


@dataclass(frozen=True)
class Stop:
    """A place, its case if it has one, and what of the case this house may read."""

    place: PlaceOfCase
    case: CaseView | None
    share: ShareView | None
    house: UUID | None
    here: Here
    shows: bool = False
    """Whether the address can be shown now: after the yes, until some hours after the arrival (SAF-01)."""

    @property
    def state(self) -> str:
        return self.place.referral.state

    @property
    def open(self) -> bool:
        """Whether it may still be kept longer, or given back."""
        return self.state in {"asked", "awaiting_self_call", "held", "confirmed"}

    @property
    def road(self) -> list[tuple[str, str]]:
        """Each stop with where it stands: done, now or later."""
        if self.state not in AT:
            return []
        at = AT[self.state]
        return [
            (name, "done" if i < at or at >= 3 else "now" if i == at else "later")
            for i, name in enumerate(ROAD)
        ]


async def read_stop(visit: Visit, referral_id: UUID) -> Stop:
    """A place that the visitor's organisation asked for: with a case, for who accompanies it (CNF-04).

    Raises `Refusal` for anybody else's.
    """
    async with visit.store.reading(visit.seat) as session:
        here = await here_of(session)
        referral = await own_referral(session, referral_id)
        if referral is None:
            raise Refusal(Refused(NOT_FOUND))
        case_id = await case_of_place(session, referral_id)
        if case_id is None and not await is_of_no_case(session, referral_id):
            raise Refusal(Refused(NOT_FOUND))
        if case_id is None:
            return Stop(PlaceOfCase(referral, None), None, None, None, here)
        case = await my_case(session, case_id)
        place = next(
            each for each in await places_of_case(session, case_id) if each.referral.id == referral_id
        )
        told = await shared_of_case(session, case_id)
        # Linked only when it is looked at: then the command itself says whether the address shows.
        open_ = place.placement_id is None or await shows(session, place.placement_id)
    share = next((one for one in told.shares if one.referral_id == referral_id and one.in_force), None)
    house = next((one.organisation_id for one in told.sharings if one.subject == referral_id), None)
    return Stop(place, case, share, house, here, open_)


@get("/stops/{referral_id:uuid}", include_in_schema=False)
async def show_stop(visit: NamedDependency[Visit], referral_id: FromPath[UUID]) -> Response[str]:
    """Where a place stands, until when, and what can be done."""
    return await paint_stop(visit, referral_id)


async def paint_stop(visit: Visit, referral_id: UUID, why: Refused | None = None) -> Response[str]:
    """The page of a place, with what did not go through."""
    stop, trouble = await read_stop(visit, referral_id), trouble_of(why, visit.language)
    return visit.paint(
        "pivot/stop.html",
        status=_status(trouble),
        page=f"/stops/{referral_id}",
        stop=stop,
        said=stop.place.referral,
        shape=SHAPES[stop.state],
        case=stop.case,
        zone=stop.here.zone,
        now=stop.here.now,
        trouble=trouble,
        shareable=SHAREABLE,
    )


def _status(trouble: Trouble | None) -> int:
    return trouble.status if trouble else 200


@post("/stops/{referral_id:uuid}/extend", include_in_schema=False, status_code=200)
async def keep(visit: NamedDependency[Visit], referral_id: FromPath[UUID]) -> Response[Any]:
    """An hour more, up to the longest hold (OPS-13)."""
    form = await read_form(visit.request)
    await read_stop(visit, referral_id)
    outcome = await visit.store.run(extend, visit.seat, Answer(referral_id), form.once)
    if isinstance(outcome, Refused):
        return await paint_stop(visit, referral_id, outcome)
    home = form.value("from") == "home"
    return Redirect(
        "/?done=pivot.extended" if home else f"/stops/{referral_id}?done=pivot.extended", status_code=303
    )


@get("/stops/{referral_id:uuid}/release", include_in_schema=False)
async def ask_release(visit: NamedDependency[Visit], referral_id: FromPath[UUID]) -> Response[str]:
    """The check page: somebody else may have the place a second later."""
    stop = await read_stop(visit, referral_id)
    return visit.paint(
        "pivot/release.html", stop=stop, said=stop.place.referral, page=f"/stops/{referral_id}/release"
    )


@post("/stops/{referral_id:uuid}/release", include_in_schema=False, status_code=200)
async def release(visit: NamedDependency[Visit], referral_id: FromPath[UUID]) -> Response[Any]:
    """Give the place back. Nothing is noted against anybody (FND-14)."""
    form = await read_form(visit.request)
    await read_stop(visit, referral_id)
    outcome = await visit.store.run(withdraw, visit.seat, Answer(referral_id), form.once)
    if isinstance(outcome, Refused):
        return await paint_stop(visit, referral_id, outcome)
    return Redirect(f"/stops/{referral_id}?done=pivot.released", status_code=303)


@post("/stops/{referral_id:uuid}/address", include_in_schema=False, status_code=200)
async def show_address(visit: NamedDependency[Visit], referral_id: FromPath[UUID]) -> Response[Any]:
    """Where the house is: proven, recorded, and for a while (SAF-01)."""
    stop = await read_stop(visit, referral_id)
    placement = await linked(visit, stop.place)
    if placement is None:
        return await paint_stop(visit, referral_id, Refused(NOT_FOUND))
    return await reveal(visit, placement, stop.place.referral.shelter_name or "", f"/stops/{referral_id}")


@post(
    "/cases/{case_id:uuid}/placements/{placement_id:uuid}/address", include_in_schema=False, status_code=200
)
async def show_address_of_case(
    visit: NamedDependency[Visit], case_id: FromPath[UUID], placement_id: FromPath[UUID]
) -> Response[Any]:
    """The same for a place that another organisation asked for: a co-pivot goes there too (PIV-04)."""
    async with visit.store.reading(visit.seat) as session:
        case = await my_case(session, case_id)
    name = next((one.shelter_name for one in case.placements if one.id == placement_id), "")
    return await reveal(visit, placement_id, name, f"/cases/{case_id}")


async def reveal(visit: Visit, placement_id: UUID, name: str, back: str) -> Response[Any]:
    """The address on a page that is never kept; asked again later, it takes a new proof. Raises `ProofNeeded`."""
    form = await read_form(visit.request)
    about = About(WORDS["pivot.address.about"], {"name": name}, back)
    opened = await act(visit, form, reveal_address, RevealAddress(placement_id), about, told_once=True)
    if isinstance(opened, Refused):
        raise Refusal(opened)
    async with visit.store.reading(visit.seat) as session:
        way = await revealed_way(session, placement_id, opened)
        here = await here_of(session)
    if isinstance(way, Refused):
        raise Refusal(way)
    return visit.paint(
        "pivot/address.html",
        way=way,
        name=name,
        back=back,
        page=back,
        zone=here.zone,
        seconds=SHOWN_FOR.seconds,
    )


@post("/stops/{referral_id:uuid}/share", include_in_schema=False, status_code=200)
async def share(visit: NamedDependency[Visit], referral_id: FromPath[UUID]) -> Response[Any]:
    """Let the coordinator of this house read forms or risk, as the person agrees (POL-03, CNF-01)."""
    form = await read_form(visit.request)
    stop = await read_stop(visit, referral_id)
    if form.language:
        return await paint_stop(visit, referral_id)
    what = tuple(name for name in SHAREABLE if name in form.all("what"))
    if stop.case is None or stop.house is None or not what or form.value("kind") not in KINDS:
        return Redirect(f"/stops/{referral_id}", status_code=303)
    kind: Any = form.value("kind")
    given = GiveConsent(stop.case.id, GivenConsent("share_with_organisation", kind, stop.house))
    agreed = await visit.store.run(give_consent, visit.seat, given)
    if isinstance(agreed, Refused) and agreed.reason is not ALREADY_GIVEN:
        return await paint_stop(visit, referral_id, agreed)
    wish = ShareWithShelter(stop.case.id, referral_id, what)
    outcome = await visit.store.run(share_with_shelter, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await paint_stop(visit, referral_id, outcome)
    return Redirect(f"/stops/{referral_id}?done=pivot.shared", status_code=303)


KINDS = ("spoken", "written", "through_interpreter")


@post("/stops/{referral_id:uuid}/share/end", include_in_schema=False, status_code=200)
async def stop_sharing(visit: NamedDependency[Visit], referral_id: FromPath[UUID]) -> Response[Any]:
    """Stop at once: nothing is left to read."""
    form = await read_form(visit.request)
    stop = await read_stop(visit, referral_id)
    if stop.case is not None and stop.share is not None:
        wish = EndShare(stop.case.id, stop.share.id)
        outcome = await visit.store.run(end_share, visit.seat, wish, form.once)
        if isinstance(outcome, Refused):
            return await paint_stop(visit, referral_id, outcome)
    return Redirect(f"/stops/{referral_id}?done=pivot.unshared", status_code=303)


handlers: list[Any] = [
    show_stop,
    keep,
    ask_release,
    release,
    show_address,
    show_address_of_case,
    share,
    stop_sharing,
]
