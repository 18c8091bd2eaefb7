"""Data that the API's document allows, and data that it does not, sent over real HTTP with every role's token: nothing
breaks, every answer is one that the document describes, and none tells a role what the matrix keeps from it.

`RELAIS_FUZZ=200` sends so many examples of each kind to each operation, by chance instead of by heart. The long run
(`-m soak`) knocks at every door with every role's token, and with that of a stranger in the same role.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4
from zlib import crc32

import httpx
import pytest
import requests
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.openapi import document
from api.parts import Relais
from api.problems import TOO_LARGE
from service.clock import SetClock
from service.partners.actor import Role
from tests.api.test_every_operation import MEANT, WORDS
from tests.api.world import KINDS, World, window
from tests.network import Network
from tests.one_app import app_of
from tests.visibility.cells import CELLS
from tests.visibility.doors import DOORS, inside
from tests.visibility.scene import Scene, stage_it

FUZZ = os.environ.get("RELAIS_FUZZ")
EXAMPLES = int(FUZZ or 2)
MANY = int(FUZZ or 10)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
STRICT = {negative_data_rejection}
"""What is too large is refused before it is read, whatever it was."""
GROUPS = (
    (Role.PIVOT_WORKER, Role.NETWORK_ADMINISTRATOR),
    (Role.FRONT_DESK, Role.SHELTER_COORDINATOR, Role.INVESTIGATOR),
    (Role.FUND_ADMINISTRATOR, Role.REGIONAL_COORDINATOR, Role.AUDITOR),
)
"""Each with a scene of its own: what one does there the others of it may find."""
ROLES = [role for group in GROUPS for role in group]
ENDLESS = "read_live"


class Answering(uvicorn.Server):
    """uvicorn that says when it listens, and leaves signals to pytest."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.servers[0].sockets[0].getsockname()[1]}"


@pytest.fixture
async def url(relais: Relais) -> AsyncIterator[str]:
    """The application in this event loop, on a port of its own."""
    with app_of(relais) as app:
        server = Answering(uvicorn.Config(app, port=0, log_level="critical", access_log=False))
        running = asyncio.create_task(server._serve())
        await asyncio.wait_for(server.ready.wait(), 30)
        yield server.url
        server.should_exit = True
        await running


@pytest.fixture
async def scene(client: httpx.AsyncClient, as_: Any, clock: SetClock, network: Network) -> Scene:
    """Every kind of information of the matrix, once, with words that occur nowhere else."""
    return await stage_it(client, as_, clock, network)


@pytest.mark.parametrize("group", GROUPS)
async def test_whatever_is_sent_is_answered_as_documented(
    group: tuple[Role, ...], url: str, scene: Scene, as_: Any
) -> None:
    """POL-03: by whom each door lets in, and by one whom it turns away; the ids of things that exist are among what is
    sent, so that what lies behind them is reached."""
    faults: list[str] = []
    for role in group:
        visit = Visit(url, scene, Visitor(role, as_(scene.people[role])), EXAMPLES)
        await visit.each(partial(is_tried, role))
        faults += visit.faults
    assert faults == []


@pytest.mark.soak
@pytest.mark.parametrize("role", Role)
async def test_whoever_sends_whatever_to_every_door(
    role: Role, url: str, scene: Scene, as_: Any, network: Network
) -> None:
    """POL-03: every door, with the token of everybody in this role: of the scene's own and of a stranger."""
    secrets = await scene.world.secrets()
    somebody = await network.member(await network.organisation(KINDS[role], regions=["CA-BC"]), role)
    faults: list[str] = []
    for visitor in (Visitor(role, as_(somebody), secrets), Visitor(role, as_(scene.people[role]))):
        visit = Visit(url, scene, visitor, MANY)
        await visit.each(lambda door: door in DOORS and door != ENDLESS)
        faults += visit.faults
    assert faults == []


def is_tried(role: Role, operation: str) -> bool:
    """Whether this role knocks there in CI."""
    return comes_in(operation, role) or is_turned_away(operation, role)


def comes_in(operation: str, role: Role) -> bool:
    """Whom a door lets in tries what lies behind it; one that knows no difference is tried by the first role alone."""
    if operation == ENDLESS or operation not in DOORS:
        return False
    return role is ROLES[0] if len(set(DOORS[operation])) == 1 else role in inside(operation)


def is_turned_away(operation: str, role: Role) -> bool:
    """Of those whom a door does not let in, one tries it here, always the same; `-m soak` lets all of them."""
    if operation == ENDLESS or operation not in DOORS:
        return False
    outside = [each for each in Role if each not in inside(operation)]
    return len(set(DOORS[operation])) > 1 and role is outside[crc32(operation.encode()) % len(outside)]


def test_every_door_is_tried() -> None:
    """POL-03: by somebody who comes in and by somebody who does not; but the stream, which does not end."""
    assert DOORS.keys() - {each for each in DOORS for role in ROLES if comes_in(each, role)} <= {ENDLESS}
    assert set(ROLES) == set(Role)
    assert {role for each in DOORS for role in ROLES if is_turned_away(each, role)} == set(Role)


def _signed_in(description: dict[str, Any]) -> dict[str, Any]:
    """The document for somebody whose token is always sent: `test_every_operation` knocks without one."""
    own = deepcopy(description)
    for methods in own["paths"].values():
        for operation in methods.values():
            operation.pop("security", None)
    return own


@dataclass(frozen=True)
class Visitor:
    """Who knocks; `secrets` are what somebody of elsewhere must be told nothing of."""

    role: Role
    headers: Mapping[str, str]
    secrets: frozenset[str] = frozenset()


class Visit:
    """One person at every door, with a session that stays open; what was wrong is kept, and the next door tried."""

    def __init__(self, url: str, scene: Scene, visitor: Visitor, examples: int) -> None:
        self.url, self.scene, self.visitor, self.examples = url, scene, visitor, examples
        self.session = requests.Session()
        self.faults: list[str] = []

    async def each(self, wanted: Callable[[str], bool]) -> None:
        """Knock at every door that is wanted, by its operation's name."""
        schema = schemathesis.openapi.from_dict(_signed_in(document()))
        for found in schema.get_all_operations():
            if isinstance(found, Ok) and wanted(found.ok().definition.raw["operationId"]):
                await asyncio.to_thread(self.to, found.ok())

    def to(self, operation: APIOperation[Any, Any, Any, Any]) -> None:
        """Examples of both kinds at one door; for whom it turns away, what is sent matters less."""
        outside = self.visitor.role not in inside(operation.definition.raw["operationId"])
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            if mode.is_negative and (
                outside or not (operation.body or operation.query or operation.path_parameters)
            ):
                continue
            try:
                self._examples(operation, mode, 1 if outside else self.examples)
            except (Exception, FailureGroup) as fault:  # one door's fault hides no other's
                self.faults.append(f"{self.visitor.role}: {operation.label} {mode.value}: {_told(fault)}")

    def _examples(
        self, operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, examples: int
    ) -> None:
        @given(case=operation.as_strategy(generation_mode=mode), real=st.booleans())
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=FUZZ is None,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        )
        def visit(case: Case[Any], real: bool) -> None:
            if real:
                _reach(case, self.scene.world)
            key = {} if mode.is_negative else {"Idempotency-Key": uuid4().hex}
            headers = {**self.visitor.headers, **key}
            answer = case.call(self.url, session=self.session, headers=headers, timeout=30)
            large = answer.status_code == TOO_LARGE.status
            case.validate_response(answer, checks=[each for each in CHECKS if not (large and each in STRICT)])
            assert told(self.scene, self.visitor, case, answer.content.decode("utf-8", "replace")) == set()

        visit()


NAMES_ALL = frozenset({"list_terms", "read_annual_report", "read_annual_table", "read_code_book"})
"""Doors that name every code there is, whatever happened."""
OWN_ADDRESS = frozenset({"reveal_address", "read_own_address"})
A_TOKEN = re.compile(r"eyJ[\w-]{8,}\.eyJ[\w-]+\.[\w-]+|PRIVATE KEY|\$argon2|-----BEGIN")
"""What no answer holds that was not the answer to signing in."""


def told(scene: Scene, visitor: Visitor, case: Case[Any], answer: str) -> set[str]:
    """What an answer tells that it must not (POL-03): a mark of an information that this role never sees, an address,
    a key; to a stranger anything of this world. What was sent is no secret."""
    door = case.operation.definition.raw["operationId"]
    if door in NAMES_ALL:
        return set()
    kept = {kind for (kind, role), cell in CELLS.items() if role is visitor.role and cell.nothing}
    kept |= set() if door in OWN_ADDRESS else {"shelter address"}
    marks = {mark for kind in kept & scene.marks.keys() for mark in scene.marks[kind]}
    found = {mark for mark in marks if mark in answer} | set(A_TOKEN.findall(answer))
    if (door, visitor.role) not in MEANT:
        found |= visitor.secrets.intersection(WORDS.findall(answer))
    sent = f"{case.path_parameters} {case.query} {case.body!r}"
    return {each for each in found if each not in sent}


def _reach(case: Case[Any], world: World) -> None:
    """Put what exists where the document asks for something by that name, so that what lies behind it is reached."""
    known = _known(world)
    for name, value in case.path_parameters.items():
        kind = "shelter_request_id" if "shelter-requests" in case.path else name
        if _is_id(value) and kind in known:
            case.path_parameters[name] = known[kind]
    if "person" in case.query:
        case.query = {"person": ["man:25%2B"], "case_id": known["case_id"]}
    if isinstance(case.body, dict):
        case.body = _with_known(case.body, known)


def _known(world: World) -> dict[str, Any]:
    now = world.clock.now()
    ids = {name: str(value) for name, value in world.ids.items()}
    return {
        **ids,
        **window(now),
        "looked_at": now.isoformat(),
        "expected_at": (now + timedelta(hours=1)).isoformat(),
        "until": (now + timedelta(days=1)).isoformat(),
        "languages": ["hu"],
        "bed_ids": [ids["bed_id"]],
        "places": [ids["place_id"]],
        "line_ids": [ids["line_id"]],
        "backup_member_id": str(world.backup),
        "limits_shown": 1,
        "pivot_member_id": str(world.stage.pivot),
        "member_id": str(world.backup),
        "organisation_id": str(world.stage.clinic),
        "partner_id": str(world.stage.p1),
    }


def _with_known(body: Any, known: dict[str, Any]) -> Any:
    if isinstance(body, list):
        return [_with_known(each, known) for each in body]
    if not isinstance(body, dict):
        return body
    return {
        name: known[name]
        if name in known
        and (isinstance(value, str) or (isinstance(known[name], list) and isinstance(value, list)))
        else _with_known(value, known)
        for name, value in body.items()
    }


def _is_id(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(UUID(value))
    except ValueError:
        return False


def _told(fault: BaseException) -> str:
    inner = "; ".join(str(each) for each in getattr(fault, "exceptions", ())) or str(fault)
    return inner[:2000]
