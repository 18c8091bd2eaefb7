"""Chance that is the same each time: the ids that Python and PostgreSQL draw follow from where a history began."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

import asyncpg

DRAWN = """
CREATE SEQUENCE IF NOT EXISTS relais.simulated_ids;
GRANT USAGE ON SEQUENCE relais.simulated_ids TO PUBLIC;
CREATE OR REPLACE FUNCTION pg_catalog.gen_random_uuid() RETURNS uuid LANGUAGE sql VOLATILE SECURITY DEFINER
AS $$ SELECT md5('drawn ' || nextval('relais.simulated_ids'))::uuid $$
"""
AS_IT_WAS = """
CREATE OR REPLACE FUNCTION pg_catalog.gen_random_uuid() RETURNS uuid
LANGUAGE internal STRICT VOLATILE PARALLEL SAFE LEAKPROOF SECURITY INVOKER AS 'gen_random_uuid';
DROP SEQUENCE IF EXISTS relais.simulated_ids
"""
BEGIN_ANEW = "ALTER SEQUENCE relais.simulated_ids RESTART"


@dataclass
class Chance:
    """Counts what was drawn since the history began."""

    drawn: int = field(default=0)

    def urandom(self, size: int) -> bytes:
        """So many bytes, as `os.urandom` gives them."""
        self.drawn += 1
        return hashlib.shake_128(b"drawn %d" % self.drawn).digest(size)

    @contextmanager
    def instead(self) -> Iterator[None]:
        """In place of the kernel's."""
        with patch.object(os, "urandom", self.urandom):
            yield

    async def begin(self, db: asyncpg.Connection) -> None:
        """A history begins: the same ids again."""
        self.drawn = 0
        await db.execute(BEGIN_ANEW)
