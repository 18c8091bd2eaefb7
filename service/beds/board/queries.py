"""The board, read through the narrow function that returns only board columns."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final
from uuid import UUID

import msgspec

from service.beds.board.rules import Answers, Named, Question, answers_of, judge, met_by, speaks
from service.beds.freshness.rules import Freshness, freshness, holds_at_once
from service.beds.shelters.profile import ShelterProfile, read
from service.beds.shelters.rules import criteria_of, offers_of
from service.beds.words import OFFERS, Criterion, Offer, words
from service.keys.secrets import Holder, Holding
from service.partners.actor import Actor, Seat
from service.partners.duty_numbers import duty_numbers
from service.store.session import Session
from service.store.statements import sql
from service.store.store import Asked, Store, at_once

MOST_POOLS: Final = 400
"""Pools read at once, at the most."""

_ORDER: Final = "r.tier, r.area, r.position DESC, r.shelter_key, r.pool_key"


_ROWS: Final = """
    WITH b AS MATERIALIZED (
        SELECT * FROM relais.board(CAST(:areas AS jsonb), :genders, :bands, :beds, :sleeps, :family, :nights,
            :trafficking, :security, :wants, :met, :unmet, CAST(:languages AS text[]), CAST(:not_regions AS text[]),
            CAST(:not_cities AS text[]), ARRAY (SELECT k.key FROM (SELECT relais.shelter_key(n.id) AS key
                FROM unnest(CAST(:not_shelters AS uuid[])) AS n (id)) k WHERE k.key IS NOT NULL),
            CAST(:not_organisations AS uuid[]), CAST(:after_tier AS int), CAST(:after_area AS int),
            CAST(:after_counted AS timestamptz), CAST(:after_shelter AS bigint), <room>))
    SELECT b.tier, b.area, b.shelter_key, b.pool_key, b.set_aside, b.free, b.held, b.sleeps, b.private, b.family_unit,
        b.offers AS pool_offers, s.id, s.name, s.kind, s.region, s.city, s.time_zone, s.turnover_hour, s.security_level,
        s.languages, s.min_nights, s.max_nights, s.counted_at, s.count_source, s.fresh_for_minutes, s.profile,
        s.organisation_id, s.duty_number, s.asked_at, s.night_ends_at, b.counted_at AS position
    FROM b JOIN relais.shelter_cards(ARRAY (SELECT DISTINCT d.shelter_key FROM b d)) s ON s.key = b.shelter_key
"""

BOARD = sql(
    "SELECT r.* FROM (<rows>) AS r ORDER BY ".replace("<rows>", _ROWS.replace("<room>", ":room")) + _ORDER
)
BOARD_AT_ONCE = at_once(
    _ROWS.replace("<room>", "CASE WHEN self.organisation_id IS NOT NULL THEN CAST(:room AS int) END"), _ORDER
)
"""The same with the member's entering, for a question that hides no shelter."""


class Place(msgspec.Struct, frozen=True):
    """Equal beds of a shelter that answer the question. `free` is empty and promised to nobody."""

    free: int
    held: int
    sleeps: int
    private: bool
    family_unit: bool
    set_aside: bool
    offers: list[Offer]


class ToNegotiate(msgspec.Struct, frozen=True):
    """A criterion to speak about, with what the shelter says of it and what the question does (ADM-01)."""

    criterion: str
    weight: str
    answer: str


class Entry(msgspec.Struct, frozen=True):
    """A shelter on the board. It has no address (SAF-01). Past `fresh` and `ageing` one calls first (BED-15)."""

    shelter_id: UUID
    name: str
    kind: str
    region: str
    city: str
    tier: str
    named: list[ToNegotiate]
    met_by: dict[Criterion, str]
    free: int
    set_aside: int
    held: int
    places: list[Place]
    security_level: str
    languages: list[str]
    offers: list[Offer]
    profile: ShelterProfile
    min_nights: int
    max_nights: int | None
    counted_at: datetime | None
    count_source: str | None
    freshness: Freshness
    hold_at_once: bool
    night_ends_at: datetime
    duty_number: str | None


@dataclass(frozen=True)
class Position:
    """The last shelter of a page: where the next one begins."""

    tier: int
    area: int
    counted_at: datetime
    shelter: int


@dataclass(frozen=True)
class BoardPage:
    entries: tuple[Entry, ...]
    next: Position | None


TIERS: Final = ("fits", "flexible", "to_negotiate", "hotel")


Ask = Callable[[int], Awaitable[Sequence[Any]]]
"""So many pools of the board, in its order."""


async def board(session: Session, question: Question, after: Position | None, size: int) -> BoardPage:
    """Shelters with room tonight for this party, those that fit first, then by area, then by the latest count.

    Hidden are those with a required criterion unmet (ADM-01); set-aside beds show in a trafficking search (BED-02),
    low security only when asked for by name (BED-14). Empty for whoever may not see the board.
    """
    values = {**_values(question), **_after(after)}

    async def ask(room: int) -> list[Any]:
        return await session.rows(BOARD, **values, room=room)

    shelters, more = await _shelters(ask, size)
    numbers = await _numbers(session, shelters)
    return _page(question, shelters, more, size=size, now=session.now, numbers=numbers)


async def board_at_once(
    store: Store, by: Seat | UUID, question: Question, after: Position | None, size: int
) -> tuple[Actor, BoardPage]:
    """`board` and who asked, in one round trip: for questions that hide no shelter of a case. Raises `NotAMember`."""
    values = {**_values(question), **_after(after)}
    asked: list[Asked] = []

    async def ask(room: int) -> list[Any]:
        asked.append(await store.ask(by, BOARD_AT_ONCE, **values, room=room))
        return [row for row in asked[-1].rows if row["tier"] is not None]

    shelters, more = await _shelters(ask, size)
    numbers = await _numbers(Holding(store.pool, store.keyring), shelters) if store.keyring else {}
    return asked[-1].actor, _page(question, shelters, more, size=size, now=asked[-1].now, numbers=numbers)


async def _numbers(holder: Holder, shelters: list[list[Any]]) -> Mapping[UUID, str | None]:
    """The duty numbers of a page at once: no round trip for each, and none for those read a moment ago."""
    return await duty_numbers(holder, [pools[0] for pools in shelters], "organisation_id")


def _page(
    question: Question,
    shelters: list[list[Any]],
    more: bool,
    *,
    size: int,
    now: datetime,
    numbers: Mapping[UUID, str | None],
) -> BoardPage:
    shown = shelters[:size]
    answers = answers_of(question)
    entries = tuple(
        entry_of(question, answers, pools, now, numbers.get(pools[0]["organisation_id"])) for pools in shown
    )
    return BoardPage(entries, _position(shown[-1][0]) if more or len(shelters) > size else None)


async def _shelters(ask: Ask, size: int) -> tuple[list[list[Any]], bool]:
    """The pools of the next shelters, and whether there may be more. One cut off by the limit waits for its page."""
    room = size + size // 5 + 2
    while True:
        rows = await ask(room)
        shelters = [
            list(pools) for _, pools in groupby(rows, key=lambda row: (row["tier"], row["shelter_key"]))
        ]
        cut = len(rows) == room
        if not cut or len(shelters) > 1:
            return (shelters[:-1] if cut else shelters), cut
        if room == MOST_POOLS:
            return shelters, cut
        room = MOST_POOLS


def _values(question: Question) -> dict[str, Any]:
    party, answers = question.party, answers_of(question)
    return {
        "areas": [{"region": area.region, "city": area.city} for area in question.areas],
        "genders": party.genders,
        "bands": party.age_bands,
        "beds": party.beds,
        "sleeps": party.sleeps,
        "family": party.children > 0,
        "nights": question.nights,
        "trafficking": question.purpose == "trafficking",
        "security": question.lowest_security,
        "wants": question.wants_mask,
        "met": answers.met_mask,
        "unmet": answers.unmet_mask,
        "languages": list(question.languages),
        "not_regions": list(question.away_from.regions),
        "not_cities": list(question.away_from.cities),
        "not_shelters": list(question.away_from.shelters),
        "not_organisations": list(question.away_from.organisations),
    }


def _after(after: Position | None) -> dict[str, Any]:
    return {
        "after_tier": after.tier if after else None,
        "after_area": after.area if after else None,
        "after_counted": after.counted_at if after else None,
        "after_shelter": after.shelter if after else None,
    }


def _position(row: Any) -> Position:
    return Position(row["tier"], row["area"], row["position"], row["shelter_key"])


def entry_of(
    question: Question, answers: Answers, pools: Sequence[Any], now: datetime, number: str | None
) -> Entry:
    first = pools[0]
    profile = read(first["profile"])
    hotel = first["kind"] == "hotel_partner"
    spoken = speaks(first["languages"], question.languages)
    verdict = judge(criteria_of(profile), answers, speaks=spoken, hotel=hotel)
    state = freshness(
        first["counted_at"], timedelta(minutes=first["fresh_for_minutes"]), first["asked_at"], now
    )
    return Entry(
        shelter_id=first["id"],
        name=first["name"],
        kind=first["kind"],
        region=first["region"],
        city=first["city"],
        tier=TIERS[first["tier"]],
        named=named(verdict.named),
        met_by=met_by(question),
        free=sum(pool["free"] for pool in pools),
        set_aside=sum(pool["free"] for pool in pools if pool["set_aside"]),
        held=sum(pool["held"] for pool in pools),
        places=[_place(pool) for pool in pools],
        security_level=first["security_level"],
        languages=first["languages"],
        offers=sorted(offers_of(profile)),
        profile=profile,
        min_nights=first["min_nights"],
        max_nights=first["max_nights"],
        counted_at=first["counted_at"],
        count_source=first["count_source"],
        freshness=state,
        hold_at_once=holds_at_once(state) and first["tier"] != 2 and not waits_for_a_word(profile),
        night_ends_at=first["night_ends_at"],
        duty_number=number,
    )


def waits_for_a_word(profile: ShelterProfile) -> bool:
    """Whether somebody has to say something first: the person who calls (ADM-05), or who chooses the programme: it is
    shown as a choice and never given by itself (BED-12)."""
    return profile.referral_mode == "self_call_only" or profile.programme_structured == "yes"


def named(items: Iterable[Named]) -> list[ToNegotiate]:
    """Criteria to speak about, as the board says them."""
    return [ToNegotiate(item.criterion, item.weight, item.answer) for item in items]


def _place(pool: Any) -> Place:
    return Place(
        free=pool["free"],
        held=pool["held"],
        sleeps=pool["sleeps"],
        private=pool["private"],
        family_unit=pool["family_unit"],
        set_aside=pool["set_aside"],
        offers=list(words(pool["pool_offers"], OFFERS)),  # type: ignore[arg-type]  # the words of OFFERS
    )
