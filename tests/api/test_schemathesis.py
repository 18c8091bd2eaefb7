"""Data that the API's document allows, and data that it does not, sent over real HTTP by people in every role: nothing
breaks, and every answer is one that the document describes.

`RELAIS_FUZZ=200` sends so many examples of each kind to each operation, by chance instead of by heart.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

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

from api.app import Relais
from api.openapi import document
from service.partners.actor import Role
from tests.api.world import World, window
from tests.one_app import app_of
from tests.visibility.doors import DOORS, inside

FUZZ = os.environ.get("RELAIS_FUZZ")
EXAMPLES = int(FUZZ or 2)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
ROLES = [
    Role.PIVOT_WORKER,
    Role.FRONT_DESK,
    Role.SHELTER_COORDINATOR,
    Role.INVESTIGATOR,
    Role.FUND_ADMINISTRATOR,
    Role.REGIONAL_COORDINATOR,
    Role.AUDITOR,
]
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


@pytest.mark.parametrize("role", ROLES)
async def test_whatever_is_sent_is_answered_as_documented(
    role: Role, url: str, world: World, as_: Any
) -> None:
    """POL-03: the ids of things that exist are among what is sent, so that what lies behind them is reached."""
    schema = schemathesis.openapi.from_dict(_signed_in(document()))
    visit = Visit(url, world, as_(world.people[role]))
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    mine = [each for each in operations if comes_in(each.definition.raw["operationId"], role)]
    for operation in mine:
        await asyncio.to_thread(visit.to, operation)
    assert visit.faults == []


def comes_in(operation: str, role: Role) -> bool:
    """Whom a door lets in tries what lies behind it; one that knows no difference is tried by the first role alone.
    That the others are turned away, whatever they send, is proved in `test_every_operation`."""
    if operation == ENDLESS or operation not in DOORS:
        return False
    return role is ROLES[0] if len(set(DOORS[operation])) == 1 else role in inside(operation)


def test_every_door_is_tried() -> None:
    """POL-03: by somebody; but the stream, which does not end."""
    tried = {each for each in DOORS for role in ROLES if comes_in(each, role)}
    assert DOORS.keys() - tried <= {ENDLESS} | {
        each for each in DOORS if set(inside(each)) <= {Role.NETWORK_ADMINISTRATOR}
    }


def _signed_in(description: dict[str, Any]) -> dict[str, Any]:
    """The document for somebody whose token is always sent: `test_every_operation` knocks without one."""
    for methods in description["paths"].values():
        for operation in methods.values():
            operation.pop("security", None)
    return description


class Visit:
    """One person at every door, with a session that stays open; what was wrong is kept, and the next door tried."""

    def __init__(self, url: str, world: World, headers: dict[str, str]) -> None:
        self.url, self.world = url, world
        self.session = requests.Session()
        self.headers = headers
        self.faults: list[str] = []

    def to(self, operation: APIOperation[Any, Any, Any, Any]) -> None:
        """Examples of both kinds at one door."""
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            if mode.is_negative and not (operation.body or operation.query or operation.path_parameters):
                continue
            try:
                self._examples(operation, mode)
            except (Exception, FailureGroup) as fault:  # one door's fault hides no other's
                self.faults.append(f"{operation.label} {mode.value}: {_told(fault)}")

    def _examples(self, operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode) -> None:
        @given(case=operation.as_strategy(generation_mode=mode), real=st.booleans())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=FUZZ is None,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        )
        def visit(case: Case[Any], real: bool) -> None:
            if real:
                _reach(case, self.world)
            key = {} if mode.is_negative else {"Idempotency-Key": uuid4().hex}
            answer = case.call(self.url, session=self.session, headers={**self.headers, **key}, timeout=30)
            case.validate_response(answer, checks=CHECKS)

        visit()


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
