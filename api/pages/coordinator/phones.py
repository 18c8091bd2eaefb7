"""Where the texts of the house's duty go: written with a proof, never shown again (SAF-09)."""

from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency

from api.pages.acting import About, act
from api.pages.coordinator.duty import HOME
from api.pages.coordinator.houses import after, changes_language, houses
from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import read_form
from api.pages.keeping import take_kept
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.wrong import Wrong
from service.messages.phones.commands import WriteDutyPhone, write_duty_phone
from service.messages.phones.numbers import plain_number
from service.refusals import Language, Refused

PAGE = "/house/duty/phones"


class Phone(msgspec.Struct, frozen=True):
    """The phone of a rung; without a number it has none."""

    rung: Literal["first", "second", "duty"]
    shelter_id: UUID | None = None
    number: str = ""
    language: Language = "fr"


@get(PAGE, include_in_schema=False)
async def show_phone(visit: NamedDependency[Visit]) -> Response[str]:
    """One phone at a time."""
    kept = await take_kept(visit)
    return await _page(visit, kept.values if kept else {})


async def _page(visit: Visit, values: dict[str, str], why: Refused | Unfit | None = None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        shelters = await houses(session)
    trouble = trouble_of(why, visit.language, "number")
    usual = {
        "rung": "first",
        "shelter_id": str(shelters[0].id) if shelters else "",
        "number": "",
        "language": "fr",
    }
    return visit.paint(
        "coordinator/phone.html",
        status=trouble.status if trouble else 200,
        page=PAGE,
        trouble=trouble,
        shelters=shelters,
        values={**usual, **values},
    )


@post(PAGE, include_in_schema=False, status_code=200)
async def write_phone(visit: NamedDependency[Visit]) -> Response[Any]:
    """Proven: whoever holds that phone answers for the house."""
    form = await read_form(visit.request)
    if changes_language(form):
        return await _page(visit, form.values)
    phone = fill(form, Phone)
    if isinstance(phone, Unfit):
        return await _page(visit, form.values, phone)
    number = plain_number(phone.number) if phone.number else None
    if phone.number and number is None:
        return await _page(visit, form.values, Unfit((Wrong("number", WORDS["phones.number.wrong"]),)))
    about = About(WORDS["phones.about" if number else "phones.about.none"], {}, PAGE, typed=True)
    wish = WriteDutyPhone("shelter", phone.rung, number, phone.language, phone.shelter_id)
    outcome = await act(visit, form, write_duty_phone, wish, about)
    if isinstance(outcome, Refused):
        return await _page(visit, form.values, outcome)
    return after(outcome, HOME, "phone")


handlers: list[Any] = [show_phone, write_phone]
