"""One request: where it stands, who acts next by when, and what whoever asked may do (FND-11, FND-12, FND-13)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.filling import Trouble, trouble_of
from api.pages.moments import day_in, moment_in, zone_of
from api.pages.money.offer import offer_of
from api.pages.money.telling import Stop, Told, gathered, issuable, road, told
from api.pages.money.weighing import Door, door
from api.pages.visits import Visit
from api.problems import Refusal
from service.cases.queries import CaseView, case_of
from service.fund.receipts.queries import PictureView, pictures_of
from service.fund.receipts.words import slip_of
from service.fund.repatriation.queries import ReturnView, returns_of
from service.fund.requests.before import cards_drawn
from service.fund.requests.queries import RequestView, request_of
from service.fund.series.queries import SeriesView, series_of
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Language, Refused
from service.store.session import Session


@dataclass(frozen=True)
class Seen:
    """A request with all that hangs on it."""

    view: RequestView
    case: CaseView | None
    lines: list[Told]
    stops: list[Stop]
    series: list[SeriesView]
    returns: list[ReturnView]
    pictures: list[PictureView]
    door: Door | None
    issuable: list[UUID]

    @property
    def trip(self) -> SeriesView | None:
        """The series whose next journey can be taken here."""
        return next((one for one in self.series if one.left and not one.ended_at), None)

    @property
    def total(self) -> int:
        """Cents asked for in all."""
        return sum(line.amount_cents for line in self.view.lines)

    @property
    def open_cents(self) -> int:
        """Cents that nobody has decided."""
        return sum(line.open_cents for line in self.view.lines)

    @property
    def to_issue(self) -> int:
        """Cents that could be issued alone, were they within the ceiling."""
        return sum(line.amount_cents for line in self.view.lines if line.id in self.issuable)

    @property
    def unsent(self) -> int:
        """Cents that are promised and have not left: they go back when the request is withdrawn."""
        return sum(
            max(0, line.approved_cents - line.paid_cents)
            for line in self.view.lines
            if line.state != "paying"
        )

    def pictures_of(self, line_id: UUID) -> list[PictureView]:
        return [picture for picture in self.pictures if picture.line_id == line_id]


@dataclass(frozen=True)
class Typed:
    """What did not go through on this page, and what was typed there."""

    trouble: Trouble | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@get("/money/{request_id:uuid}", include_in_schema=False)
async def show_request(visit: NamedDependency[Visit], request_id: FromPath[UUID]) -> Response[Any]:
    """One request of a case that the visitor accompanies, or that they made."""
    return await request_page(visit, request_id)


async def request_page(
    visit: Visit, request_id: UUID, *, why: Refused | None = None, typed: Typed | None = None
) -> Response[Any]:
    """The page of one request, with what did not go through."""
    async with visit.store.reading(visit.seat) as session:
        if not session.actor.has(Role.PIVOT_WORKER):
            raise Refusal(Refused(NOT_ALLOWED))
        seen = await seen_of(session, request_id, visit.language)
        zone, now = await zone_of(session), session.now
    if seen is None:
        raise Refusal(Refused(NOT_FOUND))
    trouble = trouble_of(why, visit.language) or (typed.trouble if typed else None)
    return visit.paint(
        "money/one.html",
        status=trouble.status if trouble else 200,
        page=f"/money/{request_id}",
        seen=seen,
        view=seen.view,
        values=typed.values if typed else {},
        trouble=trouble,
        zone=zone,
        now=now,
        day=day_in(visit.language, zone),
        moment=moment_in(visit.language, zone),
    )


async def seen_of(session: Session, request_id: UUID, language: Language) -> Seen | None:
    """A request with all that hangs on it; None for what is not the pivot's side to read (POL-03)."""
    view = await request_of(session, request_id, language)
    if view is None or (view.case_id is None and not view.asked_by_you):
        return None
    drawn = await cards_drawn(session, request_id)
    alone = issuable(view)
    series: list[SeriesView] = _found(await series_of(session, request_id))
    return Seen(
        view,
        await case_of(session, view.case_id) if view.case_id else None,
        gathered(
            [told(view, line, drawn.get(line.id)) for line in view.lines],
            [one.line_ids for one in series],
        ),
        road(view),
        series,
        _found(await returns_of(session, request_id, language)),
        _found(await pictures_of(session, request_id)),
        await _door(session, view) if alone else None,
        alone,
    )


@get("/money/{request_id:uuid}/slip", include_in_schema=False)
async def show_slip(visit: NamedDependency[Visit], request_id: FromPath[UUID]) -> Response[Any]:
    """What was paid, on a paper that the person may keep: no name, no organisation, no code, no reason (ELG-02)."""
    async with visit.store.reading(visit.seat) as session:
        if not session.actor.has(Role.PIVOT_WORKER):
            raise Refusal(Refused(NOT_ALLOWED))
        slip = await slip_of(session, request_id, visit.language)
        zone = await zone_of(session)
    if isinstance(slip, Refused):
        raise Refusal(slip)
    return visit.paint(
        "money/slip.html",
        page=f"/money/{request_id}/slip",
        back=f"/money/{request_id}",
        slip=slip,
        day=day_in(visit.language, zone),
    )


def _found(rows: list[Any] | Refused) -> list[Any]:
    return [] if isinstance(rows, Refused) else rows


async def _door(session: Session, view: RequestView) -> Door | None:
    """What may be issued alone of it now (FND-10)."""
    offer = await offer_of(session, view.case_id, view.fund_id) if view.case_id else None
    return door(offer) if offer else None


handlers: list[Any] = [show_request, show_slip]
