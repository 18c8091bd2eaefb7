"""A version that took effect between a request and its decision: which one judges, and what it changes (ELG-08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from service.fund.policy.queries import InForce
from service.fund.policy.rules import Answer, LineAnswer, Question, evaluate, read
from service.refusals import Language, Said
from service.store.session import Session
from service.store.statements import sql

RECEIVED_BY = sql("SELECT id, version, document FROM relais.policy_received_by(:request)")
CHANGED: Final = Said(
    "Les règles ont changé depuis la demande : version {before} alors, version {after} maintenant. C'est la version "
    "{after} qui juge. Lignes qui vont autrement : {lines}.",
    "The rules have changed since the request: version {before} then, version {after} now. Version {after} judges. "
    "Lines that go another way: {lines}.",
)


@dataclass(frozen=True)
class LineChange:
    """A line that the version of now sends another way than that of the request would have."""

    line_id: UUID
    before: LineAnswer
    after: LineAnswer


@dataclass(frozen=True)
class PolicyChange:
    """Which version received the request, which one judges it now, and which lines go another way."""

    submitted_version: int
    version: int
    sentence: str
    lines: list[LineChange]


async def change_of(
    session: Session,
    request_id: UUID,
    now: InForce,
    language: Language,
    *,
    question: Question,
    answer: Answer,
) -> PolicyChange | None:
    """What changed between the version that received a request and the one in force; None while it is the same."""
    then = await session.row(RECEIVED_BY, request=request_id)
    if then is None or then["id"] == now.id:
        return None
    lines = line_changes(evaluate(read(then["document"].encode()), question), answer)
    before, after = then["version"], now.policy.version
    return PolicyChange(before, after, told(before, after, lines, language), lines)


def line_changes(before: Answer, after: Answer) -> list[LineChange]:
    """The lines of a question that two versions answer otherwise."""
    pairs = ((then, after.route_of(then.line)) for then in before.lines)
    return [LineChange(UUID(then.line), then, now) for then, now in pairs if then != now]


def told(before: int, after: int, lines: Sequence[LineChange], language: Language) -> str:
    """What has changed, as whoever decides reads it."""
    return CHANGED.in_(language, {"before": before, "after": after, "lines": len(lines)})
