"""A held place that a fact has taken: where it could be instead, and one tap to take it (BED-16, OPS-13)."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.coordinator.houses import after, coordinators_only
from api.pages.filling import trouble_of
from api.pages.forms import read_form
from api.pages.moments import moment_in, zone_of
from api.pages.visits import Visit
from api.problems import Refusal
from service.beds.displaced.commands import TakeInstead, take_instead
from service.beds.displaced.queries import places_instead
from service.beds.referrals.queries import own_escalations, settle_escalation
from service.refusals import NOT_FOUND, Refused


@get("/house/displaced/{escalation_id:uuid}", include_in_schema=False)
async def show_displaced(visit: NamedDependency[Visit], escalation_id: FromPath[UUID]) -> Response[str]:
    """The places, the own house first."""
    return await _page(visit, escalation_id)


async def _page(visit: Visit, escalation_id: UUID, why: Refused | None = None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        coordinators_only(session)
        places = await places_instead(session, escalation_id)
        found = next((one for one in await own_escalations(session) if one.id == escalation_id), None)
        zone = await zone_of(session)
    if places is None or found is None:
        raise Refusal(Refused(NOT_FOUND))
    trouble = trouble_of(why, visit.language)
    return visit.paint(
        "coordinator/displaced.html",
        status=trouble.status if trouble else 200,
        page=f"/house/displaced/{escalation_id}",
        trouble=trouble,
        cause=found.cause,
        since=moment_in(visit.language, zone)(found.raised_at),
        places=places,
    )


@post("/house/displaced/{escalation_id:uuid}", include_in_schema=False, status_code=200)
async def take(visit: NamedDependency[Visit], escalation_id: FromPath[UUID]) -> Response[Any]:
    """The same promise lives on there; of two who tap at once, one has it and the other is told."""
    form = await read_form(visit.request)
    try:
        pool = UUID(form.value("pool_id"))
    except ValueError:
        raise Refusal(Refused(NOT_FOUND)) from None
    outcome = await visit.store.run(take_instead, visit.seat, TakeInstead(escalation_id, pool), form.once)
    if isinstance(outcome, Refused) and outcome.reason is not NOT_FOUND:
        return await _page(visit, escalation_id, outcome)
    return after(outcome, "/", "placed_again")


@post("/house/displaced/{escalation_id:uuid}/settled", include_in_schema=False, status_code=303)
async def settled(visit: NamedDependency[Visit], escalation_id: FromPath[UUID]) -> Response[Any]:
    """Another bed was found by telephone, or nobody needs it any more."""
    form = await read_form(visit.request)
    return after(
        await visit.store.run(settle_escalation, visit.seat, escalation_id, form.once), "/", "settled"
    )


handlers: list[Any] = [show_displaced, take, settled]
