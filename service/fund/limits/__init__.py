"""What one approver signs for over a rolling 24 hours, with the numbers that were true at the time (FND-10)."""

from service.fund.limits.queries import Approvals, Snapshot, day_of, over_the_day
from service.fund.limits.refusals import ABOVE_YOUR_DAY

__all__ = ["ABOVE_YOUR_DAY", "Approvals", "Snapshot", "day_of", "over_the_day"]
