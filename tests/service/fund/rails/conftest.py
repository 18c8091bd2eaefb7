"""A funded double, a partner's account, and the rail over the real Stripe library."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from service.fund.rails.protocol import PayoutOrder
from service.fund.rails.stripe_connect import StripeConnect
from tests.doubles.stripe_api import StripeDouble

URL = "http://stripe.test"
KEY = "sk_test_relais"
START = 1_790_000_000
"""2026-09-21 13:33:20 UTC."""


@dataclass
class Seconds:
    """A clock in Unix seconds that moves when told to."""

    at: int = START

    def __call__(self) -> int:
        return self.at


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def double(clock: Seconds) -> StripeDouble:
    """100,000 cents on the platform's balance."""
    made = StripeDouble(KEY, clock=clock)
    made.books.fund(100_000)
    return made


@pytest.fixture
def account(double: StripeDouble) -> str:
    return double.books.open_account()


@pytest.fixture
async def rail(double: StripeDouble) -> AsyncIterator[StripeConnect]:
    made = StripeConnect(KEY, url=URL, transport=double.transport())
    yield made
    await made.close()


Order = Callable[..., PayoutOrder]


@pytest.fixture
def order(account: str) -> Order:
    """An order of 45,000 cents to the partner, unless told otherwise."""

    def make(
        cents: int = 45_000, *, intent: UUID | None = None, payee: str | None = account, attempt: int = 1
    ) -> PayoutOrder:
        return PayoutOrder(intent or uuid4(), cents, "CAD", payee, "hotel_night", attempt)

    return make
