"""The board: where tonight, for this party? (ADM-01, BED-02 to BED-14)"""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from api.doors import Caller, accepted, bad_input, from_cursor, read, to_cursor
from api.v1.beds.questions import BoardQuery
from api.v1.fields import utc
from service.beds import refusals
from service.beds.board.queries import Entry, Position
from service.beds.board.search import DetoxHouse, Search, search
from service.beds.unmet.needs import NeedsOfADay, unmet_by_day
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.store import Store

TAG = "board"
Words = FromQuery[list[str] | None]


class Board(msgspec.Struct, frozen=True):
    """Shelters with room, in the order of the answer: those that fit, then to negotiate, then vetted hotels.

    Without a house (`beds` false), a hotel and the fund remain, and for a case the need is recorded. `detox` are houses
    to call beside all that, when a house that asks for sobriety cannot be met (ADM-02).
    """

    items: list[Entry]
    next: str | None
    beds: bool
    hotel_and_fund: bool
    need_recorded: bool
    detox: list[DetoxHouse]


@read(
    "/board",
    id="search_board",
    summary="Where tonight, for this party?",
    tag=TAG,
    refusals=(*refusals.PARTY_FAULTS.values(), refusals.EXPECTED_TOO_LATE),
)
async def get_board(
    *,
    request: Request[Any, Any, Any],
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    person: FromQuery[list[str]],
    children: FromQuery[int] = 0,
    together: FromQuery[bool] = False,
    couple: FromQuery[bool] = False,
    area: Words = None,
    not_area: Words = None,
    nights: FromQuery[int] = 1,
    purpose: FromQuery[str] = "ordinary",
    met: Words = None,
    unmet: Words = None,
    fact: Words = None,
    want: Words = None,
    security: FromQuery[str | None] = None,
    language: Words = None,
    case_id: FromQuery[UUID | None] = None,
    arrival: FromQuery[datetime | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=50)] = 20,
) -> Board:
    sent = {
        "person": person,
        "children": children,
        "together": together,
        "couple": couple,
        "area": area or [],
        "not_area": not_area or [],
        "nights": nights,
        "purpose": purpose,
        "met": met or [],
        "unmet": unmet or [],
        "fact": fact or [],
        "want": want or [],
        "security": security,
        "language": language or [],
    }
    question = _asked(sent, request).question(request)
    after = from_cursor(cursor, int, int, datetime, int)
    at_night = utc(arrival, "arrival") if arrival else None
    wish = Search(question, case_id, Position(*after) if after else None, limit, at_night)
    found = accepted(await search(store, caller.seat, wish))
    at = found.page.next
    following = to_cursor(at.tier, at.area, at.counted_at, at.shelter) if at else None
    return Board(
        list(found.page.entries),
        following,
        found.beds,
        not found.beds,
        found.need_recorded,
        list(found.detox),
    )


def _asked(sent: dict[str, Any], request: Request[Any, Any, Any]) -> BoardQuery:
    try:
        return msgspec.convert(sent, BoardQuery)
    except msgspec.ValidationError as error:
        field = str(error).rpartition("$.")[2].rstrip("`")
        raise bad_input(
            field, "Cette valeur n'est pas connue ici.", "This value is not known here.", request
        ) from None


@read(
    "/unmet-needs",
    id="list_unmet_needs",
    summary="Needs without a bed in a region, by day and reason",
    tag=TAG,
)
async def get_unmet_needs(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    region: Annotated[str, QueryParameter(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}(?!\n)$", max_length=6)],
    first: FromQuery[date],
    until: FromQuery[date],
) -> list[NeedsOfADay]:
    async with store.reading(caller.seat) as session:
        if not session.actor.has(Role.REGIONAL_COORDINATOR):
            accepted(Refused(NOT_ALLOWED))
        return await unmet_by_day(session, region, first, until)


handlers = [get_board, get_unmet_needs]
