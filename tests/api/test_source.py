"""Where a request comes from: what our own proxies say, and not what anybody writes."""

from typing import Any

import pytest
from litestar import Request
from litestar.testing import RequestFactory

from api.auth.source import site_of, source_of
from service.settings import Settings


def request(headers: dict[str, str]) -> Request[Any, Any, Any]:
    """A request that reached us from a proxy of ours, or from anywhere."""
    made = RequestFactory().get("/", headers=headers)
    made.scope["client"] = ("198.51.100.1", 1)
    return made


@pytest.mark.parametrize(
    ("proxies", "forwarded", "source"),
    [
        (0, None, "198.51.100.1"),
        (0, "203.0.113.7", "198.51.100.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "10.0.0.1, 203.0.113.7", "203.0.113.7"),
        (2, "10.0.0.1, 203.0.113.7, 192.0.2.1", "203.0.113.7"),
        (1, None, "unknown"),
        (2, "203.0.113.7", "198.51.100.1"),
        (1, "nonsense", "unknown"),
        (1, "2001:db8:1:2::5", "2001:db8:1:2::/64"),
    ],
)
def test_only_what_our_proxies_append_is_believed(proxies: int, forwarded: str | None, source: str) -> None:
    """ASVS 6.3.1: whoever writes another address in front of each guess is still counted as one."""
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert source_of(request(headers), Settings(proxies=proxies)) == source


def test_passkeys_are_of_the_origin_that_was_set() -> None:
    """WebAuthn 13.4.9: a forged Host changes nothing where the origin is set, and nobody but its sender elsewhere."""
    asked = request({"Host": "evil.example"})
    found = site_of(asked, Settings(origin="https://relais.example"))
    assert (found.origin, found.domain) == ("https://relais.example", "relais.example")
    assert site_of(request({"Host": "localhost:8000"}), Settings()).domain == "localhost"
