"""A fund administrator: the queue, one request on one screen, payments, envelopes, policy, books (FND)."""

from typing import Any

from api.pages.fund import deciding, envelopes, payments, policy, request, waiting

handlers: list[Any] = [
    handler
    for module in (waiting, request, deciding, payments, envelopes, policy)
    for handler in module.handlers
]
"""Every page of this role but its part of the first one."""
