"""What a query and a command hold: a connection inside one transaction, who acts, and the moment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID, uuid4

import msgspec

from service.events import Event, Root
from service.store.elsewhere import Answers
from service.store.statements import Statement

if TYPE_CHECKING:
    import asyncpg

    from service.keys.keyring import Keyring
    from service.keys.sealing import DataKey
    from service.partners.actor import Actor

Row = Mapping[str, Any]
T = TypeVar("T")


class Session:
    """Reads inside one transaction, as one actor, at one moment. Row-level security applies to every statement."""

    def __init__(
        self, connection: asyncpg.Connection, actor: Actor, now: datetime, keyring: Keyring | None = None
    ) -> None:
        self.connection = connection
        self.actor = actor
        self.now = now
        self._keyring = keyring

    @property
    def keyring(self) -> Keyring:
        """What seals and opens secrets (`service.keys.secrets`). Raises `RuntimeError` in a store without one."""
        if self._keyring is None:
            raise RuntimeError("this store has no keyring")
        return self._keyring

    async def rows(self, statement: Statement, **values: Any) -> list[Any]:
        """Every row that the statement returns."""
        found: list[Any] = await self.connection.fetch(statement.text, *statement.arguments(values))
        return found

    async def row(self, statement: Statement, **values: Any) -> Any | None:
        """The first row, or `None`."""
        return await self.connection.fetchrow(statement.text, *statement.arguments(values))

    async def value(self, statement: Statement, **values: Any) -> Any:
        """The first column of the first row, or `None`."""
        return await self.connection.fetchval(statement.text, *statement.arguments(values))


@dataclass(frozen=True)
class Telling:
    """What the live stream may say about a command, and to whom: a topic, never content."""

    topic: str
    region: str | None = None
    organisations: tuple[UUID, ...] = ()
    subject: UUID | None = None
    members: tuple[UUID, ...] = ()
    """When not empty, these alone hear it (OPS-11)."""


@dataclass(frozen=True)
class Intention:
    """Something to do outside the database once this transaction has committed (the outbox)."""

    kind: str
    payload: Mapping[str, Any]
    due_at: datetime
    id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Sealed:
    """A row that the trail vouches for: altering it by hand then shows, and shows where (FND-09)."""

    table: str
    id: UUID
    row: Mapping[str, Any]


class UnitOfWork(Session):
    """A session that may write. The command decorator owns the transaction; a body only says what must be."""

    def __init__(
        self, connection: asyncpg.Connection, actor: Actor, now: datetime, keyring: Keyring | None = None
    ) -> None:
        super().__init__(connection, actor, now, keyring)
        self.events: list[Event] = []
        self.intentions: list[Intention] = []
        self.tellings: list[Telling] = []
        self.sealed: list[Sealed] = []
        self.keys: dict[tuple[Root, UUID], DataKey] = {}
        """Data keys that this transaction has looked up or made, by root and subject."""
        self.proof: UUID | None = None
        """The step-up that the member gave for this action, not yet looked at."""
        self.proven_by: str | None = None
        """How the member proved that it is them, once the proof was used (ASVS 7.5.3)."""
        self.answers = Answers(leaves=0)

    def worked_out(self, question: Hashable, work: Callable[[], Awaitable[T]], at_once: Callable[[], T]) -> T:
        """What `work` answers to this question, worked out outside the transaction: the body then begins anew.

        `at_once`: an answer in milliseconds, for when what is asked keeps changing. Raises `Elsewhere`, which `run`
        alone catches.
        """
        answer: T = self.answers.given(question, work, at_once)
        return answer

    async def execute(self, statement: Statement, **values: Any) -> int:
        """Run a statement; the number of rows that it touched."""
        status = await self.connection.execute(statement.text, *statement.arguments(values))
        return int(status.rsplit(" ", 1)[-1]) if status[-1].isdigit() else 0

    def also(self, event: Event) -> None:
        """A further event beside the command's own, such as a promise that a fact displaced."""
        self.events.append(event)

    async def key_ahead(self, root: Root, subject: UUID) -> None:
        """Have the data key of an event's subject at hand: asked for before a lock that others wait for, it costs
        nobody's time. Raises `KeyDestroyedError` when the subject was erased."""
        if self._keyring is not None and (root, subject) not in self.keys:
            self.keys[root, subject] = await self._keyring.data_key(self.connection, root, subject)

    def intend(self, kind: str, payload: Mapping[str, Any], *, due_at: datetime | None = None) -> UUID:
        """Write an intention to the outbox: a job carries it out after the commit, with this id as idempotency key."""
        intention = Intention(kind, payload, due_at or self.now)
        self.intentions.append(intention)
        return intention.id

    def tell(
        self,
        topic: str,
        *,
        region: str | None = None,
        organisations: tuple[UUID, ...] = (),
        subject: UUID | None = None,
    ) -> None:
        """Let the live stream say that something of this topic changed."""
        self.tellings.append(Telling(topic, region, organisations, subject))

    def seal(self, table: str, id: UUID, row: Row) -> None:
        """Make this command's event vouch for these columns of a row; the last event to do so counts.

        Seal only what no later statement changes without sealing it anew.
        """
        self.sealed.append(Sealed(table, id, plain(row)))


def plain(row: Row) -> dict[str, Any]:
    """A row as JSON would give it back: UUIDs and times as text, `None` kept."""
    values: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(dict(row), enc_hook=str))
    return values
