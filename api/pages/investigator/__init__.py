"""An investigator: a reservation in under a minute, its board, its launch and its hand-over; counts only (OPS)."""

from typing import Any

from api.pages.investigator import agreements, asking, board, changing, handing, proposing

handlers: list[Any] = [
    handler
    for module in (asking, board, changing, handing, proposing, agreements)
    for handler in module.handlers
]
