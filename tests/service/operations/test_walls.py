"""What the database itself keeps apart, tried in SQL as the role that the application signs in as (POL-03, OPS-11)."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.operations.holds.making import Held
from service.operations.planner import planning
from service.store.session import UnitOfWork
from service.store.store import Store
from tests.service.operations.acts import held, hold, men
from tests.service.operations.stage import Stage


@pytest.fixture
def now(stage: Stage, clock: SetClock) -> datetime:
    return clock.now()


@pytest.fixture
async def found(stage: Stage, store: Store, now: datetime) -> Held:
    """Twenty men with three agreements: nine held, six asked, five waiting."""
    return await held(store, stage.investigator, hold(now, men(20)))


async def fetch(uow: UnitOfWork, query: str, *values: Any) -> list[Any]:
    rows: list[Any] = await uow.connection.fetch(query, *values)
    return rows


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM reservations",
        "SELECT * FROM operation_requests",
        "SELECT * FROM request_places",
        "SELECT * FROM held_nights",
        "SELECT arrived_shelter_key FROM places",
        "SELECT arrived_at FROM places",
        "SELECT * FROM relais.place_states($1)",
        "SELECT relais.agreement_used($1)",
        "SELECT relais.begin_stay($1, $1)",
        "SELECT relais.reserve_answered($1, 1)",
        "UPDATE reservations SET made_at = now()",
        "UPDATE operations SET organisation_id = $1",
        "UPDATE operations SET reference = 'OP-2222'",
        "UPDATE operations SET pivot_accepted_at = now()",
        "UPDATE bed_agreements SET state = 'in_force'",
        "UPDATE places SET label = 'A'",
        "DELETE FROM operations",
        "DELETE FROM places",
        "DELETE FROM overrides",
        "INSERT INTO overrides (id) VALUES ($1)",
        "SELECT * FROM relais.due_requests(10)",
        "SELECT * FROM relais.places_to_arrange($1)",
        "SELECT * FROM relais.release_places($1, ARRAY[$1::uuid])",
        "SELECT * FROM relais.reserve_places($1, ARRAY[$1::uuid], ARRAY[1::bigint], ARRAY[NULL::uuid])",
        "SELECT * FROM relais.operation_sites($1, '[]', now(), now(), 1)",
        "SELECT * FROM relais.picture_sites($1, '[]', now(), now(), 1)",
        "SELECT relais.lapse_requests($1)",
        "SELECT relais.count_held_nights($1)",
        "SELECT relais.note_arrangement($1, '[]', NULL)",
        "SELECT * FROM relais.look(gen_random_uuid(), $1)",
        "SELECT relais.reference_is_free('OP-2222')",
        "SELECT look_again FROM operations",
        "SELECT arranged_at FROM operations",
        "SELECT * FROM police_looks",
        "SELECT * FROM police_figures",
        "SELECT * FROM pictured_pools",
    ],
)
async def test_what_the_application_cannot_even_try(
    stage: Stage, store: Store, found: Held, query: str
) -> None:
    """OPS-11: police can never read where a place is; nobody writes past the narrow functions."""
    values = [found.id] if "$1" in query else []
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with store.working(stage.investigator) as uow:
            await fetch(uow, query, *values)


@pytest.mark.parametrize(
    "table", ["claims", "shelters", "pools", "beds", "overrides", "arrival_points", "availability"]
)
async def test_police_read_no_row_of_shelters(stage: Stage, store: Store, found: Held, table: str) -> None:
    """OPS-11, POL-03."""
    async with store.working(stage.investigator) as uow:
        assert await fetch(uow, f"SELECT count(*) FROM {table}") == [(0,)]


async def test_the_planner_reads_keys_and_numbers_only(stage: Stage, store: Store, found: Held) -> None:
    """OPS-19: no name, no public id, no organisation of a shelter comes with what the planner reads."""
    async with store.working(stage.investigator) as uow, planning(uow):
        rows = await fetch(
            uow,
            """
            SELECT * FROM relais.operation_sites($1, '[{"region": "CA-ON"}]', now(), now() + interval '6 h', 1)
            """,
            found.id,
        )
        assert {row["kind"] for row in rows} >= {"men_migrant", "hotel_partner"}
        kinds = {type(value) for row in rows for name, value in row.items() if name != "agreement_id"}
    assert UUID not in {type_.__mro__[-2] for type_ in kinds}
    assert not any("name" in key or key.endswith("organisation_id") for key in rows[0].keys())  # noqa: SIM118


@pytest.mark.parametrize("who", ["colleague", "other_investigator", "pivot", "coordinator", "auditor"])
async def test_to_everybody_else_the_operation_is_not_there(
    stage: Stage, store: Store, found: Held, who: str
) -> None:
    """OPS-11: a colleague of the same service, another service, the pivot not yet named, the coordination, the
    auditor: no row, no place, no board, no effect; the same answer as for an operation that does not exist."""
    place = await stage.superuser.fetchval("SELECT id FROM places LIMIT 1")
    async with store.working(getattr(stage, who)) as uow:
        for operation in (found.id, uuid4()):
            assert await fetch(uow, "SELECT id FROM operations WHERE id = $1", operation) == []
            assert await fetch(uow, "SELECT id FROM places WHERE operation_id = $1", operation) == []
            for function in (
                "operation_board",
                "disclosed_places",
                "arrivals_for_pivot",
            ):
                assert await fetch(uow, f"SELECT * FROM relais.{function}($1)", operation) == []
            assert await uow.connection.fetchval("SELECT relais.operation_received($1)", operation) is None
            assert await uow.connection.fetchval("SELECT relais.names_me($1)", operation) is False
            assert await uow.connection.fetchval("SELECT relais.answer_as_pivot($1, true)", operation) is None
            keep = "SELECT relais.keep_together($1, ARRAY[$2::uuid], gen_random_uuid())"
            assert await uow.connection.fetchval(keep, operation, place) == 0
            async with planning(uow):
                release = "SELECT * FROM relais.release_places($1, ARRAY[$2::uuid])"
                assert await fetch(uow, release, operation, place) == []
                reserve = (
                    "SELECT * FROM relais.reserve_places($1, ARRAY[$2::uuid], ARRAY[1::bigint], $3::uuid[])"
                )
                assert await fetch(uow, reserve, operation, place, [None]) == []
                assert await fetch(uow, "SELECT * FROM relais.places_to_arrange($1)", operation) == []
                for function, nothing in (
                    ("lapse_requests($1)", 0),
                    ("count_held_nights($1)", 0),
                    ("note_arrangement($1, '[]', NULL)", None),
                    ("told_before($1)", None),
                ):
                    found_there = await uow.connection.fetchval(f"SELECT relais.{function}", operation)
                    assert found_there is nothing or found_there == nothing
        assert await uow.connection.execute("UPDATE operations SET state = 'held'") == "UPDATE 0"
        assert await uow.connection.execute("UPDATE places SET withdrawn_at = now()") == "UPDATE 0"
        assert await fetch(uow, "SELECT * FROM relais.record_arrival($1)", place) == []
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 4}


async def test_police_keep_nobody_together_by_themselves(stage: Stage, store: Store, found: Held) -> None:
    """OPS-08: only the coordination to which the operation was disclosed, whatever SQL is tried."""
    places = [row["id"] for row in await stage.superuser.fetch("SELECT id FROM places LIMIT 2")]
    async with store.working(stage.investigator) as uow:
        keep = "SELECT relais.keep_together($1, $2, gen_random_uuid())"
        assert await uow.connection.fetchval(keep, found.id, places) == 0


async def test_nobody_names_themselves(stage: Stage, store: Store, found: Held) -> None:
    """OPS-11: a colleague who knows the id cannot join, add places, or see who is named."""
    name = "INSERT INTO operation_members VALUES ($1, $2, $3, 'investigator')"
    add = """
        INSERT INTO places (id, operation_id, organisation_id, number, gender, age_band)
        VALUES (gen_random_uuid(), $1, $2, 99, 'man', '25+')
        """
    for statement, values in (
        (name, (found.id, stage.p1, stage.colleague)),
        (add, (found.id, stage.p1)),
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with store.working(stage.colleague) as uow:
                await uow.connection.execute(statement, *values)
    async with store.working(stage.colleague) as uow:
        assert await fetch(uow, "SELECT * FROM operation_members") == []


async def test_a_shelter_reads_its_own_requests_and_arrivals(stage: Stage, store: Store, found: Held) -> None:
    """OPS-11: not another shelter's, and never the operation's reference."""
    for name, expected in (("S4", 2), ("S7", 3), ("S8", 4), ("S3", 0)):
        async with store.working(stage.shelters[name].desk) as uow:
            rows = await fetch(uow, "SELECT * FROM relais.expected_arrivals()")
            assert {row["shelter_id"] for row in rows} <= {stage.shelters[name].id}
            assert len(rows) == expected
            assert await fetch(uow, "SELECT id FROM operations") == []
            assert await fetch(uow, "SELECT id FROM places") == []
            requests = await fetch(uow, "SELECT * FROM relais.shelter_requests()")
            assert all(found.reference not in str(dict(row)) for row in (*rows, *requests))


async def test_an_agreement_is_proposed_for_oneself_and_never_in_force_at_once(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-02: whoever writes past the code meets the policy."""
    insert = """
        INSERT INTO bed_agreements (id, organisation_id, partner_organisation_id, shelter_key, places, notice_hours,
            longest_hold_hours, answer, review_on, state, proposed_by, proposed_at, answered_at)
        VALUES (gen_random_uuid(), $1, $2, $3, 1, 0, 24, 'automatic', '2027-01-01', $4, gen_random_uuid(), now(), $5)
        """
    s4 = stage.shelters["S4"]
    for member, organisation, state in (
        (s4.coordinator, s4.organisation, "in_force"),
        (stage.other_investigator, s4.organisation, "proposed"),
    ):
        answered = now if state == "in_force" else None
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with store.working(member) as uow:
                await uow.connection.execute(insert, organisation, stage.p2, s4.key, state, answered)
    with pytest.raises((asyncpg.ForeignKeyViolationError, asyncpg.InsufficientPrivilegeError)):
        async with store.working(stage.shelters["S7"].coordinator) as uow:
            await uow.connection.execute(
                insert, stage.shelters["S7"].organisation, stage.p2, s4.key, "proposed", None
            )


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("handed_over = 3, handed_over_at = now()", "operations_pivot_first"),
        ("pivot_organisation_id = organisation_id, pivot_named_at = now()", "operations_police_is_no_pivot"),
        ("window_ends_at = window_starts_at", "operations_window"),
        ("window_ends_at = window_starts_at + interval '49 hours'", "operations_window"),
        ("minimum = 50, expected = 40", "operations_numbers"),
    ],
)
async def test_rules_that_even_the_code_cannot_break(
    stage: Stage, store: Store, *, found: Held, change: str, constraint: str
) -> None:
    """OPS-14, OPS-01: the row itself refuses."""
    with pytest.raises(asyncpg.CheckViolationError) as refusal:
        async with store.working(stage.investigator) as uow:
            await uow.connection.execute(f"UPDATE operations SET {change} WHERE id = $1", found.id)
    assert refusal.value.constraint_name == constraint


async def test_an_agreements_places_are_a_limit_of_the_database(
    stage: Stage, store: Store, found: Held
) -> None:
    """OPS-02: whatever the planner wrongly wished, the agreement gives no more than its places."""
    places = await stage.superuser.fetch(
        "SELECT id FROM places p WHERE NOT EXISTS (SELECT FROM claims c WHERE c.place_id = p.id) LIMIT 2"
    )
    pool = await stage.superuser.fetchval(
        "SELECT key FROM pools WHERE shelter_key = $1", stage.shelters["S8"].key
    )
    other = await stage.superuser.fetchval(
        "SELECT key FROM pools WHERE shelter_key = $1", stage.shelters["S4"].key
    )
    reserve = "SELECT * FROM relais.reserve_places($1, $2, $3, $4)"
    async with store.working(stage.investigator) as uow, planning(uow):
        ids = [row["id"] for row in places]
        agreement = stage.agreements["S8"]
        assert await fetch(uow, reserve, found.id, ids, [pool, pool], [agreement, agreement]) == []
        assert await fetch(uow, reserve, found.id, ids, [other, other], [agreement, agreement]) == []
    assert (await stage.held())["S8"] == 4


KNOWN_OF_AN_OPERATION = {
    "operations": "id organisation_id reference window_starts_at window_ends_at nights minimum expected maximum areas "
    "languages state pivot_organisation_id pivot_named_at pivot_accepted_at handed_over handed_over_at created_at "
    "closed_at not_placed arranged_at version look_again moved_at moving cancels_at",
    "operation_members": "operation_id organisation_id member_id part",
    "places": "id operation_id organisation_id number gender age_band label family alone withdrawn_at arrived_at "
    "arrived_shelter_key",
    "door_refusals": "id operation_id place_id shelter_key code refused_by refused_at",
}


async def test_an_operation_knows_this_and_nothing_else(superuser: asyncpg.Connection) -> None:
    """OPS-10, OPS-11, OPS-16: no target, no place of a raid, no score, no form of exploitation. A new column is weighed
    here first."""
    rows = await superuser.fetch(
        """
        SELECT table_name AS t, string_agg(column_name, ' ' ORDER BY column_name) AS columns
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ANY ($1) GROUP BY 1
        """,
        list(KNOWN_OF_AN_OPERATION),
    )
    found = {row["t"]: set(row["columns"].split()) for row in rows}
    assert found == {table: set(columns.split()) for table, columns in KNOWN_OF_AN_OPERATION.items()}
