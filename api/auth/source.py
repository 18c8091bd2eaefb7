"""Where a request comes from, and which site the browser believes to be at."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from litestar import Request

from service.partners.passkeys.ceremony import Site
from service.settings import Settings


def source_of(request: Request[Any, Any, Any], settings: Settings) -> str:
    """The caller's address on the Internet, as far as our own proxies say it; of IPv6 the network of one household.

    Only what our proxies appended is believed, to the line or as a line of its own (RFC 9110, 5.3): what stands before
    it in `X-Forwarded-For`, anybody can write.
    """
    near = request.client.host if request.client else ""
    if settings.proxies:
        said = ",".join(request.headers.getall("x-forwarded-for", [""])).split(",")
        near = said[-settings.proxies].strip() if len(said) >= settings.proxies else near
    return household(near)


def household(address: str) -> str:
    """An IPv4 address as it is, also where a socket of both kinds writes it as `::ffff:…`: the whole of IPv4 would be
    one source. Of IPv6 its /64, within which anybody has as many addresses as they like."""
    if address.startswith("["):  # some proxies write the port too
        address = address[1:].partition("]")[0]
    elif address.count(":") == 1:
        address = address.partition(":")[0]
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or ip_network((known, 64), strict=False))
    return str(known)


def site_of(request: Request[Any, Any, Any], settings: Settings) -> Site:
    """The origin that passkeys must have been used at: `RELAIS_ORIGIN`, else (demo, tests) where the request went.

    A browser tells the origin that it really is at, so a forged `Host` only makes its own sender's answer wrong.
    """
    origin = settings.origin or f"{request.url.scheme}://{request.headers.get('host', '')}"
    return Site(origin, urlsplit(origin).hostname or "")
