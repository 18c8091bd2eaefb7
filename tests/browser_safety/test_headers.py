"""What every answer tells the browser, on every kind of answer."""

import httpx
import pytest

from api.browser.headers import OTHER_POLICY, PAGE_POLICY, WORKER_POLICY
from api.parts import Relais
from service.settings import Settings
from tests.conftest import client_of

PAGE = {"Accept": "text/html"}
KINDS = [
    ("GET", "/lock", PAGE, 200),
    ("GET", "/", PAGE, 302),
    ("GET", "/nowhere", PAGE, 404),
    ("GET", "/nowhere", {}, 404),
    ("POST", "/language", {**PAGE, "Sec-Fetch-Site": "cross-site"}, 403),
    ("PUT", "/lock", {"Sec-Fetch-Site": "same-origin"}, 405),
    ("POST", "/lock", {"Sec-Fetch-Site": "same-origin"}, 204),
    ("GET", "/v1/me", {}, 401),
    ("GET", "/v1/nowhere", {}, 404),
    ("GET", "/healthz", {}, 200),
    ("GET", "/metrics", {}, 200),
    ("GET", "/schema/openapi.json", {}, 200),
    ("GET", "/static/icon.svg", {}, 200),
    ("GET", "/static/nothing.js", {}, 404),
]


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"), KINDS, ids=[f"{m} {p} {s}" for m, p, _, s in KINDS]
)
async def test_every_answer_keeps_itself_to_itself(
    client: httpx.AsyncClient, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    """SAF-12, ASVS 3.4: each header once, on pages, data, errors, redirections and files."""
    answer = await client.request(method, path, headers=headers)
    assert answer.status_code == status
    page = answer.headers.get("content-type", "").startswith("text/html")
    said = answer.headers
    assert said.get_list("content-security-policy") == [PAGE_POLICY if page else OTHER_POLICY]
    assert said.get_list("referrer-policy") == ["no-referrer"]
    assert said.get_list("x-content-type-options") == ["nosniff"]
    assert said.get_list("cross-origin-opener-policy") == ["same-origin"]
    assert said.get_list("cross-origin-resource-policy") == ["same-origin"]
    assert "publickey-credentials-get=(self)" in said["permissions-policy"]
    assert "geolocation=()" in said["permissions-policy"]
    kept = path.startswith("/static/") and status == 200
    assert said.get_list("cache-control") == ["no-cache" if kept else "no-store"]
    assert "strict-transport-security" not in said, "on http it would be a promise that nobody keeps"


@pytest.mark.parametrize("policy", [PAGE_POLICY, OTHER_POLICY, WORKER_POLICY])
def test_the_policy_allows_nothing_unsafe(policy: str) -> None:
    """ASVS 3.4.3: no inline script or style, no eval, no other host, no frame."""
    assert "unsafe-" not in policy
    assert "*" not in policy
    assert "http" not in policy
    assert "data:" not in policy
    for rule in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert rule in policy


async def test_over_https_browsers_are_held_to_it(relais: Relais) -> None:
    """ASVS 3.4.1: two years, once the origin is https."""
    settings = Settings(environment="demo", origin="https://relais.example")
    async with client_of(Relais(settings, relais.store, relais.token_keys)) as client:
        for path in ("/lock", "/healthz", "/nowhere"):
            said = (await client.get(path)).headers
            assert said["strict-transport-security"] == "max-age=63072000; includeSubDomains"


async def test_a_file_under_its_fingerprint_is_kept(client: httpx.AsyncClient) -> None:
    """P8: what says nothing of anybody stays in the browser until it changes."""
    from api.pages.frame import version

    kept = await client.get(f"/static/relais.css?{version()}")
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    other = await client.get("/static/relais.css?0000000000")
    assert other.headers["cache-control"] == "no-cache"
    nowhere = await client.get(f"/static/nowhere.css?{version()}")
    assert (nowhere.status_code, nowhere.headers["cache-control"]) == (404, "no-store")


@pytest.mark.parametrize(
    ("path", "site", "packed"),
    [
        ("/lock", "same-origin", True),
        ("/lock", "none", True),
        ("/lock", "cross-site", False),
        ("/lock", "same-site", False),
        ("/lock", None, False),
        ("/static/relais.js", None, True),
        ("/static/icon-192.png", "same-origin", False),
    ],
)
async def test_what_travels_packed(
    client: httpx.AsyncClient, path: str, site: str | None, packed: bool
) -> None:
    """P8: a page is packed for our own pages and for whoever types its address; nobody else learns from its length."""
    headers = {**PAGE, **({"Sec-Fetch-Site": site} if site else {})}
    answer = await client.get(path, headers=headers)
    assert (answer.headers.get("content-encoding") == "gzip") is packed
    plain = await client.get(path, headers={**headers, "Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert len(plain.content) == len(answer.content) > 100
