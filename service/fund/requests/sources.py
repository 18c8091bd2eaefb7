"""Which envelopes would pay for a request, before anybody signs: the same plan as the earmark's own (FND-06)."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from service.fund.decisions.earmarking import SUITABLE
from service.fund.ledger.rules import Shortage, Source, Want, allot
from service.store.session import Session


@dataclass(frozen=True)
class Plan:
    """From which envelope how many cents, and what each that suits has free now; `short` when there is too little.

    Nothing is promised by it: whoever signs first takes the money.
    """

    parts: Mapping[UUID, int]
    free: Mapping[UUID, int]
    short: Shortage | None = None


async def plan_of(session: Session, lines: Mapping[UUID, int], chosen: UUID | None) -> Plan:
    """Where so many cents per line would come from: the envelope that was asked, then the soonest to end (FND-06)."""
    sources: dict[UUID, list[Source]] = {line: [] for line in lines}
    free: dict[UUID, int] = {}
    for row in await session.rows(SUITABLE, lines=list(lines)):
        envelope = row["envelope_id"]
        free[envelope] = row["available"]
        sources[row["line"]].append(Source(envelope, row["envelope_key"], row["available"], row["ends_at"]))
    found = allot(Want(line, cents, sources[line], chosen) for line, cents in lines.items())
    if isinstance(found, Shortage):
        return Plan({}, free, found)
    parts: dict[UUID, int] = {}
    for part in found:
        parts[part.envelope_id] = parts.get(part.envelope_id, 0) + part.cents
    return Plan(parts, free)
