"""Asking another organisation to take a case, and its answer. Until it accepts, nothing of the case moves (PIV-01)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from service.cases import refusals
from service.cases.access import locked, pivots_of_the_case
from service.cases.commands import refused_pair
from service.cases.consents import INSERT_CONSENT, SHARING_REFUSALS, ConsentKind
from service.cases.events import CaseTransferred, TransferAsked, TransferEnded
from service.cases.transfers.rules import answer_by, kept_until
from service.messages.climbing import Asking, answered, climb
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

CLIMBS = "case_transfer"
"""What an organisation that was asked is climbed for: its pivots on call, then its region's coordination."""


@dataclass(frozen=True)
class AskTransfer:
    """Who is asked to take the case, where the person goes, and within how many hours the answer is needed.

    With `keep_until`, the person agrees that the pivot who leaves follows the case until then (PIV-04); `kept_by` says
    how that was told.
    """

    case_id: UUID
    to_organisation_id: UUID
    to_region: str
    hours: int = 24
    keep_until: datetime | None = None
    kept_by: ConsentKind = "spoken"


INSERT = sql(
    """
    INSERT INTO case_handovers (case_id, organisation_id, to_organisation_id, to_region, keep_until, asked_by, asked_at,
        answer_by)
    VALUES (:case, relais.organisation(), :to, :region, :keep_until, relais.member(), relais.now(), :answer_by)
    RETURNING id
    """
)


@command(
    event=TransferAsked,
    allowed=pivots_of_the_case,
    refusals={
        **SHARING_REFUSALS,
        "case_handovers_one_open": refusals.TRANSFER_OPEN,
        "case_handovers_to_a_partner": NOT_FOUND,
        "case_handovers_to_organisation_id_fkey": NOT_FOUND,
        "case_handovers_to_region_fkey": refusals.UNKNOWN_REGION,
        "consents_shared_with_fkey": NOT_FOUND,
    },
)
async def ask_transfer(
    uow: UnitOfWork, actor: Actor, wish: AskTransfer
) -> Done[UUID, TransferAsked] | Refused:
    """Ask another organisation, of any province, to take the case (GEO-02, PIV-03). Answers the asking's id.

    Refused without the person's consent to share with it (CNF-01), for who is kept away (CNF-07), and while another
    asking is open.
    """
    case = await locked(uow, wish.case_id)
    if case is None or wish.to_organisation_id == actor.organisation_id:
        return Refused(NOT_FOUND)
    keep, until = kept_until(uow.now, wish.keep_until), answer_by(uow.now, wish.hours)
    transfer: UUID = await uow.value(
        INSERT,
        case=case.id,
        to=wish.to_organisation_id,
        region=wish.to_region,
        keep_until=keep,
        answer_by=until,
    )
    if keep is not None:
        await _agreed_to_keep(uow, wish, actor.organisation_id)
    await climb(
        uow,
        Asking(
            kind=CLIMBS,
            subject=transfer,
            organisation_id=wish.to_organisation_id,
            duty="pivot",
            until=until,
            region=wish.to_region,
        ),
    )
    uow.tell("case", organisations=(actor.organisation_id, wish.to_organisation_id))
    asked = TransferAsked(
        subject=case.id, transfer=transfer, to_organisation=wish.to_organisation_id, to_region=wish.to_region
    )
    return Done(transfer, asked)


async def _agreed_to_keep(uow: UnitOfWork, wish: AskTransfer, leaving: UUID) -> None:
    """The leaving organisation is, after the move, another one: following the case is then a sharing like any other
    (CNF-01)."""
    await uow.execute(
        INSERT_CONSENT,
        case=wish.case_id,
        kind=wish.kept_by,
        scope="share_with_organisation",
        shared_with=leaving,
    )


@dataclass(frozen=True)
class AcceptTransfer:
    """Take the case: the actor is its pivot at once, with a colleague as backup."""

    transfer_id: UUID
    backup_member_id: UUID


ACCEPT = sql("SELECT relais.accept_handover(:transfer, :backup)")
FROM_WHOM = sql("SELECT from_organisation_id FROM relais.handovers_to_answer() WHERE id = :transfer")


@command(
    event=CaseTransferred,
    allowed=only(Role.PIVOT_WORKER),
    refusals={**SHARING_REFUSALS, "cases_may_accompany": refusals.CANNOT_ACCOMPANY},
)
async def accept_transfer(
    uow: UnitOfWork, actor: Actor, wish: AcceptTransfer
) -> Done[UUID, CaseTransferred] | Refused:
    """The case with all that hangs on it is the actor's organisation's from now on (PIV-02, GEO-02). Answers the case.

    Its consents, exclusions, placements, duty and promised beds come along; the organisation that leaves reads nothing
    of it any more, unless its pivot was kept (PIV-04). Refused when the person no longer agrees, or keeps this
    organisation away, and for a pair that cannot accompany (PIV-05, PIV-10).
    """
    left = await uow.value(FROM_WHOM, transfer=wish.transfer_id)
    if left is None or actor.member_id is None:
        return Refused(NOT_FOUND)
    refused = await refused_pair(uow, actor.member_id, wish.backup_member_id)
    if refused:
        return refused
    case_id: UUID | None = await uow.value(ACCEPT, transfer=wish.transfer_id, backup=wish.backup_member_id)
    if case_id is None:
        return Refused(NOT_FOUND)
    await answered(uow, CLIMBS, wish.transfer_id, "accepted")
    uow.tell("case", organisations=(left, actor.organisation_id))
    uow.tell("referrals", organisations=(left, actor.organisation_id))
    moved = CaseTransferred(
        subject=case_id, transfer=wish.transfer_id, pivot=actor.member_id, backup=wish.backup_member_id
    )
    return Done(case_id, moved)


@dataclass(frozen=True)
class EndTransfer:
    """Decline what was asked of one's organisation, or take back what it asked."""

    transfer_id: UUID
    state: Literal["declined", "withdrawn"]


END = sql("SELECT relais.end_handover(:transfer, :state)")


@command(event=TransferEnded, allowed=only(Role.PIVOT_WORKER))
async def end_transfer(uow: UnitOfWork, _: Actor, wish: EndTransfer) -> Done[None, TransferEnded] | Refused:
    """Decline or withdraw: the case stays where it was, and no reason is asked (PIV-03)."""
    return await _end(uow, wish.transfer_id, wish.state)


@dataclass(frozen=True)
class LapseTransfer:
    """An asking that nobody answered in time."""

    transfer_id: UUID


@command(event=TransferEnded, allowed=only())
async def lapse_transfer(
    uow: UnitOfWork, _: Actor, wish: LapseTransfer
) -> Done[None, TransferEnded] | Refused:
    """Silence is no yes: the case stays with its pivot, who is told (PIV-01). Jobs only."""
    return await _end(uow, wish.transfer_id, "lapsed")


async def _end(uow: UnitOfWork, transfer: UUID, state: str) -> Done[None, TransferEnded] | Refused:
    asked_by = await uow.value(END, transfer=transfer, state=state)
    if asked_by is None:
        return Refused(NOT_FOUND)
    await answered(uow, CLIMBS, transfer, state)
    uow.tell("case", organisations=(asked_by, uow.actor.organisation_id))
    return Done(None, TransferEnded(subject=transfer, state=state))
