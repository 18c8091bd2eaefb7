"""Agreements: what stands, what waits for the other side, and proposing one in five fields (screens, C3; AGR-02)."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency

from api.pages.coordinator.houses import (
    after,
    changes_language,
    coordinators_only,
    houses,
)
from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import Form, read_form
from api.pages.frame import said
from api.pages.keeping import take_kept
from api.pages.moments import day_in, zone_of
from api.pages.visits import Visit
from api.problems import Refusal
from api.v1.operations.agreements import NewAgreement
from service.beds.shelters.queries import ShelterView
from service.operations.agreements.commands import propose_agreement
from service.operations.agreements.queries import Agreement, own_agreements, possible_partners
from service.operations.refusals import AGREEMENT_DAYS, AGREEMENT_EXISTS, NOT_A_PARTNER, REVIEW_DATE
from service.refusals import NOT_FOUND, Language, Refused
from service.store.session import Session

HOME = "/house/agreements"
SHAPES = {"proposed": "half", "in_force": "full", "suspended": "none", "declined": "cross", "ended": "cross"}
MENDED_AT = {
    REVIEW_DATE: "review_on",
    AGREEMENT_DAYS: "ends_on",
    NOT_A_PARTNER: "partner_id",
    AGREEMENT_EXISTS: "partner_id",
}
"""Beside which field each no is mended."""
USUAL = {"places": "2", "notice_hours": "12", "longest_hold_hours": "48", "answer": "automatic"}


async def agreement_in(session: Session, agreement_id: UUID) -> Agreement:
    """One of the house's. Raises `Refusal` for anybody else's."""
    coordinators_only(session)
    found = next((one for one in await own_agreements(session) if one.id == agreement_id), None)
    if found is None:
        raise Refusal(Refused(NOT_FOUND))
    return found


def terms_in_words(language: Language, terms: Any) -> str:
    """`2 places, préavis 12 h, retenue au plus 48 h, automatique`."""
    places = said(
        language, "agreements.place" if terms.places == 1 else "agreements.places", count=terms.places
    )
    notice = said(
        language,
        "agreements.notice" if terms.notice_hours else "agreements.standing",
        hours=terms.notice_hours,
    )
    longest = said(language, "agreements.longest", hours=terms.longest_hold_hours)
    return ", ".join((places, notice, longest, said(language, f"agreements.{terms.answer}")))


def state_of(language: Language, one: Agreement) -> tuple[str, str]:
    """Its shape and its words: what was proposed and not answered comes first."""
    if one.review_overdue:
        return "late", said(language, "agreements.review_overdue")
    if one.change is not None:
        return "half", said(language, "agreements.change_waits", partner=one.partner)
    return SHAPES[one.state], said(language, f"agreements.state.{one.state}", partner=one.partner)


def in_a_year(today: date) -> date:
    """The review that is proposed: a year from now."""
    return today.replace(year=today.year + 1, day=min(today.day, 28))


@get(HOME, include_in_schema=False)
async def show_agreements(visit: NamedDependency[Visit]) -> Response[str]:
    """Those that stand first."""
    async with visit.store.reading(visit.seat) as session:
        coordinators_only(session)
        found, zone = await own_agreements(session), await zone_of(session)
    language = visit.language
    return visit.paint(
        "coordinator/agreements.html",
        page=HOME,
        agreements=[(one, *state_of(language, one), terms_in_words(language, one)) for one in found],
        day=day_in(language, zone),
    )


@get(f"{HOME}/new", include_in_schema=False)
async def show_new(visit: NamedDependency[Visit]) -> Response[str]:
    """Five fields, the rest folded away."""
    kept = await take_kept(visit)
    return await _page(visit, kept.values, _several(kept)) if kept else await _page(visit, {}, {})


def _several(form: Form) -> dict[str, list[str]]:
    """What may be ticked more than once."""
    return {"conditions": form.all("conditions")}


async def _page(
    visit: Visit,
    values: Mapping[str, str],
    several: Mapping[str, list[str]],
    why: Refused | Unfit | None = None,
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        shelters, partners = await houses(session), await possible_partners(session)
        review = in_a_year(session.now.date()).isoformat()
    at = MENDED_AT.get(why.reason, "") if isinstance(why, Refused) else ""
    trouble = trouble_of(why, visit.language, at)
    return visit.paint(
        "coordinator/agreement_new.html",
        status=trouble.status if trouble else 200,
        page=f"{HOME}/new",
        trouble=trouble,
        shelters=shelters,
        partners=partners,
        values={**USUAL, **_first(shelters, partners), "review_on": review, **values},
        conditions=several.get("conditions", []),
    )


def _first(shelters: list[ShelterView], partners: list[tuple[UUID, str]]) -> dict[str, str]:
    """The one house and the one service, where there is only one: nobody is asked what is known."""
    return {
        "shelter_id": str(shelters[0].id) if shelters else "",
        "partner_id": str(partners[0][0]) if len(partners) == 1 else "",
        "form": "informal",
        "signed_as": "",
        "starts_on": "",
        "ends_on": "",
    }


@post(f"{HOME}/new", include_in_schema=False, status_code=200)
async def propose(visit: NamedDependency[Visit]) -> Response[Any]:
    """It holds once the service has accepted too."""
    form = await read_form(visit.request)
    several = _several(form)
    if changes_language(form):
        return await _page(visit, form.values, several)
    wish = fill(form, NewAgreement)
    if isinstance(wish, Unfit):
        return await _page(visit, form.values, several, wish)
    outcome = await visit.store.run(propose_agreement, visit.seat, wish.wish(), form.once)
    if isinstance(outcome, Refused):
        return await _page(visit, form.values, several, outcome)
    return after(outcome, HOME, "proposed")


handlers: list[Any] = [show_agreements, show_new, propose]
