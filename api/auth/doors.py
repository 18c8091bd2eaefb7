"""Doors of ceremonies: each of their requests is good once by itself (a challenge, a code, a token that is replaced).

So they take no `Idempotency-Key`: what an idempotency record would keep to answer again are the very secrets that are
told once and kept nowhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import post
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Operation

from api.headers import STEP_UP
from api.problems import (
    BAD_INPUT,
    BROKEN,
    NOT_FROM_HERE,
    NOT_SIGNED_IN,
    TOO_LARGE,
    WRONG_MEDIA_TYPE,
    documented,
)
from service.refusals import BUSY, NOT_ALLOWED, NOT_FOUND, STEP_UP_NEEDED, TOO_FAST, Reason

TAG = "sign-in"
NOTHING = {
    204: ResponseSpec(data_container=None, generate_examples=False, description="Done: nothing follows")
}
"""A `Response[None]` would be described as one with the text `null`."""
_ALWAYS = (BAD_INPUT, BROKEN, BUSY, NOT_FROM_HERE, TOO_FAST, TOO_LARGE, WRONG_MEDIA_TYPE)
_SIGNED_IN = (NOT_SIGNED_IN, NOT_ALLOWED, NOT_FOUND)


@dataclass
class ProvenOnce(Operation):
    """A ceremony that asks for a proof: it takes `Step-Up`."""

    def __post_init__(self) -> None:
        self.parameters = [*(self.parameters or []), STEP_UP]


def ceremony(
    path: str,
    *,
    id: str,
    summary: str,
    refusals: Sequence[Reason] = (),
    public: bool = False,
    status: int = 200,
    step_up: bool = False,
) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    """A POST without `Idempotency-Key`; `public` ones are for whoever is not signed in yet."""
    asked = (*(() if public else _SIGNED_IN), *((STEP_UP_NEEDED,) if step_up else ()))
    return post(
        path,
        operation_id=id,
        summary=summary,
        tags=[TAG],
        status_code=status,
        operation_class=ProvenOnce if step_up else Operation,
        responses={
            **documented(dict.fromkeys((*_ALWAYS, *asked, *refusals))),
            **(NOTHING if status == 204 else {}),
        },
        security=[] if public else [{"bearer": []}],
    )
