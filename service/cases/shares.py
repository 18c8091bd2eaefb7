"""What a pivot shares of a case with the shelter that it asked: forms and risk, while the person agrees
(POL-03, CNF-01).

Nothing is copied. The shelter's coordinator reads the case through one narrow function, each reading is an event, and a
withdrawal or an end leaves nothing to read: the same answer as when nothing was ever shared (CNF-03).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args
from uuid import UUID

from service.cases import refusals
from service.cases.access import pivots_of_the_case
from service.cases.consents import SHARING_REFUSALS, consented
from service.cases.events import ProfileShared, SharedRead, ShareEnded
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import Session, UnitOfWork
from service.store.statements import sql

Shareable = Literal["forms", "risk"]
SHAREABLE: Final[tuple[Shareable, ...]] = get_args(Shareable)
"""All of a case that a shelter may ever read (POL-03)."""


@dataclass(frozen=True)
class ShareWithShelter:
    """Let the coordinator of the shelter that was asked read this much of the case."""

    case_id: UUID
    referral_id: UUID
    what: tuple[Shareable, ...]


OF_REFERRAL = sql(
    """
    SELECT r.shelter_organisation_id FROM referrals r JOIN sharings s ON s.subject = r.id AND s.what = 'referral'
    WHERE r.id = :referral AND s.case_id = :case
    """
)
INSERT = sql(
    """
    INSERT INTO shares (case_id, organisation_id, referral_id, what, shared_by, shared_at)
    VALUES (:case, relais.organisation(), :referral, CAST(:what AS text[]), relais.member(), relais.now())
    ON CONFLICT (referral_id) WHERE ended_at IS NULL DO NOTHING RETURNING id
    """
)
END_DEAD = sql(
    """
    UPDATE shares SET ended_at = relais.now(), ended_by = relais.member()
    WHERE referral_id = :referral AND case_id = :case AND ended_at IS NULL
        AND EXISTS (SELECT FROM consents c WHERE c.id = shares.consent_id AND c.withdrawn_at IS NOT NULL)
    """
)


@command(
    event=ProfileShared,
    allowed=pivots_of_the_case,
    refusals={**SHARING_REFUSALS, "shares_referral_id_fkey": refusals.NOT_OF_THIS_CASE},
)
async def share_with_shelter(
    uow: UnitOfWork, _: Actor, wish: ShareWithShelter
) -> Done[UUID, ProfileShared] | Refused:
    """Share forms, risk or both with the shelter of a referral (POL-03), on a consent to exactly that organisation
    (CNF-01). Answers the share's id.

    Refused when the referral is of another case, the person has not agreed, the case keeps that organisation away
    (CNF-07), or a share is in force already.
    """
    shelter = await uow.value(OF_REFERRAL, referral=wish.referral_id, case=wish.case_id)
    if shelter is None:
        return Refused(refusals.NOT_OF_THIS_CASE)
    if not await consented(uow, wish.case_id, "share_with_organisation", shelter):
        return Refused(refusals.CONSENT_MISSING, {"scope": "share_with_organisation"})
    await uow.execute(END_DEAD, referral=wish.referral_id, case=wish.case_id)
    share = await uow.value(INSERT, case=wish.case_id, referral=wish.referral_id, what=sorted(set(wish.what)))
    if share is None:
        return Refused(refusals.ALREADY_SHARED)
    event = ProfileShared(
        subject=wish.case_id, share=share, referral=wish.referral_id, what=tuple(sorted(set(wish.what)))
    )
    return Done(share, event)


@dataclass(frozen=True)
class EndShare:
    """Stop sharing; the consent itself may go on for something else."""

    case_id: UUID
    share_id: UUID


END = sql(
    """
    UPDATE shares SET ended_at = relais.now(), ended_by = relais.member()
    WHERE id = :share AND case_id = :case AND ended_at IS NULL
    """
)


@command(event=ShareEnded, allowed=pivots_of_the_case)
async def end_share(uow: UnitOfWork, _: Actor, wish: EndShare) -> Done[None, ShareEnded] | Refused:
    """End a share at once; that it was, and until when, stays on record (CNF-01)."""
    if not await uow.execute(END, share=wish.share_id, case=wish.case_id):
        return Refused(NOT_FOUND)
    return Done(None, ShareEnded(subject=wish.case_id, share=wish.share_id))


@dataclass(frozen=True)
class ReadShared:
    """Read what is shared about a referral to one's house."""

    referral_id: UUID


@dataclass(frozen=True)
class Shared:
    """What a pivot shares about a referral. `not_shared` names the rest: a normal state that says nothing of why
    (CNF-03)."""

    forms: tuple[str, ...] | None
    risk: str | None
    not_shared: tuple[Shareable, ...]


AT_MY_HOUSE = sql(
    "SELECT id FROM referrals WHERE id = :referral AND shelter_organisation_id = relais.organisation()"
)
ABOUT = sql("SELECT forms, risk FROM relais.shared_about(:referral)")


@command(event=SharedRead, allowed=only(Role.SHELTER_COORDINATOR))
async def read_shared(uow: UnitOfWork, _: Actor, wish: ReadShared) -> Done[Shared, SharedRead] | Refused:
    """What the pivot shares about this referral, for the coordinator of its shelter; never for the front desk (POL-03).

    Each reading is an event. A command and not a query, because the consent is held while it is read: a withdrawal
    either waits for the reading or comes before it (CNF-01).
    """
    if await uow.value(AT_MY_HOUSE, referral=wish.referral_id) is None:
        return Refused(NOT_FOUND)
    row = await uow.row(ABOUT, referral=wish.referral_id)
    told = {name: row[name] for name in SHAREABLE if row and row[name] is not None}
    shared = Shared(
        tuple(told["forms"]) if "forms" in told else None,
        told.get("risk"),
        tuple(name for name in SHAREABLE if name not in told),
    )
    return Done(shared, SharedRead(subject=wish.referral_id, told=tuple(sorted(told))))


@dataclass(frozen=True)
class ShareView:
    """A share with a shelter; it is in force until it is ended or the consent under it is withdrawn."""

    id: UUID
    referral_id: UUID
    organisation_id: UUID
    what: list[str]
    shared_at: datetime
    ended_at: datetime | None
    in_force: bool


@dataclass(frozen=True)
class SharingView:
    """Something of the case that left it: what, to which organisation, when, and on which consent."""

    what: str
    subject: UUID
    organisation_id: UUID
    consent_id: UUID
    shared_at: datetime


@dataclass(frozen=True)
class SharedOfCase:
    """All that was ever shared of a case: what the person may ask to be told."""

    shares: list[ShareView]
    sharings: list[SharingView]


SHARES = sql(
    """
    SELECT s.id, s.referral_id, s.with_organisation_id AS organisation_id, s.what, s.shared_at, s.ended_at,
        s.ended_at IS NULL AND c.withdrawn_at IS NULL AS in_force
    FROM shares s JOIN consents c ON c.id = s.consent_id WHERE s.case_id = :case ORDER BY s.shared_at, s.id
    """
)
SHARINGS = sql(
    """
    SELECT what, subject, with_organisation_id AS organisation_id, consent_id, shared_at FROM sharings
    WHERE case_id = :case ORDER BY shared_at, id
    """
)


async def shared_of_case(session: Session, case_id: UUID) -> SharedOfCase:
    """What left a case, in the order in which it did (CNF-01). Empty for whoever does not accompany it."""
    return SharedOfCase(
        [ShareView(**row) for row in await session.rows(SHARES, case=case_id)],
        [SharingView(**row) for row in await session.rows(SHARINGS, case=case_id)],
    )
