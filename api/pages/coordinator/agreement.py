"""One agreement: its words, its evidence since the last review, and what the house makes of it (OPS-13)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.amounts import day_in_text
from api.pages.coordinator.agreements import HOME, agreement_in, in_a_year, state_of, terms_in_words
from api.pages.coordinator.houses import after, changes_language
from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import Form, read_form
from api.pages.frame import said
from api.pages.keeping import take_kept
from api.pages.moments import day_in, zone_of
from api.pages.visits import Visit
from api.v1.operations.agreements import NewTerms
from api.wrong import Wrong
from service.operations.agreements.commands import (
    AboutAgreement,
    EndAgreement,
    end_agreement,
    resume_agreement,
    suspend_agreement,
)
from service.operations.agreements.queries import Agreement
from service.operations.agreements.reviews import Review, ReviewAgreement, read_review, review_agreement
from service.operations.agreements.rules import Evidence
from service.refusals import Language, Refused

FIELDS = ("places", "notice_hours", "longest_hold_hours", "answer")


@get("/house/agreements/{agreement_id:uuid}", include_in_schema=False)
async def show_agreement(visit: NamedDependency[Visit], agreement_id: FromPath[UUID]) -> Response[str]:
    """What it says, and what came of it."""
    kept = await take_kept(visit)
    return await _page(visit, agreement_id, kept.values if kept else {})


async def _page(
    visit: Visit, agreement_id: UUID, values: Mapping[str, str], why: Refused | Unfit | None = None
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        one = await agreement_in(session, agreement_id)
        review, zone = await read_review(session, agreement_id), await zone_of(session)
        mine = one.suspended_by == session.actor.organisation_id
        ahead = in_a_year(session.now.date()).isoformat()
    trouble = trouble_of(why, visit.language, "review_on" if isinstance(why, Refused) else "")
    usual = {**{name: str(getattr(one, name)) for name in FIELDS}, "review_on": ahead}
    language, day = visit.language, day_in(visit.language, zone)
    return visit.paint(
        "coordinator/agreement.html",
        status=trouble.status if trouble else 200,
        page=f"{HOME}/{agreement_id}",
        trouble=trouble,
        one=one,
        state=state_of(language, one),
        facts=_facts(language, one, day),
        changes=terms_in_words(language, one.change) if one.change else "",
        evidence=evidence_in_words(language, review.evidence) if review else [],
        since=day(review.since) if review else "",
        earlier=_earlier(language, review, day),
        open_now=one.state in ("in_force", "suspended"),
        may_resume=one.state == "suspended" and mine,
        values={**usual, **values},
    )


def _facts(language: Language, one: Agreement, day: Any) -> list[tuple[str, str]]:
    """The words of it, each with its name; what was not said has no line."""
    found = [("agreements.terms", terms_in_words(language, one)), ("agreements.review_on", day(one.review_on)),
             ("agreements.form", said(language, f"agreements.form.{one.form}"))]  # fmt: skip
    if one.conditions:
        words = [said(language, f"agreements.condition.{each}") for each in one.conditions]
        found.append(("agreements.conditions", ", ".join(words)))
    if one.starts_on:
        found.append(("agreements.starts_on", day(one.starts_on)))
    if one.ends_on:
        found.append(("agreements.ends_on", day(one.ends_on)))
    return [(said(language, name), value) for name, value in found]


def evidence_in_words(language: Language, evidence: Evidence) -> list[tuple[str, str]]:
    """Asked, granted, declined by reason, and the nights that a bed was kept and nobody came (OPS-13)."""
    numbers = {
        "asked": evidence.asked,
        "granted": evidence.granted,
        "declined": sum(evidence.declined.values()),
        "door": evidence.refused_at_door,
        "held": evidence.nights_held,
        "used": evidence.nights_used,
        "unused": evidence.nights_unused,
    }
    found = [(said(language, f"evidence.{name}"), str(number)) for name, number in numbers.items()]
    reasons = [
        (said(language, f"evidence.why.{why}"), str(number)) for why, number in evidence.declined.items()
    ]
    return [*found[:3], *reasons, *found[3:]]


def _earlier(language: Language, review: Review | None, day: Any) -> list[str]:
    """`3 nov. 2025 : toujours vraie; 14 nuits retenues, 5 utilisées`."""
    if review is None:
        return []
    return [
        said(language, f"evidence.earlier.{one.outcome}", day=day(one.reviewed_at),
             held=one.evidence.nights_held, used=one.evidence.nights_used)
        for one in review.earlier
    ]  # fmt: skip


@post("/house/agreements/{agreement_id:uuid}/review", include_in_schema=False, status_code=200)
async def review(visit: NamedDependency[Visit], agreement_id: FromPath[UUID]) -> Response[Any]:
    """Still true until a day, or other numbers that the service accepts."""
    form = await read_form(visit.request)
    if changes_language(form):
        return await _page(visit, agreement_id, form.values)
    wish = _reviewed(form, agreement_id)
    if isinstance(wish, Unfit):
        return await _page(visit, agreement_id, form.values, wish)
    outcome = await visit.store.run(review_agreement, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await _page(visit, agreement_id, form.values, outcome)
    return after(outcome, HOME, "reviewed" if wish.terms is None else "changed")


def _reviewed(form: Form, agreement_id: UUID) -> ReviewAgreement | Unfit:
    if form.value("outcome") == "changed":
        terms = fill(form, NewTerms)
        return (
            terms
            if isinstance(terms, Unfit)
            else ReviewAgreement(agreement_id, "changed", None, terms.terms())
        )
    ahead = day_in_text(form.value("review_on"), "review_on")
    return Unfit((ahead,)) if isinstance(ahead, Wrong) else ReviewAgreement(agreement_id, "still_true", ahead)


@post("/house/agreements/{agreement_id:uuid}/rest", include_in_schema=False, status_code=303)
async def rest(visit: NamedDependency[Visit], agreement_id: FromPath[UUID]) -> Response[Any]:
    """Let it rest: the house is asked each time, what it holds stays held."""
    form = await read_form(visit.request)
    outcome = await visit.store.run(suspend_agreement, visit.seat, AboutAgreement(agreement_id), form.once)
    return after(outcome, f"{HOME}/{agreement_id}", "rests")


@post("/house/agreements/{agreement_id:uuid}/resume", include_in_schema=False, status_code=303)
async def resume(visit: NamedDependency[Visit], agreement_id: FromPath[UUID]) -> Response[Any]:
    """Take it up again, with the same words."""
    form = await read_form(visit.request)
    outcome = await visit.store.run(resume_agreement, visit.seat, AboutAgreement(agreement_id), form.once)
    return after(outcome, f"{HOME}/{agreement_id}", "resumed")


@get("/house/agreements/{agreement_id:uuid}/end", include_in_schema=False)
async def ask_to_end(visit: NamedDependency[Visit], agreement_id: FromPath[UUID]) -> Response[str]:
    """The check page: an end is not taken back."""
    async with visit.store.reading(visit.seat) as session:
        one = await agreement_in(session, agreement_id)
    return visit.paint("coordinator/agreement_end.html", one=one, page=f"{HOME}/{agreement_id}/end")


@post("/house/agreements/{agreement_id:uuid}/end", include_in_schema=False, status_code=303)
async def end(visit: NamedDependency[Visit], agreement_id: FromPath[UUID]) -> Response[Any]:
    """What it holds now stays held until its window is over."""
    form = await read_form(visit.request)
    outcome = await visit.store.run(end_agreement, visit.seat, EndAgreement(agreement_id), form.once)
    return after(outcome, HOME, "agreement_ended")


handlers: list[Any] = [show_agreement, review, rest, resume, ask_to_end, end]
