"""What signing in answers: a cookie to a browser, tokens to a program."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response
from msgspec import structs

from api.auth.caller import Visitors
from api.auth.cookies import keep
from api.auth.leaving import leave
from api.auth.tokens import LIFETIME, TokenKeys
from service.partners.sessions.starting import Started
from service.store.store import Store


class Entered(msgspec.Struct, frozen=True, omit_defaults=True):
    """A session has begun. The tokens are for a program; a browser has its cookie instead."""

    member_id: UUID
    session_id: UUID
    until: datetime
    """The longest that the session lasts (UTC)."""
    access_token: str | None = None
    expires_in: int | None = None
    """Seconds."""
    refresh_token: str | None = None
    device: str | None = None
    """What makes this device known: kept by the program, it lets a code of the authenticator app sign in here."""
    register_passkey: bool = False
    """Signed in by a recovery code: whoever did so has lost something, and needs a new passkey."""


async def entered(
    request: Request[Any, Any, Any], store: Store, visitors: Visitors, keys: TokenKeys, started: Started
) -> Response[Entered]:
    """Hand the session over; the one that this browser had before ends (ASVS 7.2.4)."""
    if started.kind == "client":
        return Response(with_tokens(started, keys, store.clock.now()))
    await leave(request, store, visitors, "signed_in_again")
    response = Response(_entered(started))
    keep(response, started)
    return response


def with_tokens(started: Started, keys: TokenKeys, now: datetime) -> Entered:
    """The tokens of a program: one for ten minutes, and one that is good for the next, once."""
    return structs.replace(
        _entered(started),
        access_token=keys.sign(started.member_id, now, started.session_id),
        expires_in=int(LIFETIME.total_seconds()),
        refresh_token=started.token,
        device=started.device_token,
    )


def _entered(started: Started) -> Entered:
    new = started.by == "recovery_code"
    return Entered(started.member_id, started.session_id, started.until, register_passkey=new)
