"""What a database offers to the code that serves from it, so that two versions of a schema can be held together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import asyncpg

Facts = Mapping[str, str]

MINE = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
COLUMNS = f"""
SELECT n.nspname || '.' || r.relname || '.' || a.attname AS name,
    format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
        THEN ' needed' WHEN a.attnotnull THEN ' filled' ELSE '' END AS fact
FROM pg_attribute a JOIN pg_class r ON r.oid = a.attrelid JOIN pg_namespace n ON n.oid = r.relnamespace
WHERE {MINE} AND r.relkind IN ('r', 'v', 'm', 'p') AND a.attnum > 0 AND NOT a.attisdropped
"""
FUNCTIONS = f"""
SELECT n.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS name,
    pg_get_function_result(p.oid) AS fact
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE {MINE} AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
BODIES = FUNCTIONS.replace("pg_get_function_result(p.oid)", "md5(p.prosrc)")
POLICIES = """
SELECT n.nspname || '.' || r.relname || ' ' || p.polname AS name, p.polpermissive AS permissive, p.polroles AS roles,
    md5(concat(p.polcmd, p.polpermissive, p.polroles, pg_get_expr(p.polqual, r.oid),
               pg_get_expr(p.polwithcheck, r.oid))) AS fact
FROM pg_policy p JOIN pg_class r ON r.oid = p.polrelid JOIN pg_namespace n ON n.oid = r.relnamespace
"""
RIGHTS = f"""
SELECT g.grantee::regrole || ' ' || g.privilege_type || ' ' || o.name AS name, '' AS fact
FROM (SELECT n.nspname || '.' || r.relname AS name, r.relacl AS acl
      FROM pg_class r JOIN pg_namespace n ON n.oid = r.relnamespace WHERE {MINE}
      UNION ALL
      SELECT n.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', p.proacl
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {MINE}
      UNION ALL
      SELECT n.nspname || '.' || r.relname || '.' || a.attname, a.attacl
      FROM pg_attribute a JOIN pg_class r ON r.oid = a.attrelid JOIN pg_namespace n ON n.oid = r.relnamespace
      WHERE {MINE} AND NOT a.attisdropped) o, aclexplode(o.acl) g
WHERE g.grantee <> 0 AND g.grantee::regrole::text LIKE 'relais\\_%'
UNION ALL SELECT name, fact FROM ({POLICIES}) p WHERE permissive
"""
RULES = f"""
SELECT n.nspname || '.' || r.relname || ' ' || c.conname AS name, md5(pg_get_constraintdef(c.oid)) AS fact
FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid JOIN pg_namespace n ON n.oid = r.relnamespace
WHERE {MINE} AND c.contype <> 'n'
UNION ALL
SELECT n.nspname || '.' || r.relname || ' ' || t.tgname, md5(pg_get_triggerdef(t.oid))
FROM pg_trigger t JOIN pg_class r ON r.oid = t.tgrelid JOIN pg_namespace n ON n.oid = r.relnamespace
WHERE {MINE} AND NOT t.tgisinternal
UNION ALL
SELECT name, fact FROM ({POLICIES}) p WHERE NOT permissive AND (roles = '{{0}}' OR EXISTS (
    SELECT FROM pg_roles r WHERE r.oid = ANY (roles) AND r.rolname IN ('relais_app', 'relais_worker', 'relais_planner',
        'relais_lens', 'relais_vault')))
UNION ALL
SELECT n.nspname || '.' || r.relname || ' row-level security', r.relforcerowsecurity::text
FROM pg_class r JOIN pg_namespace n ON n.oid = r.relnamespace WHERE {MINE} AND r.relrowsecurity
UNION ALL
SELECT n.nspname || '.' || r.relname || ' ' || i.relname, '' FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_class r ON r.oid = x.indrelid JOIN pg_namespace n ON n.oid = r.relnamespace WHERE {MINE} AND x.indisunique
"""


@dataclass(frozen=True)
class Catalog:
    """By name: columns with their type, functions with their result and body, rights, and whatever refuses a row."""

    columns: Facts
    functions: Facts
    bodies: Facts
    rights: Facts
    rules: Facts

    @property
    def tables(self) -> set[str]:
        """Every relation, by its schema and name."""
        return {name.rpartition(".")[0] for name in self.columns}


async def look(connection: asyncpg.Connection) -> Catalog:
    """Read what the database of this owner holds now."""
    return Catalog(
        *[
            {row["name"]: row["fact"] for row in await connection.fetch(statement)}
            for statement in (COLUMNS, FUNCTIONS, BODIES, RIGHTS, RULES)
        ]
    )


def narrowed(before: Catalog, after: Catalog) -> Iterator[str]:
    """What code of before might miss or be refused, by name: gone, other than it was, or newly in its way."""
    for old, new in (
        (before.columns, after.columns),
        (before.functions, after.functions),
        (before.rights, after.rights),
    ):
        yield from (name for name, fact in old.items() if new.get(name) != fact)
    yield from (name for name in before.bodies if after.bodies.get(name, "") != before.bodies[name])
    yield from _in_the_way(before, after)


def _in_the_way(before: Catalog, after: Catalog) -> Iterator[str]:
    """New demands on tables that were there: a column that must be named, a rule that is new or another."""
    for name, fact in after.columns.items():
        new = name not in before.columns and name.rpartition(".")[0] in before.tables
        if new and fact.endswith(" needed"):
            yield name
    for name, fact in after.rules.items():
        if before.rules.get(name) != fact and name.split(" ")[0] in before.tables:
            yield name
