"""`relais check` on the partners: whole after a day of settling, and each invariant seen when it is broken."""

from datetime import timedelta

import pytest

from api.checks import all_checks
from service.checks import Check, run_check
from service.partners.checks import CHECKS
from service.partners.members.commands import EndAccess, end_access
from service.partners.proposals import rules
from tests.service.partners.proposals.changes import CHANGES
from tests.service.partners.town import Town, got

BROKEN = (
    "UPDATE proposals SET signed_by = proposed_by",
    "UPDATE members SET roles = '{pivot_worker}' WHERE organisation_id IN (SELECT id FROM organisations WHERE kind = "
    "'police')",
    "UPDATE members SET supervisor_id = id WHERE left_at IS NULL",
    "UPDATE members SET left_at = now() WHERE left_at IS NULL",
    "UPDATE networks SET police_members = 'none'",
    "UPDATE payees SET confirmed_by = proposed_by",
)
"""One for each check, in its order."""


async def settled(town: Town) -> None:
    """Something in force of several kinds, and somebody gone."""
    for kind in ("payee", "rail", "access", "police_budget"):
        await town.settled(*CHANGES[kind].pair(town), CHANGES[kind].wish(town))
    got(await town.run(end_access, town.keepers[0], EndAccess(town.keepers[0])))
    await town.proposed(town.payers[0], rules.rail("manual_cash", active=False))


def test_the_partners_are_checked() -> None:
    assert set(CHECKS) <= set(all_checks())


async def test_after_a_day_everything_holds(town: Town) -> None:
    """PIV-03, FND-10: the invariants, on what the commands left."""
    await settled(town)
    found = [await run_check(town.owner, check, town.clock.now()) for check in CHECKS]
    assert [(each.name, each.wrong) for each in found if not each.ok] == []
    assert min(each.looked_at for each in found) >= 1


@pytest.mark.parametrize(("check", "statement"), list(zip(CHECKS, BROKEN, strict=True)))
async def test_what_is_broken_by_hand_is_found(town: Town, check: Check, statement: str) -> None:
    """Past every constraint and trigger, as only the owner could."""
    await settled(town)
    town.clock.advance(timedelta(minutes=1))
    constraints = await town.owner.fetch(
        "SELECT conrelid::regclass::text AS t, conname AS c, pg_get_constraintdef(oid) AS d FROM pg_constraint "
        "WHERE contype = 'c' AND conrelid IN ('proposals'::regclass, 'payees'::regclass, 'members'::regclass)"
    )
    transaction = town.owner.transaction()
    await transaction.start()
    try:
        for each in constraints:
            await town.owner.execute(f"ALTER TABLE {each['t']} DROP CONSTRAINT {each['c']}")
        await town.owner.execute("SET LOCAL session_replication_role = replica")
        await town.owner.execute(statement)
        wrong = await town.owner.fetch(check.wrong)
    finally:
        await transaction.rollback()
    assert wrong
