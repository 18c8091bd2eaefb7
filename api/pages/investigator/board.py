"""The board of a reservation, and its steps: launched, cancelled, asked for, overridden (OPS-03, OPS-18)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.doors import for_roles
from api.pages.filling import trouble_of
from api.pages.forms import Form, read_form
from api.pages.investigator.shown import one_of_mine, sentence
from api.pages.visits import Visit
from api.problems import Refusal
from service.cases.contacts.commands import AskContact, ask_contact
from service.cases.contacts.queries import ContactView, contact_requests
from service.operations.holds.recalling import cancel_soon, restore
from service.operations.holds.steps import AboutOperation, ask_beyond, launch
from service.operations.overrides.commands import AskOverrides, ask_overrides
from service.operations.parties.rules import LABELS
from service.partners.actor import Role
from service.refusals import NOT_FOUND, Refused
from service.store.command import Command

HOME = "/reservations/{operation_id:uuid}"
STEPS: dict[str, tuple[Command[Any, Any], Callable[[UUID], Any]]] = {
    "launch": (launch, AboutOperation),
    "cancel": (cancel_soon, AboutOperation),
    "restore": (restore, AboutOperation),
    "ask": (ask_beyond, AboutOperation),
    "overrides": (ask_overrides, AskOverrides),
}
"""What one button does. The first two have a check page before."""


async def operation_page(
    visit: Visit, operation_id: UUID, template: str, why: Refused | None = None, **more: Any
) -> Response[str]:
    """A screen about one reservation, with what did not go through."""
    async with visit.store.reading(visit.seat) as session:
        for_roles(session, Role.INVESTIGATOR)
        it = await one_of_mine(session, operation_id, visit.language)
        contacts = _contacts(await contact_requests(session), operation_id)
    return visit.paint(
        template,
        status=why.reason.status if why else 200,
        it=it,
        sentence=sentence(it.view, visit.language),
        contacts=contacts,
        letters=[row.label for row in it.view.labels if row.label],
        trouble=trouble_of(why, visit.language),
        wrong=why is not None,
        **more,
    )


def given_back(form: Form | None, why: object) -> bool:
    """Whether a page shows what was typed before the session ended."""
    return form is not None and why is None and not form.language


def _contacts(found: list[ContactView] | Refused, operation_id: UUID) -> list[ContactView]:
    return [] if isinstance(found, Refused) else [one for one in found if one.operation_id == operation_id]


@get(HOME, include_in_schema=False)
async def show_board(visit: NamedDependency[Visit], operation_id: FromPath[UUID]) -> Response[str]:
    """How its places stand, and what can be done."""
    return await operation_page(visit, operation_id, "investigator/board.html")


@get(f"{HOME}/launch", include_in_schema=False)
async def check_launch(visit: NamedDependency[Visit], operation_id: FromPath[UUID]) -> Response[str]:
    """The check page of what cannot be taken back: shelters see that arrivals are near."""
    return await operation_page(visit, operation_id, "investigator/check.html", step="launch")


@get(f"{HOME}/cancel", include_in_schema=False)
async def check_cancel(visit: NamedDependency[Visit], operation_id: FromPath[UUID]) -> Response[str]:
    """The check page that says what is released, and until when that can be taken back."""
    return await operation_page(visit, operation_id, "investigator/check.html", step="cancel")


@post([f"{HOME}/{step}" for step in STEPS], include_in_schema=False, status_code=303)
async def take_step(visit: NamedDependency[Visit], operation_id: FromPath[UUID]) -> Response[Any]:
    """One button, one effect; twice is once."""
    step = visit.request.url.path.rpartition("/")[2]
    form = await read_form(visit.request)
    command, wish = STEPS[step]
    outcome = await visit.store.run(command, visit.seat, wish(operation_id), form.once)
    if isinstance(outcome, Refused):
        if outcome.reason is NOT_FOUND:
            raise Refusal(outcome)
        return await operation_page(visit, operation_id, "investigator/board.html", outcome)
    return Redirect(f"/reservations/{operation_id}?done=inv_{step}", status_code=303)


@post(f"{HOME}/contact", include_in_schema=False, status_code=303)
async def contact(visit: NamedDependency[Visit], operation_id: FromPath[UUID]) -> Response[Any]:
    """Ask the pivot to pass on a wish to speak: no message, no name (POL-06)."""
    form = await read_form(visit.request)
    wish = AskContact(operation_id, _label(form))
    outcome = await visit.store.run(ask_contact, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await operation_page(visit, operation_id, "investigator/board.html", outcome)
    return Redirect(f"/reservations/{operation_id}?done=inv_contact", status_code=303)


def _label(form: Form) -> str | None:
    label = form.value("label")
    return label if label in LABELS else None


handlers: list[Any] = [show_board, check_launch, check_cancel, contact, take_step]
