"""Asking for an operation as its document says: with its own example, with others' ids, and counted."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from tests.api.described import Example, Operation
from tests.api.world import World
from tests.api.world_settings import AN_INCIDENT
from tests.api.world_travel import a_picture

QUERY = {"region", "first", "until", "from_day", "to_day", "nights"}
QUERIES: Mapping[str, Mapping[str, Any]] = {
    "audit_placements": {"from_day": "2026-01-01", "to_day": "2026-11-05"},
    "audit_second_looks": {"fund_id": "00000000-0000-4000-8000-000000000001", "month": "2026-10"},
    "audit_request": {"code": "R-2222"},
    "prove_inclusion": {"leaf": "00" * 32},
    "prove_consistency": {"older": 1},
    "propose_carriers": {
        "fund_id": "00000000-0000-4000-8000-000000000001",
        "category": "travel_intercity",
        "from_region": "CA-QC",
        "day": "2026-11-05",
    },
    "read_review_figures": {"from_day": "2026-11-01", "to_day": "2026-11-05"},
    "search_board": {"person": "man:25+", "nights": 1},
    "list_others": {"region": "CA-QC", "month": "2026-11"},
    "preview_closure": {
        "bed": "00000000-0000-4000-8000-000000000001",
        "starts_at": "2026-11-03T18:00:00Z",
        "ends_at": "2026-11-05T18:00:00Z",
    },
    "read_general_ledger": {"from_day": "2026-11-01", "to_day": "2026-11-05"},
    "list_book_entries": {"from_day": "2026-11-01", "to_day": "2026-11-05"},
    "read_envelope_statement": {"from_day": "2026-11-01", "to_day": "2026-11-05"},
    "read_annual_report": {"from_day": "2026-01-01", "to_day": "2026-11-01"},
    "read_annual_table": {"from_day": "2026-01-01", "to_day": "2026-11-01"},
    "read_statement": {"from_month": "2026-01", "to_month": "2027-01"},
    "read_statement_table": {"from_month": "2026-01", "to_month": "2027-01"},
    "list_unmet_needs": {"region": "CA-QC", "first": "2026-11-01", "until": "2026-11-03"},
}
BODIES: Mapping[str, Mapping[str, Any]] = {
    "enter_incident": {**AN_INCIDENT, "commission_told_on": None, "people_told_on": None},
    "enter_incident_again": {**AN_INCIDENT, "commission_told_on": None, "people_told_on": None},
    "enter_anonymisation": {
        "techniques": ["counts_only"],
        "analysed_on": "2026-10-01",
        "analysed_again_on": None,
    },
    "ask_link": {"code": "222-222"},
    "declare_carrier": {
        "regions_from": ["CA-QC"],
        "regions_to": ["CA-ON"],
        "starts_on": "2026-11-03",
        "review_on": "2026-12-01",
        "ends_on": "2027-01-01",
    },
    "ask_reconciliation": {
        "rail": "manual_cash",
        "since": "2026-11-01T00:00:00Z",
        "until": "2026-11-02T00:00:00Z",
    },
    "renew_carrier": {"ends_on": "2027-01-01", "review_on": "2026-12-01"},
    "open_case": {"consents": [{"scope": "bed"}]},
    "give_consent": {"shared_with": None},
    "note_duty": {"reason": None},
    "create_envelope": {"code": "F9", "regions": ["CA-QC"]},
    "confirm_code": {"code": "123456"},
    "prove_by_code": {"code": "123456"},
    "sign_in_by_code": {"code": "123456"},
    "sign_in_by_pin": {"pin": "123456"},
    "take_proof": {"code": "R-2222", "older": None},
    "load_vouchers": {"codes": ["ABCD-1234"]},
    "propose_organisation": {"regions": ["CA-QC"]},
    "write_address": {"where": "1 example road", "line": None},
    "write_duty_number": {"duty_number": "555-0100"},
    "write_duty_phone": {"duty_number": "514 555-0142"},
    "register_push_device": {"endpoint": "https://web.push.apple.com/one"},
    "review_agreement": {"outcome": "still_true", "review_on": "2027-06-01", "terms": None},
    "mark_step": {"state": "not_needed", "done_on": None, "done_by": None},
    "set_counting": {"fresh_for_minutes": 60},
    "enter_sheet": {"lines": [{"at": "2026-11-03T16:00:00Z", "what": "count", "free": 1}]},
}
"""What a generated body must say instead, because fields depend on one another; `None` leaves the field out."""
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def body_of(operation: Operation, example: Example) -> Any:
    """A body that the operation accepts, or None."""
    if operation.body is None:
        return None
    body = example.of(operation.body)
    for name, value in BODIES.get(operation.id, {}).items():
        body[name] = value
        if value is None:
            del body[name]
    return body


def with_ids(body: Any, ids: Mapping[str, UUID]) -> Any:
    """The body with these ids wherever it names one: `shelter_id`, `bed_ids`, `places` …"""
    if isinstance(body, dict):
        return {name: _named(name, value, ids) for name, value in body.items()}
    return [with_ids(each, ids) for each in body] if isinstance(body, list) else body


def _named(name: str, value: Any, ids: Mapping[str, UUID]) -> Any:
    kind = ids.get(name) or ids.get(f"{name.removesuffix('s')}_id") or ids.get(name.removesuffix("s"))
    if isinstance(value, list) and value and isinstance(value[0], str) and UUIDS.fullmatch(value[0]):
        return [str(kind) if kind else each for each in value]
    if isinstance(value, str) and UUIDS.fullmatch(value):
        return str(kind) if kind else value
    return with_ids(value, ids)


async def knock(
    client: httpx.AsyncClient,
    operation: Operation,
    example: Example,
    ids: Mapping[str, UUID],
    headers: Any,
    *,
    body_ids: Mapping[str, UUID] | None = None,
) -> httpx.Response:
    """Ask for an operation with a body and a query that its document accepts."""
    asked = {each["name"]: example.of(each["schema"], each["name"]) for each in operation.query}
    query = {name: value for name, value in asked.items() if name in QUERY}
    body = with_ids(body_of(operation, example), body_ids or {})
    return await client.request(
        operation.method,
        operation.at({name: ids.get(name, example.some_id) for name in operation.ids}),
        params={**query, **QUERIES.get(operation.id, {})},
        **({"content": a_picture()} if operation.picture else {"json": body}),
        headers={**headers, **{name: '"1"' for name in operation.headers if name == "If-Match"}},
    )


def named(operation: Operation, world: World) -> dict[str, UUID]:
    """The world's ids for an operation's path. Raises `KeyError` for a name that the world does not know yet."""
    names = {name: name for name in operation.ids}
    if operation.path.startswith("/v1/shelter-requests/"):
        names["request_id"] = "shelter_request_id"
    return {name: world.ids[kind] for name, kind in names.items()}


@contextmanager
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements that the application sends for whoever knocks here, in order; not those of its own loops."""
    sent: list[str] = []
    token = _COUNTING.set(sent)
    prepared, plain = asyncpg.Connection._execute, asyncpg.Connection.execute

    async def _execute(self: Any, query: str, *rest: Any, **more: Any) -> Any:
        _note(query)
        return await prepared(self, query, *rest, **more)

    async def execute(self: Any, query: str, *rest: Any, **more: Any) -> Any:
        if not rest:
            _note(query)
        return await plain(self, query, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(asyncpg.Connection, "_execute", _execute)
        patch.setattr(asyncpg.Connection, "execute", execute)
        yield sent
    _COUNTING.reset(token)


_COUNTING: ContextVar[list[str] | None] = ContextVar("counting", default=None)


def _note(query: str) -> None:
    counting = _COUNTING.get()
    if counting is not None:
        counting.append(query)
