"""Each role's part of the record, newest first (POL-03): what happened, when, and in which role; never its content."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Language, Refused
from service.store.session import Session
from service.store.statements import sql
from service.trail.names import Kind, named

READERS = (
    Role.INVESTIGATOR,
    Role.PIVOT_WORKER,
    Role.SHELTER_COORDINATOR,
    Role.FUND_ADMINISTRATOR,
    Role.AUDITOR,
)
"""Own actions, own cases, own house, own envelopes, everything without content. The others have no part."""


@dataclass(frozen=True)
class Entry:
    """One line of the record. `role` is whoever acted's, `job` for the clock; `subject` what it was about, an opaque
    id that an auditor is not told; `yours` whether the reader did it."""

    at: datetime
    name: str
    words: str
    role: str
    kind: Kind
    subject: UUID | None
    yours: bool


@dataclass(frozen=True)
class Place:
    """Where a page begins: a moment (UTC), and how many lines of that very moment were given before.

    It holds no number of the log: gaps in numbers would tell an investigator how much everybody else does.
    """

    until: datetime
    skip: int


RECORD = sql("SELECT at, name, role, subject, yours FROM relais.my_record(:until, :skip, :limit)")


async def my_record(
    session: Session, place: Place | None, limit: int, language: Language
) -> list[Entry] | Refused:
    """The actor's part of the record from a place on, at most `limit` lines of 1 to 500 (POL-03)."""
    if not session.actor.has(*READERS):
        return Refused(NOT_ALLOWED)
    begin = place or Place(session.now, 0)
    rows = await session.rows(RECORD, until=begin.until, skip=begin.skip, limit=limit)
    return [_entry(row, language) for row in rows]


def _entry(row: Mapping[str, Any], language: Language) -> Entry:
    known = named(row["name"])
    return Entry(words=known.said.in_(language), kind=known.kind, **row)


def following(entries: list[Entry], place: Place | None) -> Place:
    """The place after these entries, which are not empty."""
    at = entries[-1].at
    same = sum(entry.at == at for entry in entries)
    before = place.skip if place is not None and place.until == at else 0
    return Place(at, same + before)
