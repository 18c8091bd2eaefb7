"""The shelters that one operation or question may consider, read through one narrow function (OPS-19)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from service.beds.words import AGE_BANDS, CRITERIA, GENDERS, OFFERS, SECURITY, Criterion, words
from service.operations.sites.rules import Area, Criteria, Pool, Site, Terms
from service.store.session import Session
from service.store.statements import sql

SITES = sql(
    """
    SELECT * FROM relais.operation_sites(CAST(:areas AS jsonb), :opens, :closes, :nights, :as_of,
        CAST(:operation AS uuid))
    """
)
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


async def sites_for(
    session: Session,
    areas: Sequence[Area],
    window: Window,
    *,
    as_of: datetime | None = None,
    operation: UUID | None = None,
) -> Sites:
    """What stands open to the caller for this window, as it stood at `as_of` (now, unless said otherwise)."""
    rows = await session.rows(
        SITES,
        areas=[{"region": area.region, "city": area.city} for area in areas],
        opens=window.opens,
        closes=window.closes,
        nights=window.nights,
        as_of=as_of or session.now,
        operation=operation,
    )
    houses = [list(group) for _, group in groupby(rows, key=lambda row: row["shelter_key"])]
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
        criteria=Criteria(_criteria(first["required"]), _criteria(first["flexible"])),
        languages=frozenset(first["languages"]),
        interpreter=bool(first["offers"] & INTERPRETER),
        too_short=nights < first["min_nights"],
        terms=_terms(first),
        labels=frozenset(first["labels"]),
        occupied=first["occupied"],
        alone=first["alone"],
        refused=first["refused"],
    )


def _pool(row: Mapping[str, Any]) -> Pool:
    return Pool(
        key=row["pool_key"],
        free=row["free"],
        sleeps=row["sleeps"],
        genders=frozenset(words(row["genders"], GENDERS)),
        ages=frozenset(words(row["age_bands"], tuple(AGE_BANDS))),
        family_unit=row["family_unit"],
    )


def _terms(row: Mapping[str, Any]) -> Terms | None:
    if row["agreement_id"] is None:
        return None
    left = row["agreed_places"] - row["agreed_used"]
    return Terms(left, row["notice_hours"], row["longest_hold_hours"], row["agreed_answer"] == "asked")


def _criteria(mask: int) -> frozenset[Criterion]:
    named: Iterable[str] = words(mask, CRITERIA)
    return frozenset(criterion for criterion in CRITERIA if criterion in set(named))
