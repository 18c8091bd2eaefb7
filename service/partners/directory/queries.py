"""Searching the directory by need, and one's own pledges with what is due for review (AGR-03, CNF-05)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from service.cases.refusals import UNKNOWN_REGION
from service.partners.directory.commands import PLEDGERS, said_by
from service.partners.directory.rules import Need, Terms, needs_of, review_is_due
from service.partners.duty_numbers import duty_numbers
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class Search:
    """By need, by a word in either language, by region; the languages asked for come first, none is left out."""

    need: Need | None = None
    word: str | None = None
    region: str | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pledge:
    """A promise that holds today: whose, what, and the number that the organisation answers, never a person's
    (SAF-09)."""

    id: UUID
    organisation_id: UUID
    organisation: str
    duty_number: str | None
    need: str
    free: bool
    fee_cents: int | None
    regions: list[str]
    languages: list[str]
    conditions: list[str]
    on_call: bool
    until: date
    review_is_due: bool


MAY_READ = sql("SELECT relais.reads_the_directory()")
TODAY = sql("SELECT * FROM relais.pledges_today(CAST(:needs AS text[]), :region)")


IS_KNOWN = sql("SELECT EXISTS (SELECT FROM regions WHERE code = :region)")


async def known_region(session: Session, region: str) -> bool:
    """Whether Relais knows this region (ISO 3166-2)."""
    return bool(await session.value(IS_KNOWN, region=region))


async def search(session: Session, wish: Search) -> list[Pledge] | Refused:
    """The pledges that hold today for a need, at most 500: at any hour and free of charge first (AGR-03).

    For members of accredited organisations who work with people, houses or money, never for police (CNF-05, PIV-10):
    to anybody else PostgreSQL shows none. A word that no need is known by finds nothing; a region that nobody knows is
    refused (`unknown_region`).
    """
    if not await session.value(MAY_READ):
        return Refused(NOT_ALLOWED)
    if wish.region is not None and not await known_region(session, wish.region):
        return Refused(UNKNOWN_REGION)
    needs = _needs(wish)
    if needs is not None and not needs:
        return []
    found = await pledges_today(session, needs, wish.region)
    return sorted(found, key=lambda pledge: -len(set(pledge.languages) & set(wish.languages)))


def _needs(wish: Search) -> Sequence[Need] | None:
    """The needs looked for; `None` for all."""
    if wish.need is None and wish.word is None:
        return None
    by_word = needs_of(wish.word) if wish.word is not None else (wish.need,)
    return [need for need in by_word if need is not None and wish.need in (None, need)]


async def pledges_today(session: Session, needs: Sequence[Need] | None, region: str | None) -> list[Pledge]:
    """The pledges that hold today, with the numbers of their organisations opened in one round trip."""
    rows = await session.rows(TODAY, needs=None if needs is None else list(needs), region=region)
    numbers = await duty_numbers(session, rows, "organisation_id")
    return [_pledge(row, numbers, session.now.date()) for row in rows]


def _pledge(row: Any, numbers: dict[UUID, str | None], today: date) -> Pledge:
    told = {name: row[name] for name in row.keys() if name not in {"duty_number", "declared_at"}}  # noqa: SIM118  # asyncpg
    number = numbers.get(row["organisation_id"])
    return Pledge(**told, duty_number=number, review_is_due=review_is_due(row["declared_at"].date(), today))


@dataclass(frozen=True)
class OwnPledge:
    """A pledge of one's own organisation, past ones included until they are withdrawn."""

    id: UUID
    terms: Terms
    declared_on: date
    review_is_due: bool


OWN = sql(
    """
    SELECT id, need, free, fee_cents, regions, languages, conditions, on_call, starts_on, until, declared_at
    FROM pledges WHERE organisation_id = relais.organisation() AND withdrawn_at IS NULL
    ORDER BY need, regions LIMIT 1000
    """
)


async def own_pledges(session: Session) -> list[OwnPledge] | Refused:
    """What one's own organisation has promised, and which of it was not looked at for a year (AGR-03, ADM-14)."""
    if not session.actor.has(*PLEDGERS):
        return Refused(NOT_ALLOWED)
    today = session.now.date()
    return [
        OwnPledge(
            row["id"],
            said_by(row),
            row["declared_at"].date(),
            review_is_due(row["declared_at"].date(), today),
        )
        for row in await session.rows(OWN)
    ]
