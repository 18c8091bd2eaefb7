"""Stripe Connect: a transfer from the fund's balance to a partner organisation's account (FND-08).

`transfer_group` carries the intent's id, so that the transfer can be found again; the idempotency key is the
order's. Neither a purpose nor a payee's name is handed over. Stripe's account of a call that went wrong is
turned into an answer here and nowhere else.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import stripe

from service.fund.rails.protocol import (
    Cause,
    Failed,
    NotFound,
    Outcome,
    Page,
    PayoutOrder,
    RailTransfer,
    Truth,
    Unknown,
)
from service.fund.rails.rules import as_attempt, as_intent, truth

if TYPE_CHECKING:
    from stripe.params import TransferCreateParams, TransferListParams

PAGE = 100
"""Transfers on one page of the list: the most Stripe gives."""

RETRYABLE = frozenset({Cause.RATE_LIMITED, Cause.UNREACHABLE, Cause.FUNDS_SHORT, Cause.CREDENTIALS})
"""Nothing is wrong with the order itself: it may go again once time, a top-up or an operator has helped."""

UNDECIDED = frozenset({Cause.NO_ANSWER, Cause.STILL_RUNNING, Cause.PROVIDER_ERROR})
"""The money may have moved."""

_CODES: Mapping[str, Cause] = {
    "account_invalid": Cause.PAYEE_UNKNOWN,
    "balance_insufficient": Cause.FUNDS_SHORT,
    "insufficient_capabilities_for_transfer": Cause.PAYEE_NOT_READY,
    "resource_missing": Cause.PAYEE_UNKNOWN,
}

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class StripeConnect:
    """The rail. `url` is Stripe's own unless given; `transport` replaces the network (the demo, the tests).

    `seconds` is the time allowed for one call. The library's own retries are off: after a call without an
    answer the payer looks before it retries, and that is not the library's to decide.
    """

    name = "stripe_connect"

    def __init__(
        self,
        key: str,
        *,
        url: str | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        seconds: float = 10.0,
    ) -> None:
        # Otherwise the library writes an identifier of this machine into the home folder, and sends it along.
        stripe.enable_telemetry = False
        self._http = _Http(transport, seconds)
        self._client = stripe.StripeClient(
            key,
            base_addresses={"api": url} if url else {},
            max_network_retries=0,
            http_client=self._http,
        )

    @property
    def client(self) -> stripe.StripeClient:
        """The library's client, for what else this key may do."""
        return self._client

    async def close(self) -> None:
        """Give back the connections."""
        await self._http.close_async()  # type: ignore[no-untyped-call]

    async def send(self, order: PayoutOrder) -> Outcome:
        """Pay once (FND-08): the same order again is the same transfer."""
        if order.payee_reference is None:
            return Failed(Cause.PAYEE_MISSING, retryable=False)
        try:
            made = await self._client.v1.transfers.create_async(
                _params(order, order.payee_reference), {"idempotency_key": order.key}
            )
        except stripe.StripeError as error:
            return await self._after(order, error)
        seen = truth(order, [_read(made)])
        return Unknown(Cause.PROVIDER_ERROR) if isinstance(seen, NotFound) else seen

    async def look(self, order: PayoutOrder) -> Truth:
        """What Stripe lists under the intent's id (FND-09). An error here says nothing about the money."""
        try:
            listed = await self._client.v1.transfers.list_async(
                {"transfer_group": str(order.intent_id), "limit": PAGE}
            )
        except stripe.StripeError as error:
            return Unknown(cause_of(error), error.request_id)
        return truth(order, [_read(one) for one in listed.data])

    async def list_since(self, since: datetime, until: datetime, cursor: str | None = None) -> Page | Unknown:
        """Stripe's own list of transfers created in [since, until), to the second, newest first (FND-09)."""
        params: TransferListParams = {
            "created": {"gte": int(since.timestamp()), "lt": int(until.timestamp())},
            "limit": PAGE,
        }
        if cursor is not None:
            params["starting_after"] = cursor
        try:
            listed = await self._client.v1.transfers.list_async(params)
        except stripe.StripeError as error:
            return Unknown(cause_of(error), error.request_id)
        found = tuple(_read(one) for one in listed.data)
        return Page(found, found[-1].provider_id if listed.has_more else None)

    async def balance(self, currency: str = "CAD") -> int | Unknown:
        """What the platform's account can pay now, in cents (FND-09)."""
        try:
            found = await self._client.v1.balance.retrieve_async()
        except stripe.StripeError as error:
            return Unknown(cause_of(error), error.request_id)
        return sum(each.amount for each in found.available if each.currency == currency.lower())

    async def _after(self, order: PayoutOrder, error: stripe.StripeError) -> Outcome:
        cause = cause_of(error)
        if cause is Cause.ORDER_CHANGED or (cause is Cause.PROVIDER_ERROR and _is_replay(error)):
            return await self._look_or_fail(order, cause, error.request_id)
        if cause in UNDECIDED:
            return Unknown(cause, error.request_id)
        return Failed(cause, cause in RETRYABLE, error.request_id, rest_asked_for(error))

    async def _look_or_fail(self, order: PayoutOrder, cause: Cause, trace: str | None) -> Outcome:
        """The key is spent: Stripe will answer the same for ever. What it lists decides.

        A stored 500 with nothing listed may go again under the next key; an order that changed may not.
        """
        seen = await self.look(order)
        if isinstance(seen, NotFound):
            return Failed(cause, retryable=cause is Cause.PROVIDER_ERROR, trace=trace)
        return seen


class _Http(stripe.HTTPXClient):
    """The library's HTTPX client, over the transport it is given."""

    def __init__(self, transport: httpx.AsyncBaseTransport | None, seconds: float) -> None:
        super().__init__(timeout=seconds)
        if transport is not None:
            self._client_async = httpx.AsyncClient(transport=transport)


def cause_of(error: stripe.StripeError) -> Cause:
    """Why a call went wrong, in our words."""
    if isinstance(error, stripe.APIConnectionError):
        return Cause.UNREACHABLE if isinstance(error.__cause__, _NEVER_LEFT) else Cause.NO_ANSWER
    if isinstance(error, stripe.RateLimitError):
        return Cause.RATE_LIMITED
    if isinstance(error, stripe.IdempotencyError):
        return Cause.ORDER_CHANGED
    if error.http_status == 409:
        return Cause.STILL_RUNNING
    if isinstance(error, stripe.APIError):
        return Cause.PROVIDER_ERROR
    return _refusal(error)


def _refusal(error: stripe.StripeError) -> Cause:
    code = error.error.code if error.error is not None and "code" in error.error else None
    known = _CODES.get(code or "")
    if known is not None:
        return known
    denied = isinstance(error, stripe.AuthenticationError | stripe.PermissionError)
    return Cause.CREDENTIALS if denied else Cause.REFUSED


def rest_asked_for(error: stripe.StripeError) -> timedelta | None:
    """How long Stripe asks to be left alone (`Retry-After`, whole seconds); None where it does not say."""
    said = str((error.headers or {}).get("retry-after", ""))
    return timedelta(seconds=int(said)) if said.isascii() and said.isdecimal() else None


def _is_replay(error: stripe.StripeError) -> bool:
    return (error.headers or {}).get("idempotent-replayed") == "true"


def _params(order: PayoutOrder, destination: str) -> "TransferCreateParams":
    return {
        "amount": order.amount_cents,
        "currency": order.currency.lower(),
        "destination": destination,
        "transfer_group": str(order.intent_id),
        "metadata": {"attempt": str(order.attempt)},
    }


def _read(one: stripe.Transfer) -> RailTransfer:
    destination: Any = one.destination
    return RailTransfer(
        provider_id=one.id,
        intent_id=as_intent(one.transfer_group),
        attempt=as_attempt(one.metadata.to_dict()),
        amount_cents=one.amount,
        returned_cents=one.amount_reversed,
        currency=one.currency.upper(),
        payee_reference=getattr(destination, "id", destination),
        at=datetime.fromtimestamp(one.created, UTC),
    )
