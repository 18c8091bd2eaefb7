"""A pivot organisation's own referrals, and what a fact has put into somebody's hands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from service.beds.events import EscalationSettled
from service.beds.referrals.interpreters import Interpreter
from service.beds.referrals.store import referral_of
from service.beds.stays.queries import PartyView, party_view
from service.partners.actor import Actor, Role, only
from service.partners.duty_numbers import duty_numbers
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import Session, UnitOfWork
from service.store.statements import sql


class ReferralView(msgspec.Struct, frozen=True):
    """A referral as the pivot who made it sees it: the shelter by name, never by address (SAF-01).

    Until the house has said yes it is `asked` or `held` until a time, and nothing more is promised (CNF-09). What was
    shown and chosen stands with it (CNF-10).
    """

    id: UUID
    code: str
    shelter_id: UUID | None
    shelter_name: str | None
    duty_number: str | None
    party: PartyView
    nights: int
    expected_at: datetime
    state: str
    answer_by: datetime | None
    held_until: datetime | None
    decline_reason: str | None
    asked_at: datetime
    arrived_at: datetime | None
    left_at: datetime | None
    claim_ids: list[UUID]
    displaced: bool
    options_shown: int | None
    person_chose: bool
    urgency: str
    exceptions: list[str]
    interpreter: Interpreter | None
    version: int


class EscalationView(msgspec.Struct, frozen=True):
    """A promise that a fact displaced: the holder finds another bed."""

    id: UUID
    referral_id: UUID | None
    cause: str
    raised_at: datetime
    at_own_shelter: bool


class RegionEscalation(msgspec.Struct, frozen=True):
    """What a regional coordinator sees of it: that, where in the region, and since when."""

    id: UUID
    region: str
    shelter_kind: str
    raised_at: datetime
    for_operation: bool


MINE = sql(
    """
    SELECT r.id, r.code, r.organisation_id, r.shelter_organisation_id, r.shelter_key, r.pool_key, r.beds, r.party,
        r.nights, r.expected_at, r.set_aside, r.state, r.answer_by, r.held_until, r.decline_reason, r.asked_at,
        r.answered_at, r.arrived_at, r.left_at, r.version, n.id AS shelter_id, n.name AS shelter_name, o.duty_number,
        c.claim_ids, c.displaced, r.options_shown, r.person_chose, r.urgency, r.interpreter, e.criteria AS exceptions
    FROM referrals r
        LEFT JOIN exceptions_asked e ON e.referral_id = r.id
        LEFT JOIN LATERAL relais.shelter_names(ARRAY[r.shelter_key]) n ON true
        LEFT JOIN LATERAL relais.organisation_card(r.shelter_organisation_id) o ON true
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(c.id) FILTER (WHERE c.state = 'live'), '{}') AS claim_ids,
                coalesce(bool_or(c.state = 'displaced'), false) AS displaced
            FROM relais.claims_of_referrals(ARRAY[r.id]) c) c
    WHERE r.organisation_id = relais.organisation()
        AND (CAST(:ids AS uuid[]) IS NULL OR r.id = ANY (CAST(:ids AS uuid[])))
        AND (CAST(:before AS timestamptz) IS NULL OR (r.asked_at, r.id) < (:before, CAST(:before_id AS uuid)))
    ORDER BY r.asked_at DESC, r.id DESC LIMIT :limit
    """
)
ESCALATIONS = sql(
    """
    SELECT id, referral_id, cause, raised_at, shelter_organisation_id = relais.organisation() AS at_own_shelter
    FROM escalations WHERE settled_at IS NULL ORDER BY raised_at, id LIMIT 200
    """
)
OF_REGIONS = sql("SELECT * FROM relais.open_escalations(CAST(:regions AS text[]))")
SETTLE = sql(
    """
    UPDATE escalations SET settled_at = relais.now(), settled_by = relais.member(), outcome = 'not_needed'
    WHERE id = :id AND settled_at IS NULL
    """
)


async def own_referrals(
    session: Session, limit: int, before: tuple[datetime, UUID] | None = None
) -> tuple[list[ReferralView], tuple[datetime, UUID] | None]:
    """The referrals that the actor's organisation made, newest first, and where the next page begins."""
    rows = await session.rows(
        MINE, ids=None, limit=limit + 1, before=before and before[0], before_id=before and before[1]
    )
    more = len(rows) > limit
    last = rows[limit - 1] if more else None
    numbers = await duty_numbers(session, rows, "shelter_organisation_id")
    views = [_view(row, session.now, numbers) for row in rows[:limit]]
    return views, (last["asked_at"], last["id"]) if last else None


async def own_referral(session: Session, referral_id: UUID) -> ReferralView | None:
    """One of them; `None` for anybody else's."""
    found = await referrals_by_id(session, [referral_id])
    return found[0] if found else None


async def referrals_by_id(session: Session, ids: list[UUID]) -> list[ReferralView]:
    """Those of them that the actor's organisation made, newest first."""
    rows = await session.rows(MINE, ids=ids, limit=len(ids), before=None, before_id=None) if ids else []
    numbers = await duty_numbers(session, rows, "shelter_organisation_id")
    return [_view(row, session.now, numbers) for row in rows]


def _view(row: Any, now: datetime, numbers: Mapping[UUID, str | None]) -> ReferralView:
    referral = referral_of(row, now)
    said = ("id", "code", "nights", "expected_at", "state", "answer_by", "held_until", "decline_reason", "asked_at",
            "arrived_at", "left_at", "version")  # fmt: skip
    return ReferralView(
        **{name: getattr(referral, name) for name in said},
        shelter_id=row["shelter_id"],
        shelter_name=row["shelter_name"],
        duty_number=numbers.get(row["shelter_organisation_id"]),
        party=party_view(referral.party),
        claim_ids=row["claim_ids"],
        displaced=row["displaced"],
        options_shown=row["options_shown"],
        person_chose=row["person_chose"],
        urgency=row["urgency"],
        exceptions=row["exceptions"] or [],
        interpreter=msgspec.convert(row["interpreter"], Interpreter) if row["interpreter"] else None,
    )


async def own_escalations(session: Session) -> list[EscalationView]:
    """Promises displaced that the actor's organisation held, or that stood on its own beds."""
    rows = await session.rows(ESCALATIONS)
    return [
        EscalationView(r["id"], r["referral_id"], r["cause"], r["raised_at"], r["at_own_shelter"])
        for r in rows
    ]


async def region_escalations(session: Session) -> list[RegionEscalation]:
    """What was displaced in the regions of a coordination."""
    rows = await session.rows(OF_REGIONS, regions=list(session.actor.regions))
    return [
        RegionEscalation(r["id"], r["region"], r["kind"], r["raised_at"], r["for_operation"]) for r in rows
    ]


@command(event=EscalationSettled, allowed=only(Role.PIVOT_WORKER, Role.SHELTER_COORDINATOR, Role.FRONT_DESK))
async def settle_escalation(
    uow: UnitOfWork, actor: Actor, wish: UUID
) -> Done[UUID, EscalationSettled] | Refused:
    """Say that a displaced promise is taken care of: another bed was found, or nobody needs it any more."""
    if not await uow.execute(SETTLE, id=wish):
        return Refused(NOT_FOUND)
    return Done(wish, EscalationSettled(subject=actor.organisation_id, escalation=wish))
