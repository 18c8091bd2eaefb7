"""Stripe's idempotency layer, as its documentation describes it.

The first answer under a key is stored once the work has begun, errors of 4xx and 500 included, and repeated
for at least 24 hours. Refused parameters, a key in use and rate limits come before the work: not stored.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from api.demo.stripe_double.wire import Json, RefusalError, Reply, Request

KEPT_FOR = 24 * 3600
"""Seconds after which a key is forgotten and the same call would run again."""


class Idempotency:
    """`kept` is plain JSON so that the double can be put on disk."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self.kept: dict[str, Json] = {}
        self._running: set[str] = set()
        self._clock = clock

    def replay(self, request: Request) -> Reply | None:
        """The stored answer; None where the key is new. Other parameters under the key are refused."""
        stored = self.kept.get(_name(request))
        if stored is None or stored["at"] + KEPT_FOR <= self._clock():
            return None
        if stored["of"] != _fingerprint(request):
            raise _mismatch(request)
        return Reply(stored["status"], stored["body"], {"Idempotent-Replayed": "true"})

    @contextmanager
    def running(self, request: Request) -> Iterator[None]:
        """While one call runs under a key, another is refused with 409."""
        name = _name(request)
        if name in self._running:
            raise in_use(request)
        self._running.add(name)
        try:
            yield
        finally:
            self._running.discard(name)

    def keep(self, request: Request, reply: Reply) -> None:
        self.kept[_name(request)] = {
            "of": _fingerprint(request),
            "status": reply.status,
            "body": reply.body,
            "at": self._clock(),
        }


def in_use(request: Request) -> RefusalError:
    message = f"There is currently another in-progress request using this Idempotent Key: {request.key}."
    return RefusalError(409, message, kind="idempotency_error", code="idempotency_key_in_use", kept=False)


def _mismatch(request: Request) -> RefusalError:
    message = (
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        f"Try using a key other than '{request.key}' if you meant to execute a different request."
    )
    return RefusalError(400, message, kind="idempotency_error", kept=False)


def _name(request: Request) -> str:
    return f"{request.account or ''} {request.key}"


def _fingerprint(request: Request) -> str:
    return json.dumps([request.path, request.form], sort_keys=True)
