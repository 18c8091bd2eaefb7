"""What the forms of a desk carry."""

from typing import Annotated

import msgspec

from service.beds.words import DeclineReason


class Reasoned(msgspec.Struct, frozen=True):
    """A no: exactly one code."""

    reason: DeclineReason


class Places(msgspec.Struct, frozen=True):
    """A yes to so many places; without a number, to all of them."""

    accept: Annotated[int, msgspec.Meta(ge=1, le=200)] | None = None
