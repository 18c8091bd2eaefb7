"""Short texts at the door: read before anything is stored, and refused with the words found (IMM-05)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.params import QueryParameter

from api.doors import from_cursor
from api.problems import BAD_INPUT, FieldProblem, Refusal
from api.wrong import AN_ID, MOMENT, TO_FILL, Wrong
from service.cases.refusals import UNKNOWN_EXCLUSION
from service.cases.screening.refusals import says_too_much
from service.cases.screening.rules import LONGEST, About, screen
from service.refusals import Refused


def plain(fewest: int, most: int) -> str:
    """The pattern of a text in one line: no control, invisible or direction-changing sign, nor a line break at its
    end, where `$` alone would look away."""
    sign = r"[^\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
    return rf"^{sign}{{{fewest},{most}}}(?!\n)$"


ShortText = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST)]
Region = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}(?!\n)$", max_length=6)]
_SCRIPTS = "Arab|Cans|Cyrl|Deva|Ethi|Guru|Hans|Hant|Hebr|Latn"
"""Scripts that a language may be told with: any four letters would let words in (`no-visa` has the shape of a tag)."""
Language = Annotated[
    str,
    msgspec.Meta(
        pattern=rf"^[A-Za-z]{{2,3}}(-({_SCRIPTS}))?(-([A-Za-z]{{2}}|[0-9]{{3}}))?(?!\n)$",
        max_length=12,
    ),
]
Name = Annotated[str, msgspec.Meta(pattern=plain(1, 120), max_length=120)]
Reference = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._/#-]{0,79}(?!\n)$", max_length=80)]
InRegion = Annotated[str | None, QueryParameter(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}(?!\n)$", max_length=6)]
Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Cents = Annotated[int, msgspec.Meta(ge=1, le=100_000_000)]


def screened(texts: Mapping[str, str | None], about: About = "need") -> None:
    """Raises `Refusal` for the first field whose text says what Relais does not keep (IMM-05, CPL-01, CNF-02).

    At the door, so that neither the text nor the words found reach the idempotency record or the trail. Text `about` a
    name may hold the title and name of a shop.
    """
    for field, text in texts.items():
        findings = screen(text, about) if text else ()
        if findings:
            raise Refusal(says_too_much(findings), [FieldProblem(field, found.words) for found in findings])


def identified(field: str, text: str) -> None:
    """Raises `Refusal` when a text that stands for an identifier is none."""
    try:
        UUID(text)
    except ValueError:
        raise Refusal(Refused(UNKNOWN_EXCLUSION), [Wrong(field, AN_ID)]) from None


def required(field: str, text: str | None) -> None:
    """Raises `Refusal` when a text that this case asks for is missing."""
    if not text:
        raise Refusal(Refused(BAD_INPUT), [Wrong(field, TO_FILL)])


def utc(at: datetime, field: str) -> datetime:
    """The moment in UTC, if it names its offset and lies between 1990 and 2200.

    Raises `Refusal` otherwise: a local time could mean any hour, and no calendar here reaches further.
    """
    if at.tzinfo is None or not 1990 <= at.year <= 2200:
        raise Refusal(Refused(BAD_INPUT), [Wrong(field, MOMENT)])
    return at.astimezone(UTC)


def position(cursor: str | None) -> tuple[datetime, UUID] | None:
    """Where a list goes on, from its cursor. Raises `Refusal` for what is no cursor of ours."""
    found = from_cursor(cursor, datetime, UUID)
    return (utc(found[0], "cursor"), found[1]) if found else None


class Created(msgspec.Struct, frozen=True):
    """The identifier of what was just made."""

    id: UUID
