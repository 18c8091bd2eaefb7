"""Nobody sets a column by naming it: every body refuses what it does not know, at every depth (API 6, ASVS 15.3.3)."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from service.clock import SetClock
from service.partners.actor import Role
from tests.api.described import Example, operations
from tests.api.knocking import body_of
from tests.network import Network

ROW = {
    "id": str(uuid4()),
    "organisation_id": str(uuid4()),
    "member_id": str(uuid4()),
    "state": "approved",
    "proposed_by": str(uuid4()),
    "signed_by": str(uuid4()),
    "approved_cents": 1,
    "version": 99,
    "created_at": "2020-01-01T00:00:00Z",
    "roles": ["auditor"],
    "anything": True,
}
"""Columns that a body might wish to set, and a word that means nothing."""


def places(body: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where an object stands in a body: at its top, and within it."""
    if isinstance(body, dict):
        yield path
        for name, value in body.items():
            yield from places(value, (*path, name))
    elif isinstance(body, list):
        for index, value in enumerate(body):
            yield from places(value, (*path, index))


def with_field(body: Any, path: tuple[Any, ...], name: str) -> Any:
    """A copy of the body with one more field at that place."""
    if not path:
        return {**body, name: ROW[name]}
    head, *rest = path
    copied = list(body) if isinstance(body, list) else dict(body)
    copied[head] = with_field(body[head], tuple(rest), name)
    return copied


def tries(body: Any) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Each object of the body with each field that it does not have. What a browser made of a passkey is its own:
    WebAuthn lets it grow, nothing of it becomes a column by its name, and it is read by the library alone."""
    for path in places(body):
        if path[:1] == ("credential",):
            continue
        found = body
        for step in path:
            found = found[step]
        yield from ((path, name) for name in ROW if name not in found)


@pytest.mark.parametrize(
    "id_",
    [
        each.id
        for each in operations()
        if each.body is not None and not (each.public and "webhook" in each.path)
    ],
)
async def test_a_body_takes_nothing_that_it_does_not_know(
    client: httpx.AsyncClient, network: Network, clock: SetClock, as_: Any, id_: str
) -> None:
    """API 6: each field of a row, and a made-up one, at each depth: refused by name, before anything is done."""
    operation = next(each for each in operations() if each.id == id_)
    me = await network.member(await network.organisation("coordination"), Role.REGIONAL_COORDINATOR)
    body = body_of(operation, Example(clock.now(), uuid4()))
    headers = {
        **as_(me, key=uuid4().hex),
        **{name: '"1"' for name in operation.headers if name == "If-Match"},
    }
    at = operation.at({name: uuid4() for name in operation.ids})
    wrong = []
    for path, name in tries(body):
        answer = await client.request(
            operation.method, at, json=with_field(body, path, name), headers=headers
        )
        said = answer.json()
        if (
            answer.status_code != 400
            or said["type"] != "/problems/bad_input"
            or name not in str(said["fields"])
        ):
            wrong.append((path, name, answer.text[:200]))
    assert wrong == []
