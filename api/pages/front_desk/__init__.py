"""The desk of a shelter at night: what waits for an answer, the count, who is expected, who is here (BED, PIV-07)."""

from typing import Any

handlers: list[Any] = []
