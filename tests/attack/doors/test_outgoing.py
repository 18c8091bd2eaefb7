"""Somebody who would have our server call an address of theirs: inside our network, or wherever they like (SSRF)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from hypothesis import example, given
from hypothesis import strategies as st

from service.clock import SetClock
from service.messages.channels.push import SERVICES, Gone, VapidKey, WebPush, is_of_a_service
from service.messages.outbox import Failed
from tests.api.described import operations
from tests.api.test_every_text import fields, leaf

HERE = Path(__file__).parents[3]
CALLS = {
    "AsyncClient",
    "Client",
    "SMTP",
    "SMTP_SSL",
    "urlopen",
    "create_connection",
    "open_connection",
    "getaddrinfo",
}
WIRES = {
    "httpx",
    "smtplib",
    "socket",
    "ssl",
    "requests",
    "aiohttp",
    "aiosmtplib",
    "ftplib",
    "urllib.request",
    "http.client",
}
"""What a way out is made of: a module that takes one of these up is looked at by a person."""
SAID = {f"import {wire.partition('.')[0]}" for wire in WIRES} | {
    f"from {wire.partition('.')[0]}" for wire in WIRES
}
LISTENS = {
    "api/serving.py": "the server's own socket",
    "api/rails.py": "the type of what carries a request to the rail",
    "service/store/waits.py": "how long a connection to PostgreSQL may be silent",
    "service/store/keeper.py": "the embedded PostgreSQL's, on a folder of its own",
}
"""Those that take one up and call nobody a member names."""
WHERE_TO = {
    "service/messages/channels/push.py": "a member's device: only the services of browsers' makers",
    "service/messages/channels/texts.py": "RELAIS_TEXTS_URL",
    "service/messages/channels/mail.py": "RELAIS_SMTP_URL",
    "service/fund/rails/stripe_connect.py": "RELAIS_STRIPE_URL, or the provider's own",
    "service/keys/transit.py": "RELAIS_KMS_URL",
}
"""Every place of ours that calls somebody, and who says whom. A new one is entered here with its reason, or fails."""
ADDRESS = {
    "url",
    "uri",
    "endpoint",
    "href",
    "link",
    "callback",
    "webhook",
    "host",
    "server",
    "target",
    "proxy",
}
TOOLS = ("api/demo/", "api/cli/")
"""The demo's and the operator's own tools, which serve nobody."""


def callers(path: Path) -> Iterator[ast.Call]:
    """The calls in a file that open a way out."""
    text = path.read_text()
    for node in ast.walk(ast.parse(text)) if any(name in text for name in CALLS) else ():
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in CALLS:
                yield node


def taken_up(path: Path) -> set[str]:
    """The modules that a file imports, wherever it does."""
    names: set[str] = set()
    text = path.read_text()
    for node in ast.walk(ast.parse(text)) if any(wire in text for wire in SAID) else ():
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return names


def test_every_way_out_is_known_and_follows_no_redirect() -> None:
    """SSRF: one way out alone goes where a member says; none goes on to where an answer says (ASVS 5.0.0-v15.3.2)."""
    found = {
        path.relative_to(HERE).as_posix(): list(callers(path))
        for room in ("api", "service", "jobs")
        for path in sorted((HERE / room).rglob("*.py"))
    }
    ways = {path: calls for path, calls in found.items() if calls and not path.startswith(TOOLS)}
    assert set(ways) == set(WHERE_TO)
    wired = {path for path in found if not path.startswith(TOOLS) and taken_up(HERE / path) & WIRES}
    assert wired <= set(WHERE_TO) | set(LISTENS)
    text = {path: (HERE / path).read_text() for path in found}
    follows = {path: re.findall(r"follow_redirects\s*[=:]\s*(\w+)", said) for path, said in text.items()}
    assert [
        path for path, each in follows.items() if not path.startswith(TOOLS) and set(each) - {"False"}
    ] == []
    for path, calls in ways.items():
        for call in calls:
            told = [each.value for each in call.keywords if each.arg == "follow_redirects"]
            assert all(isinstance(each, ast.Constant) and each.value is False for each in told), path


def test_no_other_field_holds_an_address_to_call() -> None:
    """SSRF: of every field of every door, one is an address that is called."""
    named = {(each.id, leaf(path)) for each, path in fields()}
    asked = {(each.id, one["name"]) for each in operations() for one in each.query}
    urls = {(door, name) for door, name in named | asked if ADDRESS & set(name.lower().split("_"))}
    assert urls == {("register_push_device", "endpoint")}


INSIDE = (
    "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://169.254.169.254/latest/meta-data",
    "https://2130706433/", "https://0x7f.1/", "https://0/", "https://[::ffff:127.0.0.1]/", "https://10.0.0.1/",
    "https://web.push.apple.com.evil.test/", "https://evil.test/web.push.apple.com",
    "https://web.push.apple.com@evil.test/", "https://evil.test\\@web.push.apple.com/",
    "https://web.push.apple.com\\@evil.test/", "https://evil.test\\.web.push.apple.com/",
    "https://evil.test#.web.push.apple.com/", "https://evil.test?.web.push.apple.com/",
    "https://evil.test%2f.web.push.apple.com/", "https://evil.test%23.web.push.apple.com/",
    "https://evil.test%00.web.push.apple.com/", "https://evil.test\t/.web.push.apple.com/",
    "https://web.push.apple.com:22/", "https://web.push.apple.com:99999/", "https://web.push.apple.com:x/",
    "http://web.push.apple.com/", "file:///etc/passwd", "gopher://web.push.apple.com/", "//web.push.apple.com/",
    "https:web.push.apple.com/", "https:/\\web.push.apple.com/", "https://web.push.apple.com./",
    "https://web。push。apple。com/", "https://ⓦeb.push.apple.com/", "https://xn--.web.push.apple.com/",
    "https://*.web.push.apple.com/", "https://a b.web.push.apple.com/", "https://..web.push.apple.com/",
    "https://web.push.apple.com/\n", "https://web.push.apple.com/\r\nHost: evil.test", "https://web.push.apple.com/\0",
    "https://web.push.apple.com/\x7f", "\thttps://web.push.apple.com/", "https://[web.push.apple.com/", "https://",
    "https://googleapis.com/", "https://evilfcm.googleapis.com.test/", "https://storage.googleapis.com/",
    "https://evilfcm.googleapis.com/", "https://windows.com/", "https://x.web.push.apple.com/" + "a" * 1000, "",
)  # fmt: skip


@pytest.mark.parametrize("endpoint", INSIDE)
def test_no_way_of_writing_it_leads_elsewhere(endpoint: str) -> None:
    """SSRF, SAF-12: loopback, link-local, numbers, users, fragments, backslashes, signs that one parser drops."""
    assert not is_of_a_service(endpoint)


PIECES = st.sampled_from(
    [
        *SERVICES,
        *"@:/\\#?.[]\t\n é。-*_~;&=",
        "https://",
        "http://",
        "evil.test",
        "443",
        "%2f",
        "%00",
        "xn--",
        "127.0.0.1",
    ]
)


@example("web.push.apple.com/\x7f", "https://")
@example("xn--.web.push.apple.com/", "https://")
@example("evil.test\\.web.push.apple.com", "https://")
@given(st.lists(PIECES, max_size=8).map("".join), st.sampled_from(["", "https://", "https://a."]))
def test_what_is_judged_is_what_is_called(rest: str, start: str) -> None:
    """SSRF: whatever the judge lets pass, the library that calls reads as the same host, over TLS, on its own port."""
    endpoint = start + rest
    if is_of_a_service(endpoint):
        called = httpx.URL(endpoint)
        assert (called.scheme, called.port, called.userinfo) == ("https", None, b"")
        assert called.host.endswith(SERVICES)
        assert httpx.Request("POST", called).headers["host"].partition(":")[0] == called.host


async def test_a_service_that_sends_us_on_is_not_followed(clock: SetClock) -> None:
    """SSRF: an answer does not say where we go next; and an address kept before the rule was made is forgotten."""
    heard = []

    def answer(request: httpx.Request) -> httpx.Response:
        heard.append(str(request.url))
        return httpx.Response(307, headers={"Location": "http://169.254.169.254/latest/meta-data"})

    key = VapidKey(generate_private_key(SECP256R1()), "mailto:help@relais.test")
    channel = WebPush(key, clock, transport=httpx.MockTransport(answer))
    with pytest.raises(Failed):
        await channel.ring("https://web.push.apple.com/one", clock.now() - clock.now())
    with pytest.raises(Gone):
        await channel.ring("https://web.push.apple.com/\x7f", clock.now() - clock.now())
    await channel.close()
    assert heard == ["https://web.push.apple.com/one"]
