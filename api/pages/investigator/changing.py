"""More or fewer people, and another window: what is held stays held (OPS-05, OPS-18)."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.filling import Unfit, trouble_of
from api.pages.forms import Form, read_form
from api.pages.investigator.board import HOME, given_back, operation_page
from api.pages.investigator.people import FIRST, LETTERS, MOST, PROFILES
from api.pages.investigator.shown import one_of_mine
from api.pages.investigator.times import WHEN, Typed, hours_of, window_in
from api.pages.keeping import take_kept
from api.pages.moments import zone_of
from api.pages.visits import Visit
from api.wrong import WHOLE, Wrong
from service.operations.holds.lowering import Fewer
from service.operations.holds.making import ChangeNumber, change_number
from service.operations.parties.rules import Counted, Party
from service.operations.windows.commands import Postpone, postpone
from service.refusals import Refused

ANY: Final = ""
"""The row of those without a letter."""


def counts_now(view: Any) -> dict[str, int]:
    """How many places there are of each profile and letter, as fields."""
    names = {profile: name for name, profile in PROFILES.items()}
    found = {field_of(letter, name): 0 for letter in _letters(view) for name in FIRST}
    for place in view.places:
        name = names.get((place.gender, place.age_band))
        field = field_of(place.label or ANY, name) if name else ""
        if field in found and place.together is None:
            found[field] += 1
    return found


def _letters(view: Any) -> list[str]:
    """No letter first; then those in use, and one more to begin."""
    used = [row.label for row in view.labels if row.label]
    fresh = [letter for letter in LETTERS if letter not in used][:1]
    return [ANY, *used, *fresh]


def field_of(letter: str, name: str) -> str:
    return f"{letter}_{name}" if letter else name


@get(f"{HOME}/number", include_in_schema=False)
async def show_number(visit: NamedDependency[Visit], operation_id: FromPath[UUID]) -> Response[str]:
    """How many there are now; each can go up or down."""
    return await _number(visit, operation_id, await take_kept(visit))


async def _number(
    visit: Visit, operation_id: UUID, form: Form | None = None, why: Refused | Unfit | None = None
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        view = (await one_of_mine(session, operation_id, visit.language)).view
    now = counts_now(view)
    page = await operation_page(
        visit,
        operation_id,
        "investigator/number.html",
        now=now,
        values=form.values if form else {name: str(count) for name, count in now.items()},
        version=form.value("version") if form and form.language else str(view.version),
        rows=_letters(view),
        first=FIRST,
        release=bool(form and form.value("release")),
        found=trouble_of(why, visit.language),
        kept=given_back(form, why),
    )
    if why is not None:
        page.status_code = why.reason.status if isinstance(why, Refused) else 422
    return page


@post(f"{HOME}/number", include_in_schema=False, status_code=303)
async def change(visit: NamedDependency[Visit], operation_id: FromPath[UUID]) -> Response[Any]:
    """Raise or lower; held places are given up only when the box says so (OPS-05)."""
    form = await read_form(visit.request)
    if form.language:
        return await _number(visit, operation_id, form)
    async with visit.store.reading(visit.seat) as session:
        view = (await one_of_mine(session, operation_id, visit.language)).view
    wish = changed(form, operation_id, counts_now(view))
    if isinstance(wish, Unfit):
        return await _number(visit, operation_id, form, wish)
    outcome = await visit.store.run(change_number, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await _number(visit, operation_id, form, outcome)
    return Redirect(f"/reservations/{operation_id}?done=inv_number", status_code=303)


def changed(form: Form, operation_id: UUID, now: dict[str, int]) -> ChangeNumber | Unfit:
    """What differs from how many there are, profile by profile."""
    wrongs, add, fewer = list[Wrong](), list[Party](), list[Fewer]()
    for field, before in now.items():
        text = form.value(field) or "0"
        if not (text.isascii() and text.isdigit()) or int(text) > MOST:
            wrongs.append(Wrong(field, WHOLE))
            continue
        more = int(text) - before
        letter, name = (field[0], field[2:]) if field[1:2] == "_" else ("", field)
        gender, band = PROFILES[name]
        if more > 0:
            add.append(Party((Counted(gender, band, more),), label=letter or None))
        elif more < 0:
            fewer.append(Fewer(-more, gender, band, letter or None))
    version = form.value("version")
    if wrongs or not version.isdigit():
        return Unfit(tuple(wrongs or [Wrong("version", WHOLE)]))
    release = bool(form.value("release"))
    return ChangeNumber(operation_id, int(version), tuple(add), (), tuple(fewer), release)


@get(f"{HOME}/postpone", include_in_schema=False)
async def show_postpone(visit: NamedDependency[Visit], operation_id: FromPath[UUID]) -> Response[str]:
    """Another window, with the hours of this one."""
    return await _postpone(visit, operation_id, await take_kept(visit))


async def _postpone(
    visit: Visit, operation_id: UUID, form: Form | None = None, why: Refused | Unfit | None = None
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        it = await one_of_mine(session, operation_id, visit.language)
    starts, ends = hours_of(it.view.window_starts_at, it.view.window_ends_at, it.zone)
    page = await operation_page(
        visit,
        operation_id,
        "investigator/postpone.html",
        whens=(*WHEN, "unknown"),
        values=form.values if form else {"when": "", "starts": starts, "ends": ends},
        found=trouble_of(why, visit.language),
        kept=given_back(form, why),
    )
    if why is not None:
        page.status_code = why.reason.status if isinstance(why, Refused) else 422
    return page


@post(f"{HOME}/postpone", include_in_schema=False, status_code=303)
async def move(visit: NamedDependency[Visit], operation_id: FromPath[UUID]) -> Response[Any]:
    """The reference stays; shelters are asked again (OPS-18)."""
    form = await read_form(visit.request)
    if form.language:
        return await _postpone(visit, operation_id, form)
    typed = await _typed(visit, form)
    if typed.wrongs:
        return await _postpone(visit, operation_id, form, Unfit(typed.wrongs))
    wish = Postpone(operation_id, (typed.window,) if typed.window else None)
    outcome = await visit.store.run(postpone, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await _postpone(visit, operation_id, form, outcome)
    return Redirect(f"/reservations/{operation_id}?done=inv_postpone", status_code=303)


async def _typed(visit: Visit, form: Form) -> Typed:
    if form.value("when") == "unknown":
        return Typed(None)
    async with visit.store.reading(visit.seat) as session:
        return window_in(form, session.now, await zone_of(session))


handlers: list[Any] = [show_number, change, show_postpone, move]
