"""The job with its rails, a fund whose money it is, and the double behind the real Stripe library."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from service.fund.payees.commands import ProposePayee
from service.fund.payouts.sending import SendPayout
from service.fund.rails.manual import ManualRail, ManualWay
from service.fund.rails.protocol import Rail
from service.fund.rails.stripe_connect import StripeConnect
from service.fund.requests.lines import NewLine
from tests.doubles.stripe_api import StripeDouble
from tests.service.fund.conftest import Fund, got

SECRET = "whsec_test"
KEY = "sk_test_relais"


@dataclass(frozen=True)
class Payer:
    """The job with its rails, the double behind them, and the fund whose money it is."""

    fund: Fund
    double: StripeDouble
    job: SendPayout
    payee: UUID

    async def approved(self, cents: int = 30_000) -> UUID:
        """An approved line paid by Stripe; answers its payment."""
        request = await self.fund.ask(NewLine("hotel_nights", cents, 3, payee_id=self.payee))
        got(await self.fund.approve(self.fund.first, request.id))
        found: UUID = await self.fund.network.superuser.fetchval(
            "SELECT i.id FROM payout_intents i JOIN request_lines l ON l.id = i.line_id WHERE l.request_id = $1",
            request.id,
        )
        return found

    async def run(self, intent: UUID) -> None:
        """The job's work on a payment."""
        await self.job(self.fund.store, uuid4(), self.fund.organisation, {"intent": str(intent)})

    async def state(self, intent: UUID) -> tuple[str, str]:
        """Of the payment, and of its line."""
        row = await self.fund.network.superuser.fetchrow(
            "SELECT i.state, l.state AS line FROM payout_intents i JOIN request_lines l ON l.id = i.line_id "
            "WHERE i.id = $1",
            intent,
        )
        return row["state"], row["line"]

    async def sums(self) -> tuple[int, int, int]:
        """Available, committed and spent cents of the envelope."""
        balance = await self.fund.balance()
        return balance.available_cents, balance.committed_cents, balance.spent_cents

    def transfers(self) -> int:
        """How many transfers Stripe holds."""
        return len(self.double.books.transfers)


@pytest.fixture
async def payer(fund: Fund) -> AsyncIterator[Payer]:
    """A hotel as partner organisation with a connected account, and 10,000 dollars with Stripe."""
    double = StripeDouble(
        KEY, clock=lambda: int(fund.store.clock.now().timestamp()), webhook_secrets=[SECRET]
    )
    double.books.fund(1_000_000)
    hotel = await fund.network.organisation("hotel")
    wish = ProposePayee("Hôtel S8", "stripe_connect", "CA-ON", hotel)
    payee = await fund.payee(wish, double.books.open_account())
    rail = StripeConnect(KEY, url="http://stripe.test", transport=double.transport())
    rails: dict[str, Rail] = {"stripe_connect": rail, "manual_cash": ManualRail(ManualWay.CASH)}
    yield Payer(fund, double, SendPayout(rails), payee)
    await rail.close()
