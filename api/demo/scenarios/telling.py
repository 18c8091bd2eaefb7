"""What every scenario's story is told with: its people, its days and hours, and what its steps read in replies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

from api.demo.scenarios.stage import CannotGoOnError, Hand, Stage
from api.demo.scenarios.wire import Reply, value_at

ATTESTED: Final = ["leaving_or_at_risk", "need_is_immediate", "nobody_else_pays_in_time"]
"""All that makes a request eligible (ELG-01)."""


@dataclass
class Cast:
    """Everybody who has a part."""

    stage: Stage

    def __call__(self, name: str) -> Hand:
        return self.stage.as_(f"{name}@relais.example")

    def desk(self, shelter: str) -> Hand:
        return self(f"accueil.{shelter.lower()}")


@dataclass
class Tale:
    """What the steps share. A step that finds it missing cannot be played, and says so."""

    zone: ClassVar[ZoneInfo] = ZoneInfo("America/Toronto")
    """Whose hours the story counts in."""

    stage: Stage
    day_zero: date | None = None
    found: dict[str, Any] = field(default_factory=dict)
    """By a word of the step that put it there."""

    def at(self, day: int, clock: str) -> datetime:
        """That day of the story at that local hour, in UTC."""
        if self.day_zero is None:
            raise CannotGoOnError("the first day has not begun")
        local = datetime.combine(self.day_zero + timedelta(days=day), time.fromisoformat(clock), self.zone)
        return local.astimezone(UTC)

    async def until(self, day: int, clock: str) -> None:
        """Wait, by the demo's clock."""
        await self.stage.move_to(self.at(day, clock))

    def must(self, word: str) -> Any:
        """What an earlier step put there. Raises `CannotGoOnError`."""
        if word not in self.found:
            raise CannotGoOnError(f"an earlier step did not come to: {word}")
        return self.found[word]


def stamp(at: datetime) -> str:
    """As the API reads it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def needed(reply: Reply) -> Reply:
    """A reply without which the step cannot go on. Raises `CannotGoOnError`."""
    if not reply.ok:
        raise CannotGoOnError(f"{reply.status} {reply.problem} {reply.body}")
    return reply


def items(reply: Reply) -> list[Any]:
    """The rows of a list, whether it comes in pages or whole."""
    found = reply.body if isinstance(reply.body, list) else reply.at("items")
    return found if isinstance(found, list) else []


def count(rows: Iterable[Any], **wanted: Any) -> int:
    """How many rows say exactly this."""
    return sum(all(value_at(row, name) == value for name, value in wanted.items()) for row in rows)


def one(rows: Iterable[Any], **wanted: Any) -> Any:
    """The first row that says exactly this. Raises `CannotGoOnError`."""
    for row in rows:
        if all(value_at(row, name) == value for name, value in wanted.items()):
            return row
    raise CannotGoOnError(f"no row with {wanted}")


def words_in(body: Any) -> str:
    """Everything that a reply says, in lower case."""
    return str(body).lower()


async def envelope(fund: Hand, code: str) -> Reply:
    """One envelope with its balances, as its administrator reads it."""
    listed = await fund.get("/v1/envelopes")
    return await fund.get(f"/v1/envelopes/{one(items(listed), code=code)['id']}")


async def filled(fund: Hand, code: str, cents: int) -> Reply:
    """The envelope with so much available at least: what an earlier play spent is contributed again."""
    found = await envelope(fund, code)
    missing = cents - found.at("available_cents") if isinstance(found.at("available_cents"), int) else 0
    if missing <= 0:
        return found
    needed(await fund.post(f"/v1/envelopes/{found.at('id')}/contributions", {"amount_cents": missing}))
    return await envelope(fund, code)
