"""A regional coordinator: who waits, overrides, needs without a place, gaps of duty (EXP, RIG)."""

from typing import Any

handlers: list[Any] = []
