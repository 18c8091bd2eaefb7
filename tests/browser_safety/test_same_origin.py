"""Only our own pages may make a browser change something: each way of another site, tried."""

from typing import Any

import httpx
import pytest

from api.browser.cookies import LANGUAGE, SESSION
from api.parts import Relais
from service.settings import Settings
from tests.conftest import client_of
from tests.network import Network

OURS = {"Sec-Fetch-Site": "same-origin"}
COOKIE = {"Cookie": f"{SESSION}=whatever"}
PAGE = {"Accept": "text/html", "Accept-Language": "fr"}

OTHERS: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://relais.test"},
    {"Origin": "http://evil.test"},
    {"Origin": "http://relais.test.evil.test"},
    {"Origin": "http://relais.test:8443"},
    {"Origin": "null"},
    {"Origin": ""},
    {},
]


def named(headers: dict[str, str]) -> str:
    return " ".join(f"{name[:9]}={value}" for name, value in headers.items()) or "nothing"


async def switch(client: httpx.AsyncClient, headers: dict[str, str]) -> httpx.Response:
    """The plainest form of ours."""
    return await client.post("/language", data={"to": "en", "back": "/"}, headers={**PAGE, **headers})


@pytest.mark.parametrize("headers", OTHERS, ids=named)
@pytest.mark.parametrize("cookie", [{}, COOKIE], ids=["stranger", "cookie"])
async def test_another_sites_form_changes_nothing(
    client: httpx.AsyncClient, headers: dict[str, str], cookie: dict[str, str]
) -> None:
    """ASVS 3.5.1: refused by a page in the reader's language, whoever is signed in, and nobody at all."""
    answer = await switch(client, {**headers, **cookie})
    assert answer.status_code == 403
    assert "Ceci n&#39;a pas été envoyé depuis une page de Relais." in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [OURS, {"Origin": "http://relais.test"}, {**OURS, **COOKIE}, {**OURS, "Origin": "null"}],
    ids=named,
)
async def test_our_own_form_is_taken(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    """The browser's own word is enough; a page without referrer sends `Origin: null` beside it."""
    answer = await switch(client, headers)
    assert answer.status_code == 303
    assert answer.cookies.get(LANGUAGE) is not None or LANGUAGE in answer.headers["set-cookie"]


@pytest.mark.parametrize("headers", OTHERS, ids=named)
async def test_a_cookie_changes_nothing_through_the_api_either(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    """ASVS 3.5.3: a cookie alone proves nobody's intention, and JSON hides no form."""
    answer = await client.post(
        "/v1/requests",
        json={},
        headers={**headers, **COOKIE, "Accept-Language": "en", "Idempotency-Key": "k"},
    )
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/not_from_here"
    assert answer.json()["title"] == "This was not sent from a page of Relais."


@pytest.mark.parametrize("headers", OTHERS, ids=named)
async def test_a_token_beside_a_cookie_does_not_excuse_it(
    client: httpx.AsyncClient, as_: Any, network: Network, headers: dict[str, str]
) -> None:
    """A browser that brings a cookie is asked for its origin, whatever else it brings."""
    member = await network.member(await network.organisation("pivot"), *_pivot())
    answer = await client.post("/v1/cases", json={}, headers={**as_(member, key="k"), **COOKIE, **headers})
    assert answer.status_code == 403


async def test_a_program_with_a_token_needs_no_browser(
    client: httpx.AsyncClient, as_: Any, network: Network
) -> None:
    """No other site can make a browser add the header."""
    member = await network.member(await network.organisation("pivot"), *_pivot())
    answer = await client.post("/v1/cases", json={}, headers=as_(member, key="k"))
    assert answer.status_code == 400  # it got as far as its body


async def test_a_page_that_asks_a_browser_is_refused_at_open_doors_too(client: httpx.AsyncClient) -> None:
    """Login CSRF: doors that anybody may knock at, sign-in among them, take no other page's word."""
    headers = {"Sec-Fetch-Site": "cross-site", "Content-Type": "text/plain"}
    answer = await client.post("/v1/webhooks/stripe", content=b"{}", headers=headers)
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/not_from_here"


async def test_reading_asks_for_nothing(client: httpx.AsyncClient) -> None:
    """A link from an e-mail opens."""
    answer = await client.get("/lock", headers={"Sec-Fetch-Site": "cross-site", **COOKIE, **PAGE})
    assert answer.status_code == 200


async def test_with_an_origin_of_its_own_only_that_one_counts(relais: Relais) -> None:
    """Behind a proxy the scheme and the host are the operator's word, not the request's."""
    settings = Settings(environment="demo", origin="https://relais.example")
    own = Relais(settings, relais.store, relais.token_keys, worker_pool=relais.worker_pool)
    async with client_of(own) as client:
        assert (await switch(client, {"Origin": "https://relais.example"})).status_code == 303
        for origin in ("http://relais.example", "https://relais.test", "http://relais.test"):
            assert (await switch(client, {"Origin": origin})).status_code == 403


async def test_what_was_typed_comes_back_to_its_owner(client: httpx.AsyncClient) -> None:
    """CNF-08: a browser that names no origin loses nothing; secrets are shown to nobody."""
    form = {"reason": "étages différents", "code": "123456", "pin": "4821", "_key": "k-1"}
    answer = await client.post("/language", data=form, headers={**PAGE, **COOKIE})
    assert answer.status_code == 403
    assert "étages différents" in answer.text
    for secret in ("123456", "4821", "k-1"):
        assert secret not in answer.text


@pytest.mark.parametrize(
    "headers", [{**COOKIE, "Sec-Fetch-Site": "same-site"}, {}], ids=["sibling", "stranger"]
)
async def test_nobody_else_chooses_what_is_shown(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    """A page of another origin cannot make Relais say its words."""
    answer = await client.post("/language", data={"reason": "call 555-0100"}, headers={**PAGE, **headers})
    assert answer.status_code == 403
    assert "555-0100" not in answer.text


def _pivot() -> tuple[Any, ...]:
    from service.partners.actor import Role

    return (Role.PIVOT_WORKER,)
