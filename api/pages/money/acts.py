"""What whoever asked may do with a request: take it back, ask for a second look, say that a booking is made."""

from typing import Any, TypeVar
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.acting import About, act
from api.pages.forms import Form, read_form
from api.pages.money.one import request_page
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal
from service.fund.conditions.commands import MeetCondition, meet_condition
from service.fund.receipts.reimbursing import AskReimbursement, ask_reimbursement
from service.fund.requests.withdraw import WithdrawRequest, withdraw_request
from service.fund.second_looks.asking import AskSecondLook, ask_second_look
from service.refusals import NOT_FOUND, Refused
from service.store.command import Command

WishT = TypeVar("WishT")


def named(form: Form, field: str) -> UUID:
    """What a button is about. Raises `Refusal` for what is no identifier of ours."""
    try:
        return UUID(form.value(field))
    except ValueError:
        raise Refusal(Refused(NOT_FOUND)) from None


async def changed(
    visit: Visit, request_id: UUID, form: Form, command: Command[WishT, Any], wish: WishT, *, done: str
) -> Response[Any]:
    """Carry it out once; back at the request, which says what was done, or why not."""
    outcome = await visit.store.run(command, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await request_page(visit, request_id, why=outcome)
    return Redirect(f"/money/{request_id}?done={done}", status_code=303)


@post("/money/{request_id:uuid}/withdraw", include_in_schema=False, status_code=200)
async def withdraw(visit: NamedDependency[Visit], request_id: FromPath[UUID]) -> Response[Any]:
    """Take it back, whole or what nobody has decided yet: what has not left returns (FND-12, CPL-05)."""
    form = await read_form(visit.request)
    wish = WithdrawRequest(request_id, only_open=form.value("only_open") == "yes")
    return await changed(visit, request_id, form, withdraw_request, wish, done="money_withdrawn")


@post("/money/{request_id:uuid}/second-look", include_in_schema=False, status_code=200)
async def second_look(visit: NamedDependency[Visit], request_id: FromPath[UUID]) -> Response[Any]:
    """Ask another person of the fund to look at a no: one touch, and no story to tell (FND-13)."""
    form = await read_form(visit.request)
    wish = AskSecondLook(named(form, "decision"))
    return await changed(visit, request_id, form, ask_second_look, wish, done="money_looked")


@post("/money/{request_id:uuid}/reimbursement", include_in_schema=False, status_code=200)
async def reimbursement(visit: NamedDependency[Visit], request_id: FromPath[UUID]) -> Response[Any]:
    """Ask for what a receipt was above the payment, for the organisation (FND-12, FND-08)."""
    form = await read_form(visit.request)
    outcome = await visit.store.run(
        ask_reimbursement, visit.seat, AskReimbursement(named(form, "line")), form.once
    )
    if isinstance(outcome, Refused):
        return await request_page(visit, request_id, why=outcome)
    return Redirect(f"/money/{outcome.id}?done=money_asked", status_code=303)


@post("/money/{request_id:uuid}/condition", include_in_schema=False, status_code=200)
async def condition(visit: NamedDependency[Visit], request_id: FromPath[UUID]) -> Response[Any]:
    """Say that what a payment waits for is so; proven, because money leaves on it (FND-11)."""
    form = await read_form(visit.request)
    wish = MeetCondition(named(form, "condition"))
    about = About(WORDS["money.about.condition"], {}, f"/money/{request_id}")
    outcome = await act(visit, form, meet_condition, wish, about)
    if isinstance(outcome, Refused):
        return await request_page(visit, request_id, why=outcome)
    return Redirect(f"/money/{request_id}?done=money_condition", status_code=303)


handlers: list[Any] = [withdraw, second_look, reimbursement, condition]
