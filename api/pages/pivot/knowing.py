"""What is known, as far as it is said: contact, forms, risk, and a day to offer again (EXP-01, SAF-06)."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import Form, read_form
from api.pages.pivot.doing import Repaint, Why, do
from api.pages.pivot.reading import read_case
from api.pages.visits import Visit
from service.cases.assessment import Assess, assess
from service.cases.minors.commands import OfferAgain, offer_again
from service.cases.occasions.commands import Contact, SetContact, set_contact
from service.cases.rules import FORMS, RISKS, Risk
from service.cases.rules import Form as Exploitation

CONTACTS = ("via_pivot_only", "safe", "safe_at_times")


class Reached(msgspec.Struct, frozen=True):
    """How the person may be reached."""

    version: int
    contact: Contact


class Assessed(msgspec.Struct, frozen=True):
    """Forms and risk, each of which may stay unsaid."""

    version: int
    risk: Risk
    forms: list[Exploitation] = []


class Again(msgspec.Struct, frozen=True):
    """A day on which to offer help once more."""

    on: date


@get("/cases/{case_id:uuid}/known", include_in_schema=False)
async def show_known(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[str]:
    """Three small forms; nothing here is mandatory."""
    return await _page(visit, case_id, None)


async def _page(visit: Visit, case_id: UUID, why: Why, typed: Form | None = None) -> Response[str]:
    """With what was typed in one of the forms, and what is known in the others."""
    case, here = await read_case(visit, case_id)
    trouble = trouble_of(why, visit.language)
    return visit.paint(
        "pivot/known.html",
        status=trouble.status if trouble else 200,
        page=f"/cases/{case_id}/known",
        case=case,
        values=typed.values if typed else {},
        chosen=typed.all("forms") if typed and "risk" in typed.values else case.forms,
        trouble=trouble,
        forms_known=FORMS,
        risks=RISKS,
        contacts=CONTACTS,
        today=here.now.date().isoformat(),
    )


def _again(visit: Visit, case_id: UUID) -> Repaint:
    async def again(form: Form, why: Why) -> Response[Any]:
        return await _page(visit, case_id, why, form)

    return again


@post("/cases/{case_id:uuid}/known/contact", include_in_schema=False, status_code=200)
async def reach(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """A word for the pivot, never a number; Relais writes to nobody whom it helps (SAF-06)."""
    form = await read_form(visit.request)
    said = fill(form, Reached)
    wish = said if isinstance(said, Unfit) else SetContact(case_id, said.version, said.contact)
    done = f"/cases/{case_id}/known?done=pivot.saved"
    return await do(visit, form, set_contact, wish, _again(visit, case_id), done=done)


@post("/cases/{case_id:uuid}/known", include_in_schema=False, status_code=200)
async def note(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """Forms and risk as the worker judges them; no score exists (SAF-02, CNF-12)."""
    form = await read_form(visit.request)
    said = fill(form, Assessed)
    wish: Assess | Unfit = (
        said
        if isinstance(said, Unfit)
        else Assess(case_id, said.version, tuple(said.forms) or ("not_determined",), said.risk)
    )
    done = f"/cases/{case_id}/known?done=pivot.saved"
    return await do(visit, form, assess, wish, _again(visit, case_id), done=done)


@post("/cases/{case_id:uuid}/again", include_in_schema=False, status_code=200)
async def remind(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """A no today closes nothing (ACC-05)."""
    form = await read_form(visit.request)
    said = fill(form, Again)
    wish = said if isinstance(said, Unfit) else OfferAgain(case_id, said.on)
    return await do(
        visit, form, offer_again, wish, _again(visit, case_id), done=f"/cases/{case_id}?done=pivot.reminded"
    )


handlers: list[Any] = [show_known, reach, note, remind]
