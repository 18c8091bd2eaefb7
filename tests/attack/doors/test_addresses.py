"""Addresses that lead elsewhere, to files that are not ours, or that nobody can read: paths, hosts, origins."""

import asyncio
import re
from typing import Any

import httpx
import pytest

from api.pages.frame import version
from api.pages.language import own_path

pytestmark = pytest.mark.xdist_group("doors")

ELSEWHERE = (
    "//evil.test", "///evil.test", "/\\evil.test", "\\\\evil.test", "/\t/evil.test", "/\t\\evil.test",
    "\t//evil.test", " //evil.test", "https://evil.test", "https:evil.test", "http:///evil.test", "data:text/html,x",
    "javascript:alert(1)", "evil.test", "//[", "/\n/evil.test", "/a\r\nSet-Cookie: x=1", "/\x00", "/é", "@evil.test",
    "/\u2028/evil.test", "/x\\..\\..//evil.test", "/" + "a" * 3_000, "",
)  # fmt: skip


@pytest.mark.parametrize("back", ELSEWHERE)
def test_a_path_leads_nowhere_else(back: str) -> None:
    """Open redirect (CWE-601): what a browser might read as another host is no path of ours."""
    assert own_path(back) == "/"


def test_a_path_of_ours_is_kept() -> None:
    """LNG-01: the other language keeps the page and its question."""
    for path in ("/", "/board?person=man:25%2B&nights=2", "/cases/1?done=a#b", "/a//b?x=//y"):
        assert own_path(path) == path


FORMS = {
    "/language": {"to": "en", "back": "?"},
    "/sign-in": {"next": "?", "email": "a@b.ca", "code": "123456"},
    "/sign-in/passkey": {"next": "?"},
    "/tablet": {"next": "?", "pin": "123456"},
}


async def test_no_form_leads_elsewhere_or_breaks(world: Any) -> None:
    """CWE-601, CWE-113: every form that says where to go next, with every way of writing another host."""
    wrong = []
    for path, form in FORMS.items():
        for back in ELSEWHERE if path == "/language" else ("//evil.test", "//[", "/\t\\evil.test"):
            said = {name: back if value == "?" else value for name, value in form.items()}
            answer = await world.client.post(path, data=said, headers={"Sec-Fetch-Site": "same-origin"})
            led = answer.headers.get("location", "/")
            ours = re.fullmatch(r"/(?![/\\])[!-~]*", led)
            if (
                answer.status_code >= 500
                or not ours
                or b"x=1" in answer.headers.get("set-cookie", "").encode()
            ):
                wrong.append((path, back, answer.status_code, led))
    assert wrong == []


FILES = (
    "../frame.py", "%2e%2e/frame.py", "..%2fframe.py", "%2e%2e%2f%2e%2e%2fproblems.py", "..%5cframe.py", "..\\frame.py",
    "/etc/passwd", "%2fetc%2fpasswd", "....//frame.py", "relais.css/../../frame.py", "relais.css%00.js", "%00", ".",
    "a" * 300, "a/" * 2_000, "%ff", "~root", "relais.css::$DATA", "con",
)  # fmt: skip


async def test_no_file_of_ours_but_those_that_are_served(world: Any) -> None:
    """Path traversal (CWE-22): 400 or 404, never the file, never a defect, and never kept by a browser."""
    for name in FILES:
        answer = await world.client.get(httpx.URL(f"http://relais.test/static/{name}?{version()}"))
        assert answer.status_code in {400, 404}, name
        assert answer.headers["cache-control"] == "no-store", name
        assert "def " not in answer.text


async def test_what_went_wrong_is_not_kept_for_a_year(world: Any) -> None:
    """Cache poisoning: only the file itself is kept under its fingerprint, whoever asked, in whatever way."""
    kept = await world.client.get(f"/static/relais.css?{version()}")
    assert "immutable" in kept.headers["cache-control"]
    for method, path in (
        ("GET", f"/static/none.css?{version()}"),
        ("POST", f"/static/relais.css?{version()}"),
    ):
        answer = await world.client.request(method, path)
        assert answer.status_code in {403, 404, 405}
        assert answer.headers["cache-control"] == "no-store"
    for line in (
        "X-Forwarded-Host",
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-HTTP-Method-Override",
        "Forwarded",
    ):
        answer = await world.client.get("/sign-in", headers={line: "evil.test"})
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert "evil.test" not in answer.text


HOSTS = (
    "a:99999",
    "a:b",
    "[",
    "[::1",
    "a b",
    "a/b",
    "a@b",
    "a#b",
    "a?b",
    "é",
    "",
    "a" * 300,
    "a:80:80",
    "::1",
    "a,b",
)


async def test_a_host_that_is_none_is_met_at_the_gate(world: Any) -> None:
    """RFC 9112, section 3.2: whatever the address, 400, in words, with every header of safety; two hosts as well."""
    tries = [[("host", host)] for host in HOSTS] + [
        [("host", "a"), ("host", "b")],
        [("host", "a"), ("host", "a")],
    ]
    for hosts in tries:
        for path in ("/", "/sign-in", "/v1/me", "/nowhere", "/static/relais.css"):
            answer = await asked(world, path, hosts)
            assert (answer["status"], answer["type"]) == (400, b"application/problem+json"), (path, hosts)
            assert answer["policy"].startswith(b"default-src 'none'")
    assert (await asked(world, "/sign-in", [("host", "relais.test:8000")]))["status"] == 200
    assert (await asked(world, "/sign-in", [("host", "[::1]:8000")]))["status"] == 200
    assert (await asked(world, "/sign-in", []))["status"] == 200


async def asked(world: Any, path: str, hosts: list[tuple[str, str]]) -> dict[str, Any]:
    """Ask with these lines and no others: httpx would set a host of its own."""
    app = world.client._transport.app
    headers = [(name.encode(), value.encode()) for name, value in hosts]
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b""}
    whole = {**scope, "headers": headers, "scheme": "http", "server": ("a", 80), "client": ("127.0.0.1", 1)}
    found: dict[str, Any] = {}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            lines = {name.lower(): value for name, value in message["headers"]}
            found.update(status=message["status"], type=lines[b"content-type"].partition(b";")[0])
            found["policy"] = lines[b"content-security-policy"]

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    await asyncio.wait_for(
        app({**whole, "asgi": {"version": "3.0"}, "http_version": "1.1"}, receive, send), 60
    )
    return found


async def test_an_origin_that_is_none_is_not_ours(world: Any) -> None:
    """ASVS 5.0.0-v3.5.1: refused, and never a defect."""
    for origin in ("http://[", "http://a:99999", "null", "", "http://relais.test.evil.test", "//relais.test", "\t",
                   "file://relais.test", "http://relais.test@evil.test", "http://relais.test:80", "é"):  # fmt: skip
        lines = httpx.Headers([("Origin", origin), ("Cookie", "a=b")], encoding="utf-8")
        for path in ("/sign-in", "/v1/sign-in/code"):
            assert (await world.client.post(path, data={}, headers=lines)).status_code == 403, origin
