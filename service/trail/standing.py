"""How the record stands, and what of the last week an auditor may want to open (FND-09, POL-03)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql

Worth = Literal[
    "signature_late",
    "look_late",
    "signature",
    "look",
    "objected",
    "self_issued",
    "override",
    "override_refused",
    "address",
]
"""Why something may be worth a look: what is late first, then what waits, then what happened in the last seven days."""
DATED = frozenset({"signature_late", "look_late", "signature", "look"})
"""Those that somebody still has to answer, with a date."""


@dataclass(frozen=True)
class Standing:
    """The log: its length, how much of it is signed and since when, and how much was recomputed and what was wrong."""

    events: int
    signed: int
    signed_at: datetime | None
    checked: int
    checked_at: datetime | None
    wrong: int

    @property
    def whole(self) -> bool:
        """Whether the last recomputing found every event as it was recorded."""
        return self.checked_at is not None and not self.wrong


@dataclass(frozen=True)
class Look:
    """One thing: the code of its request, where there is one, when it happened, and until when somebody answers it."""

    kind: Worth
    code: str | None
    at: datetime
    due_at: datetime | None


STANDING = sql("SELECT * FROM relais.trail_standing()")
WORTH = sql("SELECT * FROM relais.worth_a_look()")


async def trail_standing(session: Session) -> Standing | Refused:
    """The log as it stands, for auditors: nobody else learns how much happens (POL-03)."""
    row = await session.row(STANDING) if session.actor.has(Role.AUDITOR) else None
    return Refused(NOT_ALLOWED) if row is None else Standing(**row)


async def worth_a_look(session: Session) -> list[Look] | Refused:
    """What is late, what waits, and the last seven days' exceptions, of the auditor's networks; at most 1,000."""
    if not session.actor.has(Role.AUDITOR):
        return Refused(NOT_ALLOWED)
    return [Look(**row) for row in await session.rows(WORTH)]
