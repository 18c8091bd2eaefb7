"""What waits for a second signature: the difference in words, and one tap with a passkey (design.md section 7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect

from api.pages.account import roles_of
from api.pages.acting import About, act
from api.pages.formats import day, money
from api.pages.forms import read_form
from api.pages.frame import said
from api.pages.moments import day_in, zone_of
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal
from service.cases.queries import case_of
from service.partners.networks.queries import networks
from service.partners.proposals.commands import Sign, Withdraw, sign
from service.partners.proposals.commands import withdraw as withdraw_proposal
from service.partners.proposals.queries import ProposalView, proposals
from service.refusals import NOT_ALLOWED, NOT_FOUND, Language, Refused, Said
from service.retention.rules import BY_NAME

HOME = "/proposals"
TOLD = ("proposed", "signed", "withdrawn")


@dataclass(frozen=True)
class Change:
    """One thing that would change: from what, if it was anything, to what."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Card:
    """A proposal as a page says it."""

    id: UUID
    what: str
    differences: list[Change]
    mine: bool
    may_sign: bool
    until: Any


@get(HOME, include_in_schema=False)
async def show_proposals(
    visit: NamedDependency[Visit],
    told: Annotated[str, QueryParameter(max_length=20)] = "",
) -> Response[str]:
    """What one may sign first, then what one proposed."""
    found, zone, names = await _open(visit)
    cards = [card(proposal, visit.language, names) for proposal in found]
    return visit.paint(
        "proposals.html",
        proposals=sorted(cards, key=lambda one: (one.mine, one.until)),
        told=f"proposals.{told}" if told in TOLD else "",
        day=day_in(visit.language, zone),
    )


async def _open(visit: Visit) -> tuple[list[ProposalView], str, dict[str, str]]:
    async with visit.store.reading(visit.seat) as session:
        found, zone, seen = await proposals(session), await zone_of(session), await networks(session)
        if isinstance(found, Refused) or isinstance(seen, Refused):
            raise Refusal(Refused(NOT_ALLOWED))
        names = {str(network.id): network.name for network in seen}
        for one in found:
            if one.kind == "erasure" and (case := await case_of(session, one.subject)):
                names[str(one.subject)] = said(visit.language, "proposal.case", code=case.code)
    return found, zone, names


@post("/proposals/{proposal_id:uuid}/sign", include_in_schema=False, status_code=303)
async def sign_it(visit: NamedDependency[Visit], proposal_id: FromPath[UUID]) -> Response[Any]:
    """The second person's signature: in force at once."""
    form = await read_form(visit.request)
    found, _, names = await _open(visit)
    about = next((one for one in found if one.id == proposal_id), None)
    if about is None:
        raise Refusal(Refused(NOT_FOUND))
    shown = card(about, visit.language, names)
    outcome = await act(visit, form, sign, Sign(proposal_id), _about(shown))
    return _told(outcome, "signed")


def _about(shown: Card) -> About:
    """The proposal and each difference: nobody signs what they have not read."""
    return About(Said("{what}", "{what}"), {"what": shown.what}, HOME, _lines(shown.differences))


def lines_of(
    content: Mapping[str, Any], was: Mapping[str, Any], language: Language
) -> tuple[tuple[str, str], ...]:
    """The differences as a step-up shows them."""
    return _lines(differences(content, was, language))


def _lines(changes: list[Change]) -> tuple[tuple[str, str], ...]:
    return tuple((change.name, _arrow(change)) for change in changes)


def _arrow(change: Change) -> str:
    return f"{change.before} → {change.after}" if change.before else change.after


@post("/proposals/{proposal_id:uuid}/withdraw", include_in_schema=False, status_code=303)
async def withdraw(visit: NamedDependency[Visit], proposal_id: FromPath[UUID]) -> Response[Any]:
    """Nothing changes, so one person is enough."""
    form = await read_form(visit.request)
    outcome = await visit.store.run(withdraw_proposal, visit.seat, Withdraw(proposal_id), form.once)
    return _told(outcome, "withdrawn")


def _told(outcome: Any, what: str) -> Response[Any]:
    if isinstance(outcome, Refused):
        raise Refusal(outcome)
    return Redirect(f"{HOME}?told={what}", status_code=303)


def card(proposal: ProposalView, language: Language, names: Mapping[str, str] | None = None) -> Card:
    """What it is, and what differs from now; `names` are those of one's networks and cases, by id."""
    network = str(proposal.content.get("network_id", proposal.subject))
    facts = {
        "network": (names or {}).get(network, said(language, "proposal.some_network")),
        "case": (names or {}).get(str(proposal.subject), said(language, "proposal.some_case")),
        "organisation": proposal.organisation_name,
        "email": proposal.content.get("email", ""),
        "name": proposal.content.get("name", ""),
    }
    return Card(
        proposal.id,
        said(language, f"proposal.{proposal.kind}", **facts),
        differences(proposal.content, proposal.was, language),
        proposal.proposed_by_you,
        proposal.may_sign,
        proposal.lapses_at,
    )


def differences(content: Mapping[str, Any], was: Mapping[str, Any], language: Language) -> list[Change]:
    """What would not be as it is now, in words; what has no words of its own is an identifier, and is left out."""
    return [
        Change(
            said(language, f"setting.{name}"),
            _value(name, was.get(name), language) if name in was else "",
            after,
        )
        for name, value in content.items()
        if f"setting.{name}" in WORDS and was.get(name) != value
        if (after := _value(name, value, language) + _unit(name, content, language))
    ]


def _unit(name: str, content: Mapping[str, Any], language: Language) -> str:
    """A period stands with its unit, which is its class's: nobody signs a bare twelve."""
    kept = BY_NAME.get(content.get("class", "")) if name == "amount" else None
    return f"\u00a0{said(language, f'registers.unit.{kept.unit}')}" if kept else ""


def _value(name: str, value: Any, language: Language) -> str:
    """One value as people say it."""
    if name == "roles":
        return roles_of(value or (), language)
    if name in {"ends_on", "accredited_until"}:
        return day(date.fromisoformat(value), language) if value else said(language, "value.no_end")
    if name == "up_to_cents":
        return money(value, "CAD", language) if value is not None else said(language, "value.none")
    if name == "supervisor_id":
        return said(language, "value.somebody" if value else "value.none")
    if name == "police_members" and value == "none":
        return said(language, "value.police_none")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    word = f"value.{str(value).lower()}"
    return said(language, word) if word in WORDS else str(value)


handlers: list[Any] = [show_proposals, sign_it, withdraw]
