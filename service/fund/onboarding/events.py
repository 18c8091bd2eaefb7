"""That an organisation was invited, was shown its link, and stands elsewhere: never a link, never an answer."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from service.fund.events import FundEvent


@dataclass(frozen=True, kw_only=True)
class PayeeInvited(FundEvent):
    """About the account to be; `organisation` is whom the fund invited."""

    name: ClassVar[str] = "fund.payee_invited"
    organisation: UUID


@dataclass(frozen=True, kw_only=True)
class OnboardingShown(FundEvent):
    name: ClassVar[str] = "fund.onboarding_shown"


@dataclass(frozen=True, kw_only=True)
class AccountOpened(FundEvent):
    name: ClassVar[str] = "fund.account_opened"
    account: str


@dataclass(frozen=True, kw_only=True)
class AccountSeen(FundEvent):
    name: ClassVar[str] = "fund.account_seen"
    state: str
    due: int
    changed: bool


@dataclass(frozen=True, kw_only=True)
class AccountMayHaveChanged(FundEvent):
    """The rail said that something changed: it is looked at, and not believed."""

    name: ClassVar[str] = "fund.account_may_have_changed"
