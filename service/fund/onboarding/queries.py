"""Where organisations stand with the rail: for the fund that invited them, and for themselves."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.fund.onboarding.rules import AccountState
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class OnboardingView:
    """An organisation that a fund invited. `due`: how many answers the rail waits for, never which."""

    id: UUID
    organisation_id: UUID
    organisation: str
    state: AccountState
    due: int
    payouts_enabled: bool
    invited_at: datetime
    looked_at: datetime | None


@dataclass(frozen=True)
class OwnOnboarding:
    """One's own organisation: `state` is what the rail said when it was last looked at."""

    state: AccountState
    due: int
    payouts_enabled: bool
    looked_at: datetime | None


OF_FUND = sql("SELECT * FROM relais.invited_to_rail()")
OWN = sql(
    """
    SELECT state, due, payouts_enabled, looked_at, account FROM rail_accounts
    WHERE organisation_id = relais.organisation() AND ended_at IS NULL
    """
)


async def onboardings(session: Session) -> list[OnboardingView] | Refused:
    """Whom the actor's fund invited, and where each stands (FND-08)."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    return [OnboardingView(**row) for row in await session.rows(OF_FUND)]


async def own_onboarding(session: Session) -> tuple[OwnOnboarding, str | None] | Refused | None:
    """Where the actor's organisation stands, with the account's name for a look; None where nobody invited it."""
    if not session.actor.has(Role.SHELTER_COORDINATOR, Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    row = await session.row(OWN)
    if row is None:
        return None
    view = OwnOnboarding(row["state"], row["due"], row["payouts_enabled"], row["looked_at"])
    return view, row["account"]
