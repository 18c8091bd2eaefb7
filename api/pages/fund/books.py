"""A fund's books: all accounts at a moment, the ledger as a file, entries to correct and periods to close (FND-09)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Final, get_args
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect, Stream
from msgspec import Struct

from api.doors import accepted
from api.pages.acting import About, act
from api.pages.filling import Trouble, Unfit, trouble_of
from api.pages.forms import read_form
from api.pages.fund.common import telling
from api.pages.fund.typing import filled, kept_values
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.v1.fields import Cents
from service.fund.books.closings import ProposeClosing, SignClosing, closings, propose_closing, sign_closing
from service.fund.books.corrections import (
    ProposeCorrection,
    SignCorrection,
    Why,
    corrections,
    propose_correction,
    sign_correction,
)
from service.fund.books.export import general_ledger
from service.fund.books.queries import Asked, accounts_of_the, entries, fund_of, trial_balance
from service.fund.books.rules import ENTRIES, PROMISES
from service.refusals import NOT_FOUND, Refused
from service.store.session import Session

HOME: Final = "/fund/books"
WHY: Final[tuple[Why, ...]] = get_args(Why)
ENTRIES_SHOWN: Final = 100
Day = Annotated[str, QueryParameter(max_length=10)]


class Closing(Struct):
    """The first day that stays open."""

    until: date


class Correction(Struct):
    """By how much an entry was wrong, and why."""

    amount: Cents
    reason: Why


@get(HOME, include_in_schema=False)
async def show_books(visit: NamedDependency[Visit], at: Day = "") -> Response[str]:
    """The trial balance at the end of a day, in UTC; today's until now."""
    return await _page(visit, at, await kept_values(visit))


async def _page(
    visit: Visit, at: str, values: Mapping[str, str], trouble: Trouble | None = None
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        day = _day(at, session.now)
        before = min(
            datetime.combine(day + timedelta(days=1), time(), UTC), session.now + timedelta(microseconds=1)
        )
        balance = accepted(await trial_balance(session, None, before))
        waiting = [each for each in accepted(await closings(session)) if _open(each, session)]
        closed = [each for each in accepted(await closings(session)) if each.signed_at is not None]
        wrong = [each for each in accepted(await corrections(session)) if _open(each, session)]
        me = session.actor.member_id
    return visit.paint(
        "fund/books.html",
        status=trouble.status if trouble else 200,
        page=HOME,
        at=day,
        first=day.replace(day=1),
        balance=balance,
        closings=waiting,
        closed=closed[0] if closed else None,
        corrections=wrong,
        me=me,
        values=values,
        trouble=trouble,
        before_day=lambda until: tell.day((until - timedelta(days=1)).date()),
        **tell.context,
    )


def _open(each: Any, session: Session) -> bool:
    """Whether a colleague may still sign it."""
    return each.signed_at is None and bool(each.lapses_at > session.now)


def _day(text: str, now: datetime) -> date:
    """The day that was asked for; today when it is none, or is to come."""
    try:
        return min(date.fromisoformat(text), now.date())
    except ValueError:
        return now.date()


@get("/fund/books/ledger", include_in_schema=False)
async def keep_ledger(visit: NamedDependency[Visit], from_day: Day = "", to_day: Day = "") -> Stream:
    """The general ledger of these days as CSV, both of them counted, in the reader's language."""
    async with visit.store.reading(visit.seat) as session:
        await telling(visit, session)
        asked = _stretch(session, from_day, to_day)
    headers = {
        "Content-Disposition": f'attachment; filename="ledger_{asked.since:%Y-%m-%d}_{asked.before:%Y-%m-%d}.csv"',
        "Cache-Control": "no-store",
    }
    lines = general_ledger(visit.store, visit.seat, asked, visit.language)
    return Stream(lines, media_type="text/csv; charset=utf-8; header=present", headers=headers)


def _stretch(session: Session, from_day: str, to_day: str) -> Asked:
    """Days of the books of the actor's own fund: half-open, in UTC."""
    last = _day(to_day, session.now)
    first = min(_day(from_day or last.replace(day=1).isoformat(), session.now), last)
    since, before = (datetime.combine(day, time(), UTC) for day in (first, last + timedelta(days=1)))
    return Asked(accepted(fund_of(session.actor, None)), since, before)


@get("/fund/books/entries", include_in_schema=False)
async def show_entries(visit: NamedDependency[Visit], from_day: Day = "", to_day: Day = "") -> Response[str]:
    """The posted entries of some days, each with the way to correct it."""
    kept = await kept_values(visit)
    async with visit.store.reading(visit.seat) as session:
        await telling(visit, session)
        asked = _stretch(session, kept.get("from_day", from_day), kept.get("to_day", to_day))
    return await _entries(visit, asked, kept, at=kept.get("at", ""))


async def _entries(
    visit: Visit, asked: Asked, values: Mapping[str, str], trouble: Trouble | None = None, at: str = ""
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        names = {
            key: each.label(visit.language)
            for key, each in (await accounts_of_the(session, asked.fund)).items()
        }
        found = [each for each in await entries(session, asked, ENTRIES_SHOWN) if each.kind not in PROMISES]
    return visit.paint(
        "fund/entries.html",
        status=trouble.status if trouble else 200,
        page="/fund/books/entries",
        found=found,
        names=names,
        kinds=ENTRIES,
        reasons=WHY,
        first=asked.since.date(),
        last=(asked.before - timedelta(days=1)).date(),
        values=values,
        at=at,
        trouble=trouble,
        **tell.context,
    )


@post("/fund/books/entries/{transfer_id:uuid}", include_in_schema=False, status_code=200)
async def correct(visit: NamedDependency[Visit], transfer_id: FromPath[UUID]) -> Response[Any]:
    """Propose to correct an entry; another person signs, and its reverse is posted."""
    form = await read_form(visit.request)
    made = filled(form, Correction, cents=("amount",))
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        asked = _stretch(session, form.value("from_day"), form.value("to_day"))
    if form.language and form.proof is None:
        return await _entries(visit, asked, form.values, at=str(transfer_id))
    if isinstance(made, Unfit):
        return await _entries(visit, asked, form.values, trouble_of(made, visit.language), str(transfer_id))
    lines = ((tell.say("fund.reason"), tell.say(f"fund.why.{made.reason}")),)
    about = About(WORDS["fund.about.correct"], {"sum": tell.money(made.amount)}, HOME, lines, typed=True)
    wish = ProposeCorrection(transfer_id, made.amount, made.reason)
    outcome = await act(visit, form, propose_correction, wish, about)
    if isinstance(outcome, Refused):
        return await _entries(
            visit, asked, form.values, trouble_of(outcome, visit.language, "amount"), str(transfer_id)
        )
    return Redirect(f"{HOME}?done=fund_correction_proposed", status_code=303)


@post("/fund/books/closings", include_in_schema=False, status_code=200)
async def close(visit: NamedDependency[Visit]) -> Response[Any]:
    """Propose to close all days before one; another person signs."""
    form = await read_form(visit.request)
    if form.language and form.proof is None:
        return await _page(visit, "", form.values)
    made = filled(form, Closing, days=("until",))
    if isinstance(made, Unfit):
        return await _page(visit, "", form.values, trouble_of(made, visit.language))
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
    about = About(
        WORDS["fund.about.close"], {"day": tell.day(made.until - timedelta(days=1))}, HOME, typed=True
    )
    outcome = await act(visit, form, propose_closing, ProposeClosing(made.until), about)
    if isinstance(outcome, Refused):
        return await _page(visit, "", form.values, trouble_of(outcome, visit.language, "until"))
    return Redirect(f"{HOME}?done=fund_closing_proposed", status_code=303)


@post("/fund/books/closings/{closing_id:uuid}", include_in_schema=False, status_code=200)
async def sign_period(visit: NamedDependency[Visit], closing_id: FromPath[UUID]) -> Response[Any]:
    """The second signature: nothing is dated in the period any more."""
    form = await read_form(visit.request)
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        one = _one(accepted(await closings(session)), closing_id)
    about = About(
        WORDS["fund.about.closing"], {"day": tell.day((one.until - timedelta(days=1)).date())}, HOME
    )
    return await _signed(visit, await act(visit, form, sign_closing, SignClosing(closing_id), about))


@post("/fund/books/corrections/{correction_id:uuid}", include_in_schema=False, status_code=200)
async def sign_entry(visit: NamedDependency[Visit], correction_id: FromPath[UUID]) -> Response[Any]:
    """The second signature: the reverse of what was wrong is posted."""
    form = await read_form(visit.request)
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        one = _one(accepted(await corrections(session)), correction_id)
    lines = ((tell.say("fund.reason"), tell.say(f"fund.why.{one.reason}")),)
    about = About(WORDS["fund.about.correction"], {"sum": tell.money(one.amount_cents)}, HOME, lines)
    return await _signed(visit, await act(visit, form, sign_correction, SignCorrection(correction_id), about))


def _one(found: list[Any], id: UUID) -> Any:
    """The one of these; raises `Refusal` when it is not the fund's."""
    return next((each for each in found if each.id == id), None) or accepted(Refused(NOT_FOUND))


async def _signed(visit: Visit, outcome: Any) -> Response[Any]:
    if isinstance(outcome, Refused):
        return await _page(visit, "", {}, trouble_of(outcome, visit.language))
    return Redirect(f"{HOME}?done=fund_books_signed", status_code=303)


handlers = [show_books, keep_ledger, show_entries, correct, close, sign_period, sign_entry]
