"""The cookie of a session: set at sign-in, replaced when its token is (ASVS 3.3, 7.2.4)."""

from typing import Any

from litestar import Response
from litestar.types import Message, Scope

from api.browser.cookies import LEFT, SESSION, host_cookie
from service.partners.sessions.rules import DEVICE_KNOWN
from service.partners.sessions.starting import Started

DEVICE = "__Host-relais_device"
"""What makes a browser one where its member has signed in with a passkey: with it, and a code, they may again."""


def keep(response: Response[Any], started: Started) -> None:
    """Let the browser hold the session just begun, until it closes; and what makes it a known device."""
    response.cookies.append(host_cookie(SESSION, started.token))
    if started.device_token is not None:
        seconds = int(DEVICE_KNOWN.total_seconds())
        response.cookies.append(host_cookie(DEVICE, started.device_token, max_age=seconds))


async def replace_token(message: Message, scope: Scope) -> None:
    """A `before_send` hook: the browser gets the token that took the place of its own.

    An answer that sets the cookie itself, at sign-in or at leaving, knows better.
    """
    successor = scope.get("relais_successor")
    if message["type"] != "http.response.start" or not isinstance(successor, str):
        return
    ours = f"{SESSION}=".encode()
    if any(name == b"set-cookie" and value.startswith(ours) for name, value in message["headers"]):
        return
    cookie = host_cookie(SESSION, successor).to_encoded_header()
    message["headers"] = [*message["headers"], cookie]


async def forget_who_left(message: Message, scope: Scope) -> None:
    """A `before_send` hook: the session of whoever left by the exit is over, and the browser forgets that they left.

    An answer that ended no session leaves the word where it is; whoever signs in with this answer keeps what it sets.
    """
    if message["type"] != "http.response.start":
        return
    if not any(name == b"cookie" and LEFT.encode() in value for name, value in scope["headers"]):
        return
    given = {value.partition(b"=")[0] for name, value in message["headers"] if name == b"set-cookie"}
    if not scope.get("relais_left") and SESSION.encode() not in given:
        return
    ended = [name for name in (LEFT, SESSION) if name.encode() not in given]
    over = [host_cookie(name, "", max_age=0).to_encoded_header() for name in ended]
    message["headers"] = [*message["headers"], *over]
