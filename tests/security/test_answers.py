"""What every answer says and does not say, beyond its headers of safety (OWASP ASVS 5.0.0)."""

import re
from typing import Any

import asyncpg
import httpx
import pytest

from api.parts import Relais
from api.security_txt import read_security_txt
from service.partners.actor import Role
from service.settings import Settings
from tests.network import Network

PAGE = {"Accept": "text/html"}
PLACES = [("/lock", PAGE), ("/nowhere", PAGE), ("/v1/me", {}), ("/metrics", {})]


@pytest.mark.parametrize(("path", "headers"), PLACES, ids=[path for path, _ in PLACES])
async def test_an_answer_says_what_it_is(client: httpx.AsyncClient, path: str, headers: Any) -> None:
    """ASVS 4.1.1, 3.4.2: its type with its alphabet; no other origin is let in; no name of a server."""
    answer = await client.get(path, headers={**headers, "Origin": "https://elsewhere.example"})
    kind = answer.headers["content-type"]
    assert re.match(
        r"text/(html|plain).*; charset=utf-8$|application/(problem\+|vnd\.oai\.openapi\+)?json", kind
    )
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert "server" not in answer.headers
    assert "x-powered-by" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.env",
        "/static/",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/docs",
        "/schema/swagger",
    ],
)
async def test_nothing_of_ours_lies_about(client: httpx.AsyncClient, path: str) -> None:
    """ASVS 13.4.1, 13.4.3, 13.4.5: no folder, no source, no page of documentation that loads scripts."""
    answer = await client.get(path, headers=PAGE)
    assert answer.status_code in (400, 404)
    assert "Index of" not in answer.text
    assert "import " not in answer.text


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND"])
async def test_methods_that_nobody_asked_for(client: httpx.AsyncClient, method: str) -> None:
    """ASVS 13.4.4: refused, and nothing of the request comes back."""
    answer = await client.request(method, "/lock", headers={"X-Secret": "of-the-request"})
    assert answer.status_code in (404, 405)
    assert "of-the-request" not in answer.text


async def test_http_is_not_turned_into_https_behind_a_programs_back(client: httpx.AsyncClient) -> None:
    """ASVS 4.1.2: the API redirects nobody; the proxy before it takes 443 alone for programs."""
    for path in ("/v1/me", "/v1/board?person=woman:25%2B", "/healthz"):
        answer = await client.get(path, headers={"X-Forwarded-Proto": "http"}, follow_redirects=False)
        assert answer.status_code < 300 or answer.status_code >= 400


async def test_a_parameter_given_twice_does_not_choose(
    client: httpx.AsyncClient, as_: Any, network: Network
) -> None:
    """ASVS 15.3.7: the query and the body are read apart; what stands in one never fills the other."""
    member = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    body = {"code": "GREEN-1"}
    answer = await client.post("/v1/cases?member_id=x&code=y", json=body, headers=as_(member, key="k"))
    assert answer.status_code in (400, 422)


async def test_nobody_has_an_account_at_first(superuser: asyncpg.Connection) -> None:
    """ASVS 6.3.2, 13.2.3: a fresh database has no member, no key, no session: nothing to change after installing."""
    for table in ("members", "passkeys", "codes", "sessions", "invitations"):
        assert await superuser.fetchval(f"SELECT count(*) FROM {table}") == 0


async def test_the_reporting_address_is_the_operators(client: httpx.AsyncClient, relais: Relais) -> None:
    """RFC 9116: without one, there is no such page, and none is invented."""
    assert (await client.get("/.well-known/security.txt")).status_code == 404
    said = Settings(
        environment="demo", origin="https://relais.example", security_contact="mailto:help@relais.example"
    )
    assert read_security_txt.paths == {"/.well-known/security.txt"}
    answer = await read_security_txt.fn(said, relais.store)
    assert answer.media_type == "text/plain"
    lines = answer.content.splitlines()
    assert lines[0] == "Contact: mailto:help@relais.example"
    assert lines[1].startswith("Expires: 2027-10-29T")
    assert "Canonical: https://relais.example/.well-known/security.txt" in lines
    assert "Preferred-Languages: fr, en" in lines
