"""The question "how many could be placed?", answered with numbers, counted against a budget, and recorded."""

from dataclasses import dataclass
from uuid import uuid4

from service.operations import refusals
from service.operations.allotment.reduction import reduced
from service.operations.allotment.thinking import hurried, in_turn
from service.operations.events import FeasibilityAsked
from service.operations.feasibility.looks import Look, may_tell, take_look
from service.operations.feasibility.rules import Feasible, Verdict, feasible, own_partners, verdict
from service.operations.parties.rules import Party, blocks_of, mistakes, places_of
from service.operations.planner import planning
from service.operations.sites.problem import Allotted, Question, allotted, question
from service.operations.sites.queries import Window, pictured_sites
from service.operations.sites.rules import Area, Wanted
from service.operations.windows.rules import window_fits
from service.partners.actor import Actor, Role, only
from service.refusals import Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class AskFeasibility:
    """Who would come, where and when."""

    parties: tuple[Party, ...]
    areas: tuple[Area, ...]
    languages: tuple[str, ...]
    window: Window

    def wanted(self, uow: UnitOfWork) -> Wanted:
        """The question as shelters meet it."""
        return Wanted(self.areas, frozenset(self.languages), uow.now, self.window.opens, self.window.closes)


@dataclass(frozen=True)
class Feasibility:
    """The answer: numbers only, never a shelter (OPS-19). `questions_left` of today's budget."""

    asked: int
    possible: int
    by_agreement: int
    on_request: int
    answer: Verdict
    withheld: bool
    questions_left: int


NOTE = sql("SELECT relais.note_answer(:look, :people, :possible, :by_agreement, :on_request)")
ASKERS = only(Role.INVESTIGATOR, Role.PIVOT_WORKER, Role.REGIONAL_COORDINATOR)


@command(event=FeasibilityAsked, allowed=ASKERS)
async def ask_feasibility(
    uow: UnitOfWork, actor: Actor, wish: AskFeasibility
) -> Done[Feasibility, FeasibilityAsked] | Refused:
    """How many of these people could be placed, by agreement and on request (OPS-19): never more than asked, from a
    picture up to 15 minutes old, with enough shelters behind each figure, so many times a day."""
    people = sum(party.size() for party in wish.parties)
    wrong = mistakes(wish.parties, people, people, people)
    if wrong:
        return Refused(refusals.NUMBERS, {"mistakes": list(wrong)})
    if not window_fits(wish.window.opens, wish.window.closes, uow.now):
        return Refused(refusals.WINDOW)
    look = await take_look(uow)
    if look is None or not look.paid:
        return Refused(refusals.BUDGET_SPENT, {"budget": look.budget if look else 0})
    found = await _figures(uow, look, wish)
    await _note(uow, look, people, found)
    answer = Feasibility(
        people,
        found.possible,
        found.by_agreement,
        found.on_request,
        verdict(people, found.possible),
        found.withheld,
        look.left,
    )
    return Done(answer, _asked(actor, people, found))


async def _figures(uow: UnitOfWork, look: Look, wish: AskFeasibility) -> Feasible:
    known = await pictured_sites(uow, look.id, wish.areas, wish.window)
    blocks = blocks_of(places_of(wish.parties, iter(uuid4, None)))
    asked = question(blocks, known.sites, wish.wanted(uow))
    if await may_tell(uow, look, asked, known):
        return feasible(_planned(uow, asked), tell=True)
    own = question(blocks, own_partners(known.sites), wish.wanted(uow))
    return feasible(_planned(uow, own), tell=False)


def _planned(uow: UnitOfWork, asked: Question) -> tuple[Allotted, ...]:
    """Searched outside this transaction, which then begins anew."""
    problem = reduced(asked.problem)
    service = uow.actor.organisation_id
    found = uow.worked_out(problem, lambda: in_turn(service, problem), lambda: hurried(problem))
    return allotted(asked, found.plan)


async def _note(uow: UnitOfWork, look: Look, people: int, found: Feasible) -> None:
    async with planning(uow):
        await uow.value(
            NOTE,
            look=look.id,
            people=people,
            possible=found.possible,
            by_agreement=found.by_agreement,
            on_request=found.on_request,
        )


def _asked(actor: Actor, people: int, found: Feasible) -> FeasibilityAsked:
    return FeasibilityAsked(
        subject=actor.organisation_id,
        people=people,
        possible=found.possible,
        by_agreement=found.by_agreement,
        on_request=found.on_request,
        withheld=found.withheld,
    )
