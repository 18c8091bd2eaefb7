"""How a door is made: one way to read, one way to change, each with its problems documented and its key taken."""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec
from litestar import Request, Router, get, patch, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.headers import Asked, Changed, ChangedProven, Proven
from api.language import language_of
from api.limits.costs import DEAR
from api.problems import (
    BAD_INPUT,
    BROKEN,
    KEY_MISSING,
    NOT_FROM_HERE,
    NOT_SIGNED_IN,
    TOO_LARGE,
    VERSION_MISSING,
    WRONG_MEDIA_TYPE,
    FieldProblem,
    Refusal,
    documented,
)
from api.wrong import CURSOR, Wrong
from service.partners.actor import Role, Seat
from service.refusals import (
    AWAY,
    BUSY,
    CHANGED_MEANWHILE,
    KEY_REUSED,
    NOT_ALLOWED,
    NOT_FOUND,
    STEP_UP_NEEDED,
    TOO_FAST,
    TOO_OFTEN,
    Language,
    Reason,
    Refused,
)
from service.store.command import Once
from service.store.session import Session

T = TypeVar("T")
Handler = Callable[..., Any]


@dataclass(frozen=True)
class Caller:
    """Who is at the door: a member, not yet looked up, and the language to answer in."""

    member_id: UUID
    language: Language
    until: datetime
    """When this access ends (UTC): a stream ends with it."""
    session_id: UUID | None = None
    proof: UUID | None = None
    """The step-up given for this one action (the header `Step-Up`), not yet looked at."""

    @property
    def seat(self) -> Seat:
        """Who acts, as commands and queries take it."""
        return Seat(self.member_id, self.session_id, self.proof)


class Page(msgspec.Struct, Generic[T], frozen=True):
    """One page of a list; `next` is the cursor of the following one, or null at the end."""

    items: list[T]
    next: str | None = None


class OwnRouter(Router):
    """A router of one application alone. Litestar registers a deep copy, for the case of several: of hundreds of doors
    that is a sixth of the time that an application takes to assemble, and five megabytes (P7)."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "OwnRouter":
        return self


_ALWAYS = (BAD_INPUT, BROKEN, BUSY, AWAY, TOO_FAST)
_SIGNED_IN = (NOT_SIGNED_IN, NOT_ALLOWED, NOT_FOUND)
_WITH_BODY = (NOT_FROM_HERE, TOO_LARGE, WRONG_MEDIA_TYPE)


def read(
    path: str,
    *,
    id: str,
    summary: str,
    tag: str,
    refusals: Sequence[Reason] = (),
    public: bool = False,
    media_type: str = "application/json",
) -> Callable[[Handler], HTTPRouteHandler]:
    """A door that only reads; a file or a picture names its media type."""
    return get(
        path,
        media_type=media_type,
        operation_id=id,
        summary=summary,
        tags=[tag],
        responses=documented(_reasons(refusals, public, dear(id))),
        security=[] if public else [{"bearer": []}],
        cache_control=None,
    )


def ask(
    path: str,
    *,
    id: str,
    summary: str,
    tag: str,
    refusals: Sequence[Reason] = (),
    public: bool = False,
    status: int = 201,
    step_up: bool = False,
) -> Callable[[Handler], HTTPRouteHandler]:
    """A POST: takes `Idempotency-Key` (declare `once: NamedDependency[Once]`); a repeat has one effect.

    With `step_up`, its command asks for a proof, which comes with the header `Step-Up`.
    """
    more = (*_WITH_BODY, KEY_MISSING, KEY_REUSED, *dear(id), *((STEP_UP_NEEDED,) if step_up else ()))
    return post(
        path,
        operation_id=id,
        summary=summary,
        tags=[tag],
        status_code=status,
        operation_class=Proven if step_up else Asked,
        responses=documented(_reasons(refusals, public, more)),
        security=[] if public else [{"bearer": []}],
    )


def change(
    path: str,
    *,
    id: str,
    summary: str,
    tag: str,
    refusals: Sequence[Reason] = (),
    whole: bool = True,
    step_up: bool = False,
) -> Callable[[Handler], HTTPRouteHandler]:
    """A PUT (or PATCH, when not `whole`): takes `If-Match` (declare `version: NamedDependency[int]`).

    With `step_up`, its command asks for a proof, which comes with the header `Step-Up`.
    """
    make = put if whole else patch
    more = (
        *_WITH_BODY,
        VERSION_MISSING,
        CHANGED_MEANWHILE,
        *dear(id),
        *((STEP_UP_NEEDED,) if step_up else ()),
    )
    return make(
        path,
        operation_id=id,
        summary=summary,
        tags=[tag],
        operation_class=ChangedProven if step_up else Changed,
        responses=documented(_reasons(refusals, False, more)),
        security=[{"bearer": []}],
    )


def dear(operation: str) -> tuple[Reason, ...]:
    """The refusal of an operation that is counted over all replicas (`api/limits/costs.py`)."""
    return (TOO_OFTEN,) if operation in DEAR else ()


def _reasons(own: Iterable[Reason], public: bool, more: Iterable[Reason]) -> list[Reason]:
    found = [*_ALWAYS, *(() if public else _SIGNED_IN), *more, *own]
    return list(dict.fromkeys(found))


def accepted(outcome: T | Refused) -> T:
    """The answer of a command or a query. Raises `Refusal`, which becomes the problem document."""
    if isinstance(outcome, Refused):
        raise Refusal(outcome)
    return outcome


def for_roles(session: Session, *roles: Role) -> None:
    """Lets these roles in, and refuses the others before anything is read (POL-03). Raises `Refusal`."""
    if not session.actor.has(*roles):
        raise Refusal(Refused(NOT_ALLOWED))


def bad_input(field: str, fr: str, en: str, request: Request[Any, Any, Any]) -> Refusal:
    """A refusal about one field, in the caller's language."""
    return Refusal(Refused(BAD_INPUT), [FieldProblem(field, fr if language_of(request) == "fr" else en)])


_KEY = re.compile(r"[\x21-\x7e]{1,255}")


async def provide_once(request: Request[Any, Any, Any], caller: NamedDependency[Caller]) -> Once:  # noqa: ARG001
    """The idempotency key with the fingerprint of method, path and body; for whoever is known."""
    key = request.headers.get("idempotency-key", "").strip()
    if not _KEY.fullmatch(key):
        raise Refusal(Refused(KEY_MISSING))
    asked = sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    asked.update(await request.body())
    return Once(key, asked.digest())


def proof_of(request: Request[Any, Any, Any]) -> UUID | None:
    """The step-up that comes with this request; what is no id proves nothing."""
    try:
        return UUID(request.headers.get("step-up", ""))
    except ValueError:
        return None


def provide_version(request: Request[Any, Any, Any]) -> int:
    """The version that the caller last read, from `If-Match: "3"`."""
    text = request.headers.get("if-match", "").strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise Refusal(Refused(VERSION_MISSING))
    return int(text)


def etag(version: int) -> dict[str, str]:
    """The header that names a version."""
    return {"ETag": f'"{version}"'}


def to_cursor(*position: Any) -> str:
    """An opaque cursor for a position in a list."""
    return base64.urlsafe_b64encode(msgspec.json.encode(position)).decode().rstrip("=")


def from_cursor(cursor: str | None, *types: type) -> tuple[Any, ...] | None:
    """The position that a cursor stands for, or `None` at the start. Raises `Refusal` for anything else."""
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found = msgspec.json.decode(base64.urlsafe_b64decode(padded))
        if not isinstance(found, list) or len(found) != len(types):
            raise ValueError("another shape")
        return tuple(
            _in_range(msgspec.convert(value, type_)) for value, type_ in zip(found, types, strict=True)
        )
    except (ValueError, OverflowError, binascii.Error, msgspec.MsgspecError) as error:
        raise Refusal(Refused(BAD_INPUT), [Wrong("cursor", CURSOR)]) from error


def _in_range(value: Any) -> Any:
    """A position that PostgreSQL could hold: nobody else wrote another. Raises `ValueError` or `OverflowError`."""
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError("a number beyond all positions")
    if isinstance(value, str) and "\0" in value:
        raise ValueError("a sign that no text holds")
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("a moment of no place")
    return value.astimezone(UTC) if isinstance(value, datetime) else value
