"""The one shape of everything that changes: authorise, lock, decide, write, event, outbox, commit.

The decorator and `run` own what no body may forget: the transaction, its retry, the idempotency record, the event of an
accepted attempt and that of a refused one. A body returns `Done(answer, event)` or `Refused`; it cannot succeed without
an event, because the type has no place for it.
"""

from __future__ import annotations

import typing
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args, get_type_hints

import asyncpg
import msgspec

from service.events import AttemptRefused, Event
from service.keys.local import KeyDestroyedError
from service.keys.roots import RootsChangedError
from service.refusals import BUSY, KEY_REUSED, NOT_FOUND, REASONS, Reason, Refused
from service.store.elsewhere import Answers, Elsewhere
from service.store.session import UnitOfWork
from service.store.statements import sql
from service.store.step_up import Unproven, ask_for_proof, use_proof

if TYPE_CHECKING:
    from service.partners.actor import Actor
    from service.store.store import Store

WishT = TypeVar("WishT")
AnswerT = TypeVar("AnswerT")
AnswerT_co = TypeVar("AnswerT_co", covariant=True)
EventT = TypeVar("EventT", bound=Event)

ATTEMPTS = 6
"""How often a transaction that lost a race is tried again; what still fails then is answered `busy`."""

LOST_RACES = (
    asyncpg.SerializationError,  # 40001
    asyncpg.DeadlockDetectedError,  # 40P01
    asyncpg.ExclusionViolationError,  # 23P01: somebody else's claim came first; look again at what is free
    RootsChangedError,  # a rotation of the root keys came first; the next attempt knows the new ones
    asyncpg.InvalidCachedStatementError,  # 0A000: a migration added a column meanwhile; the next attempt prepares anew
)


@dataclass(frozen=True)
class Done(Generic[AnswerT_co, EventT]):
    """What an accepted command answers, and the event that it leaves."""

    answer: AnswerT_co
    event: EventT


@dataclass(frozen=True)
class Once:
    """An idempotency key, and the fingerprint of what was asked with it (operation, path and body)."""

    key: str
    fingerprint: bytes


Body = Callable[[UnitOfWork, "Actor", WishT], Awaitable[Done[AnswerT, EventT] | Refused]]
Allowed = Callable[[UnitOfWork, "Actor", WishT], Awaitable[Refused | None]]


@dataclass(frozen=True)
class Command(Generic[WishT, AnswerT_co]):
    """A body with its guard. `await command(uow, actor, wish)` runs it inside a transaction already open."""

    name: str
    body: Callable[[UnitOfWork, Actor, WishT], Awaitable[Done[AnswerT_co, Any] | Refused]]
    allowed: Allowed[WishT]
    refusals: Mapping[str, Reason]
    step_up: bool = False
    """Whether a member must have proven, for this very wish, that it is them (ASVS 7.5.3)."""

    async def __call__(self, uow: UnitOfWork, actor: Actor, wish: WishT) -> AnswerT_co | Refused:
        if self.step_up and not actor.is_job and uow.proven_by is None:
            raise RuntimeError(f"{self.name} asks for a proof, and the command around it did not")
        refused = await self.allowed(uow, actor, wish)
        return refused if refused is not None else await self.carried_out(uow, actor, wish)

    async def carried_out(self, uow: UnitOfWork, actor: Actor, wish: WishT) -> AnswerT_co | Refused:
        """The body and its event, for an actor who is allowed and, where it is asked, proven."""
        outcome = await self.body(uow, actor, wish)
        if isinstance(outcome, Refused):
            return outcome
        uow.events.append(outcome.event)
        return outcome.answer

    @cached_property
    def answer_type(self) -> Any:
        """The type of the answer, read off the body's signature: a stored outcome is read back into it."""
        returned = get_type_hints(self.body)["return"]
        for choice in get_args(returned) or (returned,):
            if typing.get_origin(choice) is Done:
                return get_args(choice)[0]
        raise TypeError(f"{self.name} must return Done[Answer, Event] | Refused")


def command(
    *,
    event: type[EventT],
    allowed: Allowed[Any],
    refusals: Mapping[str, Reason] | None = None,
    step_up: bool = False,
) -> Callable[[Body[WishT, AnswerT, EventT]], Command[WishT, AnswerT]]:
    """Make a command of a body.

    `refusals` names database constraints whose violation is an answer, such as money promised twice: the reason takes
    the place of the error. Anything else that PostgreSQL refuses is a defect and is raised.

    With `step_up`, a member carries it out only with a fresh proof for this one action (service/store/step_up.py).
    """

    def decorate(body: Body[WishT, AnswerT, EventT]) -> Command[WishT, AnswerT]:
        return Command(event.name, body, allowed, refusals or {}, step_up)

    return decorate


async def run(
    store: Store, command: Command[WishT, AnswerT], by: Any, wish: WishT, once: Once | None
) -> AnswerT | Refused:
    """Carry the command out in a transaction of its own, again if it lost a race; at most one effect per key."""
    once = blinded(store, once) if once else None
    answers, lost = Answers(), 0
    while lost < ATTEMPTS:
        try:
            async with store.working(by) as uow:
                uow.answers = answers
                return await _attempt(store, uow, command, wish, once)
        except LOST_RACES:
            lost += 1
        except (asyncpg.ForeignKeyViolationError, asyncpg.InsufficientPrivilegeError) as gone:
            if lost or not _vanished(gone):
                raise
            lost += 1  # an erasure came first: looked at again, there is nothing to write to (CNF-11)
        except KeyDestroyedError:
            return await _not_there(store, by, command.name)
        except Elsewhere as asked:
            await answers.work_out(asked)
        except Unproven:
            return await ask_for_proof(store, by, command.name, wish)
    return Refused(BUSY)


def _vanished(gone: asyncpg.PostgresError) -> bool:
    """Whether a row was refused because its case is no longer to be seen. A second time in a row it is a defect."""
    hidden = isinstance(gone, asyncpg.InsufficientPrivilegeError) and "row-level security" in str(gone)
    return hidden or "case_id" in (gone.constraint_name or "")


async def _not_there(store: Store, by: Any, name: str) -> Refused:
    """What was erased answers like what does not exist; the attempt leaves its event, as every refused one."""
    refused = Refused(NOT_FOUND)
    async with store.working(by) as uow:
        uow.events.append(_refused(uow.actor, name, refused))
        await close(store, uow, None, refused)
    return refused


def blinded(store: Store, once: Once) -> Once:
    """The key with a fingerprint that a stolen copy cannot guess: a body may hold an address (SAF-01)."""
    if store.keyring is None:
        return once
    return Once(once.key, store.keyring.blind("fingerprints", once.fingerprint))


async def _attempt(
    store: Store, uow: UnitOfWork, command: Command[WishT, AnswerT], wish: WishT, once: Once | None
) -> AnswerT | Refused:
    if once is not None and not await _first(uow, command, once):
        return await _replay(uow, command, wish, once)
    answer = await _guarded(uow, command, wish)
    if isinstance(answer, Refused):
        uow.events[:] = [_refused(uow.actor, command.name, answer)]
        uow.intentions.clear()
        uow.tellings.clear()
        uow.sealed.clear()
        uow.keys.clear()  # one that the attempt made went back with it
    await close(store, uow, once, answer)
    return answer


async def _guarded(uow: UnitOfWork, command: Command[WishT, AnswerT], wish: WishT) -> AnswerT | Refused:
    """The body behind a savepoint: whatever a refused attempt wrote is taken back."""
    await uow.connection.execute("SAVEPOINT body")
    try:
        answer = await _proven(uow, command, wish)
    except asyncpg.IntegrityConstraintViolationError as error:
        reason = command.refusals.get(error.constraint_name or "")
        if reason is None:
            raise
        answer = Refused(reason)
    if isinstance(answer, Refused):
        await uow.connection.execute("ROLLBACK TO SAVEPOINT body")
    return answer


async def _proven(uow: UnitOfWork, command: Command[WishT, AnswerT], wish: WishT) -> AnswerT | Refused:
    """The body for whoever is allowed; the proof is used with it, so that what is refused gives it back."""
    refused = await command.allowed(uow, uow.actor, wish)
    if refused is not None:
        return refused
    if command.step_up and not uow.actor.is_job:
        await use_proof(uow, command.name, wish)
    return await command.carried_out(uow, uow.actor, wish)


def _refused(actor: Actor, name: str, refused: Refused) -> AttemptRefused:
    return AttemptRefused(subject=actor.organisation_id, command=name, reason=refused.reason.code)


CLAIM_KEY = sql(
    """
    INSERT INTO idempotency (organisation_id, member_id, key, operation, fingerprint, created_at)
    VALUES (relais.organisation(), relais.member(), :key, :operation, :fingerprint, relais.now())
    ON CONFLICT (member_id, key) DO NOTHING
    """
)
READ_KEY = sql(
    "SELECT fingerprint, outcome FROM idempotency WHERE member_id = relais.member() AND key = :key"
)


async def _first(uow: UnitOfWork, command: Command[Any, Any], once: Once) -> bool:
    """Whether this key is new. A twin that arrives meanwhile waits here for the first one's commit."""
    return bool(
        await uow.execute(CLAIM_KEY, key=once.key, operation=command.name, fingerprint=once.fingerprint)
    )


async def _replay(
    uow: UnitOfWork, command: Command[WishT, AnswerT], wish: WishT, once: Once
) -> AnswerT | Refused:
    """The first outcome again, for a caller who may still ask: authorised now, rendered now."""
    stored = await uow.row(READ_KEY, key=once.key)
    if stored is None or bytes(stored["fingerprint"]) != once.fingerprint:
        return Refused(KEY_REUSED)
    refused = await command.allowed(uow, uow.actor, wish)
    if refused is not None:
        return refused
    outcome = stored["outcome"]
    if "refused" in outcome:
        return Refused(REASONS[outcome["refused"]], outcome["facts"])
    answer: AnswerT = msgspec.convert(outcome["answer"], command.answer_type)
    return answer


CLOSE = sql(
    """
    WITH told AS (
        INSERT INTO events (organisation_id, member_id, role, name, at, subject, record)
        SELECT relais.organisation(), relais.member(), :role, e.name, relais.now(), e.subject, e.record
        FROM unnest(CAST(:names AS text[]), CAST(:subjects AS uuid[]), CAST(:records AS bytea[]))
            AS e (name, subject, record)
    ), intended AS (
        INSERT INTO outbox (id, organisation_id, kind, payload, due_at)
        SELECT i.id, relais.organisation(), i.kind, i.payload, i.due_at
        FROM unnest(CAST(:intention_ids AS uuid[]), CAST(:kinds AS text[]), CAST(:payloads AS jsonb[]),
                    CAST(:dues AS timestamptz[])) AS i (id, kind, payload, due_at)
    ), heard AS (
        INSERT INTO tellings (at, topic, region, organisations, subject)
        SELECT relais.now(), t ->> 'topic', t ->> 'region',
               ARRAY(SELECT CAST(jsonb_array_elements_text(t -> 'organisations') AS uuid)),
               CAST(t ->> 'subject' AS uuid)
        FROM jsonb_array_elements(CAST(:tellings AS jsonb)) AS t
    )
    UPDATE idempotency SET outcome = CAST(:outcome AS jsonb)
    WHERE member_id = relais.member() AND key = :key
    """
)


async def close(store: Store, uow: UnitOfWork, once: Once | None, answer: Any) -> None:
    """Write events, outbox, tellings and the idempotent outcome in one statement, last before the commit."""
    records = [await store.recorder.record(uow, event) for event in uow.events]
    await uow.execute(
        CLOSE,
        role=_role(uow.actor),
        names=[event.name for event in uow.events],
        subjects=[event.subject for event in uow.events],
        records=records,
        intention_ids=[i.id for i in uow.intentions],
        kinds=[i.kind for i in uow.intentions],
        payloads=[dict(i.payload) for i in uow.intentions],
        dues=[i.due_at for i in uow.intentions],
        tellings=[msgspec.to_builtins(telling) for telling in uow.tellings],
        outcome=outcome_of(answer) if once else None,
        key=once.key if once else None,
    )


def _role(actor: Actor) -> str:
    return "job" if actor.is_job else "+".join(sorted(actor.roles))


def outcome_of(answer: Any) -> dict[str, Any]:
    """The outcome as the idempotency record keeps it."""
    if isinstance(answer, Refused):
        return {"refused": answer.reason.code, "facts": msgspec.to_builtins(dict(answer.facts))}
    return {"answer": msgspec.to_builtins(answer)}
