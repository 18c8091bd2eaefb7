"""The proof of a step-up: a fresh passkey or code, by the same member in the same session, for this one action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.partners.actor import Actor
from service.partners.attempts.limits import STEP_UP
from service.partners.attempts.taking import Attempt, give_back
from service.partners.codes.checking import code_is_right
from service.partners.events import StepUpProven
from service.partners.passkeys import ceremony
from service.partners.passkeys.commands import Presented, fault_of
from service.partners.passkeys.queries import my_credentials
from service.partners.refusals import PROOF_REFUSED
from service.partners.sessions.commands import at_ones_own_device, oneself
from service.partners.step_ups.words import words_for
from service.refusals import NOT_FOUND, Language, Refused
from service.store.command import Done, command
from service.store.session import Session, UnitOfWork
from service.store.statements import sql
from service.store.store import By, Store

_OPEN = """
    FROM step_ups
    WHERE id = :step_up AND member_id = relais.member() AND session_id IS NOT DISTINCT FROM relais.session()
        AND proven_at IS NULL AND expires_at > relais.now()
"""
READ = sql(f"SELECT id, command, expires_at {_OPEN}")
LOCK = sql(f"SELECT id, challenge {_OPEN} FOR NO KEY UPDATE")
CHALLENGE = sql(
    """
    UPDATE step_ups SET challenge = :challenge
    WHERE id = :step_up AND member_id = relais.member() AND session_id IS NOT DISTINCT FROM relais.session()
        AND proven_at IS NULL AND expires_at > relais.now() RETURNING true
    """
)
PROVE = sql(
    "UPDATE step_ups SET proven_at = relais.now(), proven_by = :by, challenge = NULL WHERE id = :step_up"
)
MY_PASSKEY = sql(
    """
    SELECT p.id, p.public_key, u.handle FROM passkeys p JOIN passkey_users u ON u.member_id = p.member_id
    WHERE p.credential_id = :credential AND p.member_id = relais.member()
    """
)


@dataclass(frozen=True)
class StepUpView:
    """What is about to be signed, and until when it can be (UTC)."""

    id: UUID
    command: str
    words: str
    expires_at: datetime


async def read_step_up(session: Session, step_up: UUID, language: Language) -> StepUpView | None:
    """A proof that was asked of this member in this session and is still owed; None for any other."""
    row = await session.row(READ, step_up=step_up)
    return StepUpView(**row, words=words_for(row["command"], language)) if row else None


async def options_to_prove(
    store: Store, by: By, step_up: UUID, site: ceremony.Site
) -> dict[str, Any] | Refused:
    """Options for one of the member's own passkeys; their challenge is bound to this step-up and replaces its last."""
    challenge = ceremony.fresh_challenge()
    async with store.working(by) as uow:
        if not await uow.value(CHALLENGE, step_up=step_up, challenge=challenge):
            return Refused(NOT_FOUND)
        known = await my_credentials(uow)
    return ceremony.request_options(site, challenge, known)


@dataclass(frozen=True)
class ProveByPasskey:
    """An answer to the challenge of this step-up."""

    step_up: UUID
    site: ceremony.Site
    credential: Mapping[str, Any]


@command(event=StepUpProven, allowed=at_ones_own_device)
async def prove_by_passkey(
    uow: UnitOfWork, actor: Actor, wish: ProveByPasskey
) -> Done[None, StepUpProven] | Refused:
    """Prove it with a passkey of one's own; the same answer proves nothing else, and nothing twice (ASVS 7.5.3)."""
    row = await uow.row(LOCK, step_up=wish.step_up)
    if row is None:
        return Refused(NOT_FOUND)
    credential = dict(wish.credential)
    mine = await uow.row(MY_PASSKEY, credential=ceremony.credential_id_in(credential) or b"")
    challenge = row["challenge"]
    if mine is None or challenge is None:
        return Refused(PROOF_REFUSED)
    me = oneself(actor)
    answer = Presented(wish.site, credential, challenge, mine["id"], me, mine["handle"], mine["public_key"])
    if await fault_of(uow, answer) is not None:
        return Refused(PROOF_REFUSED)
    await uow.execute(PROVE, step_up=wish.step_up, by="passkey")
    return Done(None, StepUpProven(subject=me, step_up=wish.step_up, by="passkey"))


@dataclass(frozen=True)
class ProveByCode:
    """The six digits that the member's authenticator app shows."""

    step_up: UUID
    code: str


@command(event=StepUpProven, allowed=at_ones_own_device)
async def prove_by_code(
    uow: UnitOfWork, actor: Actor, wish: ProveByCode
) -> Done[None, StepUpProven] | Refused:
    """Prove it with a code, which is then used up. Attempts are counted at the door, before this begins; a right one
    gives its own back and forgives no wrong one, or whoever signs much in a night would be locked out (ASVS 6.3.1)."""
    if await uow.row(LOCK, step_up=wish.step_up) is None:
        return Refused(NOT_FOUND)
    me = oneself(actor)
    if not await code_is_right(uow, me, wish.code):
        return Refused(PROOF_REFUSED)
    await give_back(uow, Attempt(STEP_UP, str(me)))
    await uow.execute(PROVE, step_up=wish.step_up, by="code")
    return Done(None, StepUpProven(subject=me, step_up=wish.step_up, by="code"))
