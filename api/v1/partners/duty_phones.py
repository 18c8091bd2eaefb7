"""Where the texts of a duty go: written, never read back (SAF-09)."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import JSONBody

from api.doors import Caller, accepted, ask, bad_input, for_roles, read
from service.messages.climbing.rules import Duty
from service.messages.phones.commands import WriteDutyPhone, write_duty_phone
from service.messages.phones.numbers import plain_number
from service.messages.phones.queries import DutyPhone, duty_phones
from service.messages.phones.refusals import ANSWERS_ELSEWHERE
from service.partners.rosters.commands import MAY_PLAN
from service.partners.rosters.refusals import NOT_YOUR_DUTY
from service.refusals import Language
from service.store.command import Once
from service.store.store import Store

TAG = "on call"


class NewDutyPhone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The phone of a rung of a duty; without a number there is none."""

    duty: Duty
    rung: Literal["first", "second", "duty"]
    duty_number: (
        Annotated[str, msgspec.Meta(pattern=r"^\+?[0-9][0-9 ().-]{4,29}(?!\n)$", max_length=32)] | None
    )
    language: Language = "fr"
    shelter_id: UUID | None = None


@read(
    "/duty-phones",
    id="list_duty_phones",
    summary="Which duties have a phone for texts; never its number",
    tag=TAG,
)
async def get_duty_phones(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[DutyPhone]:
    async with store.reading(caller.seat) as session:
        for_roles(session, *MAY_PLAN.roles)
        return await duty_phones(session)


@ask(
    "/duty-phones",
    id="write_duty_phone",
    summary="Say where the texts of a duty go",
    tag=TAG,
    status=204,
    refusals=(ANSWERS_ELSEWHERE, NOT_YOUR_DUTY),
    step_up=True,
)
async def post_duty_phone(
    request: Request[Any, Any, Any],
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewDutyPhone],
) -> None:
    number = plain_number(data.duty_number) if data.duty_number is not None else None
    if data.duty_number is not None and number is None:
        said = ("Donnez un numéro complet, comme 514 555-0142.", "Give a whole number, such as 514 555-0142.")
        raise bad_input("duty_number", *said, request)
    wish = WriteDutyPhone(data.duty, data.rung, number, data.language, data.shelter_id)
    accepted(await store.run(write_duty_phone, caller.seat, wish, once))


handlers = [get_duty_phones, post_duty_phone]
