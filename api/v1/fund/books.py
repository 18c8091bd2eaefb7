"""A fund's books: funders, trial balance, statements, the ledger as a file, corrections and closed periods (FND-09)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Stream

from api.doors import Caller, Page, accepted, ask, from_cursor, read, to_cursor
from api.problems import BAD_INPUT, Refusal
from api.v1.fields import Cents, Created, utc
from api.wrong import LATER_DAY, Wrong
from service.fund.books.closings import (
    ClosingView,
    ProposeClosing,
    SignClosing,
    closings,
    propose_closing,
    sign_closing,
)
from service.fund.books.corrections import (
    CorrectionView,
    ProposeCorrection,
    SignCorrection,
    Why,
    corrections,
    propose_correction,
    sign_correction,
)
from service.fund.books.export import general_ledger
from service.fund.books.queries import (
    Asked,
    Statement,
    TrialBalance,
    entries,
    fund_of,
    statement,
    trial_balance,
)
from service.fund.books.refusals import (
    BOOKS_ANOTHER_SIGNS,
    BOOKS_DECIDED,
    BOOKS_LAPSED,
    NOT_SO_MUCH_TO_CORRECT,
    NOT_THE_NEXT_ENVELOPE,
    NOTHING_TO_CARRY,
    PERIOD_CLOSED_ALREADY,
    PERIOD_NOT_OVER,
)
from service.fund.books.rules import Entry
from service.fund.envelopes.carrying import Carried, CarryOver, carry_over
from service.fund.envelopes.queries import FunderView, funders
from service.refusals import Refused
from service.store.command import Once
from service.store.session import Session
from service.store.store import Store

TAG = "fund"
PAGE = 100


class NewCarryOver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Into which envelope, and how many cents; without a sum all that is left."""

    into_envelope_id: UUID
    amount_cents: Cents | None = None


class NewCorrection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which entry was wrong, by how many cents, and why."""

    transfer_id: UUID
    amount_cents: Cents
    reason: Why


class NewClosing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first day that stays open; all days before it are closed, in UTC."""

    until_day: Annotated[date, msgspec.Meta(description="The first day that stays open, in UTC")]


@read("/funders", id="list_funders", summary="Your fund's funders, each with its account", tag=TAG)
async def get_funders(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[FunderView]:
    async with store.reading(caller.seat) as session:
        return accepted(await funders(session))


@ask(
    "/envelopes/{envelope_id:uuid}/carry-overs",
    id="carry_over",
    summary="Carry what an ended envelope has left into the next one of the same funder",
    tag=TAG,
    refusals=(NOT_THE_NEXT_ENVELOPE, NOTHING_TO_CARRY),
)
async def post_carry_over(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    envelope_id: FromPath[UUID],
    data: JSONBody[NewCarryOver],
) -> Carried:
    wish = CarryOver(envelope_id, data.into_envelope_id, data.amount_cents)
    return accepted(await store.run(carry_over, caller.seat, wish, once))


@read(
    "/books/trial-balance",
    id="read_trial_balance",
    summary="All accounts of a fund at any past moment; auditors name the fund",
    tag=TAG,
)
async def get_trial_balance(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    at: FromQuery[datetime | None] = None,
    fund_id: FromQuery[UUID | None] = None,
) -> TrialBalance:
    """What is dated before `at` counts; without it, all until now."""
    async with store.reading(caller.seat) as session:
        before = utc(at, "at") if at else session.now + timedelta(microseconds=1)
        return accepted(await trial_balance(session, fund_id, before))


@read(
    "/envelopes/{envelope_id:uuid}/statement",
    id="read_envelope_statement",
    summary="An envelope over a period: how it stood, what moved, how it stands; auditors name the fund",
    tag=TAG,
)
async def get_statement(
    *,
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    envelope_id: FromPath[UUID],
    from_day: FromQuery[date],
    to_day: FromQuery[date],
    fund_id: FromQuery[UUID | None] = None,
) -> Statement:
    """`from_day` counts, `to_day` does not; both in UTC."""
    since, before = _period(from_day, to_day)
    async with store.reading(caller.seat) as session:
        return accepted(await statement(session, envelope_id, since, before, fund_id))


def _period(from_day: date, to_day: date) -> tuple[datetime, datetime]:
    """Both days' beginnings in UTC. Raises `Refusal` when the second is not later."""
    if from_day >= to_day:
        raise Refusal(Refused(BAD_INPUT), [Wrong("to_day", LATER_DAY)])
    return datetime.combine(from_day, time(), UTC), datetime.combine(to_day, time(), UTC)


def _asked(session: Session, fund_id: UUID | None, from_day: date, to_day: date) -> Asked:
    """A stretch of the books of a fund that the caller may read. Raises `Refusal`."""
    return Asked(accepted(fund_of(session.actor, fund_id)), *_period(from_day, to_day))


@read(
    "/books/entries",
    id="list_book_entries",
    summary="A fund's transfers in the order of their dates; auditors name the fund",
    tag=TAG,
)
async def get_entries(
    *,
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    from_day: FromQuery[date],
    to_day: FromQuery[date],
    fund_id: FromQuery[UUID | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Page[Entry]:
    """`from_day` counts, `to_day` does not; both in UTC."""
    after = from_cursor(cursor, datetime, int)
    async with store.reading(caller.seat) as session:
        asked = _asked(session, fund_id, from_day, to_day)
        asked = replace(asked, after=(utc(after[0], "cursor"), after[1]) if after else None)
        found = await entries(session, asked, PAGE)
    last = found[-1] if len(found) == PAGE else None
    return Page(found, to_cursor(last.made_at, last.key) if last else None)


@read(
    "/books/ledger",
    id="read_general_ledger",
    summary="The general ledger of a period as CSV, in your language; auditors name the fund",
    tag=TAG,
    media_type="text/csv",
)
async def get_ledger(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    from_day: FromQuery[date],
    to_day: FromQuery[date],
    fund_id: FromQuery[UUID | None] = None,
) -> Stream:
    """`from_day` counts, `to_day` does not; both in UTC. Debit and credit of each posted entry are two rows."""
    async with store.reading(caller.seat) as session:
        asked = _asked(session, fund_id, from_day, to_day)
        if isinstance(found := await trial_balance(session, fund_id, asked.since), Refused):
            raise Refusal(found)
    headers: dict[str, Any] = {
        "Content-Disposition": f'attachment; filename="ledger_{from_day}_{to_day}.csv"',
        "Cache-Control": "no-store",
    }
    lines = general_ledger(store, caller.seat, asked, caller.language)
    return Stream(lines, media_type="text/csv; charset=utf-8; header=present", headers=headers)


@read("/books/corrections", id="list_corrections", summary="Corrections, proposed and signed", tag=TAG)
async def get_corrections(
    store: NamedDependency[Store], caller: NamedDependency[Caller]
) -> list[CorrectionView]:
    async with store.reading(caller.seat) as session:
        return accepted(await corrections(session))


@ask(
    "/books/corrections",
    id="propose_correction",
    summary="Propose to correct an entry; another person signs",
    tag=TAG,
    refusals=(NOT_SO_MUCH_TO_CORRECT,),
    step_up=True,
)
async def post_correction(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewCorrection],
) -> Created:
    wish = ProposeCorrection(data.transfer_id, data.amount_cents, data.reason)
    return Created(accepted(await store.run(propose_correction, caller.seat, wish, once)))


@ask(
    "/books/corrections/{correction_id:uuid}/sign",
    id="sign_correction",
    summary="Sign a colleague's correction: its reverse is posted",
    tag=TAG,
    refusals=(BOOKS_ANOTHER_SIGNS, BOOKS_DECIDED, BOOKS_LAPSED, NOT_SO_MUCH_TO_CORRECT),
    step_up=True,
    status=204,
)
async def post_correction_signature(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    correction_id: FromPath[UUID],
) -> None:
    accepted(await store.run(sign_correction, caller.seat, SignCorrection(correction_id), once))


@read("/books/closings", id="list_closings", summary="Closed periods, proposed and signed", tag=TAG)
async def get_closings(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[ClosingView]:
    async with store.reading(caller.seat) as session:
        return accepted(await closings(session))


@ask(
    "/books/closings",
    id="propose_closing",
    summary="Propose to close all days before one; another person signs",
    tag=TAG,
    refusals=(PERIOD_NOT_OVER, PERIOD_CLOSED_ALREADY),
    step_up=True,
)
async def post_closing(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewClosing],
) -> Created:
    wish = ProposeClosing(data.until_day)
    return Created(accepted(await store.run(propose_closing, caller.seat, wish, once)))


@ask(
    "/books/closings/{closing_id:uuid}/sign",
    id="sign_closing",
    summary="Sign a colleague's closing: nothing is dated in the period any more",
    tag=TAG,
    refusals=(BOOKS_ANOTHER_SIGNS, BOOKS_DECIDED, BOOKS_LAPSED, PERIOD_CLOSED_ALREADY),
    step_up=True,
    status=204,
)
async def post_closing_signature(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    closing_id: FromPath[UUID],
) -> None:
    accepted(await store.run(sign_closing, caller.seat, SignClosing(closing_id), once))


handlers = [
    get_funders,
    post_carry_over,
    get_trial_balance,
    get_statement,
    get_entries,
    get_ledger,
    get_corrections,
    post_correction,
    post_correction_signature,
    get_closings,
    post_closing,
    post_closing_signature,
]
