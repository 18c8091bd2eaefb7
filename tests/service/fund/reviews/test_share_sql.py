"""Which draws are in a policy's share of second looks: PostgreSQL's trigger decides, and nothing beside it (FND-10)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

AT = datetime(2026, 11, 3, 22, 40, tzinfo=UTC)
JUDGED = """
CREATE TEMP TABLE judged (policy_id uuid, draw smallint, made_at timestamptz, look_by timestamptz) ON COMMIT DROP;
CREATE TRIGGER draws_second_look BEFORE INSERT ON judged FOR EACH ROW EXECUTE FUNCTION relais.draw_second_look();
"""
POLICY = """
INSERT INTO policies (id, organisation_id, version, document, in_force_from, one_person_up_to_cents,
    automatic_up_to_cents, self_issue_up_to_cents, payer_differs_above_cents, proposed_by, proposed_at)
VALUES ($1, $1, 1, $2, $3, 0, 0, 0, 0, $1, $3)
"""


async def look_by(superuser: asyncpg.Connection, document: dict[str, Any], draw: int | None) -> Any:
    """By when an approval by rule with this draw is looked at again, under a policy that says so; None when never."""
    policy: UUID = uuid4()
    async with superuser.transaction():
        await superuser.execute("SET LOCAL session_replication_role = replica")  # a policy of no fund will do
        await superuser.execute(POLICY, policy, json.dumps(document), AT)
        await superuser.execute("SET LOCAL session_replication_role = origin")
        await superuser.execute(JUDGED)
        insert = "INSERT INTO judged (policy_id, draw, made_at) VALUES ($1, $2, $3) RETURNING look_by"
        return await superuser.fetchval(insert, policy, draw, AT)


@pytest.mark.parametrize(
    ("draw", "percent", "drawn"),
    [
        (0, 0, False),
        (0, 1, True),
        (99, 1, True),
        (100, 1, False),
        (9_899, 99, True),
        (9_900, 99, False),
        (9_999, 100, True),
        (None, 1, True),
    ],
)
async def test_the_share_is_exact(
    draw: int | None, percent: int, drawn: bool, superuser: asyncpg.Connection
) -> None:
    """FND-10: one per cent is a hundred numbers of ten thousand; none and all are possible; without a draw, always."""
    said = {"reviews": {"second_look_percent": percent, "second_look_days": 3}}
    assert await look_by(superuser, said, draw) == (AT + timedelta(days=3) if drawn else None)


@pytest.mark.parametrize(("draw", "drawn"), [(999, True), (1_000, False)])
async def test_a_policy_that_says_nothing_has_one_in_ten_looked_at_in_a_week(
    draw: int, drawn: bool, superuser: asyncpg.Connection
) -> None:
    """FND-10: the numbers of the policy document's defaults, for one that was signed before it knew them."""
    assert await look_by(superuser, {}, draw) == (AT + timedelta(days=7) if drawn else None)
