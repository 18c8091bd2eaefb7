"""How a field of a policy says what it means, in both languages: docs/policy.schema.json and an editor show it."""

from typing import Any, Final

from msgspec import Meta

CENTS: Final[Any] = {"ge": 0, "le": 100_000_000}
DAYS: Final[Any] = {"ge": 1, "le": 366}


def means(fr: str, en: str, **bounds: Any) -> Meta:
    """What a field means, in both languages, and between which numbers it lies."""
    return Meta(description=f"{fr} / {en}", **bounds)
