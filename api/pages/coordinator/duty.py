"""Who is on call at the house: gaps first, then each slot with what can be done with it (OPS-04, ACC-03)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.coordinator.holes import Hole, holes
from api.pages.coordinator.houses import after, coordinators_only, houses
from api.pages.formats import FIXED, clock_time
from api.pages.forms import read_form
from api.pages.frame import said
from api.pages.visits import Visit
from api.problems import Refusal
from api.v1.partners.roster_words import gap_sentence
from service.messages.phones.queries import DutyPhone, duty_phones
from service.partners.actor import Role
from service.partners.members.queries import MemberView, members
from service.partners.rosters.commands import EndWeek, MakeRoster, end_week, make_roster
from service.partners.rosters.queries import Roster, Slot, rosters
from service.partners.rosters.slots import OfferSlot, OfSlot, cancel_slot, offer_slot, take_slot
from service.refusals import NOT_FOUND, Language, Refused
from service.store.session import Session

HOME = "/house/duty"
ON_DUTY = {Role.SHELTER_COORDINATOR, Role.FRONT_DESK}


async def shelter_rosters(session: Session) -> list[Roster]:
    """The rosters of the house's own duty."""
    return [roster for roster in await rosters(session) if roster.duty == "shelter"]


async def roster_in(session: Session, roster_id: UUID) -> Roster:
    """One of them. Raises `Refusal` for anybody else's."""
    coordinators_only(session)
    found = next((one for one in await shelter_rosters(session) if one.id == roster_id), None)
    if found is None:
        raise Refusal(Refused(NOT_FOUND))
    return found


async def team(session: Session) -> list[MemberView]:
    """Who may be on call at the house, by their work address."""
    own = session.actor.organisation_id
    found = await members(session)
    return [one for one in found if one.organisation_id == own and ON_DUTY & set(one.roles)]


@dataclass(frozen=True)
class Line:
    """A slot as its row shows it."""

    slot: Slot
    when: str
    who: str
    shape: str
    words: str


@dataclass(frozen=True)
class Shown:
    """A roster as its card shows it."""

    roster: Roster
    name: str
    holes: list[tuple[Hole, str]]
    lines: list[Line]


@get(HOME, include_in_schema=False)
async def show_duty(visit: NamedDependency[Visit]) -> Response[str]:
    """Two weeks of it."""
    return await duty_page(visit)


async def duty_page(visit: Visit) -> Response[str]:
    """The same, for whoever comes back from a change."""
    async with visit.store.reading(visit.seat) as session:
        shelters, found, people = await houses(session), await shelter_rosters(session), await team(session)
        phones = [one for one in await duty_phones(session) if one.duty == "shelter"]
        now = session.now
    emails = {one.id: one.email for one in people}
    covered = {roster.shelter_id for roster in found}
    whole = not shelters or None in covered
    return visit.paint(
        "coordinator/duty.html",
        page=HOME,
        rosters=[_shown(roster, emails, visit.language, now) for roster in found],
        without=[] if whole else [one for one in shelters if one.id not in covered],
        phones=[_phone(one, shelters, visit.language) for one in phones],
    )


def _shown(roster: Roster, emails: dict[UUID, str], language: Language, now: Any) -> Shown:
    gaps = [(hole, gap_sentence(hole.period, now, roster.time_zone, language)) for hole in holes(roster)]
    lines = [_line(slot, roster, emails, language) for slot in roster.slots if slot.member_id]
    return Shown(roster, roster.shelter or said(language, "duty.whole"), gaps, lines)


def _line(slot: Slot, roster: Roster, emails: dict[UUID, str], language: Language) -> Line:
    who = emails.get(slot.member_id, "") if slot.member_id else ""
    shape, key = (
        ("half", "duty.offered")
        if slot.offered
        else ("full", "duty.now")
        if slot.now
        else ("none", "duty.planned")
    )
    rank = said(language, f"duty.rank.{slot.rank}")
    return Line(slot, when(slot, roster.time_zone, language), who, shape, f"{said(language, key)}, {rank}")


def when(slot: Slot, time_zone: str, language: Language) -> str:
    """`lun. 9 nov., 20 h 00 à mar. 8 h 00`."""
    zone = ZoneInfo(time_zone)
    starts, ends = slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone)
    first, last = (format_date(at, "EEE d MMM", locale=f"{language}_CA") for at in (starts, ends))
    if language == "en":
        first, last = first.replace(".", ""), last.replace(".", "")
    times = [clock_time(at, time_zone, language) for at in (slot.starts_at, slot.ends_at)]
    same = starts.date() == ends.date()
    end = times[1] if same else f"{last.rpartition(' ')[0].rpartition(' ')[0] or last}{FIXED}{times[1]}"
    return said(language, "duty.when", first=first, starts=times[0], end=end)


def _phone(phone: DutyPhone, shelters: list[Any], language: Language) -> str:
    """`1re garde, Maison S4 : textos en français`; never the number (SAF-09)."""
    house = next((one.name for one in shelters if one.id == phone.shelter_id), said(language, "duty.whole"))
    words = said(language, f"phones.rung.{phone.rung}", house=house)
    return words if phone.stopped_at is None else said(language, "phones.stopped", phone=words)


@post(HOME, include_in_schema=False, status_code=303)
async def start_roster(visit: NamedDependency[Visit]) -> Response[Any]:
    """The roster of one house."""
    form = await read_form(visit.request)
    async with visit.store.reading(visit.seat) as session:
        named = next(
            (one.id for one in await houses(session) if str(one.id) == form.value("shelter_id")), None
        )
    wish = MakeRoster("shelter", named)
    return after(await visit.store.run(make_roster, visit.seat, wish, form.once), HOME, "roster")


@post("/house/duty/slots/{slot_id:uuid}/free", include_in_schema=False, status_code=303)
async def free_slot(visit: NamedDependency[Visit], slot_id: FromPath[UUID]) -> Response[Any]:
    """Nobody is on call then; it stands among the gaps at once."""
    form = await read_form(visit.request)
    return after(await visit.store.run(cancel_slot, visit.seat, OfSlot(slot_id), form.once), HOME, "freed")


@post("/house/duty/slots/{slot_id:uuid}/offer", include_in_schema=False, status_code=303)
async def offer(visit: NamedDependency[Visit], slot_id: FromPath[UUID]) -> Response[Any]:
    """One's own slot, offered to colleagues or kept after all."""
    form = await read_form(visit.request)
    offered = form.value("offered") != "false"
    outcome = await visit.store.run(offer_slot, visit.seat, OfferSlot(slot_id, offered), form.once)
    return after(outcome, HOME, "offered" if offered else "slot_kept")


@post("/house/duty/slots/{slot_id:uuid}/take", include_in_schema=False, status_code=303)
async def take(visit: NamedDependency[Visit], slot_id: FromPath[UUID]) -> Response[Any]:
    """A slot that a colleague offers."""
    form = await read_form(visit.request)
    return after(await visit.store.run(take_slot, visit.seat, OfSlot(slot_id), form.once), HOME, "taken")


@post("/house/duty/weeks/{week_id:uuid}/end", include_in_schema=False, status_code=303)
async def stop_week(visit: NamedDependency[Visit], week_id: FromPath[UUID]) -> Response[Any]:
    """It repeats no more from the next day on; what has begun is finished."""
    form = await read_form(visit.request)
    async with visit.store.reading(visit.seat) as session:
        coordinators_only(session)
        last = session.now.date()
    return after(
        await visit.store.run(end_week, visit.seat, EndWeek(week_id, last), form.once), HOME, "week_ended"
    )


handlers: list[Any] = [show_duty, start_roster, free_slot, offer, take, stop_week]
