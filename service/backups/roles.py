"""Roles belong to a whole server and are in no copy of a database: they are made before, and what was its former
owner's becomes the present one's after.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from service.backups.manifest import BackupError
from service.store.statements import sql

if TYPE_CHECKING:
    import asyncpg

FOR_A_WHILE = "made by a restore of Relais, and gone at its end"
STANDING = sql(
    """
    SELECT rolname::text AS name, rolsuper OR rolbypassrls AS powerful,
        coalesce(shobj_description(oid, 'pg_authid'), '') = :for_a_while AS for_a_while
    FROM pg_roles
    """
)
MAKE = "SELECT format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS', $1::text)"
MARK = "SELECT format('COMMENT ON ROLE %I IS %L', $1::text, $2::text)"
ME = "SELECT current_user::text"
OURS = "relais_"
# Rights that the former owner had on what belongs to others: the rest changes hands by itself.
REGRANTS = sql(
    """
    SELECT format('GRANT %s ON FUNCTION %s TO CURRENT_USER', a.privilege_type, p.oid::regprocedure) AS statement
    FROM pg_proc p, aclexplode(p.proacl) a JOIN pg_roles r ON r.oid = a.grantee
    WHERE r.rolname = :former AND p.proowner <> a.grantee
    """
)
# What the first migration says for functions of whoever owns the schema.
KEPT_FROM_EVERYBODY = "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC"


async def make_missing(connection: asyncpg.Connection, names: Iterable[str], owner: str) -> bool:
    """Make the roles that this server lacks, none of which may sign in. Whether the former owner is one of them, made
    now or by a restore that was killed before its end.

    Raises `BackupError` where a role of ours is a superuser or passes by row-level security: the functions that it
    owns would see everything.
    """
    rows = await connection.fetch(STANDING.text, *STANDING.arguments({"for_a_while": FOR_A_WHILE}))
    standing = {row["name"]: row["powerful"] for row in rows}
    passing = {row["name"] for row in rows if row["for_a_while"]}
    me = await connection.fetchval(ME)
    wanted = sorted({*names, owner} - {me})
    if powerful := [
        name for name in wanted if name.startswith(OURS) and name != owner and standing.get(name)
    ]:
        raise BackupError(
            f"On this server {', '.join(powerful)} may see everything: take that right away first."
        )
    for name in wanted:
        if name not in standing:
            async with connection.transaction():
                await connection.execute(await connection.fetchval(MAKE, name))
                if name == owner:
                    await connection.execute(await connection.fetchval(MARK, name, FOR_A_WHILE))
    return owner != me and (owner not in standing or owner in passing)


async def adopt(connection: asyncpg.Connection, former: str) -> None:
    """What was the former owner's is ours, with the rights that they had; the role, which we made, goes again."""
    quoted = await connection.fetchval("SELECT quote_ident($1::text)", former)
    async with connection.transaction():
        await connection.execute(f"GRANT {quoted} TO CURRENT_USER")
        await connection.execute(f"REASSIGN OWNED BY {quoted} TO CURRENT_USER")
        for row in await connection.fetch(REGRANTS.text, *REGRANTS.arguments({"former": former})):
            await connection.execute(row["statement"])
        await connection.execute(KEPT_FROM_EVERYBODY)
        await connection.execute(f"DROP OWNED BY {quoted}")
        await connection.execute(f"DROP ROLE {quoted}")
