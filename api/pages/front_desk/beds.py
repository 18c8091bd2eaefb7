"""The houses of a desk as it counts them: one row to count per house, or per pool where a house has several."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.pages.frame import said
from api.pages.front_desk.saying import when
from api.pages.front_desk.undo import CountMade
from api.pages.visits import Visit
from service.beds.counts.desk import CountDesk
from service.beds.shelters.queries import ShelterView, own_shelters
from service.refusals import Language
from service.store.session import Session

MOST = 60
"""Houses of one organisation on a page."""


@dataclass(frozen=True)
class Row:
    """Beds that are counted together: how many are empty now, and how many of these are promised."""

    house: UUID
    pool: UUID | None
    name: str
    """Of the house, and of the pool where it has several."""
    short: str
    empty: int
    held: int

    @property
    def offered(self) -> int:
        return max(0, self.empty - self.held)

    @property
    def id(self) -> str:
        return f"count-{self.pool or self.house}"


@dataclass(frozen=True)
class Home:
    """One house: its rows, how fresh its count is, and what can be taken back."""

    view: ShelterView
    rows: tuple[Row, ...]
    shape: str
    fresh: str
    undo: CountMade | None


def desk_of(visit: Visit) -> CountDesk:
    """Where this process takes counts; a page's key comes with its form, not in a header."""
    desk: CountDesk = visit.request.app.state["count_desk"]
    return desk


async def houses(session: Session) -> list[ShelterView]:
    """Every house that this desk serves."""
    return (await own_shelters(session, 0, MOST))[0]


def rows_of(house: ShelterView, language: Language) -> Iterator[Row]:
    """What is counted at a house: all of it where its beds are one pool, cots and all; else pool by pool (BED-15)."""
    if len(house.pools) > 1:
        for number, pool in enumerate(house.pools, 1):
            tonight, short = pool.tonight, pool.name or said(language, "desk.pool", number=number)
            yield Row(house.id, pool.id, f"{house.name} · {short}", short, tonight.empty, tonight.held)
    elif house.pools:
        cots = house.overflow.empty if house.overflow else 0
        yield Row(house.id, None, house.name, house.name, house.tonight.empty + cots, house.tonight.held)


def home_of(house: ShelterView, language: Language, now: datetime, made: object) -> Home:
    """A house on the page."""
    shape, fresh = freshness_of(house, language, now)
    mine = isinstance(made, CountMade) and made.house == house.id and made.looked_at == house.counted_at
    return Home(house, tuple(rows_of(house, language)), shape, fresh, made if mine else None)  # type: ignore[arg-type]


SHAPES = {"fresh": "full", "ageing": "half", "asked": "late", "call_first": "late"}


def freshness_of(house: ShelterView, language: Language, now: datetime) -> tuple[str, str]:
    """The shape and the words of a count's age: what it is worth, who counted, and when (BED-15)."""
    if house.counted_at is None:
        return "dots", said(language, "desk.fresh.never")
    at = when(language, house.counted_at, house.time_zone, now)
    source = said(language, f"desk.source.{house.count_source or 'desk'}")
    return SHAPES[house.freshness], said(language, f"desk.fresh.{house.freshness}", at=at, source=source)
