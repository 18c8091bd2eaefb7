"""Where a process would speak in clear over a network: what production refuses at its start (ASVS 12.3.1, 12.3.4)."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit

VERIFIED = {"verify-ca", "verify-full"}
"""The modes of PostgreSQL's clients in which a server has to prove who it is. `require` takes anybody's word."""
SERVICE = "a service file"


def databases_in_clear(url: str, environ: Mapping[str, str]) -> list[str]:
    """The hosts of a PostgreSQL URL on other machines, unless the URL itself asks for a server that proves who it is.

    Strict where its readers differ (asyncpg; libpq, for backups): every host counts that one of them would go to, and
    the mode has to stand in the URL, where no file and no other variable says otherwise.
    """
    query = parse_qs(urlsplit(url).query)
    modes = set(query.get("sslmode", []))
    if modes and modes <= VERIFIED:
        return []
    found = list(_hosts(url, query)) or list(_hosts_elsewhere(query, environ))
    return [host for host in found if not _stays_here(host)]


def pages_in_clear(url: str) -> list[str]:
    """The host of an http URL that is on another machine."""
    parts = urlsplit(url)
    host = parts.hostname or url
    return [] if parts.scheme == "https" or _stays_here(host) else [host]


def _hosts(url: str, query: Mapping[str, list[str]]) -> Iterator[str]:
    """What the URL names, before its path and behind it."""
    netloc = urlsplit(url).netloc
    lists = [
        netloc.partition("@")[2] if "@" in netloc else netloc,
        *query.get("host", []),
        *query.get("hostaddr", []),
    ]
    for each in ",".join(lists).split(","):
        host = unquote(each)
        if host.startswith("["):
            host = host[1:].partition("]")[0]
        elif host.count(":") == 1:
            host = host.partition(":")[0]
        if host:
            yield host


def _hosts_elsewhere(query: Mapping[str, list[str]], environ: Mapping[str, str]) -> Iterator[str]:
    """Where a URL without a host would go to; with nothing there either it is a socket of this machine."""
    if query.get("service") or environ.get("PGSERVICE"):
        yield SERVICE
    yield from (host for host in environ.get("PGHOST", "").split(",") if host)


def _stays_here(host: str) -> bool:
    """A Unix socket, or this machine's own address."""
    if host.startswith("/") or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
