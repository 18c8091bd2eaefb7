"""What is done about a request: approve, in part, decline, look again, confirm a condition (FND-10 to FND-13)."""

from datetime import datetime, time, timedelta
from typing import Any, Final, get_args
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.acting import About, act
from api.pages.amounts import cents_in, day_in_text, moment_at
from api.pages.filling import Unfit, trouble_of
from api.pages.forms import Form, read_form
from api.pages.fund.request import Desk, desk_of, show
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal
from api.v1.fields import screened
from api.wrong import ONE_OF, TO_FILL, Wrong
from service.fund import refusals
from service.fund.conditions.commands import MeetCondition, meet_condition
from service.fund.conditions.rules import CODES, Condition
from service.fund.decisions.approve import ApproveRequest, approve_request
from service.fund.decisions.decline import DeclineCode, DeclineRequest, decline_request
from service.fund.decisions.wanted import ApprovedLine
from service.fund.said import CATEGORIES
from service.fund.second_looks.answering import (
    ConfirmRefusal,
    OverturnRefusal,
    confirm_refusal,
    overturn_refusal,
)
from service.fund.second_looks.refusals import LOOK_OVER
from service.refusals import Refused
from service.store.command import Command

NOTHING_MORE: Final = frozenset({refusals.ALREADY_DECIDED, refusals.ALREADY_SIGNED, LOOK_OVER})
"""Somebody was quicker, or one's own first tap was: good news, and no fault of anybody's (point 20)."""


async def _desk(visit: Visit, request_id: UUID) -> Desk:
    async with visit.store.reading(visit.seat) as session:
        return await desk_of(visit, session, request_id)


@post("/fund/requests/{request_id:uuid}/approve", include_in_schema=False, status_code=200)
async def approve(visit: NamedDependency[Visit], request_id: FromPath[UUID]) -> Response[Any]:
    """Sign: for all that waits, or for the parts that were typed; the step-up page says what is signed."""
    form = await read_form(visit.request)
    desk = await _desk(visit, request_id)
    if form.language and form.proof is None:
        return show(visit, desk, form.values)
    look = desk.look
    if not desk.open and not look:
        return show(visit, desk, already=True)
    parts = _parts(form, desk)
    if isinstance(parts, Unfit):
        return show(visit, desk, form.values, trouble_of(parts, visit.language))
    reason = form.value("reason") or None
    if wrong := _reads_too_much(visit, form, desk):
        return wrong
    command, wish = _wish(form, desk, parts, reason)
    back = f"/fund/requests/{request_id}"
    outcome = await act(visit, form, command, wish, _about(form, desk, parts, back))
    if isinstance(outcome, Refused):
        return await _refused(visit, form, outcome, request_id)
    done = "fund_approved" if outcome.outcome == "approved" else "fund_signed"
    return Redirect(
        f"{back}?done={'fund_overturned' if look and done == 'fund_approved' else done}", status_code=303
    )


def _wish(
    form: Form, desk: Desk, parts: tuple[ApprovedLine, ...], reason: str | None
) -> tuple[Command[Any, Any], ApproveRequest | OverturnRefusal]:
    """The command: a refusal that is looked at again is overturned, anything else is approved."""
    chosen = form.value("envelope_id")
    if desk.look and desk.look.second_look:
        envelope = UUID(chosen) if chosen else None
        return overturn_refusal, OverturnRefusal(desk.look.second_look.id, parts or None, reason, envelope)
    if desk.pending and form.value("how") != "part":
        return approve_request, ApproveRequest(desk.view.id, None, reason)
    named = (UUID(chosen),) if chosen else ()
    return approve_request, ApproveRequest(desk.view.id, parts, reason, None, named)


def _parts(form: Form, desk: Desk) -> tuple[ApprovedLine, ...] | Unfit:
    """The lines and how much of each; nothing is signed for another sum than the button said."""
    lines = {line.id: line.open_cents for line in desk.open}
    if desk.look:
        lines = {
            line.id: line.amount_cents - line.approved_cents
            for line in desk.view.lines
            if line.id in desk.look.line_ids
        }
    if form.value("how") != "part":
        whole = tuple(ApprovedLine(line, cents) for line, cents in lines.items())
        seen = form.value("cents")
        total = desk.cents if not desk.look else sum(lines.values())
        return whole if seen == str(total) else Unfit((Wrong("cents", WORDS["fund.changed"]),))
    return _typed(form, desk, lines)


def _typed(form: Form, desk: Desk, lines: dict[UUID, int]) -> tuple[ApprovedLine, ...] | Unfit:
    """Each line's amount and what it waits for; an empty amount or nothing leaves the line open."""
    parts, wrongs = [], []
    for line in lines:
        text = form.value(f"amount-{line}")
        cents = cents_in(text, f"amount-{line}") if text else 0
        condition = _condition(form, desk, line)
        wrongs += [each for each in (cents, condition) if isinstance(each, Wrong)]
        if isinstance(cents, int) and cents and not isinstance(condition, Wrong):
            parts.append(ApprovedLine(line, cents, None, condition))
    if not parts and not wrongs:
        wrongs.append(Wrong(f"amount-{next(iter(lines), '')}", TO_FILL))
    return Unfit(tuple(wrongs)) if wrongs else tuple(parts)


def _condition(form: Form, desk: Desk, line: UUID) -> Condition | Wrong | None:
    """What a line's payment waits for: until the end of a day, and from the beginning of one for a journey."""
    code = form.value(f"condition-{line}")
    if not code:
        return None
    if code not in CODES:
        return Wrong(f"condition-{line}", ONE_OF, {"values": ", ".join(CODES)})
    until = day_in_text(form.value(f"until-{line}"), f"until-{line}")
    if isinstance(until, Wrong):
        return until
    first: datetime | None = None
    if code == "travel_date_reached":
        day = day_in_text(form.value(f"from-{line}"), f"from-{line}")
        if isinstance(day, Wrong):
            return day
        first = moment_at(day, time(), desk.tell.zone)
    kind: Any = code
    return Condition(kind, moment_at(until + timedelta(days=1), time(), desk.tell.zone), first)


def _reads_too_much(visit: Visit, form: Form, desk: Desk) -> Response[str] | None:
    """A reason that says what Relais does not keep goes no further than this page (IMM-05)."""
    try:
        screened({"reason": form.value("reason") or None})
    except Refusal as refusal:
        return show(visit, desk, form.values, trouble_of(refusal.refused, visit.language, "reason"))
    return None


def _about(form: Form, desk: Desk, parts: tuple[ApprovedLine, ...], back: str) -> About:
    """What is about to be signed: as which signature, how much, from which envelope, line by line."""
    tell = desk.tell
    lines = {line.id: line for line in desk.view.lines}
    cents = (
        desk.pending.cents
        if desk.pending and form.value("how") != "part"
        else sum(each.cents or 0 for each in parts)
    )
    codes = [each.code for each in desk.purses if str(each.id) == form.value("envelope_id")]
    codes = codes or [each.code for each in desk.purses if each.after is not None]
    needed = desk.view.signers_required or 1
    key = "second" if desk.pending else "first" if needed > 1 else "alone"
    facts = {"sum": tell.money(cents), "code": desk.view.code, "envelope": ", ".join(codes)}
    shown = tuple(
        (CATEGORIES[lines[each.line_id].category].in_(tell.language), tell.money(each.cents or 0))
        for each in parts
        if not desk.pending or form.value("how") == "part"
    )
    return About(WORDS[f"fund.about.{key}"], facts, back, shown, typed=True)


async def _refused(visit: Visit, form: Form, why: Refused, request_id: UUID) -> Response[Any]:
    """The request as it is now, with what was typed; what is done already is no problem."""
    desk = await _desk(visit, request_id)
    if why.reason in NOTHING_MORE:
        return show(visit, desk, already=True)
    facts = why.facts
    if why.reason is refusals.LINE_NOT_OPEN:
        why = Refused(why.reason, {**facts, "open": desk.tell.money(int(facts.get("open", 0)))})
    asks_reason = why.reason in (refusals.WAIVER_NEEDS_REASON, refusals.ALREADY_FUNDED)
    field = "reason" if asks_reason else f"amount-{facts['line']}" if "line" in facts else ""
    return show(visit, desk, form.values, trouble_of(why, visit.language, field), ask_reason=asks_reason)


@post("/fund/requests/{request_id:uuid}/decline", include_in_schema=False, status_code=200)
async def decline(visit: NamedDependency[Visit], request_id: FromPath[UUID]) -> Response[Any]:
    """Decline what is open, with the reason that was touched; a look of one's own confirms a refusal."""
    form = await read_form(visit.request)
    desk = await _desk(visit, request_id)
    code: DeclineCode | None = next(
        (each for each in get_args(DeclineCode) if each == form.value("code")), None
    )
    if (form.language and form.proof is None) or code is None:
        return show(visit, desk, form.values)
    outcome: Any
    if desk.look and desk.look.second_look:
        confirm = ConfirmRefusal(desk.look.second_look.id, code)
        outcome = await visit.store.run(confirm_refusal, visit.seat, confirm, form.once)
    else:
        lines = tuple(line.id for line in desk.open) or None
        wish = DeclineRequest(request_id, code, lines)
        outcome = await visit.store.run(decline_request, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await _refused(visit, form, outcome, request_id)
    done = "fund_confirmed" if desk.look else "fund_declined"
    return Redirect(f"/fund/requests/{request_id}?done={done}", status_code=303)


@post(
    "/fund/requests/{request_id:uuid}/conditions/{condition_id:uuid}",
    include_in_schema=False,
    status_code=200,
)
async def meet(
    visit: NamedDependency[Visit], request_id: FromPath[UUID], condition_id: FromPath[UUID]
) -> Response[Any]:
    """Say that what a payment waits for is so: it leaves."""
    form = await read_form(visit.request)
    desk = await _desk(visit, request_id)
    found = next((each for each in desk.conditions if each.id == condition_id), None)
    what = desk.tell.say(f"fund.condition.{found.code}") if found else ""
    cents = sum(line.approved_cents for line in desk.view.lines if found and line.id == found.line_id)
    facts = {"what": what, "sum": desk.tell.money(cents), "code": desk.view.code}
    about = About(WORDS["fund.about.condition"], facts, f"/fund/requests/{request_id}")
    outcome = await act(visit, form, meet_condition, MeetCondition(condition_id), about)
    if isinstance(outcome, Refused):
        return await _refused(visit, form, outcome, request_id)
    return Redirect(f"/fund/requests/{request_id}?done=fund_met", status_code=303)


handlers = [approve, decline, meet]
