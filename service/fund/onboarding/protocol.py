"""What a rail offers an organisation that wants to be paid: an account, a page to complete it, and where it stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Link:
    """The rail's own page, for one visit within minutes. The address is a secret: it is in no log and no table."""

    url: str
    expires_at: datetime


@dataclass(frozen=True)
class Seen:
    """What the rail says of an account: nothing of who stands behind it. `due`: answers that it still asks for."""

    complete: bool
    transfers_active: bool
    payouts_enabled: bool
    due: int
    disabled_reason: str | None = None


@dataclass(frozen=True)
class Gone:
    """The rail has no such account, or no longer lets us see it."""


@dataclass(frozen=True)
class Silent:
    """No answer that can be used; asking again may help. `trace` is the provider's name for the call."""

    trace: str | None = None


class Accounts(Protocol):
    """Accounts at a rail. Called outside any transaction; calls may be repeated."""

    async def open(self, key: UUID) -> str | Silent:
        """A new account's name; the same key is the same account."""
        ...

    async def link(self, account: str) -> Link | Silent:
        """A page where the organisation itself answers what the rail asks."""
        ...

    async def look(self, account: str) -> Seen | Gone | Silent:
        """What the rail says of it now."""
        ...
