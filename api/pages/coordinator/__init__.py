"""A shelter's coordinator: what will hurt tonight if left, rooms and closures, agreements, duty, profile."""

from typing import Any

from api.pages.coordinator import (
    address,
    agreement,
    agreements,
    beds,
    closing,
    counting,
    displaced,
    duty,
    duty_fill,
    number,
    phones,
    points,
    profile,
    rooms,
    stays,
)

PAGES = (
    rooms,
    closing,
    beds,
    profile,
    counting,
    address,
    number,
    duty,
    duty_fill,
    phones,
    agreements,
    agreement,
    stays,
    points,
    displaced,
)
handlers: list[Any] = [handler for page in PAGES for handler in page.handlers]
