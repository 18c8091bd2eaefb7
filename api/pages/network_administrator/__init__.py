"""A network's administrator: the first run, organisations, members, policy and what two must sign (AGR)."""

from typing import Any

from api.pages.network_administrator import accesses, beginning, changes, networks, organisations

handlers: list[Any] = [
    *beginning.handlers,
    *networks.handlers,
    *organisations.handlers,
    *changes.handlers,
    *accesses.handlers,
]
