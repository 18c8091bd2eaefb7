"""The absolute emergency ceiling is no setting: a constant of the code and of the schema (FND-10, hard rule 5)."""

from dataclasses import replace
from typing import get_args

import asyncpg
import pytest

from service.fund.policy.absolute import ABSOLUTE_EMERGENCY_CENTS
from service.partners.proposals.rules import Kind
from tests.service.partners.proposals.changes import CHANGES
from tests.service.partners.town import Town

TEMPTATIONS = {
    "absolute_emergency_cents": 100_000_000,
    "self_issue_up_to_cents": 100_000_000,
    "self_issue": {"per_case_cents": 100_000_000, "per_pivot_cents": 100_000_000},
    "automatic_up_to_cents": 100_000_000,
}
SCHEMA = """
    SELECT coalesce((SELECT string_agg(pg_get_constraintdef(c.oid), ';' ORDER BY c.conname) FROM pg_constraint c
        WHERE c.conname LIKE 'policies_absolute%'), '')
    || pg_get_functiondef('relais.check_earmark(transfers)'::regprocedure)
"""
POLICY = """
    INSERT INTO policies (organisation_id, version, document, in_force_from, one_person_up_to_cents,
        automatic_up_to_cents, self_issue_up_to_cents, payer_differs_above_cents, proposed_by, proposed_at)
    VALUES ($1, 1, '{}', now(), 0, 0, $2, 0, $3, now())
"""


def test_it_is_the_same_in_the_code_and_in_the_schema() -> None:
    """500 dollars."""
    assert ABSOLUTE_EMERGENCY_CENTS == 50_000


@pytest.mark.parametrize("kind", get_args(Kind))
async def test_no_proposal_moves_it(town: Town, kind: str) -> None:
    """Whatever else a proposal of any kind says, signed by two: the ceiling stands where it stood."""
    before = await town.owner.fetchval(SCHEMA)
    assert "self_issue_up_to_cents <= 50000" in before
    assert "> 50000" in before
    change = CHANGES[kind]
    wish = change.wish(town)
    await town.settled(*change.pair(town), replace(wish, content={**wish.content, **TEMPTATIONS}))
    assert await town.owner.fetchval(change.seen)
    assert await town.owner.fetchval(SCHEMA) == before
    for cents in (50_001, -1):
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await town.owner.execute(POLICY, town.fund, cents, town.payers[0])
        assert caught.value.constraint_name == "policies_absolute_emergency"
    await town.owner.execute(POLICY, town.fund, 50_000, town.payers[0])
