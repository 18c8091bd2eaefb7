"""The API's description, made from the doors themselves."""

from functools import cache
from typing import Any, cast

from api.app import build
from api.auth.tokens import TokenKeys
from api.parts import Relais
from service.clock import SystemClock
from service.settings import Settings
from service.store.store import Store


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document as plain values; whoever changes it changes a copy. Nothing is opened: describing needs no
    database."""
    nobody = TokenKeys("", {})
    store = Store(cast(Any, None), SystemClock())
    application = build(Relais(Settings(), store, nobody))
    return application.openapi_schema.to_schema()
