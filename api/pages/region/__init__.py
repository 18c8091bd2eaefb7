"""A regional coordinator: who waits, overrides, needs without a place, gaps of duty (EXP, RIG)."""

from typing import Any

from api.pages.region import helping, keeping, others, overriding

handlers: list[Any] = [
    handler for module in (helping, overriding, keeping, others) for handler in module.handlers
]
