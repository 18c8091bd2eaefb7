"""Rows of what waits: decisions, second signatures and looks, conditions; and payments that need a hand (FND-01)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency

from api.doors import accepted
from api.pages.formats import age, money
from api.pages.fund.common import Telling, telling
from api.pages.visits import Visit
from service.fund.payouts.queries import PayoutView
from service.fund.requests.queue import Queued, queue
from service.fund.said import PAYOUT_STATES

HOME_SHOWS: Final = 8
PAYMENTS_SHOWN: Final = 4


@dataclass(frozen=True)
class Row:
    """One thing to do: its shape and time, what it is, what to know before it is opened, and the way there."""

    id: UUID
    shape: str
    sum: str
    what: str
    when: str
    notes: tuple[str, ...]
    href: str
    code: str
    mine: bool
    """Whether the reader may do it."""


def rows(tell: Telling, found: Sequence[Queued]) -> list[Row]:
    """The queue as a page shows it: the order is the queue's own, soonest due first."""
    return [_row(tell, each) for each in found]


def _row(tell: Telling, each: Queued) -> Row:
    at = tell.by(each.due_at)
    late = tell.say("fund.late", age=age(each.due_at, tell.now, tell.language), at=at)
    on_time = tell.say("fund.until" if each.what == "condition" else "fund.target", at=at)
    return Row(
        each.look_id or each.condition_id or each.request_id,
        "late" if each.is_late else "half",
        money(each.open_cents, "CAD", tell.language),
        tell.categories(line.category for line in each.lines),
        late if each.is_late else on_time,
        tuple(_notes(tell, each)),
        f"/fund/requests/{each.request_id}",
        each.code,
        not each.not_for_you,
    )


def _notes(tell: Telling, each: Queued) -> list[str]:
    """What one knows before opening it."""
    found = []
    if each.what == "second_look":
        found.append(tell.say("fund.look"))
    if each.condition:
        found.append(tell.say("fund.condition", what=tell.say(f"fund.condition.{each.condition}")))
    if each.what == "second_signature":
        found.append(tell.say("fund.signed", count=each.signatures, needed=each.signers_required))
    if each.people > 1:
        found.append(tell.say("fund.people", count=each.people))
    if any(line.waivers for line in each.lines):
        found.append(tell.say("fund.cap"))
    if each.funded_elsewhere:
        found.append(tell.say("fund.elsewhere"))
    if each.not_for_you:
        found.append(tell.say("fund.another"))
    return found


@dataclass(frozen=True)
class PaymentRow:
    """A payment in a list."""

    id: UUID
    shape: str
    sum: str
    what: str
    state: str
    problem: str | None
    code: str
    do: str
    at: str
    """The state as it is stored."""


SHAPES: Final[Mapping[str, str]] = {
    "held": "half",
    "ready": "none",
    "leaving": "half",
    "unknown": "dots",
    "waiting": "none",
    "sent": "half",
    "confirmed": "full",
    "failed": "cross",
    "differs": "late",
    "returned": "none",
    "cancelled": "none",
}
"""The shape of each state of a payment: received comes from the rail alone, or from a person's own word."""
STANDS: Final = (
    ("to_send", "none", ("held", "ready", "leaving", "unknown", "waiting")),
    ("sent", "half", ("sent",)),
    ("received", "full", ("confirmed",)),
    ("not_through", "cross", ("failed", "differs")),
)


def payment_rows(tell: Telling, found: Sequence[PayoutView]) -> list[PaymentRow]:
    """Payments as a page shows them."""
    return [
        PaymentRow(
            each.id,
            SHAPES[each.state],
            money(each.amount_cents, each.currency, tell.language),
            tell.categories([each.category]),
            PAYOUT_STATES[each.state].in_(tell.language),
            each.problem_text,
            each.request_code,
            tell.say(f"fund.pay.{each.state}") if f"fund.pay.{each.state}" in _DOING else tell.say("open"),
            each.state,
        )
        for each in found
    ]


_DOING: Final = frozenset(f"fund.pay.{state}" for state in ("failed", "differs", "held", "waiting", "ready"))


def counted(states: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """How many payments are to send, sent, received and not through: (name, shape, count)."""
    return [(name, shape, sum(states.get(each, 0) for each in own)) for name, shape, own in STANDS]


@get("/fund/waiting", include_in_schema=False)
async def show_waiting(visit: NamedDependency[Visit]) -> Response[str]:
    """All that waits for the fund, soonest due first (FND-01)."""
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        found = rows(tell, accepted(await queue(session, visit.language)))
    context: dict[str, Any] = {**tell.context, "count": len(found), "rows": found}
    return visit.paint("fund/waiting.html", it=context)


handlers = [show_waiting]
