"""In which of the two languages to answer (LNG-01)."""

from typing import Any

from litestar.connection import ASGIConnection

from api.browser.cookies import LANGUAGE
from service.refusals import Language

ASKED = "relais_language"
"""In a connection's scope: the language that a form's own button asks for; the page is painted in it at once."""


def language_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Language:
    """The language asked for just now, else the one chosen in the page, else that of `Accept-Language`, else French.

    Only those that Relais speaks count.
    """
    asked = connection.scope.get(ASKED)
    chosen = asked or connection.cookies.get(LANGUAGE)
    if chosen in ("fr", "en"):
        return "fr" if chosen == "fr" else "en"
    return preferred(connection.headers.get("accept-language", ""))


def answer_in(connection: ASGIConnection[Any, Any, Any, Any], language: Language) -> None:
    """From here on this request is answered in that language."""
    scope: Any = connection.scope
    scope[ASKED] = language


def preferred(header: str) -> Language:
    """The preferred language of an `Accept-Language` header (RFC 9110, section 12.5.4)."""
    wishes = []
    for position, part in enumerate(header.split(",")[:20]):
        tag, _, parameters = part.strip().partition(";")
        wishes.append((-_quality(parameters), position, tag.strip().lower()[:2]))
    for quality, _, tag in sorted(wishes):
        if quality < 0 and tag in ("fr", "en"):
            return "fr" if tag == "fr" else "en"
    return "fr"


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
