"""Where tonight? The board on a phone: a party in, places out, and a word when something changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.doors import from_cursor, to_cursor
from api.pages.formats import age
from api.pages.visits import Visit
from api.pages.words import WORDS
from service.beds.board.queries import BoardPage, Entry, Position, board
from service.beds.board.rules import Area, Question
from service.beds.party.rules import Party, People
from service.partners.actor import Role
from service.partners.queries import Region, regions
from service.refusals import Language

HOME = "/tonight"
SIZE = 20
# Not `FromQuery[Annotated[…, Meta(…)]]`: Litestar drops those bounds.
Few = Annotated[int, QueryParameter(ge=0, le=20)]
Nights = Annotated[int, QueryParameter(ge=1, le=90)]
Code = Annotated[str, QueryParameter(max_length=6)]
Cursor = Annotated[str | None, QueryParameter(max_length=500)]


@dataclass(frozen=True)
class Asked:
    """What the form holds; it comes back as it was sent."""

    women: int
    men: int
    children: int
    nights: int
    region: str

    def question(self) -> Question:
        """The board's question; nobody at all means one woman, the commonest search of a night."""
        groups = (People("woman", "25+", self.women), People("man", "25+", self.men))
        people = tuple(group for group in groups if group.count) or (People("woman", "25+", 1),)
        areas = (Area(self.region),) if self.region else ()
        return Question(Party(people, self.children), areas, self.nights)

    def query(self) -> str:
        return f"women={self.women}&men={self.men}&children={self.children}&nights={self.nights}&region={self.region}"


@get(HOME, include_in_schema=False)
async def show_board(
    *,
    visit: NamedDependency[Visit],
    women: Few = 1,
    men: Few = 0,
    children: Few = 0,
    nights: Nights = 1,
    region: Code = "",
    after: Cursor = None,
) -> Response[Any]:
    """Tonight's places for whoever may see them."""
    asked = Asked(women, men, children, nights, region)
    position = from_cursor(after, int, int, datetime, int)
    async with visit.store.reading(visit.seat) as session:
        found = await board(session, asked.question(), Position(*position) if position else None, SIZE)
        known = await regions(session)
        actor, now = session.actor, session.now
    language = visit.language
    return visit.paint(
        "board.html",
        asked=asked,
        sections=_sections(found, language),
        next=f"{HOME}?{asked.query()}&after={to_cursor(*_parts(found.next))}" if found.next else None,
        regions=sorted((r.name(language), r.code) for r in known if r.code.startswith("CA")),
        sees=actor.has(Role.PIVOT_WORKER, Role.REGIONAL_COORDINATOR),
        fresh=lambda entry: _fresh(entry, now, language),
        place=lambda code: next((r.name(language) for r in known if r.code == code), code),
        zone=_zone(known, asked.region),
        now=now,
    )


def _sections(found: BoardPage, language: Language) -> list[tuple[str, list[tuple[Entry, str]]]]:
    """What matches, then what is to negotiate, then hotels: each with the words of what to negotiate."""
    order = {
        "fits": "board.match",
        "flexible": "board.match",
        "to_negotiate": "board.to_negotiate",
        "hotel": "board.hotels",
    }
    sections: dict[str, list[tuple[Entry, str]]] = {}
    for entry in found.entries:
        sections.setdefault(order[entry.tier], []).append((entry, _criteria(entry, language)))
    return list(sections.items())


def _criteria(entry: Entry, language: Language) -> str:
    return ", ".join(WORDS[f"criterion.{item.criterion}"].in_(language) for item in entry.named)


def _fresh(entry: Entry, now: Any, language: Language) -> tuple[str, str]:
    """The shape and the words of a count's age (BED-15)."""
    if entry.counted_at is None:
        return "dots", WORDS["fresh.never"].in_(language)
    shape = {"fresh": "full", "call_first": "dots"}.get(entry.freshness, "half")
    return shape, WORDS[f"fresh.{entry.freshness}"].in_(
        language, {"age": age(entry.counted_at, now, language)}
    )


def _zone(known: list[Region], code: str) -> str:
    return next((region.time_zone for region in known if region.code == code), "America/Toronto")


def _parts(position: Position) -> tuple[int, int, datetime, int]:
    return position.tier, position.area, position.counted_at, position.shelter


handlers = [show_board]
