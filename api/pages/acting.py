"""How a page changes something: the same commands as the doors of the API, and the same proof of what weighs."""

from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from api.pages.forms import Form
from api.pages.proofs import prove, ways_of
from api.pages.visits import Visit
from service.refusals import STEP_UP_NEEDED, Refused, Said
from service.store.command import Command

WishT = TypeVar("WishT")
AnswerT = TypeVar("AnswerT")


@dataclass(frozen=True)
class About:
    """What is about to be signed, in words: the sentence and its facts."""

    said: Said
    facts: dict[str, Any]
    back: str
    """The page that one returns to, with nothing signed."""
    lines: tuple[tuple[str, str], ...] = ()
    """What changes, each with its name."""
    typed: bool = False
    """Whether the form was filled in: going back then shows it again with every value."""


@dataclass(frozen=True)
class Asked:
    """A form, and the step-up that it waits for."""

    form: Form
    step_up: UUID


class ProofNeeded(Exception):
    """The page asks to check that it is you; it carries the form, and `problem` when a proof did not hold."""

    def __init__(
        self, asked: Asked, about: About, ways: frozenset[str], problem: Refused | None = None
    ) -> None:
        super().__init__("step-up")
        self.form = asked.form
        self.step_up = asked.step_up
        self.about = about
        self.ways = ways
        self.problem = problem


async def act(
    visit: Visit,
    form: Form,
    command: Command[WishT, AnswerT],
    wish: WishT,
    about: About,
    *,
    told_once: bool = False,
    page_stays: bool = False,
) -> AnswerT | Refused:
    """Carry out what the form asks, once. Raises `ProofNeeded` for a command that wants a fresh proof (point 22).

    What is `told_once` is answered to nobody again: the record of its key would keep the very secret. Where the answer
    is a file, the `page_stays`, and its key with it: what is typed on it afterwards is an intention of its own.
    """
    if form.proof is not None and form.language:
        raise ProofNeeded(Asked(form, form.proof), about, await ways_of(visit))
    if form.proof is not None and (wrong := await prove(visit, form)):
        raise ProofNeeded(Asked(form, form.proof), about, await ways_of(visit), wrong)
    once = form.once_as_typed if page_stays else form.once
    outcome = await visit.store.run(command, visit.proving(form.proof), wish, None if told_once else once)
    if isinstance(outcome, Refused) and outcome.reason is STEP_UP_NEEDED:
        asked = Asked(form, UUID(str(outcome.facts["step_up"])))
        raise ProofNeeded(asked, about, await ways_of(visit))
    return outcome
