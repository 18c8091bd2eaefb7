"""An over-curious investigator, and two worlds that differ in one secret: what the eyes see must be the same.

`Theatre` is a fresh world of scenario A with its own clock; `Eyes` is somebody in it who writes down everything that
reaches them: status, headers, body, the statements behind each answer, and what the live stream says. Random ids become
their order of appearance, so that two worlds can be compared.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from api.auth.tokens import TokenKeys
from api.parts import Relais
from service.clock import SetClock
from service.keys.local import LocalKeyring
from service.keys.roots import RootKeys
from service.messages.rules import heard_by
from service.messages.tellings import Position, latest_settled, settled_after
from service.operations.jobs import ask_next_shelters, close_operations, move_windows
from service.settings import Settings
from tests.api.knocking import statements
from tests.conftest import client_of
from tests.emptying import empty
from tests.network import Network
from tests.proving import ProvingStore
from tests.service.operations.stage import Stage, scenario_a

DAY_0 = datetime(2026, 11, 3, 16, 0, tzinfo=UTC)
"""11:00 in Hamilton."""
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ONTARIO = [{"region": "CA-ON"}]
TORONTO, HAMILTON = [{"region": "CA-ON", "city": "Toronto"}], [{"region": "CA-ON", "city": "Hamilton"}]
SHOWN_HEADERS = ("etag", "content-length", "retry-after", "cache-control", "content-type", "location")
_keys = count(1)


def men(number: int, label: str | None = None) -> dict[str, Any]:
    """A party of so many men."""
    return {"people": [{"gender": "man", "count": number}], "label": label}


ALIKE = """
    UPDATE bed_agreements b SET review_on = review_on + (SELECT count(*)::integer FROM bed_agreements o
        WHERE o.shelter_key < b.shelter_key);
    UPDATE organisations SET name = split_part(name, ' ', 1) || ' ' || lpad(split_part(name, ' ', 2), 6, '0');
"""
"""What differs between two worlds only because a test numbers its organisations: their names' length, and in which
order agreements of one day are listed."""


@dataclass
class Theatre:
    """One world: scenario A, fresh, at eleven in the morning."""

    client: httpx.AsyncClient
    store: ProvingStore
    workers: asyncpg.Pool
    clock: SetClock
    stage: Stage
    as_: Callable[..., dict[str, str]]
    patch: pytest.MonkeyPatch

    async def call(self, by: UUID, path: str, body: Any = None) -> Any:
        """Somebody else's accepted POST."""
        headers = self.as_(by, key=f"o{next(_keys)}")
        reply = await self.client.post(f"/v1{path}", json=body, headers=headers)
        assert reply.status_code < 300, (path, reply.text)
        return reply.json() if reply.content else None

    async def read(self, by: UUID, path: str) -> Any:
        """What somebody else reads."""
        reply = await self.client.get(f"/v1{path}", headers=self.as_(by))
        assert reply.status_code == 200, (path, reply.text)
        return reply.json()

    async def rules(self, *, sites: int, questions: int = 40) -> None:
        """The network's two numbers, as two people would have set them."""
        await self.stage.superuser.execute(
            "UPDATE networks SET minimum_sites = $1, questions_a_day = $2", sites, questions
        )

    async def count(self) -> None:
        """Every house has looked this morning."""
        await self.stage.superuser.execute("UPDATE shelters SET counted_at = $1", self.clock.now())

    def eyes(self, member: UUID) -> "Eyes":
        return Eyes(self, member)


@dataclass
class Eyes:
    """Somebody curious, and all that they have seen."""

    theatre: Theatre
    member: UUID
    seen: list[tuple[Any, ...]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    position: Position | None = None

    async def get(self, path: str) -> Any:
        return await self._ask("GET", path, None, {})

    async def post(self, path: str, body: Any = None, *, key: str | None = None) -> Any:
        """Ask; with the same key again it is the same request, and written down as such."""
        key = key or f"k{next(_keys)}"
        again = " (again)" if key in self.keys else ""
        self.keys.add(key)
        return await self._ask("POST", path, body, {"key": key}, again)

    async def change(self, path: str, body: Any, version: int) -> Any:
        return await self._ask("PATCH", path, body, {"version": version})

    async def _ask(self, method: str, path: str, body: Any, more: Mapping[str, Any], again: str = "") -> Any:
        theatre = self.theatre
        headers = theatre.as_(self.member, **more)
        with statements(theatre.patch) as sent:
            reply = await theatre.client.request(method, f"/v1{path}", json=body, headers=headers)
        assert reply.status_code < 500, (path, reply.text)
        shown = tuple((name, reply.headers.get(name)) for name in SHOWN_HEADERS)
        asked = self._plain(f"{method} {path}{again}")
        self.seen.append((theatre.clock.now(), asked, reply.status_code, shown, self._plain(reply.text)))
        self.seen.append((theatre.clock.now(), asked, "statements", tuple(_plain_statements(sent))))
        await self.listen()
        return reply.json() if reply.content else None

    async def spend(self) -> None:
        """The day's looks are spent, on whatever: of a budget of one, one."""
        await self.theatre.stage.superuser.execute(
            """
            INSERT INTO police_looks (id, organisation_id, member_id, looked_at, paid)
            SELECT gen_random_uuid(), m.organisation_id, m.id, $1, true FROM members m WHERE m.id = $2
            """,
            self.theatre.clock.now(),
            self.member,
        )

    async def listen(self) -> None:
        """Write down what the stream has said since the last time."""
        workers = self.theatre.workers
        if self.position is None:
            last = await latest_settled(workers, 1)
            self.position = last[0].position if last else Position(0, 0)
        async with self.theatre.store.reading(self.member) as session:
            actor = session.actor
        for told in await settled_after(workers, self.position, 10_000):
            self.position = told.position
            heard = heard_by(actor, told.telling)
            if heard is not None:
                said = f"{heard.topic} {heard.region} {heard.subject}"
                self.seen.append((self.theatre.clock.now(), "live", self._plain(said)))

    def _plain(self, text: str) -> str:
        return _RANDOM.sub(lambda found: self.names.setdefault(found[0], f"#{len(self.names)}"), text)


_RANDOM = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|OP-[2-9A-Z]{4,8}"
    r"|(?:pivot|police|shelter|hotel|coordination|audit) \d+"
)


def _plain_statements(sent: list[str]) -> list[str]:
    """The statements without those by which the driver learns a type, once per connection."""
    return [re.sub(r"\s+", " ", query).strip() for query in sent if "typeinfo" not in query]


@dataclass(frozen=True)
class Worlds:
    """Makes fresh worlds, one after the other, in one database."""

    pool: asyncpg.Pool
    workers: asyncpg.Pool
    superuser: asyncpg.Connection
    root_keys: RootKeys
    token_keys: TokenKeys
    patch: pytest.MonkeyPatch

    @asynccontextmanager
    async def one(self) -> AsyncIterator[Theatre]:
        await empty(self.superuser)
        clock, keyring = SetClock(DAY_0), LocalKeyring(self.root_keys)
        store = ProvingStore(self.pool, clock, keyring=keyring)

        def as_(member: Any, *, key: str | None = None, version: int | None = None) -> dict[str, str]:
            signed = self.token_keys.sign(member, clock.now())
            found = {"Authorization": f"Bearer {signed}", "Accept-Language": "en"}
            found |= {"Idempotency-Key": key} if key else {}
            return found | ({"If-Match": f'"{version}"'} if version is not None else {})

        relais = Relais(Settings(environment="demo"), store, self.token_keys)
        async with client_of(relais) as client:
            stage = await scenario_a(Network(self.superuser, clock, keyring), DAY_0)
            await self.superuser.execute(ALIKE)
            yield Theatre(client, store, self.workers, clock, stage, as_, self.patch)

    async def play(self, script: Callable[[Theatre], Awaitable[Eyes]]) -> Eyes:
        """What the eyes saw of one world."""
        async with self.one() as theatre:
            return await script(theatre)


async def jobs(theatre: Theatre) -> None:
    """What happens by itself, whatever anybody knows."""
    await move_windows(theatre.store, theatre.workers)
    await ask_next_shelters(theatre.store, theatre.workers)
    await close_operations(theatre.store, theatre.workers)


def window(now: datetime, hours: int = 18) -> dict[str, str]:
    """Six hours, from so many hours on."""
    opens = now + hours * HOUR
    return {"starts_at": opens.isoformat(), "ends_at": (opens + 6 * HOUR).isoformat()}


def question(
    now: datetime, *parties: dict[str, Any], areas: Any = ONTARIO, nights: int = 1
) -> dict[str, Any]:
    """Where could these people be tomorrow?"""
    return {"parties": list(parties), "areas": areas, "window": window(now), "nights": nights}


def hold(now: datetime, *parties: dict[str, Any], areas: Any = ONTARIO, **more: Any) -> dict[str, Any]:
    """An operation for these people tomorrow."""
    people = sum(each["count"] for party in parties for each in party["people"])
    numbers = {"minimum": 1, "expected": people, "maximum": 100}
    return {**numbers, **question(now, *parties, areas=areas), **more}


FIGURES = re.compile(
    r'"(?:possible|by_agreement|on_request|answer|withheld|sentence|held|asked|waiting|not_placed|labels|state'
    r'|proven|override)":(?:"[^"]*"|[\w.]+|\[[^\]]*\])'
)


def without_figures(seen: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same without what the matrix and the budget give: numbers of one's own question or operation, and whether
    one of its places waits, which is all that asking for an override depends on."""
    if str(seen[1]).endswith("/overrides"):
        return seen[:2]
    return tuple(
        FIGURES.sub("", part)
        if isinstance(part, str)
        else tuple(each for each in part if each[0] != "content-length")
        if isinstance(part, tuple) and part and isinstance(part[0], tuple)
        else part
        for part in seen
    )
