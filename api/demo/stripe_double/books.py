"""The double's own books: what Stripe would know, kept apart from anything Relais believes.

Every object is the JSON that goes over the wire, so the whole can be written to disk and read again.
`worth()` never changes except by `fund()`: money moves between balances and is neither made nor lost.
"""

import secrets
from collections.abc import Callable, Iterable
from typing import Any

from api.demo.stripe_double.shapes import new_account, ready
from api.demo.stripe_double.wire import Json, RefusalError, whole

CURRENCIES = ("cad", "usd")
PLATFORM = "platform"
ISSUING = "issuing"
"""What cards spend from, apart from what transfers leave from."""
MERCHANTS = "merchants"
"""Whom cards have paid."""


class Books:
    """Accounts, balances in cents by (owner, currency), transfers, reversals, payouts and events."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self.accounts: dict[str, Json] = {}
        self.links: dict[str, Json] = {}
        self.balances: dict[str, dict[str, int]] = {PLATFORM: {}, ISSUING: {}, MERCHANTS: {}}
        self.cardholders: dict[str, Json] = {}
        self.cards: dict[str, Json] = {}
        self.authorizations: dict[str, Json] = {}
        self.card_transactions: dict[str, Json] = {}
        self.transfers: dict[str, Json] = {}
        self.reversals: dict[str, Json] = {}
        self.payouts: dict[str, Json] = {}
        self.owners: dict[str, str] = {}
        self.events: dict[str, Json] = {}
        self._clock = clock

    # What a person would do in Stripe's own pages.

    def fund(self, cents: int, currency: str = "cad") -> None:
        """Money arrives in the platform's balance."""
        self._move(PLATFORM, currency, cents)

    def fund_cards(self, cents: int, currency: str = "cad") -> None:
        """Money arrives in the balance that cards spend from."""
        self._move(ISSUING, currency, cents)

    def drain(self, leave: int = 0, currency: str = "cad") -> None:
        """The platform's balance is too low for what comes: only so much is left in it."""
        self._move(PLATFORM, currency, leave - self.balance(PLATFORM, currency))

    def open_account(self, *, transfers: str = "active", account: str | None = None) -> str:
        """An account that has on-boarded; `transfers` is the capability's status: active, pending or inactive."""
        made: Json = new_account(self._new("acct"), self._clock()) | ready()
        made |= {"id": account or made["id"], "capabilities": {"transfers": transfers}}
        self.keep_account(made)
        return str(made["id"])

    def keep_account(self, made: Json) -> None:
        """An account, and its balance."""
        self.accounts[made["id"]] = made
        self.balances.setdefault(made["id"], {})

    def balance(self, owner: str = PLATFORM, currency: str = "cad") -> int:
        """Cents available to the platform or to a connected account."""
        return self.balances[owner].get(currency, 0)

    def worth(self, currency: str = "cad") -> int:
        """Everything held by anybody, and what banks were paid."""
        paid: int = sum(p["amount"] for p in self.payouts.values() if self._left(p, currency))
        return paid + sum(held.get(currency, 0) for held in self.balances.values())

    # What the API does.

    def transfer(self, form: Json) -> Json:
        amount, currency = whole(form, "amount", low=1), currency_of(form)
        account = self._destination(form["destination"])
        self._take(PLATFORM, currency, amount)
        self._move(account["id"], currency, amount)
        made = self._new_transfer(amount, currency, form)
        self.transfers[made["id"]] = made
        return made

    def reverse(self, transfer: Json, form: Json) -> Json:
        left = transfer["amount"] - transfer["amount_reversed"]
        amount = whole(form, "amount", low=1, default=left)
        if amount > left or left == 0:
            raise RefusalError(400, _over_reversed(amount, left, transfer["id"]), param="amount")
        self._take(transfer["destination"], transfer["currency"], amount)
        self._move(PLATFORM, transfer["currency"], amount)
        made = self._new_reversal(transfer, amount, form)
        self.reversals[made["id"]] = made
        transfer["amount_reversed"] += amount
        transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
        transfer["reversals"]["data"].insert(0, made)
        transfer["reversals"]["total_count"] += 1
        return made

    def pay_out(self, account: str | None, form: Json) -> Json:
        amount, currency = whole(form, "amount", low=1), currency_of(form)
        owner = self.account(account)["id"] if account else PLATFORM
        self._take(owner, currency, amount)
        made = self._new_payout(amount, currency, form)
        self.payouts[made["id"]] = made
        self.owners[made["id"]] = owner
        return made

    def payout_failed(self, payout: Json) -> None:
        """The bank sends the money back, possibly days after `paid`."""
        payout |= {"status": "failed", "failure_code": "account_closed", "failure_message": "Account closed."}
        self._move(self.owners[payout["id"]], payout["currency"], payout["amount"])

    def account(self, name: str) -> Json:
        if name not in self.accounts:
            message = f"The provided key does not have access to account '{name}' (or it does not exist)."
            raise RefusalError(403, message, code="account_invalid")
        return self.accounts[name]

    def record(
        self, kind: str, about: Json, *, account: str | None, cause: Json, before: Json | None
    ) -> Json:
        """An event, holding the object as it is at this moment."""
        snapshot: Json = {"object": copied(about)} | ({"previous_attributes": before} if before else {})
        event: Json = {
            "id": self._new("evt"),
            "object": "event",
            "api_version": cause.get("api_version"),
            "created": self._clock(),
            "data": snapshot,
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": cause.get("id"), "idempotency_key": cause.get("key")},
            "type": kind,
        } | ({"account": account} if account else {})
        self.events[event["id"]] = event
        return event

    def _destination(self, name: str) -> Json:
        account = self.accounts.get(name)
        if account is None:
            raise RefusalError(
                400, f"No such destination: '{name}'", code="resource_missing", param="destination"
            )
        if account["capabilities"]["transfers"] != "active":
            message = "Your destination account needs to have the transfers capability enabled."
            raise RefusalError(400, message, code="insufficient_capabilities_for_transfer")
        return account

    def _take(self, owner: str, currency: str, amount: int) -> None:
        if self.balances[owner].get(currency, 0) < amount:
            message = "You have insufficient available funds in your Stripe account."
            raise RefusalError(400, message, code="balance_insufficient")
        self._move(owner, currency, -amount)

    def _move(self, owner: str, currency: str, cents: int) -> None:
        held = self.balances.setdefault(owner, {})
        held[currency] = held.get(currency, 0) + cents

    def _left(self, payout: Json, currency: str) -> bool:
        return bool(payout["currency"] == currency and payout["status"] != "failed")

    def now(self) -> int:
        """Unix seconds."""
        return self._clock()

    def move(self, giver: str, taker: str, cents: int, currency: str = "cad") -> None:
        """Money from one balance to another; a balance may go below zero where a bank decides so."""
        self._move(giver, currency, -cents)
        self._move(taker, currency, cents)

    def new_name(self, prefix: str) -> str:
        """An id as Stripe makes them."""
        return self._new(prefix)

    def _new(self, prefix: str) -> str:
        return f"{prefix}_{secrets.token_hex(12)}"

    def _new_transfer(self, amount: int, currency: str, form: Json) -> Json:
        name = self._new("tr")
        return {
            "id": name,
            "object": "transfer",
            "amount": amount,
            "amount_reversed": 0,
            "balance_transaction": self._new("txn"),
            "created": self._clock(),
            "currency": currency,
            "description": form.get("description"),
            "destination": form["destination"],
            "destination_payment": self._new("py"),
            "livemode": False,
            "metadata": form.get("metadata", {}),
            "reversals": listed([], f"/v1/transfers/{name}/reversals") | {"total_count": 0},
            "reversed": False,
            "source_transaction": None,
            "source_type": "card",
            "transfer_group": form.get("transfer_group"),
        }

    def _new_reversal(self, transfer: Json, amount: int, form: Json) -> Json:
        return {
            "id": self._new("trr"),
            "object": "transfer_reversal",
            "amount": amount,
            "balance_transaction": self._new("txn"),
            "created": self._clock(),
            "currency": transfer["currency"],
            "destination_payment_refund": self._new("pyr"),
            "metadata": form.get("metadata", {}),
            "source_refund": None,
            "transfer": transfer["id"],
        }

    def _new_payout(self, amount: int, currency: str, form: Json) -> Json:
        absent = (
            "application_fee application_fee_amount failure_balance_transaction failure_code failure_message "
            "original_payout payout_method reversed_by trace_id"
        )
        return dict.fromkeys(absent.split()) | {
            "id": self._new("po"),
            "object": "payout",
            "amount": amount,
            "arrival_date": self._clock() + 2 * 86400,
            "automatic": False,
            "balance_transaction": self._new("txn"),
            "created": self._clock(),
            "currency": currency,
            "description": form.get("description"),
            "destination": self._new("ba"),
            "livemode": False,
            "metadata": form.get("metadata", {}),
            "method": "standard",
            "reconciliation_status": "not_applicable",
            "source_type": "card",
            "statement_descriptor": form.get("statement_descriptor"),
            "status": "pending",
            "type": "bank_account",
        }


def currency_of(form: Json) -> str:
    currency = str(form["currency"]).lower()
    if currency not in CURRENCIES:
        raise RefusalError(400, f"Invalid currency: {currency}", param="currency", kept=False)
    return currency


def listed(found: list[Json], url: str, has_more: bool = False) -> Json:
    """Stripe's list object."""
    return {"object": "list", "data": found, "has_more": has_more, "url": url}


def page(found: Iterable[Json], form: Json, url: str) -> Json:
    """One page, newest first: `limit` objects after `starting_after`."""
    newest_first = list(found)[::-1]
    limit = whole(form, "limit", low=1, high=100, default=10)
    start = _start(newest_first, form.get("starting_after"))
    return listed(newest_first[start : start + limit], url, len(newest_first) > start + limit)


def within(created: int, wish: Any) -> bool:
    """Whether a moment satisfies `created` or `created[gte|gt|lt|lte]`, in seconds."""
    if not isinstance(wish, dict):
        return wish is None or created == int(wish)
    bounds = {
        "gte": lambda limit: created >= limit,
        "gt": lambda limit: created > limit,
        "lte": lambda limit: created <= limit,
        "lt": lambda limit: created < limit,
    }
    return all(bounds[name](whole(wish, name, low=0, high=2**53)) for name in wish)


def copied(value: Any) -> Any:
    """A deep copy of JSON: an event shows the past, whatever happens later."""
    if isinstance(value, dict):
        return {name: copied(inner) for name, inner in value.items()}
    return [copied(inner) for inner in value] if isinstance(value, list) else value


def _start(newest_first: list[Json], after: str | None) -> int:
    if after is None:
        return 0
    names = [found["id"] for found in newest_first]
    if after not in names:
        raise RefusalError(
            400, f"No such object: '{after}'", code="resource_missing", param="starting_after", kept=False
        )
    return names.index(after) + 1


def _over_reversed(amount: int, left: int, name: str) -> str:
    return f"Refund amount ({amount}) is greater than unrefunded amount on transfer {name} ({left})"
