"""The question "how many could be placed?", answered with numbers, counted against a budget, and recorded."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from service.operations import refusals
from service.operations.allotment.search import plan
from service.operations.events import FeasibilityAsked
from service.operations.feasibility.rules import (
    DAY,
    Feasible,
    Verdict,
    budget_left,
    feasible,
    picture_for,
    verdict,
)
from service.operations.parties.rules import Party, blocks_of, mistakes, places_of
from service.operations.sites.problem import allotted, question
from service.operations.sites.queries import Window, sites_for
from service.operations.sites.rules import Area, Wanted
from service.operations.windows.rules import window_fits
from service.partners.actor import Actor, Role, only
from service.refusals import Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class AskFeasibility:
    """Who would come, where and when. `minimum_sites` and `budget` are the operator's settings."""

    parties: tuple[Party, ...]
    areas: tuple[Area, ...]
    languages: tuple[str, ...]
    window: Window
    minimum_sites: int = 1
    budget: int = 40


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


ASKED = sql(
    "SELECT asked_at FROM feasibility_questions WHERE member_id = relais.member() AND asked_at > :since"
)
LAST_PICTURE = sql(
    "SELECT max(picture_at) FROM feasibility_questions WHERE organisation_id = relais.organisation()"
)
ONE_AT_A_TIME = sql("SELECT pg_advisory_xact_lock(hashtextextended(CAST(relais.organisation() AS text), 4))")
INSERT = sql(
    """
    INSERT INTO feasibility_questions (id, organisation_id, member_id, asked_at, picture_at, people, possible,
        by_agreement, on_request)
    VALUES (:id, relais.organisation(), relais.member(), relais.now(), :picture_at, :people, :possible,
        :by_agreement, :on_request)
    """
)
ASKERS = only(Role.INVESTIGATOR, Role.PIVOT_WORKER, Role.REGIONAL_COORDINATOR)


@command(event=FeasibilityAsked, allowed=ASKERS)
async def ask_feasibility(
    uow: UnitOfWork, _: Actor, wish: AskFeasibility
) -> Done[Feasibility, FeasibilityAsked] | Refused:
    """How many of these people could be placed, by agreement and on request (OPS-19)."""
    people = sum(party.size() for party in wish.parties)
    if mistakes(wish.parties, people, people, people):
        return Refused(refusals.NUMBERS, {"mistakes": list(mistakes(wish.parties, people, people, people))})
    if not window_fits(wish.window.opens, wish.window.closes, uow.now):
        return Refused(refusals.WINDOW)
    await uow.execute(ONE_AT_A_TIME)
    left = await questions_left(uow, wish.budget)
    if not left:
        return Refused(refusals.BUDGET_SPENT, {"budget": wish.budget})
    found = await _figures(uow, wish)
    answer = Feasibility(
        people,
        found.possible,
        found.by_agreement,
        found.on_request,
        verdict(people, found.possible),
        found.withheld,
        left - 1,
    )
    return Done(answer, _asked(uow, people, found))


async def questions_left(uow: UnitOfWork, budget: int) -> int:
    """What remains of an investigator's questions of the last 24 hours."""
    rows = await uow.rows(ASKED, since=uow.now - DAY - timedelta(minutes=1))
    return budget_left([row["asked_at"] for row in rows], uow.now, budget)


async def _figures(uow: UnitOfWork, wish: AskFeasibility) -> Feasible:
    picture_at = picture_for(uow.now, await uow.value(LAST_PICTURE))
    known = await sites_for(uow, wish.areas, wish.window, as_of=picture_at)
    places = places_of(wish.parties, iter(uuid4, None))
    wanted = Wanted(wish.areas, frozenset(wish.languages), uow.now, wish.window.opens, wish.window.closes)
    asked = question(blocks_of(places), known.sites, wanted)
    found = feasible(allotted(asked, await asyncio.to_thread(plan, asked.problem)), wish.minimum_sites)
    await uow.execute(
        INSERT,
        id=uuid4(),
        picture_at=picture_at,
        people=len(places),
        possible=found.possible,
        by_agreement=found.by_agreement,
        on_request=found.on_request,
    )
    return found


def _asked(uow: UnitOfWork, people: int, found: Feasible) -> FeasibilityAsked:
    subject: UUID = uow.actor.organisation_id
    return FeasibilityAsked(
        subject=subject,
        people=people,
        possible=found.possible,
        by_agreement=found.by_agreement,
        on_request=found.on_request,
    )
