"""A shelter's coordinator: what will hurt tonight if left, rooms and closures, agreements, duty, profile."""

from typing import Any

handlers: list[Any] = []
