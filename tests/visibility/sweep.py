"""Everything that one person can read: every reading door with every id, and in SQL, as the application's role within
that person's transaction, every table and every function that reads, with every id."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from service.store.store import Store
from tests.api.described import Example, operations
from tests.api.knocking import knock
from tests.api.world import World

MOST, FEW = 300, 12
"""How many values are tried of an only argument, and of each of several."""


@dataclass
class Seen:
    """What one person was told, by where."""

    http: dict[str, list[str]] = field(default_factory=dict)
    sql: dict[str, str] = field(default_factory=dict)

    def traces(self, marks: Iterable[str], *, but: Iterable[str] = ()) -> dict[str, set[str]]:
        """Where any of these marks appears, but for these places."""
        told = {**{place: "\n".join(texts) for place, texts in self.http.items()}, **self.sql}
        found = {place: {mark for mark in marks if mark in text} for place, text in told.items()}
        return {place: marks for place, marks in found.items() if marks and place not in but}


async def over_http(world: World, member: UUID) -> dict[str, list[str]]:
    """The answers of every GET, with the ids of everything there is wherever an id is asked for."""
    found: dict[str, list[str]] = {}
    for operation in operations():
        if operation.method != "GET" or operation.public:
            continue
        for ids in await _paths(world, operation.ids):
            example = Example(world.clock.now(), uuid4())
            answer = await knock(world.client, operation, example, ids, world.as_(member))
            assert answer.status_code < 500, (operation.id, answer.text)
            if answer.status_code < 300:
                found.setdefault(operation.id, []).append(answer.text)
    return found


TABLES = {
    "case_id": "cases",
    "shelter_id": "shelters",
    "operation_id": "operations",
    "request_id": "fund_requests",
    "referral_id": "referrals",
    "envelope_id": "envelopes",
    "fund_id": "organisations",
}


async def _paths(world: World, names: Sequence[str]) -> list[dict[str, UUID]]:
    """The ids to ask a door with: every row of its table, or everything that there is."""
    if len(names) != 1:
        return [] if names else [{}]
    table = TABLES.get(names[0])
    ids = (
        await world.db.fetch(f"SELECT id FROM {table}") if table else [(id_,) for id_ in await _ids(world.db)]
    )
    return [{names[0]: row[0]} for row in ids]


async def _ids(db: asyncpg.Connection) -> list[UUID]:
    """The public ids that doors are asked with."""
    tables = (
        "cases",
        "shelters",
        "operations",
        "fund_requests",
        "referrals",
        "envelopes",
        "organisations",
        "policies",
    )
    return [row[0] for table in tables for row in await db.fetch(f"SELECT id FROM {table}")]


READABLE = """
    SELECT c.relname AS table_name, string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        AND has_column_privilege('relais_app', c.oid, a.attnum, 'SELECT')
    GROUP BY c.relname ORDER BY 1
"""
FUNCTIONS = """
    SELECT p.oid::regprocedure::text AS signature, p.proname AS name,
        ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) t) AS types
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = 'relais' AND p.provolatile <> 'v' AND p.prokind = 'f' AND p.prorettype <> 'trigger'::regtype
        AND has_function_privilege('relais_app', p.oid, 'EXECUTE')
    UNION ALL
    SELECT p.oid::regprocedure::text, p.proname, ARRAY['uuid'] FROM pg_proc p WHERE p.proname = 'shared_about'
"""


async def in_sql(world: World, store: Store, member: UUID) -> dict[str, str]:
    """All rows of all readable columns, and what every reading function answers for everything that there is."""
    tables = await world.db.fetch(READABLE)
    functions = await world.db.fetch(FUNCTIONS)
    values = await _values(world)
    found = {}
    async with store.working(member) as uow:
        for table in tables:
            rows = await uow.connection.fetch(f"SELECT {table['columns']} FROM {table['table_name']}")
            found[f"table {table['table_name']}"] = "\n".join(str(tuple(row.values())) for row in rows)
        for function in functions:
            found[f"function {function['name']}"] = await _called(uow.connection, function, values)
    return found


async def _called(
    connection: asyncpg.Connection, function: Mapping[str, Any], values: Mapping[str, Sequence[str]]
) -> str:
    """What a function answers for every choice of arguments, in one statement; nothing when it refuses them."""
    types = function["types"]
    given = [values.get(type_, ["NULL"])[: MOST if len(types) < 2 else FEW] for type_ in types]
    sources = "".join(
        f"CROSS JOIN (VALUES {', '.join(f'({value}::{type_})' for value in some)}) AS v{n} (a{n}) "
        for n, (some, type_) in enumerate(zip(given, types, strict=True))
    )
    arguments = ", ".join(f"v{n}.a{n}" for n in range(len(types)))
    called = f"relais.{function['name']}({arguments})"
    call = f"SELECT to_json(f)::text FROM (SELECT 1) one {sources}CROSS JOIN LATERAL {called} f"
    await connection.execute("SAVEPOINT call")
    try:
        return "\n".join(row[0] for row in await connection.fetch(call) if row[0] is not None)
    except asyncpg.PostgresError as refused:
        return f"refused: {type(refused).__name__}"
    finally:
        await connection.execute("ROLLBACK TO SAVEPOINT call")


async def _values(world: World) -> dict[str, list[str]]:
    """Every value worth trying, by type, as SQL writes it."""
    ids = await _ids(world.db)
    ids += [row[0] for row in await world.db.fetch("SELECT id FROM claims UNION SELECT id FROM places")]
    ids += [row[0] for row in await world.db.fetch("SELECT id FROM members")]
    keys = [row[0] for row in await world.db.fetch("SELECT key FROM shelters UNION SELECT key FROM pools")]
    return {
        "uuid": [f"'{id_}'" for id_ in ids],
        "uuid[]": ["ARRAY[" + ", ".join(f"'{id_}'" for id_ in ids) + "]"],
        "bigint": [str(key) for key in keys],
        "bigint[]": ["ARRAY[" + ", ".join(map(str, keys)) + "]"],
        "integer": ["100"],
        "smallint": ["1"],
        "boolean": ["true"],
        "date": ["'2026-01-01'", "'2026-12-01'"],
        "timestamp with time zone": ["'2026-11-03 12:00Z'", "'2026-11-05 12:00Z'"],
        "text": ["'CA-ON'", "'pivot'", "'shelter'", "'police'"],
        "text[]": ["ARRAY['CA-ON']"],
        "jsonb": ["""'[{"region": "CA-ON"}]'"""],
    }
