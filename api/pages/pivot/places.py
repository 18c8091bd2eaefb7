"""Where tonight: the question, what answers it, and a bed held in one tap (ADM-01, BED-16, CNF-10)."""

from dataclasses import replace
from typing import Any, get_args
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.filling import Unfit, trouble_of
from api.pages.forms import Form, form_of, read_form
from api.pages.frame import said
from api.pages.keeping import take_kept
from api.pages.pivot.answers import Answers, answers_of
from api.pages.pivot.asking import Sought, pairs_of, prefilled, query_of, typed, understood
from api.pages.pivot.linking import link
from api.pages.pivot.reading import Here, here_of, my_case, provinces, tongues
from api.pages.visits import Visit
from service.beds import refusals
from service.beds.board.search import Found, Search, search
from service.beds.referrals.asking import MakeReferral, make_referral
from service.beds.words import StoredReason
from service.cases.overview import case_lines
from service.cases.queries import CaseView
from service.refusals import Refused

SAY_MORE = {
    refusals.ALONE_FIRST: "alone",
    refusals.LOW_SECURITY_NEEDS_A_REASON: "low_security_reason",
    refusals.MIXED_AGES_NEED_A_REASON: "mixed_ages_reason",
    refusals.CHOICE_OF_THE_PERSON: "chose",
}
"""What the worker has to say first, with the field that says it."""
NEEDS: tuple[StoredReason, ...] = get_args(StoredReason)
OWN = ("chose", "shown", "exception", "low_security_reason", "mixed_ages_reason", "urgency")


@get("/places", include_in_schema=False)
async def ask_for_nobody(visit: NamedDependency[Visit]) -> Response[Any]:
    """Where tonight, before there is a case; or for which case."""
    return await _asked_by_address(visit, None)


@get("/cases/{case_id:uuid}/places", include_in_schema=False)
async def ask_for_case(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """Where tonight, for a case: what Relais knows of it is filled in."""
    return await _asked_by_address(visit, case_id)


async def _asked_by_address(visit: Visit, case_id: UUID | None) -> Response[Any]:
    form = form_of(visit.request.url.path, visit.request.query_params.multi_items())
    if form.value("edit"):
        return await question(visit, case_id, values=typed(form))
    if not form.value("band"):
        kept = await take_kept(visit)
        return await question(visit, case_id, values=typed(kept) if kept else None, kept=kept is not None)
    return await answer(visit, case_id, form)


@post("/places", include_in_schema=False, status_code=200)
async def post_for_nobody(visit: NamedDependency[Visit]) -> Response[Any]:
    """The same question, with what no address may hold."""
    return await _asked_by_form(visit, None)


@post("/cases/{case_id:uuid}/places", include_in_schema=False, status_code=200)
async def post_for_case(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """The same question for a case: whether the exploiter was a partner is used here, and forgotten (ADM-03)."""
    return await _asked_by_form(visit, case_id)


async def _asked_by_form(visit: Visit, case_id: UUID | None) -> Response[Any]:
    form = await read_form(visit.request)
    if form.language and not form.value("answers"):
        return await question(visit, case_id, values=typed(form))
    return await answer(visit, case_id, form)


async def question(
    visit: Visit,
    case_id: UUID | None,
    *,
    values: dict[str, Any] | None = None,
    why: Unfit | Refused | None = None,
    kept: bool = False,
) -> Response[Any]:
    """The form, filled with what was typed, or else with what is known."""
    async with visit.store.reading(visit.seat) as session:
        here = await here_of(session)
        case = await my_case(session, case_id) if case_id else None
        mine = [] if case_id else await case_lines(session, 20)
    language = visit.language
    filled = values or prefilled(case, here.actor.regions)
    trouble = trouble_of(why, language, "woman")
    return visit.paint(
        "pivot/question.html",
        status=trouble.status if trouble else 200,
        page=visit.request.url.path,
        case=case,
        cases=[] if isinstance(mine, Refused) else [line for line in mine if line.state == "open"],
        values=filled,
        kept=kept,
        trouble=trouble,
        regions=provinces(here.known, language),
        languages=tongues(language, *(case.languages if case else ())),
        avoided=len(case.exclusions) if case else 0,
    )


async def answer(
    visit: Visit, case_id: UUID | None, form: Form, *, why: Refused | None = None, gone: UUID | None = None
) -> Response[Any]:
    """What answers; or the form again with what to correct."""
    sought, case, here = await _understood(visit, case_id, form)
    if isinstance(sought, Unfit):
        return await question(visit, case_id, values=typed(form), why=sought)
    wish = Search(sought.question, case_id, arrival=sought.expected_at if sought.later else None)
    found = await search(visit.store, visit.seat, wish)
    if isinstance(found, Refused):
        return await question(visit, case_id, values=typed(form), why=found)
    return _paint_answers(
        visit, case, form, answers_of(found, sought, here, visit.language, gone), why=why, found=found
    )


async def _understood(
    visit: Visit, case_id: UUID | None, form: Form
) -> tuple[Sought | Unfit, CaseView | None, Here]:
    async with visit.store.reading(visit.seat) as session:
        here = await here_of(session)
        case = await my_case(session, case_id) if case_id else None
    return understood(form, case, here.now, here.zone), case, here


def _paint_answers(
    visit: Visit, case: CaseView | None, form: Form, shown: Answers, *, why: Refused | None, found: Found
) -> Response[Any]:
    base = f"/cases/{case.id}/places" if case else "/places"
    trouble = trouble_of(why, visit.language)
    taken = why is not None and why.reason is refusals.NO_LONGER_FREE
    if trouble and taken:
        trouble = replace(trouble, title=shown.taken(visit.language), detail="")
    return visit.paint(
        "pivot/answers.html",
        status=trouble.status if trouble else 200,
        page=f"{base}?{query_of(form)}",
        base=base,
        case=case,
        shown=shown,
        trouble=trouble,
        carried=pairs_of(form),
        query=query_of(form),
        chose=bool(form.value("chose")),
        facts=form.all("facts"),
        need_recorded=found.need_recorded,
        detox=found.detox,
        unmet_reasons=[(reason, said(visit.language, f"pivot.reason.{reason}")) for reason in NEEDS],
    )


@post("/places/{shelter_id:uuid}/hold", include_in_schema=False, status_code=200)
async def hold_for_nobody(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[Any]:
    """Hold a bed, or ask for one, before there is a case."""
    return await _hold(visit, None, shelter_id)


@post("/cases/{case_id:uuid}/places/{shelter_id:uuid}/hold", include_in_schema=False, status_code=200)
async def hold_for_case(
    visit: NamedDependency[Visit], case_id: FromPath[UUID], shelter_id: FromPath[UUID]
) -> Response[Any]:
    """Hold a bed for a case, or ask for one; how the person chose stands with it (CNF-10)."""
    return await _hold(visit, case_id, shelter_id)


async def _hold(visit: Visit, case_id: UUID | None, shelter_id: UUID) -> Response[Any]:
    form = await read_form(visit.request)
    sought, case, _ = await _understood(visit, case_id, form)
    if isinstance(sought, Unfit):
        return await question(visit, case_id, values=typed(form), why=sought)
    if form.language:
        asked = next((why for why in SAY_MORE if why.code == form.value("word")), None)
        # The page that asked for one more word has no other field: it is painted again.
        return (
            await _not_held(visit, case, form, shelter_id, Refused(asked))
            if asked
            else await answer(visit, case_id, form)
        )
    made = await visit.store.run(
        make_referral, visit.seat, _wish(form, sought, case_id, shelter_id), form.once
    )
    if isinstance(made, Refused):
        return await _not_held(visit, case, form, shelter_id, made)
    if case is not None and made.claim_ids:
        await link(visit, case.id, made.claim_ids[0], shown=_shown(form), chose=bool(form.value("chose")))
    return Redirect(f"/stops/{made.id}?done=pivot.{made.state}", status_code=303)


def _wish(form: Form, sought: Sought, case_id: UUID | None, shelter_id: UUID) -> MakeReferral:
    said: Any = {name: form.value(name) or None for name in ("low_security_reason", "mixed_ages_reason")}
    return MakeReferral(
        shelter_id=shelter_id,
        question=sought.question,
        expected_at=sought.expected_at,
        case_id=case_id,
        ask_exception=bool(form.value("exception")),
        urgency="minutes" if form.value("urgency") == "minutes" else "ordinary",
        options_shown=_shown(form),
        person_chose=bool(form.value("chose")),
        spoken_alone=sought.asked.alone,
        **{name: value for name, value in said.items() if value in REASONS[name]},
    )


REASONS = {
    "low_security_reason": ("person_chose", "nothing_else", "one_night"),
    "mixed_ages_reason": ("person_asks", "known_adults", "nothing_else"),
}


def _shown(form: Form) -> int | None:
    text = form.value("shown")
    return min(int(text), 99) if text.isascii() and text.isdigit() and len(text) < 4 else None


async def _not_held(
    visit: Visit, case: CaseView | None, form: Form, shelter_id: UUID, why: Refused
) -> Response[Any]:
    """One more word is asked, or the other places are shown with every answer kept (screens, pattern of refusals)."""
    field = SAY_MORE.get(why.reason)
    if field is None:
        return await answer(visit, case.id if case else None, form, why=why, gone=shelter_id)
    base = f"/cases/{case.id}/places" if case else "/places"
    carried = [*pairs_of(form), *((name, form.value(name)) for name in OWN if form.value(name))]
    return visit.paint(
        "pivot/one_word.html",
        status=200 if form.language else why.reason.status,
        page=f"{base}?{query_of(form)}",
        missing=why.reason.code,
        chosen=form.value(field),
        action=f"{base}/{shelter_id}/hold",
        base=base,
        field=field,
        options=REASONS.get(field, ()),
        title=why.title(visit.language),
        carried=[pair for pair in carried if pair[0] != field],
        back=f"{base}?{query_of(form)}",
    )


handlers: list[Any] = [
    ask_for_nobody,
    ask_for_case,
    post_for_nobody,
    post_for_case,
    hold_for_nobody,
    hold_for_case,
]
