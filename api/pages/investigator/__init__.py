"""An investigator: a reservation in under a minute, its board, its launch and its hand-over; counts only (OPS)."""

from typing import Any

handlers: list[Any] = []
