"""Helping one who waits: whom to call, and the places that fit now; two touches from home (ACC-02, R1)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.doors import for_roles
from api.pages.formats import age
from api.pages.front_desk.saying import people
from api.pages.moments import zone_of
from api.pages.region.needs import reason_words
from api.pages.visits import Visit
from api.problems import Refusal
from service.beds.board.queries import Entry, board
from service.beds.board.rules import Area, Question
from service.beds.party.rules import Party, People
from service.beds.unmet.helping import NeedToHelp, needs_to_help
from service.beds.words import AGE_BANDS, GENDERS
from service.partners.actor import Role
from service.partners.queries import Region, regions
from service.refusals import NOT_FOUND, Language, Refused
from service.store.session import Session

LATE: Final = {"now": timedelta(minutes=15), "tonight": timedelta(hours=1), "this_week": timedelta(days=1)}
"""From when on somebody waits late, by how soon the bed is needed."""
PLACES: Final = 6


@dataclass(frozen=True)
class Waiting:
    """One who waits, in words."""

    need: NeedToHelp
    shape: str
    age: str
    where: str
    who: str
    why: str


def in_words(need: NeedToHelp, session: Session, known: list[Region], language: Language) -> Waiting:
    """The profile, how long, where and what the houses said."""
    where = next((region.name(language) for region in known if region.code == need.region), need.region)
    late = session.now - need.since >= LATE[need.urgency]
    grown = need.people - need.minors
    groups = [(need.gender, need.age_band, grown or need.people)]
    who = people(language, groups, need.minors if grown else 0)
    why = reason_words(need.reason, language)
    return Waiting(need, "late" if late else "half", age(need.since, session.now, language), where, who, why)


async def who_waits(session: Session, language: Language) -> list[Waiting]:
    """Everybody who waits in one's regions, the late ones first, then by how long."""
    found = await needs_to_help(session)
    if isinstance(found, Refused):
        raise Refusal(found)
    known = await regions(session)
    told = [in_words(need, session, known, language) for need in found]
    return sorted(told, key=lambda one: (one.shape != "late", one.need.since))


@get("/region/waiting/{need_id:uuid}", include_in_schema=False)
async def help_one(visit: NamedDependency[Visit], need_id: FromPath[UUID]) -> Response[str]:
    """Call whoever accompanies them, with the places that fit in hand."""
    async with visit.store.reading(visit.seat) as session:
        for_roles(session, Role.REGIONAL_COORDINATOR)
        found = [one for one in await who_waits(session, visit.language) if one.need.id == need_id]
        if not found:
            raise Refusal(Refused(NOT_FOUND))
        places = await _places(session, found[0].need)
        zone, now = await zone_of(session), session.now
    return visit.paint(
        "region/help.html", one=found[0], places=places, board=_board(found[0].need), zone=zone, now=now
    )


async def _places(session: Session, need: NeedToHelp) -> list[Entry]:
    """The first places that fit, anywhere, one's own region first."""
    gender = need.gender if need.gender in GENDERS else "woman"
    band = need.age_band if need.age_band in AGE_BANDS else "25+"
    grown = max(need.people - need.minors, 1)
    party = Party((People(gender, band, grown),), need.minors if need.people > need.minors else 0)  # type: ignore[arg-type]  # looked up above
    found = await board(session, Question(party, (Area(need.region),), 1), None, PLACES)
    return [entry for entry in found.entries if entry.tier != "to_negotiate"]


def _board(need: NeedToHelp) -> str:
    """The whole board for this profile; numbers and a region alone stand in the address."""
    men = need.gender in {"man", "trans_man"}
    grown = max(need.people - need.minors, 1)
    asked = {"women": 0 if men else grown, "men": grown if men else 0, "children": need.minors}
    return f"/tonight?{urlencode({**asked, 'nights': 1, 'region': need.region})}"


handlers: list[Any] = [help_one]
