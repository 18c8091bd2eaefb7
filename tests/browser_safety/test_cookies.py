"""Cookies belong to this host, travel encrypted, and are read by no script."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest
from litestar import Response

from api.auth.cookies import keep
from api.browser.cookies import DEMO, LANGUAGE, SESSION, TABLET
from service.partners.sessions.starting import Started

OURS = {"Sec-Fetch-Site": "same-origin"}


def attributes(cookie: str) -> set[str]:
    return {part.strip().lower() for part in cookie.split(";")[1:]}


async def test_the_language_is_a_host_cookie(client: httpx.AsyncClient) -> None:
    """ASVS 3.3: `__Host-` holds only with Secure, Path=/ and no Domain."""
    answer = await client.post("/language", data={"to": "en"}, headers=OURS)
    (cookie,) = answer.headers.get_list("set-cookie")
    assert cookie.startswith(f"{LANGUAGE}=en;")
    assert attributes(cookie) == {"httponly", "max-age=31536000", "path=/", "samesite=lax", "secure"}


async def test_a_language_cookie_speaks(client: httpx.AsyncClient) -> None:
    """LNG-01: the language chosen in the page comes before the browser's."""
    said = {"Accept": "text/html", "Accept-Language": "fr", "Cookie": f"{LANGUAGE}=en"}
    assert (await client.get("/lock", headers=said)).headers["content-language"] == "en-CA"


def test_the_sessions_cookie_is_strict() -> None:
    """ASVS 3.3.2: it never comes along with a link from elsewhere, and ends with the browser."""
    response: Response[None] = Response(None)
    keep(response, Started(uuid4(), uuid4(), "browser", "a-token", datetime(2026, 11, 3, tzinfo=UTC)))
    (cookie,) = [one.to_header(header="").strip() for one in response.cookies]
    assert cookie.startswith(f"{SESSION}=a-token;")
    assert attributes(cookie) == {"httponly", "path=/", "samesite=strict", "secure"}


@pytest.mark.parametrize("name", [SESSION, TABLET, LANGUAGE, DEMO])
def test_every_cookie_of_ours_is_bound_to_its_host(name: str) -> None:
    """ASVS 3.3.3: no sibling host can set or read it."""
    assert re.fullmatch(r"__Host-[a-z_]+", name)


async def test_leaving_forgets_under_the_same_conditions(client: httpx.AsyncClient) -> None:
    """A browser ignores the end of a `__Host-` cookie that is not itself Secure."""
    answer = await client.post("/lock", headers=OURS)
    ended = answer.headers.get_list("set-cookie")
    assert {cookie.split("=")[0] for cookie in ended} >= {SESSION, DEMO}
    for cookie in ended:
        assert {"max-age=0", "secure", "path=/"} <= attributes(cookie)
