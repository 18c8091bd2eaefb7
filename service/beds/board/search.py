"""Where tonight, for a case: its exclusions apply, and a search that finds no bed is an unmet need (DAT-06)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from service.beds import refusals
from service.beds.board.later import later_board
from service.beds.board.queries import BoardPage, Position, board, board_at_once
from service.beds.board.rules import NOWHERE, AwayFrom, Question
from service.beds.party.rules import LARGEST, fault_of
from service.beds.referrals.rules import in_range, is_later
from service.beds.unmet.needs import RecordNeed, already_noted, need_of, record_need
from service.cases.access import accompanied
from service.partners.actor import Actor, Role, Seat
from service.partners.duty_numbers import duty_numbers
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.session import Session
from service.store.statements import sql
from service.store.store import By, Store

EXCLUSIONS = sql(
    """
    SELECT kind, value FROM exclusions WHERE case_id = :case AND lifted_at IS NULL
    UNION ALL SELECT 'shelter', CAST(a.id AS text) FROM relais.alerted_shelters(:case) a (id)
    """
)
DETOX = sql(
    """
    SELECT * FROM relais.shelter_cards(ARRAY (SELECT relais.detox_houses(CAST(:regions AS text[])))) ORDER BY key
    """
)
MEANT = sql("SELECT c.city FROM relais.cities_meant(CAST(:cities AS text[])) c (city)")


@dataclass(frozen=True)
class Search:
    """A question to the board, for a case or for none yet, and the page wanted."""

    question: Question
    case_id: UUID | None = None
    after: Position | None = None
    size: int = 20
    arrival: datetime | None = None
    """On a later night than the next two; none asks for tonight."""


@dataclass(frozen=True)
class DetoxHouse:
    """A house to call beside the search for a bed, never instead of it (ADM-02)."""

    shelter_id: UUID
    name: str
    region: str
    city: str
    duty_number: str | None


@dataclass(frozen=True)
class Found:
    """What the board answers. `beds` says whether any house has room; hotels and the fund come after (BED-03, BED-09).

    `need_recorded`: this search ended without a bed, and the case's need of today is counted.
    """

    page: BoardPage
    beds: bool
    need_recorded: bool = False
    detox: tuple[DetoxHouse, ...] = ()


async def search(store: Store, by: By, wish: Search) -> Found | Refused:
    """Ask the board. Refused for a party that cannot be, a case that is not theirs, and whoever may not see the board.

    Only a pivot's first page for a case counts a need.
    """
    fault = fault_of(wish.question.party)
    if fault is not None:
        return Refused(refusals.PARTY_FAULTS[fault], {"most": LARGEST} if fault == "too_many" else {})
    plain = wish.case_id is None and wish.arrival is None and not _not_sober(wish.question)
    if plain and wish.question.away_from == NOWHERE and not isinstance(by, Actor):
        return await _glance(store, by, wish)
    async with store.reading(by) as session:
        looked = await _look(session, wish)
        unmet = isinstance(looked, Found) and not looked.beds and await _counts(session, wish)
    if isinstance(looked, Refused) or not unmet or wish.case_id is None:
        return looked
    people = wish.question.party.size
    recorded = await store.run(record_need, by, RecordNeed(wish.case_id, people))
    return replace(looked, need_recorded=not isinstance(recorded, Refused))


@dataclass(frozen=True)
class Option:
    """Another house for the same answers, as the board names it."""

    shelter_id: UUID
    name: str
    region: str
    city: str
    tier: str
    free: int


MOST_OPTIONS: Final = 5


async def remaining(store: Store, by: By, question: Question, case_id: UUID, gone: UUID) -> list[Option]:
    """What is left for the same answers when somebody else took the last bed (BED-16): the person asks nothing twice.

    The case's exclusions hold here as in any search (SAF-04).
    """
    found = await search(store, by, Search(question, case_id, size=MOST_OPTIONS + 1))
    entries = () if isinstance(found, Refused) else found.page.entries
    return [
        Option(entry.shelter_id, entry.name, entry.region, entry.city, entry.tier, entry.free)
        for entry in entries
        if entry.shelter_id != gone
    ][:MOST_OPTIONS]


async def _glance(store: Store, by: Seat | UUID, wish: Search) -> Found | Refused:
    """The search for no case, in one round trip: there is nothing else to read."""
    actor, page = await board_at_once(store, by, wish.question, wish.after, wish.size)
    if not actor.has(Role.PIVOT_WORKER, Role.REGIONAL_COORDINATOR):
        return Refused(NOT_ALLOWED)
    return Found(page, _has_beds(wish, page))


def _has_beds(wish: Search, page: BoardPage) -> bool:
    return wish.after is not None or any(entry.tier != "hotel" for entry in page.entries)


async def _look(session: Session, wish: Search) -> Found | Refused:
    if not session.actor.has(Role.PIVOT_WORKER, Role.REGIONAL_COORDINATOR):
        return Refused(NOT_ALLOWED)
    question = wish.question
    if wish.case_id is not None:
        if await accompanied(session, wish.case_id) is None:
            return Refused(NOT_FOUND)
        question = replace(
            question, away_from=_with(question.away_from, await _excluded(session, wish.case_id))
        )
    question = replace(question, away_from=await _meant(session, question.away_from))
    if wish.arrival is not None and not in_range(wish.arrival, session.now):
        return Refused(refusals.EXPECTED_TOO_LATE)
    if wish.arrival is not None and is_later(wish.arrival, session.now):
        return Found(await later_board(session, question, wish.arrival, wish.size), beds=True)
    page = await board(session, question, wish.after, wish.size)
    beds = _has_beds(wish, page)
    detox = await _detox(session, question) if _not_sober(question) else ()
    return Found(page, beds, need_recorded=not beds and wish.case_id is not None, detox=detox)


def _not_sober(question: Question) -> bool:
    """Whether the question says that a house which asks for sobriety cannot be met; it is forgotten with the answer."""
    return "sobriety" in question.unmet


async def _detox(session: Session, question: Question) -> tuple[DetoxHouse, ...]:
    """Where one can be sent in parallel: flexible houses, hotels and the fund stand beside it on the board (ADM-02)."""
    rows = await session.rows(DETOX, regions=[area.region for area in question.areas])
    numbers = await duty_numbers(session, rows, "organisation_id")
    return tuple(
        DetoxHouse(row["id"], row["name"], row["region"], row["city"], numbers.get(row["organisation_id"]))
        for row in rows
    )


async def _excluded(session: Session, case_id: UUID) -> list[Any]:
    """What the case keeps away from, and any house that raised an alert which nobody has answered yet (SAF-03)."""
    return await session.rows(EXCLUSIONS, case=case_id)


async def _meant(session: Session, away_from: AwayFrom) -> AwayFrom:
    """The cities as houses write them: no accent or hyphen lets an excluded city through (SAF-04, GEO-07)."""
    if not away_from.cities:
        return away_from
    rows = await session.rows(MEANT, cities=list(away_from.cities))
    return replace(away_from, cities=tuple(row["city"] for row in rows))


def _with(away_from: AwayFrom, exclusions: Iterable[Any]) -> AwayFrom:
    """The question's own filters with those of the case. An identifier that is none excludes nothing."""
    kinds: dict[str, list[str]] = {
        kind: [] for kind in ("region", "city", "shelter", "organisation", "interpreter")
    }
    for row in exclusions:
        kinds[row["kind"]].append(row["value"])
    return AwayFrom(
        regions=(*away_from.regions, *kinds["region"]),
        cities=(*away_from.cities, *kinds["city"]),
        shelters=(*away_from.shelters, *_uuids(kinds["shelter"])),
        organisations=(*away_from.organisations, *_uuids(kinds["organisation"])),
    )


def _uuids(texts: Iterable[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


async def _counts(session: Session, wish: Search) -> bool:
    """Whether this search is the case's first of the day to end without a bed."""
    case = await accompanied(session, wish.case_id) if wish.case_id else None
    if case is None or not session.actor.has(Role.PIVOT_WORKER):
        return False
    return not await already_noted(
        session, await need_of(session, case.id, case.region, wish.question.party.size)
    )
