"""The endpoints: which parameters each takes, and what it does to the books."""

from api.demo.stripe_double.books import ISSUING, PLATFORM, copied, page, within
from api.demo.stripe_double.desk import Desk, find
from api.demo.stripe_double.routing import NONE, PAGES, TEXT, Route
from api.demo.stripe_double.wire import Json, Parameters, Request

TRANSFER_CREATE = Parameters(frozenset({"amount", "currency", "destination"}), TEXT | {"transfer_group"})
TRANSFER_LIST = Parameters(optional=PAGES | {"created", "destination", "transfer_group"})
TRANSFER_UPDATE = Parameters(optional=TEXT)
REVERSAL_CREATE = Parameters(optional=TEXT | {"amount"})
REVERSAL_LIST = Parameters(optional=PAGES)
PAYOUT_CREATE = Parameters(frozenset({"amount", "currency"}), TEXT | {"statement_descriptor"})
PAYOUT_LIST = Parameters(optional=PAGES | {"created", "status"})
EVENT_LIST = Parameters(optional=PAGES | {"created", "type"})


class Endpoints:
    """What the API offers, over one set of books; every change of note becomes an event."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.books = desk.books

    def payout_paid(self, payout: Json) -> None:
        payout["status"] = "paid"
        self.desk.emit("payout.paid", payout, account=self.desk.owner(payout))

    def payout_failed(self, payout: Json) -> None:
        self.books.payout_failed(payout)
        self.desk.emit("payout.failed", payout, account=self.desk.owner(payout))

    def routes(self) -> list[Route]:
        reversal, payout = "TransferReversal", "Payout"
        return [
            Route(
                "POST", "/v1/transfers", TRANSFER_CREATE, self._transfer, "TransferCreateParams", "Transfer"
            ),
            Route(
                "GET", "/v1/transfers", TRANSFER_LIST, self._transfers, "TransferListParams", "Transfer", True
            ),
            Route(
                "GET", "/v1/transfers/{id}", NONE, self._one_transfer, "TransferRetrieveParams", "Transfer"
            ),
            Route(
                "POST",
                "/v1/transfers/{id}",
                TRANSFER_UPDATE,
                self._update,
                "TransferUpdateParams",
                "Transfer",
            ),
            Route(
                "POST",
                "/v1/transfers/{id}/reversals",
                REVERSAL_CREATE,
                self._reverse,
                "TransferReversalCreateParams",
                reversal,
            ),
            Route(
                "GET",
                "/v1/transfers/{id}/reversals",
                REVERSAL_LIST,
                self._reversals,
                "TransferReversalListParams",
                reversal,
                True,
            ),
            Route("GET", "/v1/balance", NONE, self._balance, "BalanceRetrieveParams", "Balance"),
            Route("POST", "/v1/payouts", PAYOUT_CREATE, self._pay_out, "PayoutCreateParams", payout),
            Route("GET", "/v1/payouts", PAYOUT_LIST, self._payouts, "PayoutListParams", payout, True),
            Route("GET", "/v1/payouts/{id}", NONE, self._one_payout, "PayoutRetrieveParams", payout),
            Route("GET", "/v1/events", EVENT_LIST, self._events, "EventListParams", "Event", True),
            Route("GET", "/v1/events/{id}", NONE, self._one_event, "EventRetrieveParams", "Event"),
        ]

    def reversed_by_hand(self, transfer: Json, form: Json) -> Json:
        """Somebody takes a transfer back in Stripe's own pages."""
        made = self.books.reverse(transfer, form)
        self.desk.emit("transfer.reversed", transfer)
        return made

    def _one_transfer(self, _: Request, name: str) -> Json:
        return find(self.books.transfers, "transfer", name)

    def _one_payout(self, _: Request, name: str) -> Json:
        return find(self.books.payouts, "payout", name)

    def _one_event(self, _: Request, name: str) -> Json:
        return find(self.books.events, "event", name)

    def _transfer(self, request: Request, _: str) -> Json:
        made = self.books.transfer(request.form)
        self.desk.emit("transfer.created", made, cause=request)
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

    def _update(self, request: Request, name: str) -> Json:
        found = find(self.books.transfers, "transfer", name)
        before = {part: copied(found[part]) for part in request.form}
        merged = {"metadata": found["metadata"] | request.form.get("metadata", {})}
        found |= request.form | merged
        self.desk.emit("transfer.updated", found, cause=request, before=before)
        return found

    def _reverse(self, request: Request, name: str) -> Json:
        transfer = find(self.books.transfers, "transfer", name)
        made = self.books.reverse(transfer, request.form)
        self.desk.emit("transfer.reversed", transfer, cause=request)
        return made

    def _reversals(self, request: Request, name: str) -> Json:
        find(self.books.transfers, "transfer", name)
        found = (made for made in self.books.reversals.values() if made["transfer"] == name)
        return page(found, request.form, f"/v1/transfers/{name}/reversals")

    def _balance(self, request: Request, _: str) -> Json:
        held = self.books.balances[request.account or PLATFORM]
        found: Json = {"object": "balance", "available": _sums(held), "livemode": False, "pending": []}
        if request.account is None:
            found["issuing"] = {"available": _sums(self.books.balances.get(ISSUING, {}))}
        return found

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


def _sums(held: dict[str, int]) -> list[Json]:
    return [{"amount": cents, "currency": currency} for currency, cents in held.items()]
