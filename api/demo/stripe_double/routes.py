"""The endpoints: which parameters each takes, and what it does to the books."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from api.demo.stripe_double.books import PLATFORM, Books, copied, page, within
from api.demo.stripe_double.hooks import Hooks
from api.demo.stripe_double.wire import Json, Parameters, RefusalError, Request

_TEXT = frozenset({"description", "metadata"})
_PAGES = frozenset({"limit", "starting_after"})
NONE = Parameters()
TRANSFER_CREATE = Parameters(frozenset({"amount", "currency", "destination"}), _TEXT | {"transfer_group"})
TRANSFER_LIST = Parameters(optional=_PAGES | {"created", "destination", "transfer_group"})
TRANSFER_UPDATE = Parameters(optional=_TEXT)
REVERSAL_CREATE = Parameters(optional=_TEXT | {"amount"})
REVERSAL_LIST = Parameters(optional=_PAGES)
PAYOUT_CREATE = Parameters(frozenset({"amount", "currency"}), _TEXT | {"statement_descriptor"})
PAYOUT_LIST = Parameters(optional=_PAGES | {"created", "status"})
EVENT_LIST = Parameters(optional=_PAGES | {"created", "type"})


@dataclass(frozen=True)
class Route:
    """One endpoint. The handler is given the request and the id in the path, if there is one."""

    method: str
    path: str
    takes: Parameters
    handler: Callable[[Request, str], Json]

    def match(self, request: Request) -> re.Match[str] | None:
        pattern = self.path.replace("{id}", "(?P<id>[^/]+)")
        return re.fullmatch(pattern, request.path) if request.method == self.method else None


class Endpoints:
    """What the API offers, over one set of books; every change of note becomes an event."""

    def __init__(self, books: Books, hooks: Hooks) -> None:
        self.books = books
        self.hooks = hooks

    def payout_paid(self, payout: Json) -> None:
        payout["status"] = "paid"
        self._emit("payout.paid", payout, account=self._owner(payout))

    def payout_failed(self, payout: Json) -> None:
        self.books.payout_failed(payout)
        self._emit("payout.failed", payout, account=self._owner(payout))

    def routes(self) -> list[Route]:
        books = self.books
        return [
            Route("POST", "/v1/transfers", TRANSFER_CREATE, self._transfer),
            Route("GET", "/v1/transfers", TRANSFER_LIST, self._transfers),
            Route("GET", "/v1/transfers/{id}", NONE, lambda _, name: find(books.transfers, "transfer", name)),
            Route("POST", "/v1/transfers/{id}", TRANSFER_UPDATE, self._update_transfer),
            Route("POST", "/v1/transfers/{id}/reversals", REVERSAL_CREATE, self._reverse),
            Route("GET", "/v1/transfers/{id}/reversals", REVERSAL_LIST, self._reversals),
            Route("GET", "/v1/balance", NONE, self._balance),
            Route("GET", "/v1/accounts/{id}", NONE, lambda _, name: books.account(name)),
            Route("POST", "/v1/payouts", PAYOUT_CREATE, self._pay_out),
            Route("GET", "/v1/payouts", PAYOUT_LIST, self._payouts),
            Route("GET", "/v1/payouts/{id}", NONE, lambda _, name: find(books.payouts, "payout", name)),
            Route("GET", "/v1/events", EVENT_LIST, self._events),
            Route("GET", "/v1/events/{id}", NONE, lambda _, name: find(books.events, "event", name)),
        ]

    def _transfer(self, request: Request, _: str) -> Json:
        made = self.books.transfer(request.form)
        self._emit("transfer.created", made, cause=request)
        return made

    def _transfers(self, request: Request, _: str) -> Json:
        wish = request.form
        found = (
            transfer
            for transfer in self.books.transfers.values()
            if within(transfer["created"], wish.get("created"))
            and wish.get("destination", transfer["destination"]) == transfer["destination"]
            and wish.get("transfer_group", transfer["transfer_group"]) == transfer["transfer_group"]
        )
        return page(found, wish, "/v1/transfers")

    def _update_transfer(self, request: Request, name: str) -> Json:
        found = find(self.books.transfers, "transfer", name)
        before = {part: copied(found[part]) for part in request.form}
        merged = {"metadata": found["metadata"] | request.form.get("metadata", {})}
        found |= request.form | merged
        self._emit("transfer.updated", found, cause=request, before=before)
        return found

    def _reverse(self, request: Request, name: str) -> Json:
        transfer = find(self.books.transfers, "transfer", name)
        made = self.books.reverse(transfer, request.form)
        self._emit("transfer.reversed", transfer, cause=request)
        return made

    def _reversals(self, request: Request, name: str) -> Json:
        find(self.books.transfers, "transfer", name)
        found = (made for made in self.books.reversals.values() if made["transfer"] == name)
        return page(found, request.form, f"/v1/transfers/{name}/reversals")

    def _balance(self, request: Request, _: str) -> Json:
        held = self.books.balances[request.account or PLATFORM]
        available = [{"amount": cents, "currency": currency} for currency, cents in held.items()]
        return {"object": "balance", "available": available, "livemode": False, "pending": []}

    def _pay_out(self, request: Request, _: str) -> Json:
        return self.books.pay_out(request.account, request.form)

    def _payouts(self, request: Request, _: str) -> Json:
        wish, owner = request.form, request.account or PLATFORM
        found = (
            payout
            for payout in self.books.payouts.values()
            if self.books.owners[payout["id"]] == owner
            and within(payout["created"], wish.get("created"))
            and wish.get("status", payout["status"]) == payout["status"]
        )
        return page(found, wish, "/v1/payouts")

    def _events(self, request: Request, _: str) -> Json:
        wish = request.form
        found = (
            event
            for event in self.books.events.values()
            if wish.get("type", event["type"]) == event["type"]
            and within(event["created"], wish.get("created"))
        )
        return page(found, wish, "/v1/events")

    def _emit(
        self,
        kind: str,
        about: Json,
        *,
        account: str | None = None,
        cause: Request | None = None,
        before: Json | None = None,
    ) -> None:
        why: Json = {}
        if cause is not None:
            why = {"key": cause.key, "api_version": cause.headers.get("stripe-version")}
        self.hooks.emit(self.books.record(kind, about, account=account, cause=why, before=before))

    def _owner(self, payout: Json) -> str | None:
        owner = self.books.owners[payout["id"]]
        return None if owner == PLATFORM else owner


def find(kept: dict[str, Json], noun: str, name: str) -> Json:
    """The object of that name; Stripe answers 404 where there is none."""
    if name not in kept:
        raise RefusalError(404, f"No such {noun}: '{name}'", code="resource_missing", param="id")
    return kept[name]
