"""A regional coordinator: who waits, overrides, needs without a place, gaps of duty (EXP, RIG)."""

from typing import Any

from api.pages.region import helping, keeping, overriding

handlers: list[Any] = [handler for module in (helping, overriding, keeping) for handler in module.handlers]
