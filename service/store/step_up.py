"""Step-up: what weighs asks for a fresh proof that it is you, for this one action and once (ASVS 7.5.3).

A proof is asked for by a row that names the member, the session, the command and a digest of the wish. It is given at a
door of its own (a passkey's assertion, or a code), and used by the command in the command's own transaction.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from service.refusals import STEP_UP_NEEDED, Refused
from service.store.statements import sql

if TYPE_CHECKING:
    from service.store.session import UnitOfWork
    from service.store.store import Store

PROOF_LASTS = timedelta(minutes=5)
"""From the asking to the use: long enough for a code read off another phone, short enough to be fresh."""


class Unproven(Exception):
    """There is no unused proof for this wish: the whole attempt is taken back, its idempotency key too."""


def digest_of(uow: UnitOfWork, command: str, wish: Any) -> bytes:
    """What is proven is this command with this wish, and nothing that was changed meanwhile.

    Keyed: a wish may hold an address, and a plain hash of one tells it to whoever tries them all (SAF-01).
    """
    said = msgspec.json.encode(wish, enc_hook=str, order="deterministic")
    return uow.keyring.blind("step-ups", command.encode() + b"\0" + said)


USE = sql(
    """
    UPDATE step_ups SET used_at = relais.now()
    WHERE id = :proof AND session_id IS NOT DISTINCT FROM relais.session() AND command = :command
        AND wish_digest = :digest AND proven_at IS NOT NULL AND used_at IS NULL AND expires_at > relais.now()
    RETURNING proven_by
    """
)


async def use_proof(uow: UnitOfWork, command: str, wish: Any) -> None:
    """Use the proof that came with this attempt, once: a twin waits here and finds it used. Raises `Unproven`."""
    if uow.proof is not None:
        digest = digest_of(uow, command, wish)
        uow.proven_by = await uow.value(USE, proof=uow.proof, command=command, digest=digest)
    if uow.proven_by is None:
        raise Unproven


ASK = sql(
    """
    WITH open AS (
        SELECT id FROM step_ups
        WHERE member_id = relais.member() AND session_id IS NOT DISTINCT FROM relais.session()
            AND command = :command AND wish_digest = :digest AND proven_at IS NULL AND expires_at > :fresh
        ORDER BY asked_at DESC LIMIT 1
    ), asked AS (
        INSERT INTO step_ups (organisation_id, member_id, session_id, command, wish_digest, asked_at, expires_at)
        SELECT relais.organisation(), relais.member(), relais.session(), :command, :digest, relais.now(), :expires_at
        WHERE NOT EXISTS (SELECT FROM open) RETURNING id
    )
    SELECT id FROM open UNION ALL SELECT id FROM asked
    """
)


async def ask_for_proof(store: Store, by: Any, command: str, wish: Any) -> Refused:
    """Where to prove it, in a transaction of its own: nothing else of the attempt is kept.

    Asked twice, it is the same place while more than half of its time is left.
    """
    async with store.working(by) as uow:
        step_up = await uow.value(
            ASK,
            command=command,
            digest=digest_of(uow, command, wish),
            fresh=uow.now + PROOF_LASTS / 2,
            expires_at=uow.now + PROOF_LASTS,
        )
    return Refused(STEP_UP_NEEDED, {"step_up": str(step_up)})
