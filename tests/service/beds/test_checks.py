"""`relais check` on beds: clean after a night's work; each invariant, broken by hand, is named."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from service.beds.checks import CHECKS
from service.checks import Checked, run_check
from service.clock import SetClock
from tests.network import Network
from tests.service.beds.town import Town


@pytest.fixture
async def town(client: httpx.AsyncClient, as_: Any, network: Network, clock: SetClock) -> Town:
    """A night: counts, a referral that is held, one confirmed, one arrived, one declined, one displaced."""
    town = Town(client, as_, network, clock)
    house = await town.shelter(beds=6, count=5)
    small = await town.shelter(beds=1)
    pivot = await town.pivot()
    made = [(await town.refer(pivot, house)).json()["id"] for _ in range(4)]
    await town.post(house.desk, f"/referrals/{made[1]}/confirm")
    await town.post(house.desk, f"/referrals/{made[2]}/arrival")
    await town.post(house.desk, f"/referrals/{made[3]}/decline", {"reason": "age"})
    await town.refer(pivot, small)
    assert (await town.counted(small, 0)).json()["displaced"] == 1
    return town


async def looked(town: Town) -> dict[str, Checked]:
    return {check.name: await run_check(town.network.superuser, check, town.clock.now()) for check in CHECKS}


@asynccontextmanager
async def by_hand(superuser: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """The owner with every trigger off, as somebody with the database's password."""
    await superuser.execute("SET session_replication_role = replica")
    try:
        yield superuser
    finally:
        await superuser.execute("RESET session_replication_role")


async def test_clean_after_a_night(town: Town) -> None:
    """BED-15, BED-16: nothing is wrong, something was looked at, also when deadlines pass without any job."""
    for hours in (0, 2, 30):
        town.clock.advance(timedelta(hours=hours))
        found = await looked(town)
        assert {name: checked.wrong for name, checked in found.items() if not checked.ok} == {}
        assert min(checked.looked_at for checked in found.values()) > 0


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        (
            "INSERT INTO claims (bed_key, pool_key, shelter_key, organisation_id, kind, starts_at, ends_at)"
            " SELECT bed_key, pool_key, shelter_key, organisation_id, 'stay', ends_at, ends_at + interval '1 day'"
            " FROM claims WHERE state = 'live' LIMIT 1",
            {"the board's figures are what the claims say"},
        ),
        (
            "UPDATE claims SET pool_key = (SELECT max(key) FROM pools) WHERE state = 'released'",
            {"a claim's bed, pool, shelter and organisation belong together"},
        ),
        (
            "UPDATE availability SET free = free + 1, beds = beds + 1 WHERE pool_key = (SELECT min(key) FROM pools)",
            {"the board's figures are what the claims say"},
        ),
        (
            "DELETE FROM availability WHERE pool_key = (SELECT min(key) FROM pools)",
            {"the board's figures are what the claims say"},
        ),
        (
            "UPDATE pools SET min_age = 12 WHERE key = (SELECT min(key) FROM pools)",
            {"the board describes beds as their shelter does"},
        ),
        (
            "UPDATE shelters SET counted_at = counted_at + interval '1 hour'",
            {"a shelter was counted when its newest applied count was looked at",
             "the board describes beds as their shelter does"},
        ),
        (
            "UPDATE claims SET state = 'ended', ended_at = now() WHERE state = 'live' AND kind = 'hold'",
            {"a referral with a bed has its beds, or its displaced promises are in someone's hands",
             "the board's figures are what the claims say"},
        ),
        (
            "UPDATE referrals SET state = 'withdrawn' WHERE state = 'held'",
            {"a referral that is over holds no bed"},
        ),
        ("DELETE FROM escalations", {"a promise that a fact displaced is in someone's hands"}),
        (
            "UPDATE claims SET state = 'lapsed' WHERE state = 'displaced'",
            {"what is in someone's hands is displaced, once, and what was settled says how",
             "a referral with a bed has its beds, or its displaced promises are in someone's hands"},
        ),
        (
            "UPDATE claims SET starts_at = starts_at - interval '9 days', ends_at = ends_at - interval '9 days',"
            " bed_key = (SELECT bed_key FROM claims WHERE kind = 'stay' AND state = 'live' AND NOT anonymous)"
            " WHERE kind = 'stay' AND state = 'live' AND anonymous AND shelter_key = (SELECT min(key) FROM shelters)",
            {"one person is in a bed at a time, whenever the one before was to leave",
             "the board's figures are what the claims say"},
        ),
        (
            "UPDATE claims SET lapses_at = ends_at + interval '1 hour' WHERE state = 'live' AND kind = 'hold'",
            {"no promise binds beyond its own period"},
        ),
        (
            "UPDATE claims SET referral_id = (SELECT id FROM referrals WHERE state = 'confirmed')"
            " WHERE kind = 'hold' AND state = 'live'",
            {"a referral never has more beds than it asked for",
             "a referral with a bed has its beds, or its displaced promises are in someone's hands"},
        ),
    ],
)  # fmt: skip
async def test_what_is_broken_by_hand_is_named(town: Town, broken: str, named: set[str]) -> None:
    """BED-16: with triggers off, each check names the row, and no other check is wrong without reason."""
    async with by_hand(town.network.superuser) as owner:
        status = await owner.execute(broken)
    assert int(status.rsplit(" ", 1)[-1]) > 0
    found = await looked(town)
    assert {name for name, checked in found.items() if not checked.ok} == named


@pytest.mark.parametrize(
    ("constraints", "broken", "named"),
    [
        (
            ("claims DROP CONSTRAINT claims_never_overlap",),
            "INSERT INTO claims (bed_key, pool_key, shelter_key, organisation_id, kind, starts_at, ends_at)"
            " SELECT bed_key, pool_key, shelter_key, organisation_id, 'stay', starts_at, ends_at FROM claims"
            " WHERE state = 'live' AND kind = 'stay' LIMIT 1",
            {"no two live claims overlap on a bed",
             "one person is in a bed at a time, whenever the one before was to leave"},
        ),
        (
            ("referrals DROP CONSTRAINT referrals_one_coded_reason",),
            "UPDATE referrals SET decline_reason = NULL WHERE state = 'declined'",
            {"a refusal carries exactly one code"},
        ),
        (
            ("claims DROP CONSTRAINT claims_check1", "claims DROP CONSTRAINT claims_check2",
             "claims DROP CONSTRAINT claims_check3", "claims DROP CONSTRAINT claims_check4"),
            "UPDATE claims SET holder_organisation_id = NULL WHERE state = 'released'",
            {"a promise has a holder and a deadline, and an anonymous stay has neither"},
        ),
    ],
)  # fmt: skip
async def test_what_only_a_lost_constraint_could_break(
    town: Town, constraints: tuple[str, ...], broken: str, named: set[str]
) -> None:
    """BED-16: even a database without its constraints is seen through; here inside a transaction that is undone."""
    superuser = town.network.superuser
    transaction = superuser.transaction()
    await transaction.start()
    try:
        for constraint in constraints:
            table, _, rest = constraint.partition(" ")
            await superuser.execute(f"ALTER TABLE {table} {rest}")
        await superuser.execute("SET LOCAL session_replication_role = replica")
        status = await superuser.execute(broken)
        assert int(status.rsplit(" ", 1)[-1]) > 0
        wrong = {check.name for check in CHECKS if await superuser.fetch(check.wrong)}
    finally:
        await transaction.rollback()
    assert wrong - {"the board's figures are what the claims say"} == named
