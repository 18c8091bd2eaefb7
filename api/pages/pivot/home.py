"""What a pivot worker reads first: where tonight, then what waits by deadline, then their cases (PIV-01, PIV-06)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import UUID

from api.pages.moments import day_in, zone_of
from api.pages.money.mine import money_at_home
from api.pages.part import Part
from api.pages.pivot.lines import line_of
from api.pages.pivot.stops import SHAPES
from api.pages.visits import Visit
from service.beds.referrals.moving import MoveView, my_moves
from service.beds.referrals.of_cases import PlaceOfCase, open_places
from service.beds.referrals.rules import LONGEST_HOLD, TONIGHT_UNTIL
from service.cases.contacts.queries import contact_requests
from service.cases.merging.queries import case_links
from service.cases.minors.queries import tasks
from service.cases.overview import CaseLine, case_lines
from service.cases.reminders import reminders
from service.cases.transfers.queries import transfers_to_answer
from service.operations.holds.queries import hand_overs
from service.partners.directory.lawyers import lawyers
from service.partners.members.queries import orphan_cases
from service.partners.proposals.queries import proposals
from service.refusals import Refused
from service.store.session import Session

SHOWN = 6
"""Cases on the first page; the others are one tap away."""
MOST = 200
SINCE = LONGEST_HOLD + TONIGHT_UNTIL


@dataclass(frozen=True)
class Waits:
    """Something that waits: what it is, by when, about which case, and where it is dealt with.

    `extend` names a held place that can be kept an hour more from here; `settle` a reminder that can be taken off.
    """

    kind: str
    at: datetime
    shape: str
    way: str
    case: CaseLine | None = None
    due: bool = False
    about: str = ""
    extend: UUID | None = None
    settle: str = ""


async def pivot(visit: Visit, session: Session) -> Part:
    """What needs this person now, by deadline; then the two things done every day."""
    found = await case_lines(session, MOST)
    cases = [] if isinstance(found, Refused) else found
    places = await open_places(session, session.now - SINCE)
    lines = [line_of(each, places) for each in cases if each.state == "open"]
    zone = await zone_of(session)
    context = {
        "waits": await _waits(session, {each.id: each for each in cases}, places),
        "lines": lines[:SHOWN],
        "more": len(cases) > SHOWN,
        "count": len(lines),
        "lawyer": await _lawyer(session),
        "zone": zone,
        "day": day_in(visit.language, zone),
        "money_home": await money_at_home(visit, session),
    }
    return Part("pivot/home.html", context)


async def _waits(session: Session, cases: dict[UUID, CaseLine], places: Iterable[PlaceOfCase]) -> list[Waits]:
    """Alerts first, then by the moment at which something happens if nobody does anything."""
    found = [
        *_moves(await my_moves(session), cases),
        *_held(places, cases),
        *await _asked_of_us(session),
        *await _dated(session, cases),
        *await _about_links(session, cases),
        *await _to_erase(session, cases),
        *await _left_alone(session),
    ]
    return sorted(found, key=lambda one: (one.kind != "move", one.at))


def _moves(moves: Iterable[MoveView], cases: dict[UUID, CaseLine]) -> list[Waits]:
    return [
        Waits(
            "move" if one.cause == "safety" else "ended",
            one.raised_at,
            "late",
            f"/cases/{one.case_id}",
            cases[one.case_id],
        )
        for one in moves
        if one.taken_at is None and one.case_id in cases
    ]


def _held(places: Iterable[PlaceOfCase], cases: dict[UUID, CaseLine]) -> list[Waits]:
    """Beds that lapse and answers that are due; a confirmed bed needs nothing of the pivot."""
    waits = []
    for each in places:
        state, until = each.referral.state, each.until
        mine = each.case_id is None or each.case_id in cases
        if not mine or until is None or state not in {"asked", "held", "awaiting_self_call"}:
            continue
        case = cases[each.case_id] if each.case_id else None
        kept = each.referral.id if state != "asked" else None
        way = f"/stops/{each.referral.id}"
        waits.append(
            Waits(state, until, SHAPES[state], way, case, True, each.referral.shelter_name or "", kept)
        )
    return waits


async def _asked_of_us(session: Session) -> list[Waits]:
    """Cases and operations offered to the organisation, and questions that police ask through it."""
    transfers, contacts = await transfers_to_answer(session), await contact_requests(session)
    offered = [
        Waits("transfer", one.answer_by, "half", f"/transfers/{one.id}", due=True, about=one.from_name)
        for one in (transfers if not isinstance(transfers, Refused) else [])
    ]
    named = [
        Waits(
            "operation" if one.accepted_at is None else "arriving",
            one.window_ends_at if one.accepted_at else one.window_starts_at,
            "half",
            f"/arriving/{one.operation_id}",
            due=True,
        )
        for one in await hand_overs(session)
        if one.accepted_at is None or (one.received < one.expected and one.window_ends_at > session.now)
    ]
    asked = [
        Waits("contact", one.answer_by, "half", f"/contacts/{one.id}", due=True, about=one.from_name)
        for one in (contacts if not isinstance(contacts, Refused) else [])
        if one.state == "asked"
    ]
    return [*offered, *named, *asked]


async def _dated(session: Session, cases: dict[UUID, CaseLine]) -> list[Waits]:
    """Panels to fill, days that were noted, and stays whose end is near."""
    owed, ending = await tasks(session), await reminders(session)
    waits = []
    for task in owed if not isinstance(owed, Refused) else []:
        way = f"/cases/{task.case_id}/duty" if task.kind == "duty_to_report" else f"/cases/{task.case_id}"
        way = f"/cases/{task.case_id}/money" if task.kind == "room_without_hotel" else way
        settle = task.kind if task.kind in {"turns_18", "offer_again"} else ""
        shape = "late" if task.kind == "duty_to_report" else "half"
        at = datetime.combine(task.since, time(), UTC)
        waits.append(Waits(task.kind, at, shape, way, cases.get(task.case_id), settle=settle))
    for stay in ending if not isinstance(ending, Refused) else []:
        way, late = f"/cases/{stay.case_id}/places", stay.ends_at < session.now
        case = cases.get(stay.case_id)
        waits.append(
            Waits("ending", stay.ends_at, "late" if late else "half", way, case, True, stay.shelter_name)
        )
    return waits


async def _about_links(session: Session, cases: dict[UUID, CaseLine]) -> list[Waits]:
    """Another organisation asks whether two codes are one person."""
    links = await case_links(session)
    by_code = {each.code: each for each in cases.values()}
    return [
        Waits(
            "link", one.answer_by, "half", f"/cases/{by_code[one.code].id}/journey", by_code[one.code], True
        )
        for one in (links if not isinstance(links, Refused) else [])
        if one.state == "asked" and not one.asked_here and one.code in by_code
    ]


async def _to_erase(session: Session, cases: dict[UUID, CaseLine]) -> list[Waits]:
    """An erasure that the person wants and a colleague asked for: it lapses unsigned (CNF-11)."""
    open_ones = await proposals(session)
    return [
        Waits("erasure", one.lapses_at, "half", "/proposals", cases[one.subject], due=True)
        for one in (open_ones if not isinstance(open_ones, Refused) else [])
        if one.kind == "erasure" and one.may_sign and one.subject in cases
    ]


async def _left_alone(session: Session) -> list[Waits]:
    """Cases of the organisation that nobody accompanies any more (PIV-01)."""
    orphans = await orphan_cases(session)
    if isinstance(orphans, Refused) or not orphans:
        return []
    return [Waits("orphan", session.now, "late", "/cases", about=str(len(orphans)))]


async def _lawyer(session: Session) -> str:
    """The number that answers now in the visitor's province: a lawyer on call, or the line that finds one (IMM-04)."""
    found = await lawyers(session, next(iter(session.actor.regions), "CA-ON"))
    if isinstance(found, Refused):
        return ""
    numbers = [one.duty_number for one in [*found.on_call, *found.others] if one.duty_number]
    return numbers[0] if numbers else found.hotline.number
