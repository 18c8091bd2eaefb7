"""What goes over the wire: bracketed forms in, JSON and Stripe's error shape out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

Json = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """One answer: status, JSON body, and headers beside the usual ones."""

    status: int
    body: Json
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def payload(self) -> bytes:
        return json.dumps(self.body).encode()


@dataclass(frozen=True)
class Request:
    """One call, read whole: `form` holds the query of a GET and the body of a POST."""

    method: str
    path: str
    headers: Mapping[str, str]
    form: Json

    @property
    def key(self) -> str | None:
        return self.headers.get("idempotency-key")

    @property
    def account(self) -> str | None:
        """The connected account on whose behalf the platform calls."""
        return self.headers.get("stripe-account")


class RefusalError(Exception):
    """A refusal in Stripe's shape. `kept` tells whether its idempotency layer stores the answer."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        kept: bool = True,
    ) -> None:
        super().__init__(message)
        self.kept = kept
        named = {"code": code, "message": message, "param": param, "type": kind}
        self.reply = Reply(status, {"error": {name: value for name, value in named.items() if value}})


def parse(encoded: str) -> Json:
    """`a[b]=1&c=2` as `{"a": {"b": "1"}, "c": "2"}`: every value stays text, as it came."""
    form: Json = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        *parents, last = name.replace("]", "").split("[")
        place = form
        for parent in parents:
            inner = place.setdefault(parent, {})
            if not isinstance(inner, dict):
                raise RefusalError(400, f"Invalid object: {parent}", param=parent, kept=False)
            place = inner
        place[last] = value
    return form


@dataclass(frozen=True)
class Parameters:
    """The names an endpoint takes, `a.b` for one inside another; a name alone takes whatever is inside it.

    Anything else is refused, so that a misspelt parameter shows.
    """

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        return self.required | self.optional

    def check(self, form: Mapping[str, object]) -> None:
        for name in sorted(name for name in flat(form) if not self._takes(name)):
            raise RefusalError(
                400, f"Received unknown parameter: {name}", code="parameter_unknown", param=name, kept=False
            )
        for name in sorted(self.required - form.keys()):
            raise RefusalError(
                400, f"Missing required param: {name}.", code="parameter_missing", param=name, kept=False
            )

    def _takes(self, name: str) -> bool:
        parts = name.split(".")
        return any(".".join(parts[:end]) in self.names for end in range(1, len(parts) + 1))


def flat(form: Mapping[str, object], above: str = "") -> set[str]:
    """The names of a form's values, `a.b` for one inside another; the numbers of a list are no names."""
    found: set[str] = set()
    for part, value in form.items():
        name = above if part.isdecimal() else f"{above}.{part}".lstrip(".")
        found |= flat(value, name) if isinstance(value, dict) and value else {name}
    return found


def whole(form: Mapping[str, Any], name: str, *, low: int, high: int = 99_999_999, default: int = 0) -> int:
    """The whole number of a parameter, within its bounds; `default` where it is absent."""
    if name not in form:
        return default
    text = str(form[name])
    number = int(text) if text.removeprefix("-").isdecimal() else None
    if number is None:
        raise _not_whole(f"Invalid integer: {text}", name)
    if number < low:
        raise _not_whole(f"This value must be greater than or equal to {low}.", name)
    if number > high:
        raise _not_whole(f"This value must be less than or equal to {high}.", name)
    return number


def _not_whole(message: str, name: str) -> RefusalError:
    return RefusalError(400, message, code="parameter_invalid_integer", param=name, kept=False)
