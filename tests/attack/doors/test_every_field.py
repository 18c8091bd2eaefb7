"""Every field of every door and every question, with what nobody should send: found in the API's own description."""

import base64
import json
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from re import _parser as parser  # the standard library's own
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.described import SCHEMAS, Example, Operation, operations
from tests.api.knocking import QUERIES, QUERY, body_of, named, with_ids
from tests.api.world import World
from tests.visibility.doors import inside

pytestmark = pytest.mark.xdist_group("doors")

TEXTS = (
    "' OR 1=1; DROP TABLE cases; --", "\\'); SELECT pg_sleep(9); --", "$1 :name %s {0} ${x} {{7*7}}", "\0", "a\0b",
    "\ud800", "\u202e\u2066x\u2069", "a\r\nSet-Cookie: x=1", "\x1b[31mred\x07", "../../../../etc/passwd", "NaN", "",
    "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "x\u0300" * 40, "ﷺ" * 30, "a" * 100_000, "١٢٣", "\u00a0", "ı̇ǅﬁ",
    "http://169.254.169.254/", "\ufeff\u200b\u00ad", "00000000-0000-0000-0000-000000000000", "file:///etc/passwd",
)  # fmt: skip
MOMENTS = (
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "0001-01-01", "9999-12-31", "2026-11-03T17:00:60Z",
    "9999-12-31T23:59:59.999999Z", "2026-02-30", "-0001-01-01", "2026-11-03T17:00:00",
)  # fmt: skip
NUMBERS = (0, -1, 2**31, 2**63, 2**64, -(2**63) - 1, 10**30, 1.5, 1e308, True, "1", None)
ENDLESS = ("a" * 100_000, 10**30, 1e308, 2**64)
CURSORS = tuple(
    base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")
    for moment in (
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "2026-11-03T17:00:00",
        "\0",
        2**70,
        None,
    )
    for position in (
        [moment],
        [moment, 2**63],
        [moment, str(uuid4())],
        [2**63],
        [-(2**70), moment],
        [moment, "\0"],
    )
)


def places(body: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Where a value stands in a body, and which."""
    if isinstance(body, dict | list):
        for name, value in body.items() if isinstance(body, dict) else enumerate(body):
            yield from places(value, (*path, name))
        if isinstance(body, list) and path:
            yield path, body
    else:
        yield path, body


def with_value(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The body with this value at this place."""
    changed = deepcopy(body)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return changed


def tries(value: Any) -> tuple[Any, ...]:
    """What to put in the place of a value, by its kind."""
    if isinstance(value, list):
        return ([], value * 3_000, {}, [None])
    if isinstance(value, str):
        return (*MOMENTS, *TEXTS) if value[:2] == "20" and value[4:5] == "-" else TEXTS
    return NUMBERS


def asked(operation: Operation, example: Example) -> dict[str, Any]:
    """The question that a door's example asks."""
    described = {each["name"]: example.of(each["schema"], each["name"]) for each in operation.query}
    given = {name: value for name, value in described.items() if name in QUERY}
    return {**given, **QUERIES.get(operation.id, {})}


class Sweep:
    """Somebody who comes in at each door and asks; what broke is kept."""

    def __init__(self, world: World, every: bool) -> None:
        self.world, self.every = world, every
        self.example = Example(world.clock.now(), uuid4())
        self.wrong: list[Any] = []
        self.sent = 0
        self.names: Counter[str] = Counter()

    async def all(self) -> None:
        """Each door that takes a body or a question."""
        for operation in operations():
            if not operation.picture and "webhook" not in operation.path:
                await self.bodies(operation)
                await self.questions(operation)

    async def bodies(self, operation: Operation) -> None:
        """Each place of the body of its own."""
        if (body := body_of(operation, self.example)) is None:
            return
        whole = with_ids(body, self.world.ids)
        for path, value in places(whole):
            for attempt in self.some(tries(value)) if self.is_new(path) else ():
                raw = json.dumps(with_value(whole, path, attempt)).encode()
                await self.send(operation, (path, attempt), content=raw)

    async def questions(self, operation: Operation) -> None:
        """Each part of the question of its own."""
        body = body_of(operation, self.example)
        for each in operation.query:
            cursors = CURSORS if each["name"] in {"cursor", "after"} else ()
            attempts = (
                (*self.some((*MOMENTS, *TEXTS)), *self.some(MOMENTS)) if self.is_new((each["name"],)) else ()
            )
            for attempt in (*attempts, *self.some(cursors, 3)):
                if len(attempt) < 2_000 and "\ud800" not in attempt:
                    query = {**asked(operation, self.example), each["name"]: attempt}
                    more = {} if body is None else {"content": json.dumps(body).encode()}
                    await self.send(operation, (each["name"], attempt), query, **more)

    def is_new(self, path: tuple[Any, ...]) -> bool:
        """In CI a field of one name is tried at two doors; in the long run at all."""
        name = next((step for step in reversed(path) if isinstance(step, str)), "")
        self.names[name] += 1
        return self.every or self.names[name] <= 2

    def some(self, values: tuple[Any, ...], most: int = 1) -> tuple[Any, ...]:
        """In CI one after another, each field the next; in the long run all of them for each."""
        if self.every or not values:
            return values
        self.sent += 7
        return tuple(values[(self.sent + step) % len(values)] for step in range(most))

    async def send(self, operation: Operation, what: Any, query: Any = None, **more: Any) -> None:
        """Send it as somebody who comes in there, and judge the answer."""
        people = self.world.people
        by = next((people[role] for role in inside(operation.id) if role in people), self.world.stage.pivot)
        ids = {**{name: uuid4() for name in operation.ids}, **named(operation, self.world)}
        headers = {**self.world.as_(by, key=uuid4().hex), "Content-Type": "application/json"}
        headers |= {name: '"1"' for name in operation.headers if name == "If-Match"}
        params = asked(operation, self.example) if query is None else query
        answer = await self.world.client.request(
            operation.method, operation.at(ids), params=params, headers=headers, **more
        )
        endless = what[1] in ENDLESS and answer.status_code < 400
        documented = answer.status_code < 500 and answer.status_code in operation.statuses
        if endless or not documented or "x=1" in str(answer.headers):
            self.wrong.append((operation.id, str(what)[:120], answer.status_code))


async def test_no_field_breaks_anything(world: World) -> None:
    """CWE-89, CWE-20: SQL, signs that no text holds, the ends of calendars and of numbers, lists without end: refused
    or kept as they are, as documented."""
    sweep = Sweep(world, every=False)
    await sweep.all()
    assert sweep.wrong == []


@pytest.mark.soak
async def test_no_field_breaks_anything_whatever_is_sent(world: World) -> None:
    """The same, each of them in each field."""
    sweep = Sweep(world, every=True)
    await sweep.all()
    assert sweep.wrong == []


JUDGED_WITH_THE_REST = {"duplicate_window_days"}
"""A policy's own rules bound it, with a sentence of their own."""


def unbounded(schema: Any, name: str = "") -> Iterator[str]:
    """The fields of a body without an end: a text, a list or a number that may be as large as one likes."""
    if "$ref" in schema:
        yield from unbounded(SCHEMAS[schema["$ref"].rsplit("/", 1)[-1]], name)
        return
    for choice in ("oneOf", "anyOf"):
        for each in schema.get(choice, ()):
            yield from unbounded(
                {**{key: value for key, value in schema.items() if key != choice}, **each}, name
            )
    for inner, each in schema.get("properties", {}).items():
        yield from unbounded(each, inner)
    if "items" in schema:
        # The description leaves out what a single text or number of a list may be; the long sweep sends each.
        simple = schema["items"].get("type") in {"string", "integer"}
        yield from () if simple else unbounded(schema["items"], name)
        if "maxItems" not in schema:
            yield f"{name}: a list"
    closed = {"enum", "const", "maxLength"} & set(schema) or schema.get("format") in {
        "uuid",
        "date",
        "date-time",
    }
    if schema.get("type") == "string" and not closed and wide(schema.get("pattern", ".*")):
        yield f"{name}: a text"
    if schema.get("type") == "integer" and not {"maximum", "exclusiveMaximum", "enum"} & set(schema):
        yield f"{name}: a number"


def wide(pattern: str) -> bool:
    """Whether a text of this form may be longer than any word of ours."""
    return bool(parser.parse(pattern).getwidth()[1] > 200)


def test_every_list_text_and_number_has_an_end() -> None:
    """ASVS 5.0.0-v2.2.1, cost attacks: a huge party, a thousand windows, a text of a megabyte: refused by the
    description itself."""
    found = {
        (operation.id, what)
        for operation in operations()
        if operation.body is not None and "webhook" not in operation.path
        for what in unbounded(operation.body)
    }
    assert {each for each in found if each[1].partition(":")[0] not in JUDGED_WITH_THE_REST} == set()


async def test_the_same_field_twice_is_read_once(world: World) -> None:
    """JSON with a name twice: whatever is judged is what is done, and one key has one effect (CWE-436)."""
    raw = b'{"need": "food", "need": "interpreter", "free": true, "regions": ["CA-ON"], "languages": [], '
    raw += b'"conditions": [], "on_call": false, "starts_on": "2026-11-03", "until": "2026-12-01"}'
    headers = {**world.as_(world.stage.pivot, key="twice"), "Content-Type": "application/json"}
    first = await world.client.post("/v1/pledges", content=raw, headers=headers)
    assert first.status_code in {201, 409, 422}, first.text
    swapped = raw.replace(b'"need": "food", "need": "interpreter"', b'"need": "interpreter", "need": "food"')
    again = await world.client.post("/v1/pledges", content=swapped, headers=headers)
    assert (again.status_code, again.json()["type"]) == (422, "/problems/idempotency_key_reused")


KEYS = ("", " ", "a b", "é", "\x7f", "a" * 256, "\t")


async def test_a_key_is_a_plain_word(world: World) -> None:
    """FND-09: an idempotency key that is none is refused before anything is done; a key is whoever's who sent it."""
    for key in KEYS:
        sent = {**world.as_(world.stage.pivot, key="x"), "Idempotency-Key": key}
        lines = httpx.Headers(list(sent.items()), encoding="utf-8")
        answer = await world.client.post("/v1/feasibility", json={}, headers=lines)
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/idempotency_key_missing")
