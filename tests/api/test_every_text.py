"""Every text that the API takes, found in its own document: what Relais does not keep is refused there (IMM-05).

A new field fails here until it is screened or takes only words of its own.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.described import SCHEMAS, Example, Operation, operations
from tests.api.knocking import BODIES, named
from tests.api.world import World
from tests.visibility.doors import inside

SAID = (
    "homme sans papiers",
    "visa expired",
    "no-status",
    "no-visa",
    "REFUGEE",
    "deported",
    "514-555-0199",
    "UCI 1234-5678",
    "a porté plainte",
    "v i s a",
)
"""Sentences that must be stopped, of the lengths and the signs that fields of different shapes let in."""

CREDENTIALS = frozenset({"email", "pin", "recovery_code", "refresh_token", "enrolment_code", "device"})
"""What opens an access: compared with what is known, and never kept as it was typed."""
CODES = frozenset({"confirm_code", "sign_in_by_code", "accept_invitation", "prove_by_code", "take_proof"})
"""Doors whose `code` is such a one, or what a request is found by."""
_NUMBERS = frozenset({"514-555-0199", "UCI 1234-5678"})
FILES = {"load_pledges": "file_not_read", "load_voucher_sheet": "voucher_sheet_not_read"}
"""Doors that take a file of codes: a cell that is no code is named in the answer, by line, and kept nowhere."""
NUMBERS = {
    "duty_number": _NUMBERS,
    "codes": _NUMBERS,
    "sheet": _NUMBERS,
    "carrier": _NUMBERS,
    "reference": _NUMBERS,
    "line": _NUMBERS,
    "author": _NUMBERS,
}
"""Where a number is what is asked for: an organisation's own telephones, vouchers (all sealed), a bank's reference, and
what the author of a policy signs with."""
DATED = {"declare_carrier", "ask_reconciliation"}
"""Doors whose days must stand in their order before a text is looked at."""
ROOMS_OWN = {"unknown_time_zone", "unknown_exclusion", "no_such_rail", "not_a_push_service"}
"""Refusals of a value that is none of a list, which name no field."""


Path = tuple[str | int, ...]

TEXTS = {"code": "F9-26", "regions": "CA-QC", "codes": "ABCD-1234", "where": "12, rue du Parc", "line": "5145550100",
         "duty_number": "514-555-0100", "reference": "cheque 1", "author": "Fonds"}  # fmt: skip
"""What else fields with a pattern of their own accept."""


class Valid(Example):
    """An example that every door lets in as far as its texts are concerned."""

    def _text(self, schema: Mapping[str, Any], name: str) -> str:
        return TEXTS[name] if name in TEXTS else super()._text(schema, name)


def texts(schema: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every text in a body, with where it stands; none that is an id, a date or one of a list of words."""
    if "$ref" in schema:
        yield from texts(SCHEMAS[schema["$ref"].rsplit("/", 1)[-1]], path)
        return
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            yield from texts(next(each for each in schema[choice] if each.get("type") != "null"), path)
            return
    for name, each in schema.get("properties", {}).items():
        yield from texts(each, (*path, name))
    if "items" in schema:
        yield from texts(schema["items"], (*path, 0))
    closed = {"enum", "const"} & set(schema) or schema.get("format") in {"uuid", "date", "date-time"}
    if "string" in _types(schema) and not closed:
        yield path, schema


def _types(schema: Mapping[str, Any]) -> set[str]:
    found = schema.get("type", ())
    return {found} if isinstance(found, str) else set(found)


def with_text(body: Any, path: Path, text: str) -> Any:
    """The body with this text at this place."""
    changed = deepcopy(body)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = text
    return changed


def fields() -> list[tuple[Operation, Path]]:
    """Every text of every operation's body."""
    return [
        (operation, path)
        for operation in operations()
        if operation.body is not None
        for path, _ in texts(operation.body)
        if path
    ]


def leaf(path: Path) -> str:
    """The name of a field, without its place in a list."""
    return next(step for step in reversed(path) if isinstance(step, str))


async def send(world: World, operation: Operation, body: Any) -> httpx.Response:
    """Ask as somebody who comes in at this door."""
    people = {**world.people}
    by = next((people[role] for role in inside(operation.id) if role in people), world.stage.pivot)
    headers = world.as_(by, key=uuid4().hex)
    if "If-Match" in operation.headers:
        headers["If-Match"] = '"1"'
    path = operation.at({**{name: uuid4() for name in operation.ids}, **named(operation, world)})
    return await world.client.request(operation.method, path, json=body, headers=headers)


def refused(answer: httpx.Response, field: str) -> bool:
    """Whether the text was refused for what it is, by the name of its field."""
    if answer.status_code not in {400, 422}:
        return False
    said = answer.json()
    named_so = any(field in each["field"] for each in said.get("fields", []))
    return named_so or said["type"].removeprefix("/problems/") in ROOMS_OWN


async def kept(world: World, words: tuple[str, ...]) -> list[tuple[str, str]]:
    """In which tables any of these words is written down, as text, JSON or bytes."""
    tables = await world.db.fetch(
        "SELECT schemaname AS s, tablename AS t FROM pg_tables WHERE schemaname IN ('public', 'vault')"
    )
    found = []
    for table in tables:
        for word in words:
            hexed = word.encode().hex()
            query = f'SELECT count(*) FROM "{table["s"]}"."{table["t"]}" x WHERE x::text LIKE $1 OR x::text LIKE $2'
            if await world.db.fetchval(query, f"%{word}%", f"%{hexed}%"):
                found.append((table["t"], word))
    return found


def test_there_are_texts() -> None:
    """Guards the test below: it looks at fields that are known to be free."""
    known = {(operation.id, ".".join(map(str, path))) for operation, path in fields()}
    assert {
        ("submit_request", "lines.0.description"),
        ("create_shelter", "profile.rules_fr"),
        ("exclude_place", "value"),
        ("confirm_payout", "reference"),
    } <= known


async def test_no_text_says_what_is_not_kept(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    """IMM-05, CPL-01, CNF-02: at every door, in every field: refused by name, written nowhere, logged nowhere."""
    wrong = []
    for operation, path in fields():
        body = Valid(world.clock.now(), uuid4()).of(operation.body or {})
        body.get("consents", [{}])[0].pop("shared_with", None)
        body.pop("place_id" if operation.id in FILES else "", None)
        body |= BODIES[operation.id] if operation.id in DATED else {}
        opens = leaf(path) in CREDENTIALS or (leaf(path) == "code" and operation.id in CODES)
        for text in SAID:
            if text in NUMBERS.get(leaf(path), ()):
                continue
            answer = await send(world, operation, with_text(body, path, text))
            if operation.id in FILES:
                assert (answer.status_code, answer.json()["type"]) == (
                    422,
                    f"/problems/{FILES[operation.id]}",
                )
            elif not opens and not refused(answer, leaf(path)):
                wrong.append((operation.id, path, text, answer.status_code, answer.text[:200]))
                break
    assert not wrong, "\n".join(map(str, wrong))
    assert await kept(world, SAID) == []
    logged = "".join(capfd.readouterr())
    assert [text for text in SAID if text.lower() in logged.lower()] == []


async def test_no_question_is_kept(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    """IMM-05: nor what is typed into a question, whatever its answer."""
    for operation in operations():
        for asked in operation.query:
            if "string" not in _types(asked["schema"]) and "items" not in asked["schema"]:
                continue
            for text in SAID[:3]:
                await world.client.request(
                    operation.method,
                    operation.at({**{name: uuid4() for name in operation.ids}, **named(operation, world)}),
                    params={asked["name"]: text},
                    headers=world.as_(world.stage.pivot, key=uuid4().hex),
                )
    assert await kept(world, SAID[:3]) == []
    logged = "".join(capfd.readouterr())
    assert [text for text in SAID[:3] if text.lower() in logged.lower()] == []
