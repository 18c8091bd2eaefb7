"""Where on a later night? Beds that are promised to nobody then, whatever tonight's counts say (BED-16).

A referral for that night holds one of them at once (`service.beds.referrals`); until then nothing here is a promise.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from service.beds.board.queries import BoardPage, Entry, entry_of, waits_for_a_word
from service.beds.board.rules import (
    TO_NEGOTIATE,
    Answers,
    PlaceOffered,
    Question,
    answers_of,
    judge,
    speaks,
    suits,
)
from service.beds.nights.rules import HouseClock
from service.beds.referrals.rules import later_period
from service.beds.shelters.profile import read
from service.beds.shelters.rules import criteria_of
from service.beds.words import REFERRAL_ONLY, SECURITY
from service.partners.duty_numbers import duty_numbers
from service.store.session import Session
from service.store.statements import sql

FREE = sql(
    "SELECT * FROM relais.free_places(:starts_at, :ends_at, CAST(:areas AS jsonb), CAST(:shelters AS bigint[]))"
)
CARDS = sql("SELECT * FROM relais.shelter_cards(CAST(:keys AS bigint[]))")
ONE_DAY: Final = timedelta(days=1)


async def later_board(session: Session, question: Question, arrival: datetime, size: int) -> BoardPage:
    """Shelters with a bed for every night from that arrival on, those that fit first, then by area (BED-16, ADM-01).

    Each house is asked by its own clock. Empty for whoever may not see the board.
    """
    areas = [{"region": area.region, "city": area.city} for area in question.areas]
    loose = {"starts_at": arrival, "ends_at": arrival + question.nights * ONE_DAY}
    found = await session.rows(FREE, **loose, areas=areas, shelters=None)
    keys = {row["shelter_key"] for row in found if may_answer(row, question)}
    cards = {row["key"]: row for row in await session.rows(CARDS, keys=list(keys))}
    pools: list[Any] = []
    for clock, houses in _by_clock(cards).items():
        starts_at, ends_at = later_period(clock, arrival, question.nights)
        pools += await session.rows(
            FREE, starts_at=starts_at, ends_at=ends_at, areas=areas, shelters=sorted(houses)
        )
    return await _page(session, question, _answering(question, pools, cards), size)


def may_answer(row: Any, question: Question) -> bool:
    """Whether a house answers this question at all, as the board of tonight would say (BED-10, BED-14, SAF-04)."""
    away = question.away_from
    return (
        row["kind"] not in REFERRAL_ONLY
        and (row["kind"] != "hotel_partner" or row["vetted"])
        and row["security"] >= question.lowest_security
        and row["min_nights"] <= question.nights
        and (row["max_nights"] is None or row["max_nights"] >= question.nights)
        and row["region"] not in away.regions
        and row["city"] not in away.cities
        and row["shelter_id"] not in away.shelters
        and row["organisation_id"] not in away.organisations
    )


def _by_clock(cards: dict[int, Any]) -> dict[HouseClock, set[int]]:
    clocks: dict[HouseClock, set[int]] = defaultdict(set)
    for key, card in cards.items():
        clocks[HouseClock(card["time_zone"], card["turnover_hour"])].add(key)
    return clocks


def _answering(question: Question, pools: Iterable[Any], cards: dict[int, Any]) -> list[list[dict[str, Any]]]:
    """The pools of each house that takes the whole party, in the order of the answer."""
    houses: dict[int, list[Any]] = defaultdict(list)
    for row in pools:
        if row["free"] > 0 and suits(_place(row), question):
            houses[row["shelter_key"]].append(row)
    answers = answers_of(question)
    entries = []
    for key, rows in houses.items():
        tier = _tier(cards[key], question, answers)
        if tier is not None and sum(row["free"] for row in rows) >= question.party.beds:
            entries.append([_merged(cards[key], row, tier) for row in rows])
    return sorted(entries, key=lambda rows: (rows[0]["tier"], rows[0]["area"], rows[0]["key"]))


def _tier(card: Any, question: Question, answers: Answers) -> int | None:
    spoken = speaks(card["languages"], question.languages)
    hotel = card["kind"] == "hotel_partner"
    return judge(criteria_of(read(card["profile"])), answers, speaks=spoken, hotel=hotel).tier


def _place(row: Any) -> PlaceOffered:
    return PlaceOffered(**{name: row[name] for name in PlaceOffered.__dataclass_fields__})


def _merged(card: Any, row: Any, tier: int) -> dict[str, Any]:
    level = SECURITY[row["security"]]
    own = {"tier": tier, "pool_offers": row["offers"], "held": 0, "security_level": level}
    return {**row, **card, **own}


async def _page(
    session: Session, question: Question, houses: Sequence[list[dict[str, Any]]], size: int
) -> BoardPage:
    shown, answers = houses[:size], answers_of(question)
    numbers = await duty_numbers(session, [rows[0] for rows in shown], "organisation_id")
    entries = [
        _later(entry_of(question, answers, rows, session.now, _number(rows, numbers)), rows[0]["tier"])
        for rows in shown
    ]
    return BoardPage(tuple(entries), None)


def _number(rows: Sequence[dict[str, Any]], numbers: Any) -> str | None:
    found: dict[UUID, str | None] = numbers
    return found.get(rows[0]["organisation_id"])


def _later(entry: Entry, tier: int) -> Entry:
    """An old count holds nobody up for a night that nobody has counted yet."""
    return msgspec.structs.replace(
        entry, hold_at_once=tier != TO_NEGOTIATE and not waits_for_a_word(entry.profile)
    )
