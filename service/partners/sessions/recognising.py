"""Who sits behind a token: one round trip, outside of any transaction of a member."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from service.partners.actor import Seat
from service.partners.sessions.rules import FORGIVEN, GRACE, ROTATION, Kind, SignedInBy
from service.partners.sessions.tokens import digest_of, fresh_token, is_token
from service.store.statements import sql
from service.store.store import Store

RECOGNISE = sql(
    """
    SELECT * FROM relais.recognise(:held, :successor, :at, CAST(:kinds AS text[]), :rotate_after, :grace, :forgiven,
        :counts)
    """
)


@dataclass(frozen=True)
class Turn:
    """Whose tokens are looked at, and when one is replaced."""

    kinds: tuple[Kind, ...]
    rotate_after: timedelta = timedelta(0)
    grace: timedelta = timedelta(0)
    forgiven: timedelta = timedelta(0)


BROWSER = Turn(("browser", "tablet"), ROTATION, GRACE, FORGIVEN)
CLIENT = Turn(("client",))
"""A refresh token is good once, and a second use is a copy (RFC 9700, 4.14.2)."""


@dataclass(frozen=True)
class Recognised:
    """Somebody whose session lives. `successor` is the token that takes the place of the one held, if any does."""

    outcome: Literal["known", "rotated", "reused"]
    member_id: UUID
    organisation_id: UUID
    session_id: UUID
    kind: Kind
    signed_in_by: SignedInBy
    ends_at: datetime
    successor: str | None

    @property
    def seat(self) -> Seat:
        """Who acts."""
        return Seat(self.member_id, self.session_id)


async def recognise(store: Store, token: str, turn: Turn, *, counts: bool = True) -> Recognised | None:
    """Who holds this token, which is replaced when its turn has come; `None` when nobody does.

    What does not count as use, such as a page that listens by itself, keeps no session awake (ASVS 7.3.1).
    The outcome `reused` means that a copy is in use: nobody is let in, and the session is to be ended.
    """
    if not is_token(token):
        return None
    successor = fresh_token()
    values = {
        "held": digest_of(token),
        "successor": digest_of(successor),
        "at": store.clock.now(),
        "kinds": list(turn.kinds),
        "rotate_after": turn.rotate_after,
        "grace": turn.grace,
        "forgiven": turn.forgiven,
        "counts": counts,
    }
    found = await store.pool.fetchrow(RECOGNISE.text, *RECOGNISE.arguments(values))
    if found is None:
        return None
    return Recognised(**found, successor=successor if found["outcome"] == "rotated" else None)
