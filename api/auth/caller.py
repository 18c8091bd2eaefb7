"""Who is at the door: from the bearer token, to a member that the transaction then looks up."""

from typing import Any

from litestar import Request
from litestar.di import NamedDependency

from api.auth.tokens import NotGenuine, TokenKeys
from api.doors import Caller
from api.language import language_of
from api.problems import NOT_SIGNED_IN, Refusal
from service.refusals import Refused
from service.store.store import Store


def provide_caller(
    request: Request[Any, Any, Any], token_keys: NamedDependency[TokenKeys], store: NamedDependency[Store]
) -> Caller:
    """The caller of `Authorization: Bearer …`. Raises `Refusal` (401)."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Refusal(Refused(NOT_SIGNED_IN))
    try:
        member_id = token_keys.verify(token.strip(), store.clock.now())
    except NotGenuine:
        raise Refusal(Refused(NOT_SIGNED_IN)) from None
    return Caller(member_id, language_of(request))
