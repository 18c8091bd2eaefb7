"""What one person or a rule decided, looked at by another; and a right to issue alone, given back by two (FND-10)."""

from typing import Any, Final, get_args
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.doors import accepted
from api.pages.acting import About, act
from api.pages.filling import Trouble, trouble_of
from api.pages.forms import read_form
from api.pages.fund.common import telling
from api.pages.visits import Visit
from api.pages.words import WORDS
from service.fund.refusals import ALREADY_SIGNED
from service.fund.reviews.commands import RestoreRight, ReviewDecision, restore_right, review_decision
from service.fund.reviews.queries import ReviewCard, waiting_reviews
from service.fund.reviews.refusals import ALREADY_REVIEWED, NOTHING_OBJECTED
from service.fund.reviews.rules import Objection
from service.refusals import NOT_FOUND, Refused

HOME: Final = "/fund/reviews"
OBJECTIONS: Final[tuple[Objection, ...]] = get_args(Objection)
NOTHING_MORE: Final = frozenset({ALREADY_REVIEWED, ALREADY_SIGNED, NOTHING_OBJECTED})


@get(HOME, include_in_schema=False)
async def show_reviews(visit: NamedDependency[Visit]) -> Response[str]:
    """What is owed first by its day: second signatures, decisions that were drawn, rights that rest."""
    return await _page(visit)


async def _page(visit: Visit, trouble: Trouble | None = None, *, over: bool = False) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        found = accepted(await waiting_reviews(session))
    return visit.paint(
        "fund/reviews.html",
        status=trouble.status if trouble else 200,
        page=HOME,
        found=found,
        objections=OBJECTIONS,
        trouble=trouble,
        over=over,
        several=tell.categories,
        **tell.context,
    )


async def _card(visit: Visit, decision_id: UUID) -> tuple[ReviewCard | None, str]:
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        found = accepted(await waiting_reviews(session))
    card = next((each for each in found if each.decision_id == decision_id), None)
    return card, tell.money(card.cents) if card else ""


@post("/fund/reviews/{decision_id:uuid}", include_in_schema=False, status_code=200)
async def review(visit: NamedDependency[Visit], decision_id: FromPath[UUID]) -> Response[Any]:
    """Agree, or object with the code that was touched: no money is taken back by it."""
    form = await read_form(visit.request)
    card, cents = await _card(visit, decision_id)
    code = next((each for each in OBJECTIONS if each == form.value("code")), None)
    key = "fund.about.object" if code else "fund.about.agree"
    facts = {"sum": cents, "code": card.request_code if card else ""}
    lines = (
        ((WORDS["fund.reason"].in_(visit.language), WORDS[f"fund.object.{code}"].in_(visit.language)),)
        if code
        else ()
    )
    wish = ReviewDecision(decision_id, "objected" if code else "agreed", code)
    outcome = await act(visit, form, review_decision, wish, About(WORDS[key], facts, HOME, lines))
    return await _answered(visit, outcome, "fund_objected" if code else "fund_agreed")


@post("/fund/reviews/{decision_id:uuid}/restore", include_in_schema=False, status_code=200)
async def restore(visit: NamedDependency[Visit], decision_id: FromPath[UUID]) -> Response[Any]:
    """One of the two who give back the right to issue alone."""
    form = await read_form(visit.request)
    card, _ = await _card(visit, decision_id)
    about = About(WORDS["fund.about.restore"], {"code": card.request_code if card else ""}, HOME)
    outcome = await act(visit, form, restore_right, RestoreRight(decision_id), about)
    return await _answered(visit, outcome, "fund_restored")


async def _answered(visit: Visit, outcome: Any, done: str) -> Response[Any]:
    """What somebody else has answered meanwhile is no problem; what is not there is not there."""
    if not isinstance(outcome, Refused):
        return Redirect(f"{HOME}?done={done}", status_code=303)
    if outcome.reason in NOTHING_MORE:
        return await _page(visit, over=True)
    if outcome.reason is NOT_FOUND:
        return accepted(outcome)
    return await _page(visit, trouble_of(outcome, visit.language))


handlers = [show_reviews, review, restore]
