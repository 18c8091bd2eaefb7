"""One reservation as a screen says it: its state, its places, who acts next; counts alone (POL-03)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from api.pages.charts import Places, places_of_board
from api.pages.frame import said
from api.pages.investigator.times import window_words
from api.pages.moments import zone_of
from api.problems import Refusal
from api.v1.operations.words import not_placed_sentences
from service.operations.holds.around import answer_due
from service.operations.holds.queries import OperationView, read_operation
from service.operations.holds.recalling import cancels_at
from service.operations.holds.rules import OPEN, Step, may
from service.refusals import NOT_FOUND, Language, Refused
from service.store.session import Session

RECENT = timedelta(days=30)
STATES = {"held": "full", "asked": "half", "waiting": "none"}


@dataclass(frozen=True)
class Shown:
    """A reservation, and what its screen needs beside what is stored."""

    view: OperationView
    window: str
    now: datetime
    zone: str
    due: datetime | None
    cancels: datetime | None
    """From when on its places are released, while that can still be taken back or is about to happen."""
    chart: Places
    reasons: list[str]

    @property
    def id(self) -> UUID:
        return self.view.id

    @property
    def over(self) -> bool:
        """Whether nothing of it is to be changed any more."""
        return self.view.state not in OPEN or self.view.window_ends_at <= self.now

    @property
    def may_restore(self) -> bool:
        """Whether the cancellation can be taken back (OPS-18)."""
        return self.cancels is not None and self.cancels > self.now

    @property
    def theirs(self) -> bool:
        """Whether its places are the pivot organisation's: two numbers remain (OPS-14)."""
        return self.view.handed_over is not None or self.view.moved

    def can(self, step: Step) -> bool:
        """Whether the page offers this step."""
        if self.cancels is not None:
            return False
        if step == "hand_over" and (self.view.handed_over is not None or not self.view.pivot_accepted):
            return False
        if step == "name_pivot" and self.view.pivot_accepted:
            return False
        if step in ("arrange", "launch") and (self.theirs or self.over):
            return False
        if step == "launch" and self.view.state == "launched":
            return False
        return may(step, self.view.state)  # type: ignore[arg-type]

    @property
    def shape(self) -> str:
        """The shape of its state."""
        if self.view.state == "cancelled" or self.cancels is not None:
            return "cross"
        if self.theirs or (self.view.held and self.view.held == self.view.expected):
            return "full"
        return "half" if self.view.held or self.view.asked else "none"


def sentence(view: OperationView, language: Language) -> str:
    """`8 of 10 places held; 1 A and 1 B have none.`: the board in one sentence, which is its text alternative."""
    held = said(
        language,
        "inv.held.one" if view.expected == 1 else "inv.held.few" if view.held <= 1 else "inv.held.many",
        held=view.held,
        expected=view.expected,
    )
    missing = [
        f"{row.waiting} {row.label}" if row.label else str(row.waiting) for row in view.labels if row.waiting
    ]
    if not missing:
        return f"{held}."
    words = (
        said(language, "inv.and").join((", ".join(missing[:-1]), missing[-1])) if missing[1:] else missing[0]
    )
    many = sum(row.waiting for row in view.labels) > 1
    return f"{held}; {said(language, 'inv.have_none' if many else 'inv.has_none', who=words)}"


async def shown(session: Session, view: OperationView, language: Language) -> Shown:
    """The view with its words."""
    zone = await zone_of(session)
    rows = [
        (row.label or "", [STATES[place.state] for place in view.places if place.label == row.label])
        for row in view.labels
    ]
    window = window_words(view.window_starts_at, view.window_ends_at, session.now, zone, language)
    reasons = not_placed_sentences(view.not_placed, language)
    due = await answer_due(session, view.id)
    cancels = await cancels_at(session, view.id) if view.state in OPEN else None
    return Shown(view, window, session.now, zone, due, cancels, places_of_board(rows), reasons)


async def one_of_mine(session: Session, operation_id: UUID, language: Language) -> Shown:
    """The reservation, if it names the visitor; raises `Refusal` as if there were none otherwise (OPS-11)."""
    view = await read_operation(session, operation_id)
    if view is None:
        raise Refusal(Refused(NOT_FOUND))
    return await shown(session, view, language)
