"""An erasure in two steps, and between them the line in the register outside: begun, written down, carried out.

Nobody can order one here: PostgreSQL looks whether time has made it due, or two people signed it
(`migrations/keys/erasing`).
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from service.partners.actor import Actor, only
from service.refusals import NOT_FOUND, Refused
from service.retention.events import ErasureBegun, ErasureDone
from service.retention.refusals import BY_CONSTRAINT
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

ErasureKind = Literal["case", "referral", "operation", "request", "incident"]

BEGIN = sql("SELECT relais.begin_erasure(:kind, :subject)")
FINISH = sql("SELECT relais.finish_erasure(:erasure)")


@dataclass(frozen=True)
class BeginErasure:
    """What time has made due."""

    kind: ErasureKind
    subject: UUID


@command(event=ErasureBegun, allowed=only(), refusals=BY_CONSTRAINT)
async def begin_erasure(uow: UnitOfWork, _: Actor, wish: BeginErasure) -> Done[UUID, ErasureBegun] | Refused:
    """Begin to erase what its period is over for; from then on nobody finds it (CNF-11). Jobs only.

    Refused when it is not due, or a promise stands on it: PostgreSQL looks once more under the case's lock.
    """
    erasure: UUID = await uow.value(BEGIN, kind=wish.kind, subject=wish.subject)
    return Done(erasure, ErasureBegun(subject=erasure, kind=wish.kind))


@dataclass(frozen=True)
class FinishErasure:
    """An erasure that the register outside knows."""

    erasure_id: UUID
    kind: ErasureKind


@command(event=ErasureDone, allowed=only())
async def finish_erasure(uow: UnitOfWork, _: Actor, wish: FinishErasure) -> Done[int, ErasureDone] | Refused:
    """Destroy the keys and clear what stood in clear (CNF-11); how many keys. Jobs only, once the register is written.

    Refused with `not_found` when another replica was faster.
    """
    keys = await uow.value(FINISH, erasure=wish.erasure_id)
    if keys is None:
        return Refused(NOT_FOUND)
    return Done(keys, ErasureDone(subject=wish.erasure_id, kind=wish.kind, keys=keys))
