"""The shelters that one operation or question may consider, read through one narrow function (OPS-19)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from service.beds.words import AGE_BANDS, CRITERIA, GENDERS, OFFERS, SECURITY, Criterion, words
from service.operations.planner import planning
from service.operations.sites.rules import Area, Criteria, Pool, Site, Terms
from service.store.session import Session
from service.store.statements import Statement, sql

SITES = sql(
    """
    SELECT * FROM relais.operation_sites(:operation, CAST(:areas AS jsonb), :opens, :closes, :nights)
    """
)
PICTURED = sql(
    """
    SELECT * FROM relais.picture_sites(:look, CAST(:areas AS jsonb), :opens, :closes, :nights)
    """
)
PRIVATE_ROOM = 1 << OFFERS.index("private_room")
INTERPRETER = 1 << OFFERS.index("interpreter")


@dataclass(frozen=True, slots=True)
class Window:
    """When people may arrive, half-open, and for how many nights a bed is needed."""

    opens: datetime
    closes: datetime
    nights: int


@dataclass(frozen=True, slots=True)
class Sites:
    """The sites, and the agreement of each shelter (by key) that has one with the asking organisation."""

    sites: tuple[Site, ...]
    agreements: Mapping[int, UUID]


async def sites_for(session: Session, areas: Sequence[Area], window: Window, *, operation: UUID) -> Sites:
    """What stands open to an operation for this window, as it is now."""
    return await _read(session, SITES, areas, window, operation=operation)


async def pictured_sites(session: Session, look: UUID, areas: Sequence[Area], window: Window) -> Sites:
    """What stands open to the asker of a question for this window, in the picture that its service has (OPS-19)."""
    return await _read(session, PICTURED, areas, window, look=look)


async def _read(
    session: Session, statement: Statement, areas: Sequence[Area], window: Window, **subject: UUID
) -> Sites:
    async with planning(session):
        rows = await session.rows(
            statement,
            areas=[{"region": area.region, "city": area.city} for area in areas],
            opens=window.opens,
            closes=window.closes,
            nights=window.nights,
            **subject,
        )
    houses = [list(group) for _, group in groupby(rows, key=itemgetter("shelter_key"))]
    agreements = {
        rows[0]["shelter_key"]: rows[0]["agreement_id"] for rows in houses if rows[0]["agreement_id"]
    }
    return Sites(tuple(_site(rows, session.now, window.nights) for rows in houses), agreements)


def _site(rows: Sequence[Mapping[str, Any]], now: datetime, nights: int) -> Site:
    first = rows[0]
    fresh_until = first["fresh_until"]
    return Site(
        key=first["shelter_key"],
        kind=first["kind"],
        region=first["region"],
        city=first["city"],
        pools=tuple(map(_pool, rows)),
        security=SECURITY[first["security"]],
        vetted=first["vetted"],
        stale=fresh_until is None or fresh_until <= now,
        criteria=_criteria(first["required"], first["flexible"]),
        languages=_set(tuple(first["languages"])),
        interpreter=bool(first["offers"] & INTERPRETER),
        too_short=nights < first["min_nights"],
        terms=_terms(first),
        labels=_set(tuple(first["labels"])),
        occupied=first["occupied"],
        alone=first["alone"],
        refused=first["refused"],
    )


def _pool(row: Mapping[str, Any]) -> Pool:
    return Pool(
        key=row["pool_key"],
        free=row["free"],
        sleeps=row["sleeps"],
        genders=_genders(row["genders"]),
        ages=_ages(row["age_bands"]),
        family_unit=row["family_unit"],
        private=bool(row["offers"] & PRIVATE_ROOM),
    )


def _terms(row: Mapping[str, Any]) -> Terms | None:
    if row["agreement_id"] is None:
        return None
    left = row["agreed_places"] - row["agreed_used"]
    return Terms(left, row["notice_hours"], row["longest_hold_hours"], row["agreed_answer"] == "asked")


# Thousands of shelters are described by a few dozen sets, and the planner compares them: each is made once.


@lru_cache(maxsize=4096)
def _criteria(required: int, flexible: int) -> Criteria:
    return Criteria(_named(required), _named(flexible))


def _named(mask: int) -> frozenset[Criterion]:
    named = set(words(mask, CRITERIA))
    return frozenset(criterion for criterion in CRITERIA if criterion in named)


@lru_cache(maxsize=1024)
def _genders(mask: int) -> frozenset[str]:
    return frozenset(words(mask, GENDERS))


@lru_cache(maxsize=1024)
def _ages(mask: int) -> frozenset[str]:
    return frozenset(words(mask, tuple(AGE_BANDS)))


@lru_cache(maxsize=4096)
def _set(values: tuple[str, ...]) -> frozenset[str]:
    return frozenset(values)
