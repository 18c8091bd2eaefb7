"""The application's own statements in a police member's transaction: every table, every function, before and after a
secret (POL-03, OPS-11, SAF-01; design.md section 7).

Whatever a statement of the application reads there, however wrong it is, it reads the same whether or not somebody
holds a bed, fills a house, closes it, or has arrived.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.operations.planner import planning
from tests.api.world import World
from tests.attack.police import HOUR, Theatre, Worlds, hold, men, question
from tests.attack.test_police_week import SECRETS, Secret, worlds
from tests.network import Network
from tests.visibility.sweep import FUNCTIONS, READABLE, _called, _values

__all__ = ["worlds"]

OTHERS = """
    SELECT p.oid::regprocedure::text AS signature, p.proname AS name,
        ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) t) AS types
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = 'relais' AND p.provolatile = 'v' AND p.prokind = 'f' AND p.prorettype <> 'trigger'::regtype
        AND p.proname NOT IN ('enter', 'enter_as_job') AND has_function_privilege('relais_app', p.oid, 'EXECUTE')
    ORDER BY 1
"""
"""Functions that change something: called one by one, each taken back. The two that begin a transaction as somebody
else are the application's own door, and nobody's statement."""
TAKE = """
    SELECT count(*) FROM relais.take_beds(ARRAY[$1::bigint], ARRAY[1], $2, $3, $3 + interval '20 hours',
        $3 + interval '20 hours', relais.organisation())
"""


async def seen_in_sql(theatre: Theatre, member: UUID, values: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """All that the application can read and do for this member, by where."""
    db = theatre.stage.superuser
    found: dict[str, Any] = {}
    async with theatre.store.working(member) as uow:
        for table in await db.fetch(READABLE):
            rows = await uow.connection.fetch(f"SELECT {table['columns']} FROM {table['table_name']}")
            found[table["table_name"]] = "\n".join(sorted(str(tuple(row.values())) for row in rows))
        for function in await db.fetch(FUNCTIONS):
            answers = await _called(uow.connection, function, values)
            found[function["signature"]] = "\n".join(sorted(answers.splitlines()))
        calls = {
            function["signature"]: calls_of(function, values["uuid"], values)
            for function in await db.fetch(OTHERS)
        }
        found |= await tried(uow.connection, calls)
        for kind in ("hold", "reservation"):
            found[f"take_beds {kind}"] = [
                await outcome(uow.connection, TAKE, int(key), kind, theatre.clock.now())
                for key in values["bigint"]
            ]
    return found


def calls_of(
    function: Mapping[str, Any], ids: Sequence[str], values: Mapping[str, Sequence[str]]
) -> list[str]:
    """A call of this function for each id there is."""
    given = {type_: some[0] for type_, some in values.items()} | {"text": "'released'"}
    calls = []
    for id_ in ids:
        each = given | {"uuid": id_, "uuid[]": f"ARRAY[{id_}]"}
        arguments = ", ".join(f"{each.get(type_, 'NULL')}::{type_}" for type_ in function["types"])
        calls.append(f"SELECT count(f) FROM relais.{function['name']}({arguments}) f")
    return calls


async def tried(connection: asyncpg.Connection, calls: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What comes of each call: how many rows, or which refusal. They are thousands, so that the server goes through
    them itself; each is a statement of its own, and taken back before the next."""
    flat = [call for each in calls.values() for call in each]
    literal = "ARRAY[" + ", ".join(f"$call${call}$call$" for call in flat) + "]::text[]"
    await connection.execute(TRIED.replace("CALLS", literal))
    answers = iter(json.loads(await connection.fetchval("SELECT current_setting('tried.answers')")))
    return {signature: [next(answers) for _ in each] for signature, each in calls.items()}


TRIED = """
DO $tried$
DECLARE
    call text;
    told text;
    answers text[] := '{}';
BEGIN
    FOREACH call IN ARRAY CALLS LOOP
        BEGIN
            EXECUTE call INTO told;
            RAISE EXCEPTION USING ERRCODE = 'TAKEN', MESSAGE = told;
        EXCEPTION WHEN OTHERS THEN
            answers := answers || CASE SQLSTATE WHEN 'TAKEN' THEN SQLERRM ELSE 'refused: ' || SQLSTATE END;
        END;
    END LOOP;
    PERFORM set_config('tried.answers', array_to_json(answers)::text, true);
END $tried$
"""


async def outcome(connection: asyncpg.Connection, query: str, *values: Any) -> str:
    """A count, or the code of the refusal; nothing stays."""
    await connection.execute("SAVEPOINT once")
    try:
        return str(await connection.fetchval(query, *values))
    except asyncpg.PostgresError as refused:
        return f"refused: {refused.sqlstate}"
    finally:
        await connection.execute("ROLLBACK TO SAVEPOINT once")


async def everything(theatre: Theatre) -> Mapping[str, Sequence[str]]:
    """Ids and keys of everything there is, before the secrets; of places and members the first few."""
    stage = theatre.stage
    network = Network(stage.superuser, theatre.clock)
    nobody = uuid4()
    world = World(theatre.client, theatre.as_, theatre.clock, network, stage, nobody, nobody, nobody, nobody)
    some = await stage.superuser.fetch(SOME)
    ids = [f"'{row['id']}'" for row in some]
    return await _values(world) | {"uuid": ids, "uuid[]": [f"ARRAY[{', '.join(ids)}]"]}


SOME = """
    SELECT id FROM operations UNION ALL SELECT id FROM operation_requests UNION ALL SELECT id FROM claims
    UNION ALL SELECT id FROM shelters UNION ALL (SELECT id FROM places ORDER BY number LIMIT 6)
    UNION ALL (SELECT id FROM organisations WHERE kind IN ('police', 'pivot'))
    UNION ALL (SELECT id FROM bed_agreements)
"""


async def an_operation(theatre: Theatre) -> None:
    """P1's own operation, with nine places held and a pivot organisation that has accepted; and one of P2."""
    stage, now = theatre.stage, theatre.clock.now()
    made = await theatre.call(stage.investigator, "/operations", hold(now, men(11)))
    at = f"/operations/{made['id']}"
    await theatre.call(stage.investigator, f"{at}/pivot", {"organisation_id": str(stage.clinic)})
    await theatre.call(stage.pivot, f"/hand-overs/{made['id']}/answer", {"accept": True})
    await theatre.call(stage.other_investigator, "/operations", hold(now, men(3)))


async def somebody_arrives(theatre: Theatre) -> None:
    """The hotel's desk says that the first of those expected is there."""
    expected = await theatre.read(theatre.stage.shelters["S8"].desk, "/expected-arrivals")
    rows = expected["items"] if isinstance(expected, dict) else expected
    await theatre.call(theatre.stage.shelters["S8"].desk, "/arrivals", {"place_id": rows[0]["place_id"]})


async def a_request_is_declined(theatre: Theatre) -> None:
    """A house that was asked without police knowing it says no."""
    asked = await theatre.read(theatre.stage.shelters["S8"].desk, "/shelter-requests")
    rows = asked["items"] if isinstance(asked, dict) else asked
    no = {"accept": 0, "reason": "no_bed"}
    await theatre.call(theatre.stage.shelters["S8"].desk, f"/shelter-requests/{rows[0]['id']}/answer", no)


AFTER: Mapping[str, Secret] = {
    "a house says no": a_request_is_declined,
    "somebody arrives": somebody_arrives,
    **SECRETS,
}
WHO = ("investigator", "colleague", "other_investigator")
OWN = {("investigator", "another service holds")}
"""No secret: it is their own operation."""


async def test_the_application_reads_the_same_before_and_after_each_secret(worlds: Worlds) -> None:
    """POL-03, OPS-11: for whoever is named in an operation, a colleague who is not, and another service."""
    async with worlds.one() as theatre:
        await theatre.rules(sites=9)
        await an_operation(theatre)
        values = await everything(theatre)
        members = {who: getattr(theatre.stage, who) for who in WHO}
        before = {who: await seen_in_sql(theatre, member, values) for who, member in members.items()}
        for name, secret in AFTER.items():
            await secret(theatre)
            after = {who: await seen_in_sql(theatre, member, values) for who, member in members.items()}
            for who in WHO:
                moved = {at for at in before[who] if before[who][at] != after[who][at]}
                assert (name, who, moved) == (name, who, set()) or (who, name) in OWN
            before = after


@pytest.mark.parametrize(
    ("who", "known"), [("other_investigator", set()), ("investigator", {"S4", "S7", "S8"})]
)
async def test_houses_are_named_to_their_partners_alone(worlds: Worlds, who: str, known: set[str]) -> None:
    """POL-03: no statement of the application names a house, or the organisation that runs it, to a service that has no
    agreement with it."""
    async with worlds.one() as theatre:
        await an_operation(theatre)
        values, stage = await everything(theatre), theatre.stage
        db = stage.superuser
        await db.execute(
            "UPDATE shelters SET name = 'House ' || key; UPDATE organisations SET name = 'Runs ' || id"
        )
        seen = str(await seen_in_sql(theatre, getattr(stage, who), values))
        houses = {name: f"House {house.key}" for name, house in stage.shelters.items()}
        assert {name for name, house in houses.items() if re.search(rf"{house}\b", seen)} == known
        runs = {name for name, house in stage.shelters.items() if f"Runs {house.organisation}" in seen}
        assert runs <= known


async def test_old_pictures_are_not_kept(worlds: Worlds) -> None:
    """Design section 4: what one service may no longer read goes when another one's picture is taken."""
    async with worlds.one() as theatre:
        stage, asked = theatre.stage, question(theatre.clock.now(), men(1))
        await theatre.call(stage.investigator, "/feasibility", asked)
        theatre.clock.advance(HOUR)
        await theatre.call(stage.other_investigator, "/feasibility", asked)
        pictured = await stage.superuser.fetch("SELECT DISTINCT organisation_id FROM pictured_pools")
        assert [row["organisation_id"] for row in pictured] == [stage.p2]


async def test_what_the_planner_reads_does_move(worlds: Worlds) -> None:
    """The same secret seen through the planner's door: the comparison above can tell, so it proves something."""
    async with worlds.one() as theatre:
        await an_operation(theatre)
        operation = await theatre.stage.superuser.fetchval(
            "SELECT id FROM operations WHERE organisation_id = $1", theatre.stage.p2
        )
        sites = """
            SELECT pool_key, free FROM relais.operation_sites($1, '[{"region": "CA-ON"}]', $2::timestamptz,
                $2::timestamptz + interval '6 hours', 1)
        """
        opens = theatre.clock.now() + 18 * HOUR

        async def free() -> list[tuple[Any, ...]]:
            async with theatre.store.working(theatre.stage.other_investigator) as uow, planning(uow):
                return [tuple(row) for row in await uow.connection.fetch(sites, operation, opens)]

        before = await free()
        await AFTER["the hotel is full"](theatre)
        assert await free() != before


async def test_the_application_is_no_planner(superuser: asyncpg.Connection) -> None:
    """POL-03: the application's role has not the planner's rights, and the planner reads no table at all."""
    assert await superuser.fetchval("SELECT pg_has_role('relais_app', 'relais_planner', 'MEMBER')") is False
    readable = await superuser.fetchval(
        """
        SELECT count(*) FROM pg_tables WHERE schemaname IN ('public', 'vault')
            AND has_any_column_privilege('relais_planner', format('%I.%I', schemaname, tablename)::regclass, 'SELECT')
        """
    )
    assert readable == 0
