"""A new reservation on one page, and the question before it: how many could be placed (OPS-01, OPS-19)."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from api.doors import for_roles
from api.pages.filling import Trouble, Unfit, trouble_of
from api.pages.forms import Form, read_form
from api.pages.investigator.people import FAMILIES, FIRST, LETTERS, OTHERS, People, number_in, people_of
from api.pages.investigator.places import areas_of, languages_of
from api.pages.investigator.remembering import Filled, around, filled_from
from api.pages.investigator.times import WHEN, Typed, window_in
from api.pages.keeping import take_kept
from api.pages.moments import zone_of
from api.pages.visits import Visit
from api.wrong import Wrong
from service.operations.feasibility.commands import AskFeasibility, Feasibility, ask_feasibility
from service.operations.holds.making import HoldPlaces, hold_places
from service.operations.holds.steps import AboutOperation, NamePivot, name_pivot
from service.operations.proposals.commands import propose_places
from service.operations.sites.queries import Window
from service.operations.sites.rules import Area
from service.partners.actor import Role
from service.refusals import Refused
from service.store.command import Once

NEW, QUESTION = "/reservations/new", "/reservations/question"
MOST_NIGHTS: Final = 30


@dataclass(frozen=True)
class Wished:
    """What a form asks for, or what to correct in it."""

    people: People
    typed: Typed
    areas: tuple[Area, ...]
    languages: tuple[str, ...]
    minimum: int
    maximum: int
    wrongs: tuple[Wrong, ...]


def wished(form: Form, now: datetime, zone: str) -> Wished:
    """The form read as one question (OPS-01): what is left empty is as likely as the rest says."""
    people, wrongs = people_of(form), list[Wrong]()
    nights = min(max(number_in(form, "nights", 1, wrongs), 1), MOST_NIGHTS)
    minimum = number_in(form, "minimum", people.size, wrongs)
    maximum = number_in(form, "maximum", people.size, wrongs)
    typed = window_in(form, now, zone, nights)
    areas, missing = areas_of(form)
    every = (*people.wrongs, *wrongs, *typed.wrongs, *missing)
    return Wished(people, typed, areas, languages_of(form), minimum, maximum, every)


@get(NEW, include_in_schema=False)
async def show_new(visit: NamedDependency[Visit]) -> Response[str]:
    """The page, with the hours, places and languages of the reservation before."""
    return await _began(visit, NEW)


@get(QUESTION, include_in_schema=False)
async def show_question(visit: NamedDependency[Visit]) -> Response[str]:
    """The question that holds nothing."""
    return await _began(visit, QUESTION)


async def _began(visit: Visit, page: str) -> Response[str]:
    kept = await take_kept(visit)
    return await _page(visit, page, filled_from(kept) if kept else None, kept=kept is not None)


async def _page(
    visit: Visit,
    page: str,
    filled: Filled | None = None,
    *,
    trouble: Trouble | None = None,
    found: Feasibility | None = None,
    kept: bool = False,
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        for_roles(session, Role.INVESTIGATOR)
        known = await around(session, visit.language)
    return visit.paint(
        "investigator/new.html",
        status=trouble.status if trouble else 200,
        page=page,
        asks=page == QUESTION,
        it=filled or known.begins,
        trouble=trouble,
        wrong=trouble is not None,
        found=found,
        kept=kept,
        opened=_opened(filled or known.begins, trouble),
        first=FIRST,
        others=OTHERS,
        letters=LETTERS,
        families=FAMILIES,
        whens=WHEN,
        **known.offered,
    )


def _opened(filled: Filled, trouble: Trouble | None) -> set[str]:
    """The folded parts in which something was typed, or is to be corrected."""
    said = {name for name, value in filled.values.items() if value.strip() not in {"", "0"}}
    said |= set(trouble.fields) if trouble else set()
    parts = {
        "others": OTHERS,
        "apart": tuple(f"{letter}_" for letter in LETTERS),
        "together": ("alone_", *FAMILIES),
    }
    return {part for part, starts in parts.items() if any(name.startswith(starts) for name in said)}


@post(QUESTION, include_in_schema=False, status_code=200)
async def ask_question(visit: NamedDependency[Visit]) -> Response[str]:
    """Numbers only, within the day's budget; the same values then make the reservation."""
    form = await read_form(visit.request)
    filled = filled_from(form)
    if form.language:
        return await _page(visit, QUESTION, filled)
    wish = await _wished(visit, form)
    if wish.wrongs or wish.typed.window is None:
        return await _page(visit, QUESTION, filled, trouble=trouble_of(Unfit(wish.wrongs), visit.language))
    asked = AskFeasibility(wish.people.parties, wish.areas, wish.languages, wish.typed.window)
    found = await visit.store.run(ask_feasibility, visit.seat, asked, form.once)
    if isinstance(found, Refused):
        return await _page(visit, QUESTION, filled, trouble=trouble_of(found, visit.language))
    return await _page(visit, QUESTION, filled, found=found)


async def _wished(visit: Visit, form: Form) -> Wished:
    async with visit.store.reading(visit.seat) as session:
        return wished(form, session.now, await zone_of(session))


@post(NEW, include_in_schema=False, status_code=200)
async def make(visit: NamedDependency[Visit]) -> Response[Any]:
    """Hold what can be held, or show first what would be. What the question held comes filled in (CNF-08)."""
    form = await read_form(visit.request)
    filled = filled_from(form)
    if form.language or form.value("step") == "carry":
        return await _page(visit, NEW, filled)
    wish = await _wished(visit, form)
    window = wish.typed.window
    if wish.wrongs or window is None:
        return await _page(visit, NEW, filled, trouble=trouble_of(Unfit(wish.wrongs), visit.language))
    made = await visit.store.run(hold_places, visit.seat, _hold(form, wish, window), form.once)
    if isinstance(made, Refused):
        return await _page(visit, NEW, filled, trouble=trouble_of(made, visit.language))
    await _named_first(visit, form, made.id)
    if form.value("step") != "propose":
        return Redirect(f"/reservations/{made.id}?done=inv_held", status_code=303)
    return await _proposed(visit, form, made.id)


def _hold(form: Form, wish: Wished, window: Window) -> HoldPlaces:
    supervisor = _id(form.value("supervisor"))
    colleagues = {found for text in form.all("colleagues") if (found := _id(text))} - {supervisor}
    return HoldPlaces(
        wish.people.parties,
        wish.minimum,
        wish.people.size,
        wish.maximum,
        wish.areas,
        wish.languages,
        window,
        ask=bool(form.value("ask")),
        hold=form.value("step") != "propose",
        colleagues=tuple(sorted(colleagues, key=str)),
        supervisor_id=supervisor,
    )


async def _named_first(visit: Visit, form: Form, operation_id: UUID) -> None:
    """The organisation that takes over is asked at once; one that cannot is named later, from the board (OPS-14)."""
    pivot = _id(form.value("pivot"))
    if pivot is not None:
        await visit.store.run(name_pivot, visit.seat, NamePivot(operation_id, pivot), after(form, "pivot"))


async def _proposed(visit: Visit, form: Form, operation_id: UUID) -> Response[Any]:
    found = await visit.store.run(
        propose_places, visit.seat, AboutOperation(operation_id), after(form, "proposal")
    )
    if isinstance(found, Refused):
        return Redirect(f"/reservations/{operation_id}?done=inv_nothing_proposed", status_code=303)
    return Redirect(f"/reservations/{operation_id}/proposals/{found.id}", status_code=303)


def after(form: Form, step: str) -> Once:
    """The key of what follows from a form that was sent: sent twice, it follows once."""
    return Once(f"{form.key}-{step}", sha256(f"{form.path} {step}".encode()).digest())


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


handlers: list[Any] = [show_new, show_question, ask_question, make]
