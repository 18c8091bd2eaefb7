"""A network's administrator: the first run, organisations, members, policy and what two must sign (AGR)."""

from typing import Any

handlers: list[Any] = []
