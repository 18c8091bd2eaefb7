"""What the fund leaves in the trail: identifiers, codes and cents, under the financial root, no case (CNF-11)."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from service.events import Event, Root


@dataclass(frozen=True, kw_only=True)
class FundEvent(Event):
    """An event of the fund; its key is kept for the statutory period."""

    name: ClassVar[str] = "fund.event"
    root: ClassVar[Root] = "financial"


@dataclass(frozen=True, kw_only=True)
class EnvelopeCreated(FundEvent):
    name: ClassVar[str] = "fund.envelope_created"
    code: str
    contribution_cents: int


@dataclass(frozen=True, kw_only=True)
class ContributionReceived(FundEvent):
    name: ClassVar[str] = "fund.contribution_received"
    cents: int


@dataclass(frozen=True, kw_only=True)
class OverrunCovered(FundEvent):
    name: ClassVar[str] = "fund.overrun_covered"
    cents: int


@dataclass(frozen=True, kw_only=True)
class PolicyProposed(FundEvent):
    name: ClassVar[str] = "fund.policy_proposed"
    version: int


@dataclass(frozen=True, kw_only=True)
class PolicySigned(FundEvent):
    name: ClassVar[str] = "fund.policy_signed"
    version: int


@dataclass(frozen=True, kw_only=True)
class PayeeProposed(FundEvent):
    name: ClassVar[str] = "fund.payee_proposed"
    code: str
    rail: str


@dataclass(frozen=True, kw_only=True)
class PayeeConfirmed(FundEvent):
    name: ClassVar[str] = "fund.payee_confirmed"


@dataclass(frozen=True, kw_only=True)
class PayeeEnded(FundEvent):
    name: ClassVar[str] = "fund.payee_ended"


@dataclass(frozen=True, kw_only=True)
class RequestSubmitted(FundEvent):
    name: ClassVar[str] = "fund.request_submitted"
    code: str
    fund: UUID
    policy_version: int
    lines: int
    cents: int
    by_rule_cents: int


@dataclass(frozen=True, kw_only=True)
class RequestSelfIssued(FundEvent):
    name: ClassVar[str] = "fund.self_issued"
    decision: UUID
    cents: int
    policy_version: int


@dataclass(frozen=True, kw_only=True)
class RequestSigned(FundEvent):
    name: ClassVar[str] = "fund.request_signed"
    decision: UUID
    cents: int
    policy_version: int
    signatures: int
    signers_required: int
    waivers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RequestDeclined(FundEvent):
    name: ClassVar[str] = "fund.request_declined"
    decision: UUID
    code: str
    lines: int


@dataclass(frozen=True, kw_only=True)
class RequestWithdrawn(FundEvent):
    name: ClassVar[str] = "fund.request_withdrawn"
    returned_cents: int


@dataclass(frozen=True, kw_only=True)
class PayoutReleased(FundEvent):
    name: ClassVar[str] = "fund.payout_released"


@dataclass(frozen=True, kw_only=True)
class PayoutLeaving(FundEvent):
    name: ClassVar[str] = "fund.payout_leaving"
    attempt: int
    look: bool


@dataclass(frozen=True, kw_only=True)
class PayoutMoved(FundEvent):
    name: ClassVar[str] = "fund.payout_moved"
    state: str
    cents: int
    problem: str | None = None


@dataclass(frozen=True, kw_only=True)
class PayoutRetried(FundEvent):
    name: ClassVar[str] = "fund.payout_retried"
    state: str


@dataclass(frozen=True, kw_only=True)
class PayoutPaidOtherwise(FundEvent):
    name: ClassVar[str] = "fund.payout_paid_otherwise"
    cents: int


@dataclass(frozen=True, kw_only=True)
class PayoutCancelled(FundEvent):
    name: ClassVar[str] = "fund.payout_cancelled"
    cents: int


@dataclass(frozen=True, kw_only=True)
class PayoutAccepted(FundEvent):
    name: ClassVar[str] = "fund.payout_accepted"
    cents: int


@dataclass(frozen=True, kw_only=True)
class PayoutAsked(FundEvent):
    name: ClassVar[str] = "fund.payout_asked"
    state: str


@dataclass(frozen=True, kw_only=True)
class ReceiptNoted(FundEvent):
    name: ClassVar[str] = "fund.receipt_noted"
    line: UUID
    spent_cents: int


@dataclass(frozen=True, kw_only=True)
class MoneyReturned(FundEvent):
    name: ClassVar[str] = "fund.money_returned"
    line: UUID
    cents: int
