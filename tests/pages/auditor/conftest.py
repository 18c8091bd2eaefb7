"""A fund at night that an auditor looks into: one need issued alone, and what two people signed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from service.fund.decisions.self_issue import Issued
from service.fund.requests.lines import NewLine
from service.fund.requests.submit import Submitted
from tests.pages.investigator.conftest import hands
from tests.service.fund.conftest import Fund, fund, got
from tests.service.fund.reviews.test_reviews import issue, night

__all__ = ["fund", "hands", "night"]


@dataclass(frozen=True)
class Audit:
    """What there is to see, and who may see it."""

    fund: Fund
    auditor: UUID
    request: Submitted
    issued: Issued
    alone: str
    """The code of what was issued alone."""


@pytest.fixture
async def audit(night: Fund, clock: Any) -> Audit:
    """A request for 400 dollars that two sign for, with a card that a rule approves; another issued alone."""
    request = await night.ask(NewLine("clothing", 40_000), NewLine("calling_card", 1_000))
    for by in (night.first, night.second):
        clock.advance(timedelta(seconds=10))
        got(await night.approve(by, request.id))
    issued = got(await issue(night))
    code: Any = await night.network.superuser.fetchval(
        "SELECT r.code FROM fund_requests r JOIN decisions d ON d.request_id = r.id WHERE d.id = $1",
        issued.decision_id,
    )
    return Audit(night, await night.network.auditor_of(night.organisation), request, issued, code)
