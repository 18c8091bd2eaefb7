"""An immigration lawyer now: one touch on a case, and whoever answers in its province at any hour (IMM-04)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from service.cases.access import accompanied
from service.cases.refusals import UNKNOWN_REGION
from service.partners.actor import Actor, Role, only
from service.partners.directory.events import LawyerSought
from service.partners.directory.queries import Pledge, known_region, pledges_today
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused, Said
from service.store.command import Done, command
from service.store.session import Session, UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class OpenLine:
    """A line that answers at any hour, with its source and the day on which that was so (IMM-04)."""

    number: str
    name: Said
    source: str
    stated_on: date


@dataclass(frozen=True)
class Lawyers:
    """Whom to call in a province: lawyers on call, those who promised to help in office hours, and the hotline, which
    finds one where nobody is on call here."""

    region: str
    on_call: list[Pledge]
    others: list[Pledge]
    hotline: OpenLine


LINE = sql("SELECT * FROM open_lines WHERE kind = 'hotline' ORDER BY stated_on DESC LIMIT 1")
READERS = (Role.PIVOT_WORKER, Role.REGIONAL_COORDINATOR)


async def lawyers(session: Session, region: str) -> Lawyers | Refused:
    """Immigration lawyers of a province, those on call first (IMM-04). For pivots and regional coordinators."""
    if not session.actor.has(*READERS):
        return Refused(NOT_ALLOWED)
    if not await known_region(session, region):
        return Refused(UNKNOWN_REGION)
    found = await pledges_today(session, ["immigration_lawyer"], region)
    line = await session.row(LINE)
    if line is None:
        return Refused(NOT_FOUND)
    hotline = OpenLine(
        line["number"], Said(line["name_fr"], line["name_en"]), line["source"], line["stated_on"]
    )
    return Lawyers(
        region,
        [each for each in found if each.on_call],
        [each for each in found if not each.on_call],
        hotline,
    )


@dataclass(frozen=True)
class SeekLawyer:
    """A case whose person wants a lawyer now. What for is not told: status is nowhere (IMM-01)."""

    case_id: UUID


@dataclass(frozen=True)
class Sought:
    """Where the case is: `lawyers` says whom to call there."""

    region: str


@command(event=LawyerSought, allowed=only(Role.PIVOT_WORKER))
async def seek_lawyer(uow: UnitOfWork, _: Actor, wish: SeekLawyer) -> Done[Sought, LawyerSought] | Refused:
    """The one touch: the trail keeps that a lawyer was sought for this case, and nothing of who or why (IMM-04)."""
    case = await accompanied(uow, wish.case_id)
    if case is None:
        return Refused(NOT_FOUND)
    return Done(Sought(case.region), LawyerSought(subject=case.id))
