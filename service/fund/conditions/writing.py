"""Conditions are written with the decision that makes them, and never changed but to be met or to lapse (FND-11)."""

from collections.abc import Mapping
from uuid import UUID

from service.fund.conditions.rules import Condition
from service.store.session import UnitOfWork
from service.store.statements import sql

INSERT = sql(
    """
    INSERT INTO release_conditions (decision_id, line_id, organisation_id, fund_organisation_id, code, not_before,
                                    until, made_by, made_at)
    SELECT d.id, c.line, d.organisation_id, d.fund_organisation_id, c.code, c.first, c.last, relais.member(),
           relais.now()
    FROM decisions d, unnest(CAST(:lines AS uuid[]), CAST(:codes AS text[]), CAST(:firsts AS timestamptz[]),
                             CAST(:lasts AS timestamptz[])) AS c (line, code, first, last)
    WHERE d.id = :decision
    """
)


async def write_conditions(uow: UnitOfWork, decision_id: UUID, conditions: Mapping[UUID, Condition]) -> None:
    """What the decision's lines wait for, before anybody has signed it."""
    if conditions:
        await uow.execute(
            INSERT,
            decision=decision_id,
            lines=list(conditions),
            codes=[each.code for each in conditions.values()],
            firsts=[each.not_before for each in conditions.values()],
            lasts=[each.until for each in conditions.values()],
        )
