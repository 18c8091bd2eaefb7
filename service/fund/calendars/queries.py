"""The calendar that a request's times are read in."""

from service.fund.calendars.rules import Calendar, calendar
from service.fund.policy.document.policy import Policy
from service.store.session import Session
from service.store.statements import sql

ZONE = sql("SELECT time_zone FROM regions WHERE code = :region")


async def calendar_of(session: Session, policy: Policy, region: str) -> Calendar:
    """The calendar of a policy in a known region, in that region's own time (FND-01)."""
    return calendar(policy, region, await session.value(ZONE, region=region))
