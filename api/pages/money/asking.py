"""Ask for money: what the policy proposes for a case, who decides and by when, sent in one touch (FND-01, CNF-08)."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.filling import Trouble, Unfit, trouble_of
from api.pages.forms import Form, read_form
from api.pages.keeping import take_kept
from api.pages.money.issuing import issue
from api.pages.money.needs import Faulty, any_ticked, lines_in, urgency_in
from api.pages.money.offer import Offer, offer_of
from api.pages.money.proposing import proposal
from api.pages.money.saying import words_of
from api.pages.money.weighing import Weighed, door, weighed, within
from api.pages.visits import Visit
from api.problems import Refusal
from service.cases.consents import GiveConsent, GivenConsent, give_consent
from service.fund.policy.rules import ATTESTATIONS
from service.fund.refusals import REASON_NEEDED
from service.fund.requests.before import open_lines
from service.fund.requests.lines import NewLine
from service.fund.requests.submit import SubmitRequest, Submitted, submit_request
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Once

HOWS = frozenset({"send", "issue", "part", "agree"})
"""What its buttons do; any other way of sending the form only counts again."""


@dataclass(frozen=True)
class Shown:
    """What the page says besides the offer: what was typed, what did not go through, what is over the ceiling."""

    form: Form | None = None
    trouble: Trouble | None = None
    over: Weighed | None = None
    kept: bool = False


@get("/cases/{case_id:uuid}/money", include_in_schema=False)
async def show_asking(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """What the policy in force proposes, nothing asked that is known; a form that came too late is given back."""
    form = await take_kept(visit)
    return await _page(visit, await _offer(visit, case_id, form), Shown(form, kept=form is not None))


async def _offer(visit: Visit, case_id: UUID, form: Form | None) -> Offer:
    """The offer, by the fund that the form names. Raises `Refusal` for a case that is not there, or not theirs."""
    async with visit.store.reading(visit.seat) as session:
        if not session.actor.has(Role.PIVOT_WORKER):
            raise Refusal(Refused(NOT_ALLOWED))
        found = await offer_of(session, case_id, _fund(form))
    if found is None:
        raise Refusal(Refused(NOT_FOUND))
    return found


def _fund(form: Form | None) -> UUID | None:
    """The fund that was chosen: the button's, else the one that the page showed."""
    for said in (form.value("other_fund"), form.value("fund")) if form else ():
        with suppress(ValueError):
            return UUID(said)
    return None


async def _page(visit: Visit, offer: Offer, shown: Shown) -> Response[Any]:
    """The page, with everything that was typed."""
    lines = lines_in(shown.form, offer) if shown.form else None
    chosen = lines if isinstance(lines, tuple) else ()
    found = proposal(offer, visit.language, shown.form)
    known = chosen if shown.form else found.lines
    urgency = urgency_in(shown.form or Form("", (), ""))
    counted = weighed(offer, known, urgency, visit.language)
    unclear = shown.form is not None and isinstance(lines, Faulty | Unfit) and any_ticked(shown.form)
    return visit.paint(
        "money/ask.html",
        status=shown.trouble.status if shown.trouble else 409 if shown.over else 200,
        page=f"/cases/{offer.case.id}/money",
        offer=offer,
        books=offer.books,
        proposal=found,
        weighed=counted,
        money_words=words_of(offer, counted, visit.language, unclear=unclear),
        door=door(offer),
        values=shown.form.values if shown.form else {},
        typed=shown.form is not None,
        trouble=shown.trouble,
        deeper=_deeper(shown.trouble),
        over=shown.over,
        kept=shown.kept,
        zone=offer.zone,
    )


def _deeper(trouble: Trouble | None) -> set[str]:
    """The needs of which something stands wrong beside what shows at once."""
    fields = trouble.fields if trouble else {}
    return {field.partition("_")[2] for field in fields if not field.startswith("amount_")}


@post("/cases/{case_id:uuid}/money", include_in_schema=False, status_code=200)
async def ask(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """Send the request, issue what is possible alone, or count again; the form comes back with every value."""
    form = await read_form(visit.request)
    how = form.value("how")
    offer = await _offer(visit, case_id, form)
    if (form.language and form.proof is None) or how not in HOWS or form.value("other_fund"):
        return await _page(visit, offer, Shown(form))
    if how == "agree":
        return await _agreed(visit, offer, form)
    lines = lines_in(form, offer)
    if not isinstance(lines, tuple):
        return await _page(visit, offer, Shown(form, _trouble(lines, visit)))
    if how == "send":
        return await _send(visit, offer, form, lines)
    return await _issue(visit, offer, form, lines)


def _trouble(why: Unfit | Faulty, visit: Visit) -> Trouble | None:
    if isinstance(why, Faulty):
        return trouble_of(why.refused, visit.language, why.field)
    return trouble_of(why, visit.language)


async def _agreed(visit: Visit, offer: Offer, form: Form) -> Response[Any]:
    """Note that the person agrees to the fund, by word of mouth; the page goes on where it was (CNF-01)."""
    wish = GiveConsent(offer.case.id, GivenConsent("fund"))
    refused = await visit.store.run(give_consent, visit.seat, wish, form.once)
    trouble = trouble_of(refused, visit.language) if isinstance(refused, Refused) else None
    return await _page(visit, await _offer(visit, offer.case.id, form), Shown(form, trouble))


async def _send(visit: Visit, offer: Offer, form: Form, lines: Sequence[NewLine]) -> Response[Any]:
    asked = await _submit(visit, offer, form, lines)
    if isinstance(asked, Refused):
        return await _refused(visit, offer, form, asked, lines)
    return Redirect(f"/money/{asked.id}?done={_done(asked)}", status_code=303)


def _done(asked: Submitted) -> str:
    return "money_approved" if asked.state == "approved" else "money_asked"


async def _submit(visit: Visit, offer: Offer, form: Form, lines: Sequence[NewLine]) -> Submitted | Refused:
    """One request for one page, however often and by whichever button it is sent (point 20)."""
    if offer.fund_id is None:
        raise Refusal(Refused(NOT_FOUND))
    wish = SubmitRequest(offer.case.id, offer.fund_id, tuple(lines), _attested(form), urgency_in(form))
    typed = [pair for pair in form.pairs if pair[0] != "how"]
    once = Once(f"{form.key}-ask", sha256(msgspec.json.encode([form.path, typed])).digest())
    return await visit.store.run(submit_request, visit.seat, wish, once)


def _attested(form: Form) -> tuple[str, ...]:
    """The points that hold; one that does not is unticked, and the fund is not told why (ELG-01)."""
    return tuple(point for point in ATTESTATIONS if form.value(f"attest_{point}"))


async def _refused(
    visit: Visit, offer: Offer, form: Form, why: Refused, lines: Sequence[NewLine]
) -> Response[Any]:
    """A rule said no: the rule, its numbers and what to do, beside the field where it is mended (point 19)."""
    nights = next((line.category for line in lines if line.units > 1), "hotel_nights")
    field = f"why_{nights}" if why.reason is REASON_NEEDED else ""
    return await _page(visit, offer, Shown(form, trouble_of(why, visit.language, field)))


async def _issue(visit: Visit, offer: Offer, form: Form, lines: Sequence[NewLine]) -> Response[Any]:
    """Out of hours and alone: what is within the ceiling is issued, what is over it goes to the person on call."""
    alone = door(offer)
    possible = alone.possible if alone else 0
    found = weighed(offer, lines, urgency_in(form), visit.language)
    if form.value("how") == "issue" and found and found.total > possible:
        return await _page(visit, offer, Shown(form, over=found))
    parts, issued = within(offer, lines, possible)
    asked = await _submit(visit, offer, form, parts)
    if isinstance(asked, Refused):
        return await _refused(visit, offer, form, asked, lines)
    async with visit.store.reading(visit.seat) as session:
        rows = [row["id"] for row in await open_lines(session, asked.id) if row["position"] in issued]
    if not rows:
        return Redirect(f"/money/{asked.id}?done={_done(asked)}", status_code=303)
    return await issue(visit, asked.id, rows)


handlers: list[Any] = [show_asking, ask]
