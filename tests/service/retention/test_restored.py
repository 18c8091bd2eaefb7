"""A copy of the database from before an erasure forgets again what was erased since, before it opens (CNF-11)."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.keys.erasures import ErasuresError, Register, Replayed, replay
from service.keys.keyring import Closed
from service.keys.local import KeyDestroyedError, LocalKeyring
from service.retention.checks import check_register
from service.retention.jobs import Eraser
from tests.network import Network
from tests.service.operations.acts import held, hold, men
from tests.service.operations.stage import scenario_a
from tests.service.retention.conftest import Erasing
from tests.service.retention.test_cases import fill, owner

__all__ = ["owner"]


async def test_an_older_copy_is_made_to_forget(
    erasing: Erasing, owner: asyncpg.Connection, tmp_path: Path
) -> None:
    """CNF-11: the copy still has the case, a promise that stood open then, and the key; the register has the line.
    Replayed twice, it is erased once, whatever stood in its way, and every invariant holds."""
    circle = erasing.circle
    await fill(erasing)
    outside = Register(tmp_path / "copy", erasing.keyring)
    outside.register("case", circle.case, "asked", circle.town.clock.now())
    outside.register("case", uuid4(), "period", circle.town.clock.now())  # opened after this copy was made
    assert not (await check_register(owner, outside)).ok
    assert await replay(owner, outside) == Replayed(2, 1)
    assert await replay(owner, outside) == Replayed(2, 0)
    assert (await check_register(owner, outside)).ok
    assert set(await erasing.left()) <= {"events", "vault.data_keys", "erasures", "tellings"}
    assert await erasing.db.fetchval("SELECT count(*) FROM cases") == 0
    assert await erasing.wrong() == []


async def test_what_is_erased_gets_no_key_later(
    erasing: Erasing, owner: asyncpg.Connection, tmp_path: Path
) -> None:
    """CNF-11: also a subject that had no key in the copy: nothing is sealed for it any more, nothing is to be read."""
    subject, outside = uuid4(), Register(tmp_path / "copy", erasing.keyring)
    outside.register("case", subject, "asked", erasing.circle.town.clock.now())
    await replay(owner, outside)
    fresh = LocalKeyring(erasing.keyring.roots)
    with pytest.raises(KeyDestroyedError):
        await fresh.data_key(owner, "care", subject)
    id = await owner.fetchval("SELECT id FROM vault.data_keys WHERE subject = $1", subject)
    assert (await fresh.opening(owner, [id]))[id] is Closed.DESTROYED


async def test_an_altered_register_erases_nothing(erasing: Erasing, owner: asyncpg.Connection) -> None:
    """CNF-11: not one line of it is believed, and nothing is touched."""
    erasing.register.register("case", erasing.circle.case, "asked", erasing.circle.town.clock.now())
    path = erasing.register.path
    path.write_bytes(path.read_bytes().replace(b'"asked"', b'"period"'))
    with pytest.raises(ErasuresError):
        await replay(owner, erasing.register)
    assert not (await check_register(owner, erasing.register)).ok
    assert await erasing.db.fetchval("SELECT count(*) FROM cases") == 1


async def test_a_register_that_lost_its_end_is_made_whole(erasing: Erasing) -> None:
    """CNF-11: the database's own register writes down what the file no longer tells, once."""
    await erasing.ordered()
    assert await erasing.tick() == (0, 1)
    erasing.register.path.unlink()
    eraser = Eraser(erasing.register)
    assert await eraser.mirror(erasing.store, erasing.workers) == 1
    assert await eraser.mirror(erasing.store, erasing.workers) == 0
    assert [entry.subject for entry in erasing.register.entries()] == [erasing.circle.case]


async def test_money_s_words_leave_after_the_statutory_years(erasing: Erasing) -> None:
    """CNF-11: seven years after the last thing that happened to a request whose case is gone, its words and pictures;
    its amounts and decisions stay."""
    circle, clock = erasing.circle, erasing.circle.town.clock
    money = (await circle.ask()).json()["id"]
    assert (await circle.town.post(circle.pivot, f"/requests/{money}/withdraw")).is_success
    clock.advance(timedelta(days=800))
    assert await erasing.tick() == (1, 1)  # the case, by time
    clock.advance(timedelta(days=1700))
    assert await erasing.tick() == (0, 0)
    rows = await erasing.db.fetch("SELECT * FROM transfers ORDER BY key")
    clock.advance(timedelta(days=60))
    assert await erasing.tick() == (1, 1)
    assert await erasing.db.fetchval("SELECT kind FROM erasures ORDER BY begun_at DESC LIMIT 1") == "request"
    open_keys = "SELECT count(*) FROM vault.data_keys WHERE subject = $1 AND wrapped IS NOT NULL"
    assert await erasing.db.fetchval(open_keys, money) == 0
    assert await erasing.db.fetch("SELECT * FROM transfers ORDER BY key") == rows
    assert await erasing.wrong() == []


async def test_a_referral_without_a_case_loses_who_came(erasing: Erasing) -> None:
    """CNF-11: what a house was asked for nobody's case tells nobody's age after its own period."""
    town, circle = erasing.circle.town, erasing.circle
    asked = (await town.refer(await town.pivot(), circle.house)).json()["id"]
    assert (
        await town.post(circle.house.desk, f"/referrals/{asked}/decline", {"reason": "no_bed"})
    ).is_success
    await circle.agree("share_with_organisation", circle.partner)  # the case itself is young
    town.clock.advance(timedelta(days=735))
    await erasing.db.execute("UPDATE cases SET last_activity_at = $1", town.clock.now())
    assert await erasing.tick() == (1, 1)
    party = await erasing.db.fetchval("SELECT party::text FROM referrals WHERE id = $1", asked)
    assert "not_determined" in party
    assert "25+" not in party
    assert await erasing.db.fetchval("SELECT beds FROM referrals WHERE id = $1", asked) == 1


async def test_an_operation_loses_who_was_expected(
    erasing: Erasing, network: Network, clock: SetClock
) -> None:
    """CNF-11: two years after its end, nobody reads of an operation whom it expected and where they were met; that it
    held places stays, and every invariant holds."""
    stage = await scenario_a(network, clock.now())
    operation = (await held(erasing.store, stage.investigator, hold(clock.now(), men(2, "A")))).id
    await erasing.db.execute(
        "UPDATE operations SET state = 'cancelled', closed_at = $2, cancels_at = NULL WHERE id = $1",
        operation,
        clock.now(),
    )
    clock.advance(timedelta(days=740))
    await erasing.db.execute("UPDATE cases SET last_activity_at = $1", clock.now())
    assert await erasing.tick() == (1, 1)
    told = "SELECT DISTINCT gender || age_band || coalesce(label, '') FROM places WHERE operation_id = $1"
    assert await erasing.db.fetchval(told, operation) == "not_determinednot_determined"
    assert await erasing.db.fetchval("SELECT count(*) > 0 FROM places WHERE operation_id = $1", operation)
    sealed = (
        "SELECT count(*) FROM vault.data_keys WHERE subject = $1 AND root = 'care' AND wrapped IS NOT NULL"
    )
    assert await erasing.db.fetchval(sealed, operation) == 0
