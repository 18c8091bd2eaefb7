"""The desk of a shelter at night: what waits for an answer, the count, who is expected, who is here (BED, PIV-07)."""

from typing import Any

from api.pages.front_desk import asked, counts, entry, here, requests

handlers: list[Any] = [
    *counts.handlers,
    *requests.handlers,
    *asked.handlers,
    *here.handlers,
    *entry.handlers,
]
