"""As the application's role, in SQL: each invariant of the room is tried to be broken (BED-16)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.partners.actor import Role
from tests.network import Network

NOW = datetime(2026, 11, 3, 22, tzinfo=UTC)
LATER = NOW + timedelta(hours=10)
SOON = NOW + timedelta(hours=2)


@dataclass
class Sql:
    """Two shelters, a pivot and a police service, and a way to speak SQL as any of them."""

    pool: asyncpg.Pool
    superuser: asyncpg.Connection
    mine: UUID
    other: UUID
    pivot: UUID
    police: UUID
    worker: UUID
    shelter: int
    beds: list[int]
    pool_key: int

    @asynccontextmanager
    async def as_(
        self, organisation: UUID | None, member: UUID | None = None
    ) -> AsyncIterator[asyncpg.Connection]:
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.execute(
                "SELECT set_config('relais.organisation', $1, true), set_config('relais.member', $2, true),"
                " set_config('relais.now', $3, true)",
                str(organisation or ""),
                str(member or ""),
                NOW.isoformat(),
            )
            yield connection

    async def take(self, connection: asyncpg.Connection, **said: Any) -> list[asyncpg.Record]:
        given = {"pools": [self.pool_key], "counts": [1], "kind": "hold", "starts": NOW, "ends": LATER,
                 "lapses": SOON, "holder": self.pivot, **said}  # fmt: skip
        statement = "SELECT * FROM relais.take_beds($1, $2, $3, $4, $5, $6, $7)"
        found: list[asyncpg.Record] = await connection.fetch(statement, *given.values())
        return found

    async def stay(self, connection: asyncpg.Connection, bed: int, organisation: UUID, **said: Any) -> None:
        await connection.execute(
            "INSERT INTO claims (bed_key, pool_key, shelter_key, organisation_id, kind, starts_at, ends_at)"
            " VALUES ($1, $2, $3, $4, 'stay', $5, $6)",
            bed,
            said.get("pool", self.pool_key),
            said.get("shelter", self.shelter),
            organisation,
            said.get("starts", NOW),
            said.get("ends", LATER),
        )

    async def tonight(self) -> tuple[int, int, int, int]:
        row = await self.superuser.fetchrow(
            "SELECT beds, free, held, taken FROM availability WHERE pool_key = $1", self.pool_key
        )
        assert row is not None
        return tuple(row)


async def make_shelter(
    superuser: asyncpg.Connection, organisation: UUID, beds: int
) -> tuple[int, int, list[int]]:
    shelter = await superuser.fetchval(
        "INSERT INTO shelters (organisation_id, name, kind, region, city, time_zone, published, counted_at)"
        " VALUES ($1, 'S', 'women_difficulty', 'CA-QC', 'Montréal', 'America/Toronto', true, $2) RETURNING key",
        organisation,
        NOW,
    )
    pool = await superuser.fetchval(
        "INSERT INTO pools (shelter_key, organisation_id, accepts_genders) VALUES ($1, $2, '{woman}') RETURNING key",
        shelter,
        organisation,
    )
    rows = await superuser.fetch(
        "INSERT INTO beds (pool_key, shelter_key, organisation_id) SELECT $1, $2, $3 FROM generate_series(1, $4::int)"
        " RETURNING key",
        pool,
        shelter,
        organisation,
        beds,
    )
    return shelter, pool, [row["key"] for row in rows]


@pytest.fixture
async def sql(pool: asyncpg.Pool, superuser: asyncpg.Connection, network: Network, clock: SetClock) -> Sql:
    clock.set(NOW)
    mine, other = await network.organisation("shelter"), await network.organisation("shelter")
    pivot, police = await network.organisation("pivot"), await network.organisation("police")
    shelter, pool_key, beds = await make_shelter(superuser, mine, 3)
    worker = await network.member(pivot, Role.PIVOT_WORKER)
    return Sql(pool, superuser, mine, other, pivot, police, worker, shelter, beds, pool_key)


async def test_two_live_claims_never_overlap_on_a_bed(sql: Sql) -> None:
    """BED-16: the database itself refuses, whoever asks."""
    async with sql.as_(sql.mine) as c:
        await sql.stay(c, sql.beds[0], sql.mine)
    with pytest.raises(asyncpg.ExclusionViolationError) as refused:
        async with sql.as_(sql.mine) as c:
            await sql.stay(
                c, sql.beds[0], sql.mine, starts=LATER - timedelta(seconds=1), ends=LATER + timedelta(days=1)
            )
    assert refused.value.constraint_name == "claims_never_overlap"
    async with sql.as_(sql.mine) as c:
        await sql.stay(c, sql.beds[0], sql.mine, starts=LATER, ends=LATER + timedelta(days=1))


async def test_a_bed_of_another_shelter_is_no_bed_of_mine(sql: Sql) -> None:
    """BED-16: bed, pool, shelter and organisation belong together, or the row is refused."""
    shelter, pool_key, beds = await make_shelter(sql.superuser, sql.other, 1)
    for said in ({}, {"pool": pool_key}, {"pool": pool_key, "shelter": shelter}):
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            async with sql.as_(sql.mine) as c:
                await sql.stay(c, beds[0], sql.mine, **said)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with sql.as_(sql.mine) as c:
            await sql.stay(c, beds[0], sql.other, pool=pool_key, shelter=shelter)


@pytest.mark.parametrize("table", ["shelters", "pools", "beds", "claims", "counts", "availability", "referrals",
                                   "refusals_by_month", "unmet_needs", "escalations"])  # fmt: skip
async def test_other_organisations_rows_are_not_there(sql: Sql, table: str) -> None:
    """POL-03: row-level security, on every table of the room; without an organisation there are no rows at all."""
    async with sql.as_(sql.mine) as c:
        await sql.stay(c, sql.beds[0], sql.mine)
    for organisation in (sql.other, sql.pivot, sql.police, None):
        async with sql.as_(organisation) as c:
            columns = "id" if table == "referrals" else "*"
            assert await c.fetch(f"SELECT {columns} FROM {table}") == []
    secured = await sql.superuser.fetchval("SELECT relrowsecurity FROM pg_class WHERE relname = $1", table)
    assert secured is True


async def test_other_organisations_rows_cannot_be_changed(sql: Sql) -> None:
    """POL-03: updates touch nothing, inserts are refused, moving a row to somebody else is refused."""
    async with sql.as_(sql.other) as c:
        assert await c.execute("UPDATE shelters SET name = 'mine now'") == "UPDATE 0"
        assert await c.execute("UPDATE claims SET state = 'ended', ended_at = now()") == "UPDATE 0"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with sql.as_(sql.mine) as c:
            await c.execute("UPDATE shelters SET organisation_id = $1", sql.other)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with sql.as_(sql.mine) as c:
            await c.execute("UPDATE beds SET organisation_id = $1", sql.other)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE availability SET free = 99",
        "INSERT INTO availability (pool_key) VALUES (1)",
        "UPDATE counts SET free = 0",
        "DELETE FROM counts",
        "DELETE FROM claims",
        "DELETE FROM beds",
        "UPDATE shelters SET vetted_on = '2026-01-01'",
        "UPDATE referrals SET party = '{}'",
        "SELECT need_digest FROM referrals",
        "SELECT * FROM relais.tally('{1}', now())",
        "SELECT relais.reckon('{1}')",
        "SELECT * FROM relais.due_promises(10)",
        "SELECT relais.refresh_due(10)",
        "ALTER TABLE claims DISABLE TRIGGER ALL",
    ],
)
async def test_what_the_application_may_not_do(sql: Sql, statement: str) -> None:
    """BED-16, FND-09: figures follow the claims by themselves; counts are append-only; a hotel does not vet itself."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with sql.as_(sql.mine) as c:
            await c.execute(statement)


async def test_a_promise_takes_what_is_free_and_no_more(sql: Sql) -> None:
    """OPS-06: partial success; availability follows in the same transaction."""
    async with sql.as_(sql.mine) as c:
        await sql.stay(c, sql.beds[0], sql.mine)
    async with sql.as_(sql.pivot) as c:
        assert len(await sql.take(c, counts=[5])) == 2
    assert await sql.tonight() == (3, 0, 2, 1)
    async with sql.as_(sql.pivot) as c:
        assert await sql.take(c) == []


@pytest.mark.parametrize("hours", range(3, 9))
async def test_a_later_promise_goes_to_an_empty_bed_first(sql: Sql, hours: int) -> None:
    """BED-16: whoever is in a bed may stay on; a promise for later takes a bed where nobody is, while there is one."""
    starts = NOW + timedelta(hours=hours)
    async with sql.as_(sql.mine) as c:
        await sql.stay(c, sql.beds[0], sql.mine, ends=SOON)
    async with sql.as_(sql.pivot) as c:
        two = await sql.take(c, counts=[2], kind="reservation", starts=starts, lapses=LATER, holder=sql.pivot)
        third = await sql.take(c, kind="reservation", starts=starts, lapses=LATER, holder=sql.pivot)
    assert (len(two), len(third)) == (2, 1)
    taken = "SELECT array_agg(bed_key ORDER BY bed_key) FROM claims WHERE id = ANY ($1)"
    beds = await sql.superuser.fetchval(taken, [row["claim_id"] for row in two])
    assert beds == sorted(sql.beds[1:])


async def test_places_go_with_their_beds(sql: Sql) -> None:
    """OPS-01: each place of an operation is on one bed, in the order given, over several pools."""
    _, second, _ = await make_shelter(sql.superuser, sql.other, 1)
    places = [uuid4() for _ in range(4)]
    async with sql.as_(sql.pivot) as c:
        taken = await c.fetch(
            "SELECT * FROM relais.take_beds($1, $2, 'reservation', $3, $4, $5, $6, NULL, $7)",
            [second, sql.pool_key], [2, 2], NOW, LATER, SOON, sql.pivot, places,
        )  # fmt: skip
    assert {(row["pool_key"], row["place_id"]) for row in taken} == {
        (second, places[0]),
        (sql.pool_key, places[2]),
        (sql.pool_key, places[3]),
    }


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "stay"},
        {"kind": None},
        {"starts": LATER, "ends": NOW},
        {"starts": NOW, "ends": NOW},
        {"starts": NOW - timedelta(days=2), "ends": NOW - timedelta(days=1)},
        {"lapses": NOW},
        {"lapses": None},
        {"counts": [-1]},
        {"counts": [None]},
        {"counts": [1, 1]},
        {"counts": [1001]},
        {"counts": None},
    ],
)
async def test_promises_that_cannot_be_made(sql: Sql, said: dict[str, Any]) -> None:
    """BED-16: past or reversed periods, no deadline, numbers that are none."""
    with pytest.raises(asyncpg.InvalidParameterValueError):
        async with sql.as_(sql.pivot) as c:
            await sql.take(c, **said)
    with pytest.raises(asyncpg.InvalidParameterValueError):
        async with sql.as_(sql.pivot) as c:
            await sql.take(c, pools=[sql.pool_key, sql.pool_key], counts=[1, 1])


async def test_nobody_promises_in_another_name(sql: Sql) -> None:
    """POL-03: the holder is the organisation that asks."""
    for holder in (sql.mine, None):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with sql.as_(sql.pivot) as c:
                await sql.take(c, holder=holder)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with sql.as_(None) as c:
            await sql.take(c)


async def test_only_the_holder_releases_extends_moves_or_sees(sql: Sql) -> None:
    """POL-03: another pivot, the police and even the shelter learn and change nothing through these."""
    async with sql.as_(sql.pivot) as c:
        claim = (await sql.take(c))[0]["claim_id"]
    for organisation in (sql.police, sql.mine, None):
        async with sql.as_(organisation) as c:
            assert await c.fetch("SELECT relais.release_claims($1)", [claim]) == []
            assert await c.fetch("SELECT relais.extend_claims($1, $2)", [claim], LATER) == []
            assert await c.fetchval("SELECT relais.move_claim($1, $2)", claim, sql.pool_key) is None
            assert await c.fetch("SELECT * FROM relais.my_promises($1)", [claim]) == []
    async with sql.as_(sql.pivot) as c:
        assert len(await c.fetch("SELECT relais.extend_claims($1, $2)", [claim], LATER)) == 1
        assert await c.fetch("SELECT relais.extend_claims($1, $2)", [claim], LATER + timedelta(hours=1)) == []
        assert await c.fetch("SELECT relais.release_claims($1, 'lapsed')", [claim]) == []
        assert len(await c.fetch("SELECT relais.release_claims($1)", [claim])) == 1
        assert await c.fetch("SELECT relais.release_claims($1)", [claim]) == []
    with pytest.raises(asyncpg.InvalidParameterValueError):
        async with sql.as_(sql.pivot) as c:
            await c.fetch("SELECT relais.release_claims($1, 'ended')", [claim])


async def test_what_lapsed_has_lapsed_whoever_lets_go_of_it(sql: Sql) -> None:
    """OPS-12: a hold given up in time is released; after its time it lapsed, and stays on record as that."""
    async with sql.as_(sql.pivot) as c:
        claims = [each["claim_id"] for each in await sql.take(c, counts=[2])]
        await c.fetch("SELECT relais.release_claims($1)", claims[:1])
        await c.execute(
            "SELECT set_config('relais.now', $1, true)", (SOON + timedelta(minutes=1)).isoformat()
        )
        await c.fetch("SELECT relais.release_claims($1)", claims[1:])
    states = "SELECT state FROM claims WHERE id = $1"
    assert [await sql.superuser.fetchval(states, claim) for claim in claims] == ["released", "lapsed"]


async def test_a_promise_moves_whole_or_not_at_all(sql: Sql) -> None:
    """OPS-07: to a bed of another pool; where there is none, it stays where it was."""
    _, full, _beds = await make_shelter(sql.superuser, sql.other, 1)
    async with sql.as_(sql.pivot) as c:
        claim = (await sql.take(c))[0]["claim_id"]
        moved = await c.fetchval("SELECT relais.move_claim($1, $2)", claim, full)
        assert await c.fetchval("SELECT pool_key FROM relais.my_promises($1)", [moved]) == full
    assert await sql.tonight() == (3, 3, 0, 0)
    async with sql.as_(sql.pivot) as c:
        second = (await sql.take(c))[0]["claim_id"]
        assert await c.fetchval("SELECT relais.move_claim($1, $2)", second, full) is None
        assert await c.fetchval("SELECT state FROM relais.my_promises($1)", [second]) == "live"


async def test_a_lapsed_promise_binds_nobody_before_any_job_has_run(sql: Sql) -> None:
    """OPS-12: the deadline is data: the bed is free for the next one, on the board and for a hold."""
    async with sql.as_(sql.pivot) as c:
        assert len(await sql.take(c, counts=[3], lapses=NOW + timedelta(minutes=1))) == 3
    assert await sql.tonight() == (3, 0, 3, 0)
    async with sql.as_(sql.pivot, sql.worker) as c:
        await c.execute("SELECT set_config('relais.now', $1, true)", (NOW + timedelta(minutes=1)).isoformat())
        free = await c.fetchval("SELECT free FROM relais.free_places($1, $2)", SOON, LATER)
        assert free == 3
        assert len(await sql.take(c, counts=[3])) == 3


async def test_a_stay_past_its_end_still_fills_its_bed(sql: Sql) -> None:
    """BED-16: nobody saw them leave: no promise is made on that bed tonight, however late the job."""
    async with sql.as_(sql.mine) as c:
        for bed in sql.beds:
            await sql.stay(c, bed, sql.mine, starts=NOW - timedelta(days=1), ends=NOW - timedelta(hours=1))
    assert await sql.tonight() == (3, 0, 0, 3)
    async with sql.as_(sql.pivot) as c:
        assert await sql.take(c, counts=[3]) == []
        tomorrow = NOW + timedelta(days=1)
        assert len(await sql.take(c, counts=[3], starts=tomorrow, ends=tomorrow + timedelta(days=1))) == 3


async def test_unpublished_shelters_promise_nothing(sql: Sql) -> None:
    """BED-08: nor do those whose period is over."""
    await sql.superuser.execute("UPDATE shelters SET published = false")
    async with sql.as_(sql.pivot) as c:
        assert await sql.take(c) == []
    await sql.superuser.execute("UPDATE shelters SET published = true, available_until = $1", NOW)
    async with sql.as_(sql.pivot) as c:
        assert await sql.take(c) == []


async def test_police_read_no_name_and_no_board(sql: Sql) -> None:
    """POL-03, SAF-01: no cards, no board, no keys of shelters, no list of free places."""
    officer = await Network(sql.superuser, SetClock(NOW)).member(sql.police, Role.INVESTIGATOR)
    shelter_id = await sql.superuser.fetchval("SELECT id FROM shelters WHERE key = $1", sql.shelter)
    async with sql.as_(sql.police, officer) as c:
        assert await c.fetch("SELECT * FROM relais.shelter_cards($1)", [sql.shelter]) == []
        assert await c.fetch("SELECT * FROM relais.shelter_names($1)", [sql.shelter]) == []
        assert await c.fetchval("SELECT relais.shelter_key($1)", shelter_id) is None
        assert await c.fetchval("SELECT relais.sees_the_board()") is False
        assert await c.fetch("SELECT * FROM relais.free_places($1, $2)", NOW, LATER) == []
    async with sql.as_(sql.pivot, sql.worker) as c:
        assert await c.fetchval("SELECT relais.shelter_key($1)", shelter_id) == sql.shelter
        assert len(await c.fetch("SELECT * FROM relais.shelter_cards($1)", [sql.shelter])) == 1


async def referral(sql: Sql, c: asyncpg.Connection, **said: Any) -> UUID:
    given = {"organisation": sql.pivot, "shelter_organisation": sql.mine, "state": "held", **said}
    found: UUID = await c.fetchval(
        "INSERT INTO referrals (code, organisation_id, shelter_organisation_id, shelter_key, beds, party, nights,"
        " expected_at, state, held_until) VALUES ('7F3K', $1, $2, $3, 1, '{}', 1, $4, $5, $6) RETURNING id",
        given["organisation"], given["shelter_organisation"], sql.shelter, NOW, given["state"], SOON,
    )  # fmt: skip
    return found


async def test_each_side_of_a_referral_keeps_to_its_steps(sql: Sql) -> None:
    """OPS-03: a pivot cannot confirm for the shelter, nor a shelter withdraw for the pivot; what was asked stays."""
    async with sql.as_(sql.pivot) as c:
        asked = await referral(sql, c)
    forbidden = [
        (sql.pivot, "UPDATE referrals SET state = 'confirmed' WHERE id = $1", "referrals_sides"),
        (sql.pivot, "UPDATE referrals SET state = 'arrived' WHERE id = $1", "referrals_sides"),
        (sql.mine, "UPDATE referrals SET state = 'withdrawn' WHERE id = $1", "referrals_sides"),
        (sql.mine, "UPDATE referrals SET state = 'declined' WHERE id = $1", "referrals_one_coded_reason"),
        (sql.mine, "UPDATE referrals SET decline_reason = 'age' WHERE id = $1", "referrals_one_coded_reason"),
        (sql.mine, "UPDATE referrals SET held_until = NULL WHERE id = $1", "referrals_promise_has_an_end"),
    ]  # fmt: skip
    for organisation, statement, constraint in forbidden:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
            async with sql.as_(organisation) as c:
                await c.execute(statement, asked)
        assert refused.value.constraint_name == constraint
    async with sql.as_(sql.mine) as c:
        assert (
            await c.execute(
                "UPDATE referrals SET state = 'declined', decline_reason = 'age' WHERE id = $1", asked
            )
            == "UPDATE 1"
        )
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        async with sql.as_(sql.mine) as c:
            await c.execute(
                "UPDATE referrals SET state = 'confirmed', decline_reason = NULL WHERE id = $1", asked
            )
    async with sql.as_(sql.other) as c:
        assert await c.fetch("SELECT id FROM referrals") == []


async def test_a_referral_is_made_in_ones_own_name_to_a_shelter_that_is_whose_it_says(sql: Sql) -> None:
    """POL-03: neither the asker nor the shelter's organisation can be made up."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with sql.as_(sql.police) as c:
            await referral(sql, c)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        async with sql.as_(sql.pivot) as c:
            await referral(sql, c, shelter_organisation=sql.other)


async def test_an_unmet_need_is_counted_once(sql: Sql) -> None:
    """DAT-06: once per case and day of its region, by constraint."""
    insert = (
        "INSERT INTO unmet_needs (organisation_id, region, day, case_digest, reason, people)"
        " VALUES ($1, 'CA-QC', '2026-11-03', $2, 'no_bed', 1)"
    )
    async with sql.as_(sql.pivot) as c:
        await c.execute(insert, sql.pivot, b"x" * 32)
    with pytest.raises(asyncpg.UniqueViolationError) as refused:
        async with sql.as_(sql.pivot) as c:
            await c.execute(insert, sql.pivot, b"x" * 32)
    assert refused.value.constraint_name == "unmet_needs_once_a_day"


async def test_availability_agrees_with_the_claims_after_anything(sql: Sql) -> None:
    """BED-16: inserts, ends, moves to another pool, new and retired beds, each followed in the same transaction."""

    async def agrees() -> None:
        stored = await sql.superuser.fetch(
            "SELECT pool_key, beds, free, held, taken, closed, booked_later, next_change_at"
            " FROM availability ORDER BY pool_key"
        )
        await sql.superuser.execute("SELECT set_config('relais.now', $1, false)", NOW.isoformat())
        counted = await sql.superuser.fetch(
            "SELECT pool_key, beds, free, held, taken, closed, booked_later, next_change_at"
            " FROM relais.tally(ARRAY(SELECT key FROM pools), $1) ORDER BY 1", NOW,
        )  # fmt: skip
        assert stored == counted

    async with sql.as_(sql.mine) as c:
        await sql.stay(c, sql.beds[0], sql.mine)
        await sql.stay(c, sql.beds[1], sql.mine, starts=NOW + timedelta(days=3), ends=NOW + timedelta(days=4))
    await agrees()
    async with sql.as_(sql.pivot) as c:
        await sql.take(c, counts=[2])
    await agrees()
    async with sql.as_(sql.mine) as c:
        await c.execute("UPDATE claims SET state = 'ended', ended_at = $1 WHERE kind = 'stay'", NOW)
        await c.execute("UPDATE beds SET active = false WHERE key = $1", sql.beds[0])
    await agrees()
    pool = await sql.superuser.fetchval(
        "INSERT INTO pools (shelter_key, organisation_id, accepts_genders) VALUES ($1, $2, '{man}') RETURNING key",
        sql.shelter, sql.mine,
    )  # fmt: skip
    bed = await sql.superuser.fetchval(
        "INSERT INTO beds (pool_key, shelter_key, organisation_id) VALUES ($1, $2, $3) RETURNING key",
        pool, sql.shelter, sql.mine,
    )  # fmt: skip
    async with sql.as_(sql.mine) as c:
        await sql.stay(c, sql.beds[0], sql.mine, starts=NOW + timedelta(days=3), ends=NOW + timedelta(days=4))
    await agrees()
    later = "SELECT pool_key, booked_later FROM availability ORDER BY pool_key"
    assert [tuple(row) for row in await sql.superuser.fetch(later)] == [(sql.pool_key, True), (pool, False)]
    await sql.superuser.execute("SELECT set_config('relais.now', $1, false)", NOW.isoformat())
    move = "UPDATE claims SET bed_key = $1, pool_key = $2 WHERE kind = 'stay' AND state = 'live'"
    await sql.superuser.execute(move, bed, pool)
    assert [tuple(row) for row in await sql.superuser.fetch(later)] == [(sql.pool_key, False), (pool, True)]
    await agrees()
    await sql.superuser.execute("DELETE FROM claims")
    await agrees()
    assert await sql.tonight() == (2, 2, 0, 0)
    await sql.superuser.execute("RESET relais.now")
