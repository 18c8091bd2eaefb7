"""As somebody who speaks SQL as the application: what a fact displaced is for those who are told of it, nobody else.

Each statement is tried in the context of every role that has no business with it; the figures after it are the same.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from service.clock import SetClock
from service.partners.actor import Role
from tests.network import Network
from tests.service.beds.town import Shelter, Town


@dataclass
class Scene:
    """A house with a displaced hold, another house with free beds, and everybody else."""

    town: Town
    pool: asyncpg.Pool
    house: Shelter
    other: Shelter
    escalation: UUID
    strangers: dict[str, tuple[UUID, UUID | None]]
    """Organisation and member, by who they are."""

    @asynccontextmanager
    async def as_(self, who: tuple[UUID, UUID | None]) -> AsyncIterator[asyncpg.Connection]:
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.execute(
                "SELECT set_config('relais.organisation', $1, true), set_config('relais.member', $2, true),"
                " set_config('relais.now', $3, true)",
                str(who[0]),
                str(who[1] or ""),
                self.town.clock.now().isoformat(),
            )
            yield connection

    async def so(self) -> list[Any]:
        """What may not change."""
        db = self.town.network.superuser
        return [
            await db.fetch(f"SELECT * FROM {table} ORDER BY 1")
            for table in ("claims", "escalations", "askings")
        ]


@pytest.fixture
async def scene(
    client: httpx.AsyncClient, as_: Any, network: Network, *, clock: SetClock, pool: asyncpg.Pool
) -> Scene:
    town = Town(client, as_, network, clock)
    house, other = await town.shelter(beds=1), await town.shelter(beds=2)
    assert (await town.refer(await town.pivot(), house)).status_code == 201
    assert (await town.counted(house, 0)).json()["displaced"] == 1
    assert (await town.counted(house, 1)).status_code == 201
    escalation = await network.superuser.fetchval("SELECT id FROM escalations")
    strangers: dict[str, tuple[UUID, UUID | None]] = {
        "another house": (other.organisation_id, other.coordinator),
        "another house's job": (other.organisation_id, None),
    }
    for kind, role in (("police", Role.INVESTIGATOR), ("pivot", Role.PIVOT_WORKER), ("fund", Role.FUND_ADMINISTRATOR),
                       ("audit", Role.AUDITOR), ("network", Role.NETWORK_ADMINISTRATOR)):  # fmt: skip
        home = await network.organisation(kind)
        strangers[kind] = (home, await network.member(home, role))
        strangers[f"{kind}'s job"] = (home, None)
    far = await network.organisation("coordination", regions=["CA-BC"])
    strangers["the coordination of another region"] = (
        far,
        await network.member(far, Role.REGIONAL_COORDINATOR),
    )
    return Scene(town, pool, house, other, escalation, strangers)


async def test_nobody_else_reads_or_settles_it(scene: Scene) -> None:
    """POL-03, OPS-11, BED-16: not what it is, not where else it could be, not a bed for it; and nothing has changed."""
    before = await scene.so()
    db = scene.town.network.superuser
    shelter = await db.fetchval("SELECT shelter_key FROM escalations")
    beds = {row["pool_key"]: row["key"] for row in await db.fetch("SELECT key, pool_key FROM beds")}
    tried = [
        ("SELECT relais.told_of($1)", (scene.escalation,)),
        ("SELECT shelter_organisation_id FROM relais.about_displaced($1)", (scene.escalation,)),
        ("SELECT pool_key FROM relais.places_instead($1)", (scene.escalation,)),
        ("SELECT claim_id FROM relais.displaced_of_house($1)", (shelter,)),
        ("SELECT claim_key FROM relais.needs_of_house($1)", (shelter,)),
        ("UPDATE escalations SET settled_at = relais.now(), outcome = 'over' RETURNING id", ()),
        ("UPDATE askings SET outcome = 'over', ended_at = relais.now() RETURNING id", ()),
        *(
            ("SELECT relais.revive($1, $2, $3, 'by_itself')", (scene.escalation, *each))
            for each in beds.items()
        ),
        *(("SELECT claim_id FROM relais.take_instead($1, $2)", (scene.escalation, pool)) for pool in beds),
    ]
    for who, context in scene.strangers.items():
        for statement, values in tried:
            async with scene.as_(context) as connection:
                rows = await connection.fetch(statement, *values)
                assert {row[0] for row in rows} <= {None}, (who, statement)
    assert await scene.so() == before


FOR_THE_ROOM = (
    "SELECT * FROM relais.displaced(NULL, $1)",
    "SELECT relais.lock_displaced($1, 1)",
    "SELECT * FROM relais.needs_of_claim(1)",
    "SELECT relais.apart($1, $1, 1)",
    "SELECT * FROM relais.due_displaced(10)",
    "INSERT INTO escalations (id, outcome) VALUES ($1, 'over')",
    "DELETE FROM escalations WHERE id = $1",
)


async def test_what_is_for_the_room_alone(scene: Scene) -> None:
    """BED-16: the house itself calls no inner function, and forgets nothing that it was told."""
    for statement in FOR_THE_ROOM:
        async with scene.as_((scene.house.organisation_id, scene.house.desk)) as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement, *([scene.escalation] if "$1" in statement else []))


async def test_the_house_brings_it_back_to_its_own_beds_only(scene: Scene) -> None:
    """BED-16: neither to another house's bed, nor to one that is not of the pool, nor under another word."""
    db = scene.town.network.superuser
    mine = await db.fetchrow(
        "SELECT key, pool_key FROM beds WHERE organisation_id = $1", scene.house.organisation_id
    )
    theirs = await db.fetchrow(
        "SELECT key, pool_key FROM beds WHERE organisation_id = $1", scene.other.organisation_id
    )
    before = await scene.so()
    desk = (scene.house.organisation_id, scene.house.desk)
    for pool, bed, word in (
        (theirs["pool_key"], theirs["key"], "moved"),
        (theirs["pool_key"], None, "moved"),
        (mine["pool_key"], theirs["key"], "moved"),
        (mine["pool_key"], mine["key"], "elsewhere"),
    ):
        async with scene.as_(desk) as connection:
            statement = "SELECT relais.revive($1, $2, $3, $4)"
            assert await connection.fetchval(statement, scene.escalation, pool, bed, word) is None
    assert await scene.so() == before


async def test_nobody_asks_or_hurries_in_anothers_name(scene: Scene) -> None:
    """OPS-04: a question is asked in one's own name, and its end is for whoever asked it."""
    before = await scene.so()
    row = await scene.town.network.superuser.fetchrow(
        "SELECT subject, organisation_id, asked_by FROM askings"
    )
    assert row is not None
    climb = "SELECT relais.climb('displaced', $1, $2, 'shelter', relais.now(), 'CA-QC', NULL, NULL, NULL, $3)"
    for context in scene.strangers.values():
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with scene.as_(context) as connection:
                await connection.execute(climb, row["subject"], row["organisation_id"], row["asked_by"])
        async with scene.as_(context) as connection:
            await connection.execute(climb, row["subject"], row["organisation_id"], context[0])
            assert (
                await connection.fetchval("SELECT relais.answered('displaced', $1, 'over')", row["subject"])
                is False
            )
    assert await scene.so() == before
