"""What is owed to somebody under 18, and what waits for a pivot today (MIN-01, MIN-02, MIN-05)."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, read
from api.problems import BAD_INPUT, Refusal
from api.wrong import MONTH, Wrong
from service.cases import refusals
from service.cases.minors.commands import (
    OfferAgain,
    ReminderKind,
    SettleReminder,
    TurnsEighteen,
    offer_again,
    settle_reminder,
    turns_eighteen,
)
from service.cases.minors.queries import RegionRule, Task, duty_rules, tasks
from service.refusals import Refused
from service.store.command import Once
from service.store.store import Store

TAG = "cases"
Month = Annotated[str, msgspec.Meta(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])(?!\n)$", max_length=7)]


class Birthday(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The month in which somebody turns 18; it is not kept."""

    month: Month


class Again(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The day on which to offer help once more."""

    on: date


class Settled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The reminder that is done with."""

    kind: ReminderKind


class Reminded(msgspec.Struct, frozen=True):
    """The day of the reminder."""

    on: date


def first_of(month: str) -> date:
    """The first day of a month such as `2026-11`. Raises `Refusal` for what is none."""
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        raise Refusal(Refused(BAD_INPUT), [Wrong("month", MONTH)]) from None


@read(
    "/duty-rules",
    id="list_duty_rules",
    summary="The rule beside the duty to report, by province, with source and date",
    tag=TAG,
)
async def get_duty_rules(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[RegionRule]:
    async with store.reading(caller.seat) as session:
        return accepted(await duty_rules(session))


@read("/tasks", id="list_tasks", summary="What waits for you today; it holds nothing up", tag=TAG)
async def get_tasks(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[Task]:
    async with store.reading(caller.seat) as session:
        return accepted(await tasks(session))


@ask(
    "/cases/{case_id:uuid}/turning-eighteen",
    id="note_turning_eighteen",
    summary="Be reminded 90 days before somebody turns 18",
    tag=TAG,
)
async def post_turning(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
    data: JSONBody[Birthday],
) -> Reminded:
    wish = TurnsEighteen(case_id, first_of(data.month))
    return Reminded(accepted(await store.run(turns_eighteen, caller.seat, wish, once)))


@ask(
    "/cases/{case_id:uuid}/offer-again",
    id="note_offer_again",
    summary="Be reminded to offer help once more",
    tag=TAG,
    refusals=(refusals.ENDS_TOO_SOON,),
)
async def post_offer_again(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
    data: JSONBody[Again],
) -> Reminded:
    return Reminded(accepted(await store.run(offer_again, caller.seat, OfferAgain(case_id, data.on), once)))


@ask(
    "/cases/{case_id:uuid}/reminders/settle",
    id="settle_reminder",
    summary="Take a reminder off the list",
    tag=TAG,
    status=204,
)
async def post_settlement(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
    data: JSONBody[Settled],
) -> None:
    accepted(await store.run(settle_reminder, caller.seat, SettleReminder(case_id, data.kind), once))


handlers = [get_duty_rules, get_tasks, post_turning, post_offer_again, post_settlement]
