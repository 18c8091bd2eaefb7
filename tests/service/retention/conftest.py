"""A case with everything that hangs on one, in a store that seals, and what erases it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from api.checks import all_checks
from service.checks import Checked, run_check
from service.keys.erasures import Register
from service.keys.local import LocalKeyring
from service.partners.proposals.commands import Sign, propose, sign
from service.partners.proposals.rules import erasure
from service.refusals import Refused
from service.retention.jobs import Eraser, begin_due
from service.store.store import Store
from service.trail.recorder import SealingRecorder
from tests.service.cases.sharing.conftest import Circle, circle
from tests.service.fund.conftest import fund

__all__ = ["circle", "fund"]


@dataclass(frozen=True)
class Erasing:
    """The jobs that erase, over a register of this test's own."""

    circle: Circle
    store: Store
    workers: asyncpg.Pool
    register: Register
    keyring: LocalKeyring

    @property
    def db(self) -> asyncpg.Connection:
        return self.circle.db

    async def tick(self) -> tuple[int, int]:
        """How many erasures time began, and how many were carried out."""
        begun = await begin_due(self.store, self.workers)
        return begun, await Eraser(self.register).finish(self.store, self.workers)

    async def ask(self, by: UUID | None = None) -> Any:
        """Somebody proposes to erase the case: the id of the proposal, or why not."""
        made = await self.store.run(propose, by or self.circle.pivot, erasure(self.circle.case))
        return made.reason.code if isinstance(made, Refused) else made.id

    async def sign(self, proposal: UUID, by: UUID) -> str:
        """Somebody signs: `signed`, or why not."""
        signed = await self.store.run(sign, by, Sign(proposal))
        return signed.reason.code if isinstance(signed, Refused) else "signed"

    async def ordered(self) -> None:
        """Pivot and backup order it."""
        assert await self.sign(await self.ask(), self.circle.backup) == "signed"

    async def left(self) -> dict[str, int]:
        """How many rows in any table still have the case's id in any column of theirs, by table."""
        tables = await self.db.fetch(
            "SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relkind = 'r'"
            " AND c.relnamespace IN ('public'::regnamespace, 'vault'::regnamespace)"
        )
        counts = " UNION ALL ".join(
            f"SELECT '{table['name']}' AS name, count(*) AS rows FROM {table['name']} t WHERE t::text LIKE $1"
            for table in tables
        )
        found = await self.db.fetch(f"SELECT * FROM ({counts}) c WHERE rows > 0", f"%{self.circle.case}%")
        return {row["name"]: row["rows"] for row in found}

    async def wrong(self) -> list[Checked]:
        """Every invariant that does not hold."""
        now = self.store.clock.now()
        return [each for check in all_checks() if not (each := await run_check(self.db, check, now)).ok]


@pytest.fixture
def sealed(store: Store, keyring: LocalKeyring) -> Store:
    """The store as a process has it: events are sealed."""
    store.recorder = SealingRecorder(keyring)
    return store


@pytest.fixture
async def erasing(
    sealed: Store, circle: Circle, worker_pool: asyncpg.Pool, keyring: LocalKeyring, tmp_path: Path
) -> Erasing:
    return Erasing(circle, sealed, worker_pool, Register(tmp_path / "keys", keyring), keyring)
