"""Who accompanies a case: handed to a colleague, followed by a partner, or given to another organisation (PIV)."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.amounts import day_in_text
from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import Form, read_form
from api.pages.moments import moment_in
from api.pages.pivot.doing import Repaint, Why, do
from api.pages.pivot.reading import here_of, my_case, provinces
from api.pages.visits import Visit
from api.v1.fields import Region
from api.wrong import Wrong
from service.cases.co_pivots import NameCoPivot, name_co_pivot
from service.cases.commands import ChangeCompanions, change_companions
from service.cases.consents import ConsentKind, GiveConsent, GivenConsent, give_consent
from service.cases.overview import colleagues, partners, pivot_by_address
from service.cases.refusals import ALREADY_GIVEN, CANNOT_ACCOMPANY
from service.cases.transfers.commands import AskTransfer, EndTransfer, ask_transfer, end_transfer
from service.cases.transfers.queries import history_of
from service.refusals import Refused

FOLLOWS_FOR = timedelta(days=90)
"""How long a partner follows unless a day is given; it is lengthened as often as it is needed."""


class Companions(msgspec.Struct, frozen=True):
    """A pivot and a backup, at the version that was read."""

    version: int
    pivot: UUID
    backup: UUID


class CoPivot(msgspec.Struct, frozen=True):
    """A partner's pivot worker, by the work address that they gave."""

    email: str
    until: str = ""
    kind: ConsentKind = "spoken"


class Transfer(msgspec.Struct, frozen=True):
    """Which organisation is asked; the region is theirs unless said otherwise."""

    organisation: UUID
    to_region: Region | None = None
    keep: bool = False
    kind: ConsentKind = "spoken"


@get("/cases/{case_id:uuid}/people", include_in_schema=False)
async def show_people(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[str]:
    """To another organisation first, then to a colleague, then a second pivot."""
    return await _page(visit, case_id, {}, None)


async def _page(visit: Visit, case_id: UUID, values: dict[str, str], why: Why) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        case, here = await my_case(session, case_id), await here_of(session)
        own = await colleagues(session)
        others = [one for one in await partners(session, "pivot") if one.id != here.actor.organisation_id]
        told = await history_of(session, case_id)
    trouble = trouble_of(why, visit.language)
    return visit.paint(
        "pivot/people.html",
        status=trouble.status if trouble else 200,
        page=f"/cases/{case_id}/people",
        case=case,
        ours=case.organisation_id == here.actor.organisation_id,
        values=values or {"pivot": str(case.pivot_member_id), "backup": str(case.backup_member_id or "")},
        trouble=trouble,
        colleagues=[(one.id, one.email) for one in own],
        partners=[(one.id, one.name) for one in others],
        names={one.id: one.name for one in others},
        regions=provinces(here.known, visit.language),
        asked=[one for one in told.transfers if one.state == "asked"],
        moment=moment_in(visit.language, here.zone),
        until=(here.now + FOLLOWS_FOR).date().isoformat(),
    )


def _again(visit: Visit, case_id: UUID) -> Repaint:
    async def again(form: Form, why: Why) -> Response[Any]:
        return await _page(visit, case_id, form.values, why)

    return again


@post("/cases/{case_id:uuid}/people", include_in_schema=False, status_code=200)
async def hand_to_colleague(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """Another pivot or backup; the case keeps its whole history (PIV-03)."""
    form = await read_form(visit.request)
    said = fill(form, Companions)
    wish = (
        said if isinstance(said, Unfit) else ChangeCompanions(case_id, said.version, said.pivot, said.backup)
    )
    leaves = not isinstance(said, Unfit) and visit.seat.member_id not in (said.pivot, said.backup)
    done = "/?done=pivot.handed" if leaves else f"/cases/{case_id}?done=pivot.handed"
    return await do(visit, form, change_companions, wish, _again(visit, case_id), done=done)


@post("/cases/{case_id:uuid}/people/follow", include_in_schema=False, status_code=200)
async def let_follow(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """A partner's pivot worker follows the case until a day, as the person agrees (PIV-04, CNF-01)."""
    form = await read_form(visit.request)
    again = _again(visit, case_id)
    said = fill(form, CoPivot)
    if form.language or isinstance(said, Unfit):
        return await again(form, said if isinstance(said, Unfit) and not form.language else None)
    until = _until(said.until)
    if isinstance(until, Unfit):
        return await again(form, until)
    async with visit.store.reading(visit.seat) as session:
        found = await pivot_by_address(session, said.email)
    if found is None:
        return await again(form, Refused(CANNOT_ACCOMPANY, {"fault": "not_a_pivot"}))
    refused = await _agreed(visit, case_id, found.organisation_id, said.kind)
    if refused:
        return await again(form, refused)
    wish = NameCoPivot(case_id, found.member_id, until)
    return await do(visit, form, name_co_pivot, wish, again, done=f"/cases/{case_id}?done=pivot.follows")


def _until(text: str) -> datetime | Unfit:
    day = day_in_text(text, "until")
    return Unfit((day,)) if isinstance(day, Wrong) else datetime.combine(day, time(23, 59), UTC)


async def _agreed(visit: Visit, case_id: UUID, organisation: UUID, kind: ConsentKind) -> Refused | None:
    """The person's consent to share with exactly that organisation; given before, it holds."""
    given = GivenConsent("share_with_organisation", kind, organisation)
    outcome = await visit.store.run(give_consent, visit.seat, GiveConsent(case_id, given))
    return outcome if isinstance(outcome, Refused) and outcome.reason is not ALREADY_GIVEN else None


@post("/cases/{case_id:uuid}/people/transfer", include_in_schema=False, status_code=200)
async def give_away(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """Ask another organisation, of any province; until it accepts, nothing moves (GEO-02, PIV-01)."""
    form = await read_form(visit.request)
    again = _again(visit, case_id)
    said = fill(form, Transfer)
    if form.language or isinstance(said, Unfit):
        return await again(form, said if isinstance(said, Unfit) and not form.language else None)
    refused = await _agreed(visit, case_id, said.organisation, said.kind)
    if refused:
        return await again(form, refused)
    wish = await _transfer(visit, case_id, said)
    return await do(
        visit, form, ask_transfer, wish, again, done=f"/cases/{case_id}?done=pivot.transfer_asked"
    )


async def _transfer(visit: Visit, case_id: UUID, said: Transfer) -> AskTransfer:
    """To their own first region unless the worker says where the person goes."""
    async with visit.store.reading(visit.seat) as session:
        found = next((one for one in await partners(session, "pivot") if one.id == said.organisation), None)
        case, now = await my_case(session, case_id), session.now
    region = said.to_region or next(iter(found.regions if found else ()), case.region)
    keep = now + FOLLOWS_FOR if said.keep else None
    return AskTransfer(case_id, said.organisation, region, keep_until=keep, kept_by=said.kind)


@post(
    "/cases/{case_id:uuid}/people/transfer/{transfer_id:uuid}/withdraw",
    include_in_schema=False,
    status_code=200,
)
async def take_back(
    visit: NamedDependency[Visit], case_id: FromPath[UUID], transfer_id: FromPath[UUID]
) -> Response[Any]:
    """The case stays here."""
    form = await read_form(visit.request)
    wish = EndTransfer(transfer_id, "withdrawn")
    done = f"/cases/{case_id}?done=pivot.transfer_withdrawn"
    return await do(visit, form, end_transfer, wish, _again(visit, case_id), done=done)


handlers: list[Any] = [show_people, hand_to_colleague, let_follow, give_away, take_back]
