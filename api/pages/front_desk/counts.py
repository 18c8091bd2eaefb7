"""Counting from a page: one tap carries the whole number and the moment, so that nothing is counted twice (BED-15)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.doors import for_roles
from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import Form, read_form
from api.pages.front_desk.beds import desk_of, home_of, houses
from api.pages.front_desk.questions import AT_THE_DESK
from api.pages.front_desk.undo import CountMade, to_undo, undoable, undone
from api.pages.keeping import take_kept
from api.pages.visits import Visit
from service.beds.counts.application import Counted
from service.beds.counts.commands import RecordCount
from service.beds.shelters.queries import own_shelter
from service.refusals import NOT_FOUND, Refused
from service.store.command import Once

HOME = "/desk/counts"
SKEW = timedelta(minutes=5)
"""A device's clock may run ahead by so much: the look is then taken as of now."""


class Count(msgspec.Struct, frozen=True):
    """`free` beds are empty, or `same`. `painted` is when the page was; `tapped`, with script, when the finger was."""

    free: Annotated[int, msgspec.Meta(ge=0, le=1000)] | None
    painted: datetime
    pool: UUID | None = None
    tapped: datetime | None = None


@get(HOME, include_in_schema=False)
async def show_counts(visit: NamedDependency[Visit]) -> Response[str]:
    """A number, typed: for the first count, and for a large change."""
    kept = await take_kept(visit)
    return await _page(visit, kept.values if kept else {}, kept=kept is not None)


async def _page(
    visit: Visit, typed: Mapping[str, str], *, why: Refused | Unfit | None = None, kept: bool = False
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        for_roles(session, *AT_THE_DESK)
        homes = [home_of(house, visit.language, session.now, None) for house in await houses(session)]
    trouble = trouble_of(why, visit.language, "free")
    return visit.paint(
        "front_desk/counts.html",
        status=trouble.status if trouble else 200,
        page=HOME,
        homes=homes,
        typed=typed,
        trouble=trouble,
        kept=kept,
    )


@post("/desk/counts/{house_id:uuid}", include_in_schema=False, status_code=303)
async def count(visit: NamedDependency[Visit], house_id: FromPath[UUID]) -> Response[Any]:
    """Empty beds, as they were seen: an older look never replaces a newer one, and the page says so."""
    form = await read_form(visit.request)
    typed = {**form.values, "house": str(house_id)}
    if form.language:
        return await _page(visit, typed)
    wish = fill(form, Count, **({"free": None} if form.value("free") == "same" else {}))
    if isinstance(wish, Unfit):
        return await _page(visit, typed, why=wish)
    looked_at = await _looked_at(visit, house_id, wish)
    counted = await desk_of(visit).record(
        visit.seat, RecordCount(house_id, wish.free, looked_at, wish.pool), _once(form)
    )
    if isinstance(counted, Refused):
        return await _page(visit, typed, why=counted)
    return _noted(house_id, wish, looked_at, counted)


def _once(form: Form) -> Once:
    """Each number of a form is an intention of its own: somebody who went back may tap another one."""
    return Once(f"{form.key}-{form.value('free')}", form.once.fingerprint)


async def _looked_at(visit: Visit, house_id: UUID, wish: Count) -> datetime:
    """When somebody looked: at their tap; without script now, unless the page was painted before a newer count.

    Raises `Refusal` for whoever does not work at a desk.
    """
    async with visit.store.reading(visit.seat) as session:
        for_roles(session, *AT_THE_DESK)
        house, now = await own_shelter(session, house_id), session.now
    if wish.tapped is not None:
        tapped = _utc(wish.tapped)
        return now if now < tapped <= now + SKEW else tapped
    painted = min(_utc(wish.painted), now)
    newer = house is not None and house.counted_at is not None and house.counted_at > painted
    return painted if newer else now


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _noted(house_id: UUID, wish: Count, looked_at: datetime, counted: Counted) -> Response[Any]:
    if not counted.applied:
        return Redirect("/?done=count_newer", status_code=303)
    done = "count_same" if wish.free is None else "count_open" if counted.unexplained else "counted"
    response: Response[Any] = Redirect(f"/?done={done}", status_code=303)
    if counted.before == counted.free:
        return undone(response)
    response.cookies.append(to_undo(CountMade(house_id, wish.pool, counted.before, looked_at)))
    return response


@post("/desk/undo-count", include_in_schema=False, status_code=303)
async def undo_count(visit: NamedDependency[Visit]) -> Response[Any]:
    """What was empty before, said of the same moment: so nobody's newer count is touched."""
    form = await read_form(visit.request)
    made = undoable(visit)
    if not isinstance(made, CountMade):
        return undone(Redirect("/?done=undo_over", status_code=303))
    wish = RecordCount(made.house, made.before, made.looked_at, made.pool)
    counted = await desk_of(visit).record(visit.seat, wish, form.once)
    if isinstance(counted, Refused):
        return undone(await _page(visit, {}, why=None if counted.reason is NOT_FOUND else counted))
    return undone(Redirect("/?done=undone" if counted.applied else "/?done=count_newer", status_code=303))


handlers: list[Any] = [show_counts, count, undo_count]
