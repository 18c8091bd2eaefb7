"""Where tonight? The board on a phone: a party in, places out, and a word when something changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Redirect

from api.auth.caller import Visitors
from api.doors import from_cursor, to_cursor
from api.language import language_of
from api.pages.arriving import sign_in_page
from api.pages.formats import age
from api.pages.frame import paint
from api.pages.words import WORDS
from service.beds.board.queries import BoardPage, Entry, Position, board
from service.beds.board.rules import Area, Question
from service.beds.paper.queries import houses_with_a_sheet
from service.beds.party.rules import Party, People
from service.partners.actor import Actor, Role, Seat
from service.partners.queries import Region, regions
from service.refusals import Language
from service.settings import Settings
from service.store.store import NotAMember, Store

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


@get("/", include_in_schema=False)
async def show_board(
    *,
    request: Request[Any, Any, Any],
    store: NamedDependency[Store],
    visitors: NamedDependency[Visitors],
    settings: NamedDependency[Settings],
    women: Few = 1,
    men: Few = 0,
    children: Few = 0,
    nights: Nights = 1,
    region: Code = "",
    after: Cursor = None,
) -> Response[Any]:
    """Tonight's board for whoever may see it; in the demo, a visitor without a role is shown who can sign in."""
    seated = await visitors(request)
    if seated is None:
        return Redirect("/demo") if settings.demo else sign_in_page(request, status=401)
    asked = Asked(women, men, children, nights, region)
    try:
        return await _painted(request, store, seated.seat, asked, after, demo=settings.demo)
    except NotAMember:
        return sign_in_page(request, status=401)


async def _painted(
    request: Request[Any, Any, Any],
    store: Store,
    seat: Seat,
    asked: Asked,
    after: str | None,
    *,
    demo: bool,
) -> Response[str]:
    position = from_cursor(after, int, int, datetime, int)
    async with store.reading(seat) as session:
        found = await board(session, asked.question(), Position(*position) if position else None, SIZE)
        known = await regions(session)
        actor, now, houses = session.actor, session.now, await houses_with_a_sheet(session)
    language = language_of(request)
    return paint(
        request,
        "board.html",
        asked=asked,
        sections=_sections(found, language),
        next=f"/?{asked.query()}&after={to_cursor(*_parts(found.next))}" if found.next else None,
        regions=sorted((r.name(language), r.code) for r in known if r.code.startswith("CA")),
        roles=_roles(actor, language),
        demo=demo,
        sees=actor.has(Role.PIVOT_WORKER, Role.REGIONAL_COORDINATOR),
        houses=houses,
        reports=actor.has(Role.FUND_ADMINISTRATOR, Role.REGIONAL_COORDINATOR, Role.AUDITOR),
        instead=_instead(actor),
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


def _instead(actor: Actor) -> str:
    """What whoever does not see the board reads in its place: who works in a house, what there is for them here."""
    if actor.has(Role.SHELTER_COORDINATOR):
        return "no_board.coordinator"
    return "no_board.front_desk" if actor.has(Role.FRONT_DESK) else "no_board"


def _roles(actor: Actor, language: Language) -> str:
    return ", ".join(WORDS[f"role.{role}"].in_(language) for role in sorted(actor.roles))


def _zone(known: list[Region], code: str) -> str:
    return next((region.time_zone for region in known if region.code == code), "America/Toronto")


def _parts(position: Position) -> tuple[int, int, datetime, int]:
    return position.tier, position.area, position.counted_at, position.shelter


handlers = [show_board]
