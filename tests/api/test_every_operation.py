"""Every operation of the API's own document, knocked at without a token, with random ids, and with others' ids."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from service.partners.actor import Role
from tests.api.described import Example, Operation, operations
from tests.api.world import KINDS, World
from tests.network import Network

MEANT = {
    ("search_board", Role.PIVOT_WORKER),
    ("search_board", Role.REGIONAL_COORDINATOR),
    ("list_funds", Role.PIVOT_WORKER),
    ("list_payees_of_fund", Role.PIVOT_WORKER),
    ("read_operation_counts", Role.AUDITOR),
}
"""What is told to somebody in another organisation by its very purpose: which shelters there are and who gives money,
to those who accompany people; and to an auditor how many (POL-03)."""
WORDS = re.compile(r"[0-9A-Za-z-]{4,}")


async def knock(
    client: httpx.AsyncClient, operation: Operation, example: Example, ids: Mapping[str, UUID], headers: Any
) -> httpx.Response:
    """Ask for an operation with a body and a query that its document accepts."""
    asked = {each["name"]: example.of(each["schema"], each["name"]) for each in operation.query}
    query = {name: value for name, value in asked.items() if name in QUERY}
    body = None if operation.body is None else example.of(operation.body)
    return await client.request(
        operation.method,
        operation.at({name: ids.get(name, example.some_id) for name in operation.ids}),
        params={**query, **QUERIES.get(operation.id, {})},
        json=body,
        headers={**headers, **{name: '"1"' for name in operation.headers if name == "If-Match"}},
    )


QUERY = {"region", "first", "until", "from_day", "to_day", "nights"}
QUERIES: Mapping[str, Mapping[str, Any]] = {
    "search_board": {"person": "man:25%2B", "nights": 1},
    "read_annual_report": {"from_day": "2026-01-01", "to_day": "2026-11-01"},
    "list_unmet_needs": {"region": "CA-QC", "first": "2026-11-01", "until": "2026-11-03"},
}


def named(operation: Operation, world: World) -> dict[str, UUID]:
    """The world's ids for an operation's path. Raises `KeyError` for a name that the world does not know yet."""
    names = {name: name for name in operation.ids}
    if operation.path.startswith("/v1/shelter-requests/"):
        names["request_id"] = "shelter_request_id"
    return {name: world.ids[kind] for name, kind in names.items()}


async def stranger(role: Role, network: Network) -> UUID:
    """A member in this role of an organisation that nobody here has to do with."""
    return await network.member(await network.organisation(KINDS[role], regions=["CA-BC"]), role)


def test_there_are_operations_and_only_the_webhook_is_open_to_everybody() -> None:
    assert len(operations()) > 80
    assert [each.id for each in operations() if each.public] == ["hear_stripe"]


async def test_without_a_token_nobody_is_told_anything(client: httpx.AsyncClient, world: World) -> None:
    """Whatever is sent, and whether the thing exists or not: 401, before anything else is looked at."""
    wrong = []
    for operation in operations():
        if operation.public:
            continue
        example = Example(world.clock.now(), uuid4())
        for headers in ({}, {"Authorization": "Bearer nothing"}, {"Authorization": "Basic eDp5"}):
            answer = await knock(client, operation, example, named(operation, world), headers)
            said = (answer.status_code, answer.headers["content-type"], answer.json()["type"])
            if said != (401, "application/problem+json", "/problems/not_signed_in"):
                wrong.append((operation.id, headers, said))
    assert wrong == []


@pytest.mark.parametrize("role", Role)
async def test_strangers_learn_nothing_of_others(
    role: Role, client: httpx.AsyncClient, world: World, network: Network, as_: Any
) -> None:
    """CNF-03, POL-03: with ids that exist and with ids that do not, the answers are the same, documented, and hold
    nothing of another organisation; nothing breaks."""
    secrets = await world.secrets()
    me = await stranger(role, network)
    wrong: list[tuple[str, str, Any]] = []
    for operation in operations():
        answers = []
        for ids in (named(operation, world), {name: uuid4() for name in operation.ids}):
            example = Example(world.clock.now(), uuid4())
            answer = await knock(client, operation, example, ids, as_(me, key=uuid4().hex))
            wrong += [(operation.id, why, answer.text[:300]) for why in faults(operation, answer)]
            told = leaked(answer, secrets, ids)
            wrong += [(operation.id, "tells", told)] if told and (operation.id, role) not in MEANT else []
            answers.append((answer.status_code, answer.json().get("type") if is_problem(answer) else ""))
        if answers[0] != answers[1]:
            wrong.append((operation.id, "tells what exists", answers))
    assert wrong == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.NETWORK_ADMINISTRATOR])
async def test_nothing_breaks_for_the_worlds_own_people(
    role: Role, client: httpx.AsyncClient, world: World, as_: Any
) -> None:
    """Each operation with everything it may be asked, by somebody who may well do it, answers as documented."""
    wrong = []
    for only_required in (True, False):
        for operation in operations():
            example = Example(world.clock.now(), uuid4(), only_required)
            answer = await knock(
                client, operation, example, named(operation, world), as_(world.people[role], key=uuid4().hex)
            )
            wrong += [(operation.id, why, answer.text[:300]) for why in faults(operation, answer)]
    assert wrong == []


def is_problem(answer: httpx.Response) -> bool:
    return str(answer.headers.get("content-type")) == "application/problem+json"


def faults(operation: Operation, answer: httpx.Response) -> list[str]:
    """What is wrong with an answer, whoever asked."""
    found = []
    if answer.status_code >= 500:
        found.append(f"broken: {answer.status_code}")
    if answer.status_code not in operation.statuses:
        found.append(f"undocumented: {answer.status_code}")
    if answer.status_code >= 400 and not is_problem(answer):
        found.append(f"no problem document: {answer.headers.get('content-type')}")
    if is_problem(answer) and not answer.json()["detail"]:
        found.append("nothing to do next")
    return found


def leaked(answer: httpx.Response, secrets: frozenset[str], sent: Mapping[str, UUID]) -> set[str]:
    """Identifiers and codes of the world in an answer, but for those that were sent."""
    return set(secrets.intersection(WORDS.findall(answer.text))) - {str(id_) for id_ in sent.values()}
