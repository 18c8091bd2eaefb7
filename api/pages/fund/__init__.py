"""A fund administrator: the queue, one request on one screen, payments, envelopes, policy, books (FND)."""

from typing import Any

handlers: list[Any] = []
