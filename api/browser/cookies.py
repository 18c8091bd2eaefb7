"""Cookies that belong to this host alone: `__Host-` refuses a domain, another path, and a way without encryption.

Chromium and Firefox take `Secure` on http://localhost and http://127.0.0.1 too, so the demo keeps them as they are.
"""

from typing import Any, Literal

from litestar import Response
from litestar.datastructures import Cookie

SESSION = "__Host-relais"
"""The session of a browser: random, kept by the server as a digest."""
TABLET = "__Host-relais_tablet"
"""What an enrolled tablet is known by; it opens nothing without a PIN."""
LEFT = "__Host-relais_left"
"""Written by the exit's script, before anything travels (static/live.js): whoever asks next from this browser is told
that its session is over. The only cookie of ours that a script may touch; it holds a 1."""
LANGUAGE = "__Host-language"
DEMO = "__Host-relais_demo"

SameSite = Literal["strict", "lax"]


def host_cookie(
    name: str, value: str, *, max_age: int | None = None, samesite: SameSite = "strict"
) -> Cookie:
    """A cookie for this host, unreadable to scripts (ASVS 3.3.1 to 3.3.4). `max_age` in seconds; without it, until the
    browser closes."""
    return Cookie(name, value=value, max_age=max_age, path="/", secure=True, httponly=True, samesite=samesite)


def forget(response: Response[Any], *names: str) -> None:
    """End these cookies in the browser: under the same conditions as they were set, or it would keep them."""
    for name in names:
        response.cookies = [cookie for cookie in response.cookies if cookie.key != name]
        response.cookies.append(host_cookie(name, "", max_age=0))
