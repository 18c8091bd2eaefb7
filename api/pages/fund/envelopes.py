"""Envelopes: what each holds, how it came down, and the money that goes in, on, or over (FND-06, DAT-09)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from api.doors import accepted
from api.pages.acting import About
from api.pages.amounts import moment_at
from api.pages.filling import Trouble, Unfit, trouble_of
from api.pages.forms import Form, read_form
from api.pages.fund.common import Telling, telling
from api.pages.fund.home import running
from api.pages.fund.pictures import burned
from api.pages.fund.typing import check_page, filled, kept_values, says_too_much
from api.pages.keeping import take_kept
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.v1.fields import Cents, Name, Region
from service.fund.envelopes.carrying import CarryOver, carry_over
from service.fund.envelopes.commands import (
    CreateEnvelope,
    EnvelopeSum,
    contribute,
    cover_overrun,
    create_envelope,
)
from service.fund.envelopes.queries import EnvelopeView, envelopes
from service.fund.envelopes.rules import FunderKind
from service.fund.policy.document.categories import Category
from service.fund.refusals import CODE_TAKEN, NO_OVERRUN, NOT_ENOUGH, PERIOD_REVERSED
from service.fund.said import CATEGORIES
from service.partners.queries import regions
from service.refusals import NOT_FOUND, Refused
from service.store.command import Command

HOME: Final = "/fund/envelopes"
What = Literal["contribute", "cover", "carry"]
Code = Annotated[str, Meta(pattern=r"^[A-Z0-9][A-Z0-9-]{0,15}(?!\n)$", max_length=16)]
FIELDS: Final = {CODE_TAKEN: "code", PERIOD_REVERSED: "last_day", NO_OVERRUN: "amount", NOT_ENOUGH: "amount"}


class Sum(Struct):
    """An amount in cents, and for a carry-over the envelope that it goes into."""

    amount: Cents | None = None
    into: UUID | None = None


class NewEnvelope(Struct):
    """A funder's money for a purpose, from its first day to its last."""

    code: Code
    name: Name
    funder: Name
    first_day: date
    last_day: date
    amount: Cents
    regions: list[Region] = []
    categories: list[Category] = []
    low: Cents | None = None
    funder_kind: FunderKind | None = None


@dataclass(frozen=True)
class Listed:
    """The fund's envelopes: of now, to come, and ended."""

    current: list[EnvelopeView]
    other: list[EnvelopeView]


@get(HOME, include_in_schema=False)
async def show_envelopes(visit: NamedDependency[Visit]) -> Response[str]:
    """Those of today first, the soonest to end before the others: money is taken in that order."""
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        found = accepted(await envelopes(session))
    current = running(found, tell)
    other = sorted(
        (each for each in found if each not in current), key=lambda each: each.ends_at, reverse=True
    )
    return visit.paint("fund/envelopes.html", listed=Listed(current, other), **tell.context)


@get("/fund/envelopes/{envelope_id:uuid}", include_in_schema=False)
async def show_envelope(visit: NamedDependency[Visit], envelope_id: FromPath[UUID]) -> Response[str]:
    """One envelope: its sums, its picture, its statement, and what may be done with its money."""
    return await _page(visit, envelope_id, await kept_values(visit))


async def _page(
    visit: Visit, envelope_id: UUID, values: Mapping[str, str], trouble: Trouble | None = None
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        found = accepted(await envelopes(session))
        one = next((each for each in found if each.id == envelope_id), None)
        named = {each.code: each.name(visit.language) for each in await regions(session)}
        if one is None:
            return accepted(Refused(NOT_FOUND))
        burn = await burned(session, tell, one)
    return visit.paint(
        "fund/envelope.html",
        status=trouble.status if trouble else 200,
        page=f"{HOME}/{envelope_id}",
        one=one,
        where=[named.get(code, code) for code in one.regions],
        last_day=tell.day(one.ends_at - timedelta(seconds=1)),
        burn=burn,
        ended=one.ends_at <= tell.now,
        next=_next(found, one, tell),
        values=values,
        trouble=trouble,
        **tell.context,
    )


def _next(found: list[EnvelopeView], one: EnvelopeView, tell: Telling) -> list[EnvelopeView]:
    """Where the rest of an ended envelope may go: one of the same funder that runs or is to come (DAT-09)."""
    return [
        each
        for each in found
        if each.funder_id == one.funder_id and each.ends_at > tell.now and each.id != one.id
    ]


@post("/fund/envelopes/{envelope_id:uuid}/{what:str}", include_in_schema=False, status_code=200)
async def move(
    visit: NamedDependency[Visit], envelope_id: FromPath[UUID], what: FromPath[What]
) -> Response[Any]:
    """More money, an overrun covered, or the rest carried over: read once more, then done."""
    form = await read_form(visit.request)
    wish = filled(form, Sum, cents=("amount",))
    if form.language or isinstance(wish, Unfit) or (wish.amount is None and what != "carry"):
        wrong = wish if isinstance(wish, Unfit) else filled(form, _Needed, cents=("amount",))
        shown = (
            None if form.language else trouble_of(wrong if isinstance(wrong, Unfit) else None, visit.language)
        )
        return await _page(visit, envelope_id, form.values, shown)
    if not form.value("checked"):
        return check_page(visit, form, await _about(visit, envelope_id, what, wish), f"fund.envelope.{what}")
    command, made = _command(envelope_id, what, wish)
    outcome = await visit.store.run(command, visit.seat, made, form.once)
    if isinstance(outcome, Refused):
        field = FIELDS.get(outcome.reason, "")
        return await _page(visit, envelope_id, form.values, trouble_of(outcome, visit.language, field))
    return Redirect(f"{HOME}/{envelope_id}?done=fund_{what}", status_code=303)


class _Needed(Struct):
    amount: Cents


async def _about(visit: Visit, envelope_id: UUID, what: str, wish: Sum) -> About:
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        found = {each.id: each for each in accepted(await envelopes(session))}
    one = found.get(envelope_id)
    into = found.get(wish.into) if wish.into else None
    cents = wish.amount or (one.available_cents if one else 0)
    facts = {"sum": tell.money(cents), "code": one.code if one else "", "into": into.code if into else "…"}
    return About(WORDS[f"fund.about.{what}"], facts, f"{HOME}/{envelope_id}")


def _command(envelope_id: UUID, what: str, wish: Sum) -> tuple[Command[Any, Any], Any]:
    if what == "carry":
        return carry_over, CarryOver(envelope_id, wish.into or envelope_id, wish.amount)
    return (contribute if what == "contribute" else cover_overrun), EnvelopeSum(envelope_id, wish.amount or 0)


@get("/fund/envelopes/new", include_in_schema=False)
async def new_envelope(visit: NamedDependency[Visit]) -> Response[str]:
    """The form of a new envelope."""
    kept = await take_kept(visit)
    return await _new(visit, kept.values, _chosen(kept)) if kept else await _new(visit, {}, ())


def _chosen(form: Form) -> tuple[str, ...]:
    """What is ticked of regions and of categories."""
    return (*form.all("regions"), *form.all("categories"))


async def _new(
    visit: Visit, values: Mapping[str, str], chosen: tuple[str, ...], trouble: Trouble | None = None
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        places = [
            (each.code, each.name_fr if visit.language == "fr" else each.name_en)
            for each in await regions(session)
        ]
    return visit.paint(
        "fund/new_envelope.html",
        status=trouble.status if trouble else 200,
        page=f"{HOME}/new",
        values=values,
        chosen=chosen,
        regions=places,
        categories=list(CATEGORIES),
        trouble=trouble,
        **tell.context,
    )


@post("/fund/envelopes/new", include_in_schema=False, status_code=200)
async def open_envelope(visit: NamedDependency[Visit]) -> Response[Any]:
    """Open it with its first contribution, once it was read again."""
    form = await read_form(visit.request)
    chosen = _chosen(form)
    made = filled(form, NewEnvelope, cents=("amount", "low"), days=("first_day", "last_day"))
    if form.language:
        return await _new(visit, form.values, chosen)
    if isinstance(made, Unfit):
        return await _new(visit, form.values, chosen, trouble_of(made, visit.language))
    if told := says_too_much(visit, {"name": made.name, "funder": made.funder}, "name"):
        return await _new(visit, form.values, chosen, told)
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
    if not form.value("checked"):
        return check_page(visit, form, _about_new(tell, made), "fund.envelopes.open")
    outcome = await visit.store.run(create_envelope, visit.seat, _creation(tell, made), form.once)
    if isinstance(outcome, Refused):
        field = FIELDS.get(outcome.reason, "")
        return await _new(visit, form.values, chosen, trouble_of(outcome, visit.language, field))
    return Redirect(f"{HOME}/{outcome}?done=fund_opened", status_code=303)


def _about_new(tell: Telling, made: NewEnvelope) -> About:
    facts = {"sum": tell.money(made.amount), "code": made.code, "funder": made.funder}
    days = tell.say("fund.envelope.days", first=tell.day(made.first_day), last=tell.day(made.last_day))
    return About(WORDS["fund.about.open"], facts, f"{HOME}/new", ((tell.say("fund.envelope.period"), days),))


def _creation(tell: Telling, made: NewEnvelope) -> CreateEnvelope:
    """The period is half-open, and its days are those of the fund's own place."""
    return CreateEnvelope(
        made.code,
        made.name,
        made.funder,
        moment_at(made.first_day, time(), tell.zone),
        moment_at(made.last_day + timedelta(days=1), time(), tell.zone),
        made.amount,
        tuple(made.regions),
        tuple(made.categories),
        made.low,
        made.funder_kind,
    )


handlers = [show_envelopes, new_envelope, open_envelope, show_envelope, move]
