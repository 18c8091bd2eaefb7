"""What this role reads first: who waits, by how long; then what only a coordination can settle (R1)."""

from collections import Counter
from typing import Any
from uuid import UUID

from api.pages.coordinator.holes import holes
from api.pages.formats import age
from api.pages.frame import said
from api.pages.moments import zone_of
from api.pages.part import Part
from api.pages.region.helping import who_waits
from api.pages.region.keeping import own_rosters
from api.pages.region.needs import needs_of_a_week
from api.pages.visits import Visit
from api.v1.partners.roster_words import gap_sentence
from service.beds.lodging.queries import hotels_to_vet
from service.beds.referrals.queries import region_escalations
from service.beds.unmet.waiting import waiting_board
from service.messages.climbing.queries import Progress, waiting
from service.operations.holds.queries import operation_counts
from service.operations.holds.rules import OPEN
from service.operations.overrides.queries import overrides_asked
from service.partners.members.queries import alerts
from service.partners.queries import regions
from service.refusals import Language, Refused
from service.store.session import Session


async def region(visit: Visit, session: Session) -> Part:
    """Who waits now; overrides, displaced promises and questions without an answer; then the week."""
    language, zone = visit.language, await zone_of(session)
    context: dict[str, Any] = {
        "waiting": await who_waits(session, language),
        "overrides": await _overrides(session),
        "displaced": await _displaced(session, language),
        "unanswered": [one for one in await waiting(session) if _is_ours_now(one)],
        "hotels": await _hotels(session),
        "gaps": await _gaps(session, language),
        "no_roster": not await own_rosters(session),
        "needs": await needs_of_a_week(session, language),
        "elsewhere": await _elsewhere(session, language),
        "alerts": await _alerts(session, language),
        "holds": sum(one.state in OPEN for one in await operation_counts(session)),
        "zone": zone,
    }
    return Part("region/home.html", context)


async def _overrides(session: Session) -> list[tuple[UUID, int, str]]:
    """(operation, how many places are asked for, their letters)."""
    asked: dict[UUID, Counter[str]] = {}
    for one in await overrides_asked(session):
        if one.state == "asked":
            asked.setdefault(one.operation_id, Counter())[one.label or "–"] += 1
    return [
        (operation, sum(labels.values()), ", ".join(f"{n} {label}" for label, n in sorted(labels.items())))
        for operation, labels in asked.items()
    ]


async def _displaced(session: Session, language: Language) -> list[tuple[UUID, str, str]]:
    names = {one.code: one.name(language) for one in await regions(session)}
    return [
        (one.id, names.get(one.region, one.region), age(one.raised_at, session.now, language))
        for one in await region_escalations(session)
    ]


def _is_ours_now(one: Progress) -> bool:
    """A question that nobody below has answered: it has come to the coordination."""
    return not one.ours and any(rung.rung == "region" for rung in one.asked)


async def _elsewhere(session: Session, language: Language) -> list[tuple[str, int, int, str]]:
    """Every region as numbers: where help is short now (GEO-02)."""
    found = await waiting_board(session)
    names = {one.code: one.name(language) for one in await regions(session)}
    if isinstance(found, Refused):
        return []
    return [
        (names.get(one.region, one.region), one.needs, one.people, age(one.oldest, session.now, language))
        for one in found.everywhere
        if one.region not in session.actor.regions
    ]


async def _alerts(session: Session, language: Language) -> list[str]:
    """What waits for care in one's organisation: accesses that end, cases that nobody accompanies (PIV-01, POL-04)."""
    found = await alerts(session)
    if isinstance(found, Refused):
        return []
    return [
        said(language, f"alert.{one.kind}", count=one.count, organisation=one.organisation_name)
        for one in found
    ]


async def _hotels(session: Session) -> int:
    """Hotels that wait for one's own signature."""
    found = await hotels_to_vet(session)
    return 0 if isinstance(found, Refused) else sum(one.vetted_on is None and not one.mine for one in found)


async def _gaps(session: Session, language: Language) -> list[str]:
    return [
        gap_sentence(hole.period, session.now, roster.time_zone, language)
        for roster in await own_rosters(session)
        for hole in holes(roster)
    ]
