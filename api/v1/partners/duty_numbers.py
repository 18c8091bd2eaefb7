"""Where an organisation answers at any hour (SAF-09)."""

from typing import Annotated

import msgspec
from litestar.di import NamedDependency
from litestar.params import JSONBody

from api.doors import Caller, accepted, ask
from service.partners.duty_numbers import WriteDutyNumber, write_duty_number
from service.store.command import Once
from service.store.store import Store


class NewDutyNumber(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A role's number, never a person's; null takes it away."""

    duty_number: (
        Annotated[str, msgspec.Meta(pattern=r"^\+?[0-9][0-9 ().x-]{4,29}(?!\n)$", max_length=32)] | None
    )


@ask(
    "/duty-number",
    id="write_duty_number",
    summary="Say where one's organisation answers at any hour",
    tag="partners",
    status=204,
    step_up=True,
)
async def post_duty_number(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewDutyNumber],
) -> None:
    accepted(await store.run(write_duty_number, caller.seat, WriteDutyNumber(data.duty_number), once))


handlers = [post_duty_number]
