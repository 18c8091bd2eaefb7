"""Where a request stands, as its pages say it: the road, and each line with its state and who acts next (FND-11)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from service.fund.requests.queries import LineView, RequestView
from service.fund.requests.told import ConditionView, DecisionView

Shape = Literal["full", "half", "none", "late", "cross", "dots"]
Where = Literal["done", "now", "later", "late"]


@dataclass(frozen=True)
class Told:
    """A line with its shape, the key of its words and what they need, and the decision that a second look is for."""

    line: LineView
    shape: Shape
    words: str
    facts: Mapping[str, object]
    refused_by: DecisionView | None = None
    conditions: tuple[ConditionView, ...] = ()
    drawn_at: datetime | None = None
    times: int = 1
    """Journeys of one series that stand alike are one card (FND-04)."""

    @property
    def next(self) -> str:
        """The key of who acts next."""
        return f"{self.words}.next"

    @property
    def has_card(self) -> bool:
        """Whether a card waits for it, or was shown and can be shown again."""
        waits = self.line.approved_cents > self.line.paid_cents and not self.conditions_open
        return self.line.payment == "voucher" and (waits or self.drawn_at is not None)

    @property
    def conditions_open(self) -> bool:
        return any(each.state == "open" for each in self.conditions)

    @property
    def wants_receipt(self) -> bool:
        """Whether its receipt is to be noted, or noted again."""
        return self.line.paid_cents > 0 and self.line.payment != "voucher"

    @property
    def above(self) -> int:
        """Cents that were spent beyond what was paid (FND-12)."""
        paid = self.line.paid_cents - self.line.returned_cents
        return max(0, (self.line.spent_cents or 0) - paid) if self.line.paid_cents else 0

    @property
    def rest(self) -> int:
        """Cents that are still to come back (FND-12)."""
        if self.line.spent_cents is None:
            return 0
        return max(0, self.line.paid_cents - self.line.returned_cents - self.line.spent_cents)


def told(view: RequestView, line: LineView, drawn_at: datetime | None = None) -> Told:
    """A line of a request, in the words of its state."""
    conditions = tuple(each for made in view.decisions for each in made.conditions if each.line_id == line.id)
    refusal = next(
        (made for made in reversed(view.decisions) if made.code and line.id in made.line_ids), None
    )
    shape, words = _state(view, line, any(each.state == "open" for each in conditions))
    if drawn_at is not None:
        shape, words = "full", "money.line.shown"
    facts = {"signed": signed(view), "needed": needed(view), "at": view.decide_by}
    return Told(line, shape, words, facts, refusal, conditions, drawn_at)


def _state(view: RequestView, line: LineView, waits: bool) -> tuple[Shape, str]:
    plain: dict[str, tuple[Shape, str]] = {
        "partly_approved": ("half", "money.line.partly"),
        "declined": ("cross", "money.line.declined"),
        "withdrawn": ("none", "money.line.withdrawn"),
        "failed": ("cross", "money.line.failed"),
        "paying": ("half", "money.line.paying"),
        "settled": ("full", "money.line.settled"),
    }
    if line.state == "submitted":
        return _waiting(view)
    if line.state == "approved":
        return _approved(line, waits)
    if line.state == "paid":
        return _paid(line)
    return plain[line.state]


def _waiting(view: RequestView) -> tuple[Shape, str]:
    if view.is_late:
        return "late", "money.line.late"
    return "half", "money.line.signed" if signed(view) else "money.line.waiting"


def _approved(line: LineView, waits: bool) -> tuple[Shape, str]:
    if waits:
        return "half", "money.line.condition"
    if line.payment == "voucher":
        return "full", "money.line.card"
    return "full", "money.line.approved"


def _paid(line: LineView) -> tuple[Shape, str]:
    """Money in a worker's hands waits for its receipt, then for what is left of it; a supplier's does not."""
    if line.payment != "cash_by_worker":
        return "full", "money.line.paid"
    return "half", "money.line.receipt" if line.spent_cents is None else "money.line.back"


def signed(view: RequestView) -> int:
    """How many people have signed for what is open."""
    made = [each for each in view.decisions if each.kind == "people"]
    still = [each for each in made if _is_open(view, each)]
    return still[-1].signatures if still else 0


def _is_open(view: RequestView, decision: DecisionView) -> bool:
    open_lines = {line.id for line in view.lines if line.open_cents}
    return (
        bool(open_lines.intersection(decision.line_ids)) and decision.signatures < decision.signers_required
    )


def needed(view: RequestView) -> int:
    """How many people decide what is open; else how many did."""
    made = [each.signers_required for each in view.decisions if each.kind == "people"]
    return view.signers_required or max(made, default=0)


@dataclass(frozen=True)
class Stop:
    """One stop of the road: the key of its words, and where the request is."""

    words: str
    where: Where


def road(view: RequestView) -> list[Stop]:
    """Asked, each signature, sent, received; a road that ended early ends where it did."""
    going = [line for line in view.lines if line.state not in {"declined", "withdrawn"}]
    waiting = any(line.state in {"submitted", "partly_approved"} for line in going)
    if not going:
        return [Stop("money.road.asked", "done"), Stop(f"money.road.{view.lines[0].state}", "now")]
    stops = [Stop("money.road.asked", "done"), *_signatures(view, waiting=waiting)]
    sent = [line for line in going if line.paid_cents or line.state in {"paying", "paid", "settled"}]
    received = [line for line in going if line.state in {"paid", "settled"}]
    stops.append(Stop("money.road.sent", _passed(len(sent), len(going), waits=waiting)))
    stops.append(
        Stop("money.road.received", _passed(len(received), len(going), waits=len(sent) < len(going)))
    )
    return stops


def _passed(so_far: int, of: int, *, waits: bool) -> Where:
    if so_far == of:
        return "done"
    return "later" if waits and not so_far else "now"


def _signatures(view: RequestView, *, waiting: bool) -> list[Stop]:
    if not needed(view):
        kinds = {made.kind for made in view.decisions}
        return [Stop("money.road.alone" if "self_issued" in kinds else "money.road.rule", "done")]
    so_far = signed(view) if waiting else needed(view)
    late: Where = "late" if view.is_late else "now"
    wheres: list[Where] = [
        "done" if at < so_far else late if at == so_far else "later" for at in range(needed(view))
    ]
    names = (
        ["money.road.one"] if needed(view) == 1 else [f"money.road.{n}" for n in range(1, needed(view) + 1)]
    )
    return [Stop(name, where) for name, where in zip(names, wheres, strict=True)]


def gathered(lines: Sequence[Told], series: Iterable[Sequence[UUID]]) -> list[Told]:
    """The lines of a page: the journeys of a series that stand alike are told once, with their number."""
    of = {line: trips[0] for trips in series for line in trips}
    found: dict[tuple[UUID, str], Told] = {}
    for each in lines:
        key = (of.get(each.line.id, each.line.id), each.words)
        found[key] = replace(found[key], times=found[key].times + 1) if key in found else each
    return list(found.values())


def issuable(view: RequestView) -> list[UUID]:
    """The lines of one's own request that nobody has decided: what may be issued alone, out of hours."""
    if not view.asked_by_you:
        return []
    return [
        line.id for line in view.lines if line.state == "submitted" and line.open_cents == line.amount_cents
    ]
