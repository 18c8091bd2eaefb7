"""Where to report a weakness, for whoever finds one (RFC 9116): the operator's address, never one of ours."""

from datetime import timedelta

from litestar import Response, get
from litestar.di import NamedDependency

from api.problems import Refusal
from service.refusals import NOT_FOUND, Refused
from service.settings import Settings
from service.store.store import Store

GOOD_FOR = timedelta(days=360)
"""RFC 9116 asks for less than a year; it is written anew at each reading."""


@get("/.well-known/security.txt", include_in_schema=False, security=[])
async def read_security_txt(
    settings: NamedDependency[Settings], store: NamedDependency[Store]
) -> Response[str]:
    """Raises `Refusal` (404) where the operator has named no address (`RELAIS_SECURITY_CONTACT`)."""
    if not settings.security_contact:
        raise Refusal(Refused(NOT_FOUND))
    lines = [
        f"Contact: {settings.security_contact}",
        f"Expires: {store.clock.now() + GOOD_FOR:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
    ]
    if settings.origin:
        lines.append(f"Canonical: {settings.origin}/.well-known/security.txt")
    return Response("\n".join([*lines, ""]), media_type="text/plain")


handlers = [read_security_txt]
