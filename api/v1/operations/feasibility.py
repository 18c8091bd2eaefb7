"""Feasibility: how many could be placed, before anything is held, and never where (OPS-19)."""

import msgspec
from litestar.di import NamedDependency
from litestar.params import JSONBody

from api.doors import Caller, accepted, ask
from api.v1.operations.words import Areas, Languages, Nights, Parties, WindowBody, feasible_sentence
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.operations import refusals
from service.operations.feasibility.commands import AskFeasibility, Feasibility, ask_feasibility
from service.operations.feasibility.rules import Verdict
from service.store.command import Once
from service.store.store import Store


class FeasibilityQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who would come, when, and where in order of preference."""

    parties: Parties
    areas: Areas
    window: WindowBody
    languages: Languages = []
    nights: Nights = 1


class FeasibilityAnswer(msgspec.Struct, frozen=True):
    """Numbers only, capped at what was asked, from a picture that may be 15 minutes old. `withheld`: a figure was left
    out because too few shelters stand behind it. `sentence` is in the caller's language."""

    asked: int
    possible: int
    by_agreement: int
    on_request: int
    answer: Verdict
    withheld: bool
    questions_left: int
    sentence: str


@ask(
    "/feasibility",
    id="ask_feasibility",
    summary="How many of these people could be placed",
    tag="operations",
    refusals=(refusals.NUMBERS, refusals.WINDOW, refusals.BUDGET_SPENT, SAYS_TOO_MUCH),
    status=200,
)
async def ask_feasibility_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[FeasibilityQuestion],
) -> FeasibilityAnswer:
    wish = AskFeasibility(
        parties=tuple(party.party() for party in data.parties),
        areas=tuple(area.area() for area in data.areas),
        languages=tuple(data.languages),
        window=data.window.window(data.nights),
    )
    found: Feasibility = accepted(await store.run(ask_feasibility, caller.seat, wish, once))
    sentence = feasible_sentence(found.possible, found.by_agreement, found.on_request, caller.language)
    return FeasibilityAnswer(**vars(found), sentence=sentence)


handlers = [ask_feasibility_door]
