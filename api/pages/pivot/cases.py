"""A case's page, and the list of one's cases: its code, its marker word, and what can be done (CNF-02, CNF-04)."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.filling import trouble_of
from api.pages.forms import read_form
from api.pages.moments import day_in, moment_in
from api.pages.pivot.lines import line_of
from api.pages.pivot.reading import here_of, my_case, tongue
from api.pages.pivot.stops import SHAPES
from api.pages.visits import Visit
from api.problems import Refusal
from service.beds.addresses.queries import shows
from service.beds.referrals.moving import TakeMove, my_moves, take_move
from service.beds.referrals.of_cases import open_places, places_of_case
from service.beds.referrals.rules import LONGEST_HOLD, TONIGHT_UNTIL
from service.beds.unmet.needs import RecordNeed, record_need
from service.beds.unmet.waiting import NoLongerWaits, no_longer_waits
from service.cases.occasions.commands import ReopenCase, RestCase, reopen_case, rest_case
from service.cases.overview import case_lines
from service.partners.directory.lawyers import SeekLawyer, lawyers, seek_lawyer
from service.partners.members.commands import TakeOverCase, take_over_case
from service.partners.members.queries import orphan_cases
from service.refusals import NOT_FOUND, Refused

MOST = 200
CONTEXTS = ("comes_back", "runaway_return", "after_detention", "after_operation", "other")
SINCE = LONGEST_HOLD + TONIGHT_UNTIL


@get("/cases", include_in_schema=False)
async def show_cases(visit: NamedDependency[Visit]) -> Response[str]:
    """Every case that the visitor accompanies, and those of the organisation that nobody does (PIV-01)."""
    async with visit.store.reading(visit.seat) as session:
        here = await here_of(session)
        found = await case_lines(session, MOST)
        waiting = await open_places(session, session.now - SINCE)
        orphans = await orphan_cases(session)
    lines = [] if isinstance(found, Refused) else [line_of(each, waiting) for each in found]
    return visit.paint(
        "pivot/cases.html",
        lines=[line for line in lines if line.case.state == "open"],
        resting=[line for line in lines if line.case.state != "open"],
        orphans=[] if isinstance(orphans, Refused) else orphans,
        zone=here.zone,
    )


@get("/cases/{case_id:uuid}", include_in_schema=False)
async def show_case(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[str]:
    """One case: where it stands, and what comes next."""
    return await paint_case(visit, case_id)


async def paint_case(visit: Visit, case_id: UUID, why: Refused | None = None) -> Response[str]:
    """The page of a case, with what did not go through."""
    async with visit.store.reading(visit.seat) as session:
        here, case = await here_of(session), await my_case(session, case_id)
        places = await places_of_case(session, case_id)
        moves = [
            move for move in await my_moves(session) if move.case_id == case_id and move.taken_at is None
        ]
        asked_here = {each.placement_id for each in places}
        elsewhere = [one for one in reversed(case.placements) if one.id not in asked_here]
        shown = {one.id for one in elsewhere if one.state == "live" and await shows(session, one.id)}
    language, trouble = visit.language, trouble_of(why, visit.language)
    return visit.paint(
        "pivot/case.html",
        status=trouble.status if trouble else 200,
        page=f"/cases/{case_id}",
        case=case,
        ours=case.organisation_id == here.actor.organisation_id,
        places=places,
        elsewhere=elsewhere,
        shown=shown,
        shapes=SHAPES,
        moves=moves,
        trouble=trouble,
        place=here.place(case.region, language),
        spoken=[tongue(code, language) for code in case.languages],
        zone=here.zone,
        now=here.now,
        day=day_in(language, here.zone),
        moment=moment_in(language, here.zone),
        contexts=CONTEXTS,
    )


def back(case_id: UUID, done: str) -> Redirect:
    """Back at the case, with the line that says what was done."""
    return Redirect(f"/cases/{case_id}?done=pivot.{done}", status_code=303)


@post("/cases/{case_id:uuid}/rest", include_in_schema=False, status_code=200)
async def put_to_rest(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """Nothing of it ends: it leaves only the day's list (SAF-10)."""
    form = await read_form(visit.request)
    outcome = await visit.store.run(rest_case, visit.seat, RestCase(case_id), form.once)
    return (
        await paint_case(visit, case_id, outcome) if isinstance(outcome, Refused) else back(case_id, "rested")
    )


@post("/cases/{case_id:uuid}/reopen", include_in_schema=False, status_code=200)
async def take_up(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """The person is there again; nothing is asked again (ACC-05, CNF-08)."""
    form = await read_form(visit.request)
    context: Any = form.value("context") if form.value("context") in CONTEXTS else "comes_back"
    outcome = await visit.store.run(reopen_case, visit.seat, ReopenCase(case_id, context), form.once)
    if isinstance(outcome, Refused):
        return await paint_case(visit, case_id, outcome)
    return back(case_id, "reopened")


@post("/cases/{case_id:uuid}/take-over", include_in_schema=False, status_code=200)
async def cover(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """A case of one's organisation without a pivot is accompanied again (PIV-01)."""
    form = await read_form(visit.request)
    outcome = await visit.store.run(take_over_case, visit.seat, TakeOverCase(case_id), form.once)
    if isinstance(outcome, Refused):
        raise Refusal(outcome)
    return back(case_id, "covered")


@post("/cases/{case_id:uuid}/moves/{move_id:uuid}", include_in_schema=False, status_code=200)
async def prepare_move(
    visit: NamedDependency[Visit], case_id: FromPath[UUID], move_id: FromPath[UUID]
) -> Response[Any]:
    """After a safety alert: the house is excluded, the city if the person says so, and the search is open (SAF-03)."""
    form = await read_form(visit.request)
    wish = TakeMove(move_id, form.value("city") == "yes")
    outcome = await visit.store.run(take_move, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await paint_case(visit, case_id, outcome)
    return Redirect(f"/cases/{case_id}/places?done=pivot.move_taken", status_code=303)


NEEDS = frozenset(
    {
        "no_bed", "no_answer", "security_fear", "not_conjugal_violence", "criteria", "age", "gender", "language",
        "stay_too_short", "several_at_once", "other",
    }
)  # fmt: skip


@post("/cases/{case_id:uuid}/unmet", include_in_schema=False, status_code=200)
async def note_unmet(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """No place could be found: counted once a day, and among those who wait (DAT-06, ACC-02)."""
    form = await read_form(visit.request)
    reason: Any = form.value("reason") if form.value("reason") in NEEDS else "no_bed"
    urgency: Any = (
        form.value("urgency") if form.value("urgency") in ("now", "tonight", "this_week") else "tonight"
    )
    async with visit.store.reading(visit.seat) as session:
        case = await my_case(session, case_id)
    people = 1 + len(case.party.get("dependants", []))
    outcome = await visit.store.run(
        record_need, visit.seat, RecordNeed(case_id, people, reason, urgency), form.once
    )
    return (
        await paint_case(visit, case_id, outcome) if isinstance(outcome, Refused) else back(case_id, "noted")
    )


@post("/cases/{case_id:uuid}/waits/end", include_in_schema=False, status_code=200)
async def end_waiting(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """The person found a bed elsewhere, or asks for none; what was counted stays counted."""
    form = await read_form(visit.request)
    outcome = await visit.store.run(no_longer_waits, visit.seat, NoLongerWaits(case_id), form.once)
    if isinstance(outcome, Refused) and outcome.reason is not NOT_FOUND:
        return await paint_case(visit, case_id, outcome)
    return back(case_id, "waits_no_more")


@post("/cases/{case_id:uuid}/lawyer", include_in_schema=False, status_code=200)
async def seek(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """The one touch: who answers in the province of the case, each with a button that dials (IMM-04)."""
    form = await read_form(visit.request)
    sought = await visit.store.run(seek_lawyer, visit.seat, SeekLawyer(case_id), form.once)
    if isinstance(sought, Refused):
        raise Refusal(sought)
    return await paint_lawyers(visit, sought.region, f"/cases/{case_id}")


@get("/lawyers", include_in_schema=False)
async def show_lawyers(visit: NamedDependency[Visit]) -> Response[Any]:
    """Everybody who answers in the visitor's own province."""
    async with visit.store.reading(visit.seat) as session:
        here = await here_of(session)
    return await paint_lawyers(visit, next(iter(here.actor.regions), "CA-ON"), "/")


async def paint_lawyers(visit: Visit, region: str, back_to: str) -> Response[Any]:
    """Lawyers on call, then the others, then the hotline that finds one."""
    async with visit.store.reading(visit.seat) as session:
        here, found = await here_of(session), await lawyers(session, region)
    if isinstance(found, Refused):
        raise Refusal(found)
    return visit.paint(
        "pivot/lawyers.html",
        page=back_to,
        back=back_to,
        found=found,
        place=here.place(region, visit.language),
        languages=lambda codes: ", ".join(tongue(code, visit.language) for code in codes),
    )


handlers: list[Any] = [
    show_cases,
    show_case,
    put_to_rest,
    take_up,
    cover,
    prepare_move,
    note_unmet,
    end_waiting,
    seek,
    show_lawyers,
]
