"""One request on one screen: what is asked, what the rules say, what is left of the money, who signed when (A2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.doors import accepted
from api.pages.filling import Trouble
from api.pages.fund.checks import Check, checks
from api.pages.fund.common import Telling, telling
from api.pages.fund.waiting import payment_rows
from api.pages.keeping import take_kept
from api.pages.visits import Visit
from service.fund.conditions.rules import CODES
from service.fund.decisions.decline import DeclineCode
from service.fund.envelopes.queries import envelopes
from service.fund.payouts.queries import payouts
from service.fund.policy.queries import in_force
from service.fund.requests.queries import LineView, RequestView, request_of
from service.fund.requests.refresh import DECISION
from service.fund.requests.signed import SignatureView, signatures_of
from service.fund.requests.sources import plan_of
from service.fund.requests.told import ConditionView, DecisionView
from service.messages.climbing.queries import Rung, progress
from service.refusals import NOT_FOUND, Refused
from service.store.session import Session

DECLINES: tuple[DeclineCode, ...] = (
    "another_source_pays",
    "other_way_found",
    "amount_unclear",
    "envelope_short",
    "not_covered",
    "other",
)
WINDOW = 7


@dataclass(frozen=True)
class Purse:
    """An envelope that suits: what is free now, and what would be after this request where it would pay."""

    id: UUID
    code: str
    free: int
    after: int | None


@dataclass(frozen=True)
class Desk:
    """A request as whoever decides reads it."""

    tell: Telling
    view: RequestView
    checks: list[Check]
    purses: list[Purse]
    short: bool
    payments: list[Any]
    signatures: list[SignatureView]
    asked: list[Rung]
    """Who on call had the question, from when to when (FND-13)."""

    @property
    def open(self) -> list[LineView]:
        return [line for line in self.view.lines if line.open_cents]

    @property
    def pending(self) -> DecisionView | None:
        """The decision that has one signature of the two that it needs."""
        people = [each for each in self.view.decisions if each.kind == "people"]
        last = people[-1] if people else None
        return last if last and self.open and last.signatures < last.signers_required else None

    @property
    def cents(self) -> int:
        """What one signature is for: what a colleague signed first, else all that is open."""
        return self.pending.cents if self.pending else sum(line.open_cents for line in self.open)

    @property
    def look(self) -> DecisionView | None:
        """The refusal that somebody is asked to look at again."""
        asked = (
            each for each in self.view.decisions if each.second_look and each.second_look.outcome is None
        )
        return next(asked, None)

    @property
    def conditions(self) -> list[ConditionView]:
        return [
            each for decision in self.view.decisions for each in decision.conditions if each.state == "open"
        ]

    @property
    def needs_reason(self) -> bool:
        """Whether a cap or another payment asks for a reason: one that was given with the first signature serves."""
        warned = bool(self.view.already_funded) or any(
            each.outcome == "needs_waiver" for each in self.view.rules
        )
        return warned and self.pending is None

    @property
    def standing(self) -> str:
        """Why this person does nothing here, if so: they asked, they signed, or everything is decided."""
        if self.view.asked_by_you:
            return "own"
        if self.pending and self.pending.signed_by_you:
            return "signed"
        if self.look and self.look.signed_by_you:
            return "declined_by_you"
        return "" if self.open or self.look else "decided"


async def desk_of(visit: Visit, session: Session, request_id: UUID) -> Desk:
    """All of it, in one reading. Raises `Refusal` for a request that is not the fund's own to decide."""
    tell = await telling(visit, session)
    view = await request_of(session, request_id, visit.language)
    if view is None or view.fund_id != session.actor.organisation_id:
        return accepted(Refused(NOT_FOUND))
    policy = await in_force(session, view.fund_id, view.region)
    window = policy.policy.duplicate_window_days if policy else WINDOW
    paid = accepted(await payouts(session, state=None, request_id=request_id, before=None, limit=50))
    purses, short = await _purses(session, view)
    asked = (await progress(session, DECISION, [request_id])).get(request_id)
    return Desk(
        tell,
        view,
        checks(tell, view, window),
        purses,
        short,
        payment_rows(tell, paid),
        await signatures_of(session, request_id),
        asked.asked if asked else [],
    )


async def _purses(session: Session, view: RequestView) -> tuple[list[Purse], bool]:
    """The envelopes that suit, and which would pay how much: split where one has too little (FND-06)."""
    wanted = {
        line.id: line.open_cents or line.amount_cents
        for line in view.lines
        if line.open_cents or line.decline_code
    }
    if not wanted:
        return [], False
    plan = await plan_of(session, wanted, view.envelope_id)
    known = {each.id: each.code for each in accepted(await envelopes(session))}
    found = [
        Purse(id, known[id], free, free - plan.parts[id] if id in plan.parts else None)
        for id, free in plan.free.items()
        if id in known
    ]
    return sorted(found, key=lambda each: (each.after is None, each.code)), plan.short is not None


def show(
    visit: Visit,
    desk: Desk,
    values: Mapping[str, str] | None = None,
    trouble: Trouble | None = None,
    **more: Any,
) -> Response[str]:
    """The screen, with whatever was typed."""
    view = desk.view
    return visit.paint(
        "fund/request.html",
        **{
            "status": trouble.status if trouble else 200,
            "kept": False,
            "already": False,
            "ask_reason": False,
            **more,
        },
        page=f"/fund/requests/{view.id}",
        desk=desk,
        view=view,
        stops=_stops(desk),
        values=values or {},
        trouble=trouble,
        declines=DECLINES,
        codes=CODES,
        **desk.tell.context,
    )


def _stops(desk: Desk) -> list[tuple[str, str]]:
    """The road of this money: asked, signed by as many as it needs, sent, received; or where it ended instead."""
    view, say = desk.view, desk.tell.say
    approved = any(line.approved_cents for line in view.lines)
    if not approved and not desk.open:
        return _walked([(say("fund.road.asked"), True), (say(f"fund.line.{view.state}"), True)], late=False)
    needed = _needed(desk)
    signed = desk.pending.signatures if desk.pending else 0 if desk.open else needed
    stops = [(say("fund.road.asked"), True)]
    keys = ["fund.road.signed.1", "fund.road.signed.2"] if needed > 1 else ["fund.road.approved"]
    stops += [(say(key), signed >= at) for at, key in enumerate(keys, 1)]
    states = {each.at for each in desk.payments}
    sent = bool(states) and states <= {"sent", "confirmed"} and not desk.open
    stops += [(say("fund.road.sent"), sent), (say("fund.road.received"), sent and states == {"confirmed"})]
    return _walked(stops, late=view.is_late)


def _needed(desk: Desk) -> int:
    """How many people sign: by the rules of now while something is open, else as it was decided."""
    if desk.pending:
        return desk.pending.signers_required
    if desk.open:
        return desk.view.signers_required or 1
    return max((each.signers_required for each in desk.view.decisions if each.kind == "people"), default=1)


def _walked(stops: list[tuple[str, bool]], *, late: bool) -> list[tuple[str, str]]:
    """What is done, where one stands, and what comes later."""
    first_open = next((at for at, (_, done) in enumerate(stops) if not done), len(stops))
    now = "late" if late and first_open < 3 else "now"
    return [
        (words, "done" if at < first_open else now if at == first_open else "later")
        for at, (words, _) in enumerate(stops)
    ]


@get("/fund/requests/{request_id:uuid}", include_in_schema=False)
async def show_request(visit: NamedDependency[Visit], request_id: FromPath[UUID]) -> Response[str]:
    """One request, with what may be done about it now."""
    kept = await take_kept(visit)
    async with visit.store.reading(visit.seat) as session:
        desk = await desk_of(visit, session, request_id)
    return show(visit, desk, kept.values if kept else None, kept=kept is not None)


handlers = [show_request]
