"""How an approval is written: parts of lines, and what each waits for (FND-11)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from api.v1.fields import Cents, utc
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.fund import refusals
from service.fund.conditions.refusals import CONDITION_NOT_POSSIBLE
from service.fund.conditions.rules import Condition, ConditionCode
from service.fund.decisions.wanted import ApprovedLine
from service.fund.limits import ABOVE_YOUR_DAY

APPROVING = (
    SAYS_TOO_MUCH,
    refusals.OWN_REQUEST,
    refusals.ALREADY_DECIDED,
    refusals.ALREADY_SIGNED,
    refusals.LINE_NOT_OPEN,
    refusals.WAIVER_NEEDS_REASON,
    refusals.ALREADY_FUNDED,
    refusals.NOT_ENOUGH,
    refusals.NO_SUCH_FUND,
    refusals.ABOVE_YOUR_LIMIT,
    ABOVE_YOUR_DAY,
    CONDITION_NOT_POSSIBLE,
)
"""What refuses an approval, by whichever door it comes."""


class ReleaseCondition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a payment waits for, and until when; `not_before` is the day of a journey, and of nothing else."""

    code: ConditionCode
    until: datetime
    not_before: datetime | None = None

    def condition(self) -> Condition:
        """The condition as the room knows it. Raises `Refusal` for a moment without its zone."""
        first = utc(self.not_before, "not_before") if self.not_before else None
        return Condition(self.code, utc(self.until, "until"), first)


class LineApproval(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line, and how much of it: an amount, or units such as two of four nights; all that is open when neither is
    given."""

    line_id: UUID
    amount_cents: Cents | None = None
    units: Annotated[int, msgspec.Meta(ge=1, le=366)] | None = None
    condition: ReleaseCondition | None = None


def approved_lines(lines: Sequence[LineApproval] | None) -> tuple[ApprovedLine, ...] | None:
    """The lines as the room knows them; None for all that waits."""
    if lines is None:
        return None
    return tuple(
        ApprovedLine(
            line.line_id,
            line.amount_cents,
            line.units,
            line.condition.condition() if line.condition else None,
        )
        for line in lines
    )
