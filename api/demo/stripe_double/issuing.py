"""Cards for merchants: cardholders, virtual cards with limits, and what merchants ask, take and give back."""

from api.demo.stripe_double.books import ISSUING, MERCHANTS, page, within
from api.demo.stripe_double.desk import Desk, find
from api.demo.stripe_double.routing import NONE, PAGES, Route
from api.demo.stripe_double.shapes import new_authorization, new_card, new_card_transaction, new_cardholder
from api.demo.stripe_double.wire import Json, Parameters, RefusalError, Request

_ADDRESS = frozenset(f"billing.address.{part}" for part in ("city", "country", "line1", "postal_code"))
CARDHOLDER_CREATE = Parameters(
    frozenset({"billing", "name"}), _ADDRESS | {"billing.address.state", "metadata", "status", "type"}
)
CARD_CREATE = Parameters(
    frozenset({"currency", "type"}),
    frozenset(
        {
            "cardholder",
            "metadata",
            "spending_controls.allowed_categories",
            "spending_controls.spending_limits.amount",
            "spending_controls.spending_limits.interval",
            "status",
        }
    ),
)
CARD_UPDATE = Parameters(optional=frozenset({"metadata", "status", "cancellation_reason"}))
CARD_LIST = Parameters(optional=PAGES | {"cardholder", "created", "status", "type"})
SPENT_LIST = Parameters(optional=PAGES | {"card", "cardholder", "created", "type"})


class IssuingEndpoints:
    """Cards, and the bank's side of them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.books = desk.books

    def routes(self) -> list[Route]:
        issuing = "issuing."
        holder, card, spent = f"{issuing}Cardholder", f"{issuing}Card", f"{issuing}Transaction"
        return [
            Route(
                "POST",
                "/v1/issuing/cardholders",
                CARDHOLDER_CREATE,
                self._cardholder,
                f"{issuing}CardholderCreateParams",
                holder,
            ),
            Route("POST", "/v1/issuing/cards", CARD_CREATE, self._card, f"{issuing}CardCreateParams", card),
            Route("GET", "/v1/issuing/cards", CARD_LIST, self._cards, f"{issuing}CardListParams", card, True),
            Route("GET", "/v1/issuing/cards/{id}", NONE, self._one, f"{issuing}CardRetrieveParams", card),
            Route(
                "POST",
                "/v1/issuing/cards/{id}",
                CARD_UPDATE,
                self._update,
                f"{issuing}CardUpdateParams",
                card,
            ),
            Route(
                "GET",
                "/v1/issuing/transactions",
                SPENT_LIST,
                self._spent,
                f"{issuing}TransactionListParams",
                spent,
                True,
            ),
        ]

    # The merchant's side.

    def asks(self, card: Json, cents: int) -> Json:
        """A merchant asks for so much: Stripe approves within the card's limit, while it is active."""
        left = _limit(card) - sum(
            -one["amount"] for one in self.books.card_transactions.values() if one["card"] == card["id"]
        )
        approved = card["status"] == "active" and cents <= left
        made = new_authorization(self.books.new_name("iauth"), self.books.now(), card, cents, approved)
        self.books.authorizations[made["id"]] = made
        self.desk.emit("issuing_authorization.created", made)
        return made

    def takes(self, authorization: Json, cents: int) -> Json:
        """The merchant takes its money: at times more than was asked, and Stripe pays it."""
        card = self.books.cards[authorization["card"]["id"]]
        self.books.move(ISSUING, MERCHANTS, cents)
        made = self._transaction(card, -cents, authorization["id"])
        authorization["status"] = "closed"
        return made

    def gives_back(self, card: Json, cents: int) -> Json:
        """The merchant refunds."""
        self.books.move(MERCHANTS, ISSUING, cents)
        return self._transaction(card, cents, None)

    def _transaction(self, card: Json, cents: int, authorization: str | None) -> Json:
        made = new_card_transaction(self.books.new_name("ipi"), self.books.now(), card, cents, authorization)
        self.books.card_transactions[made["id"]] = made
        self.desk.emit("issuing_transaction.created", made)
        return made

    # The API.

    def _cardholder(self, request: Request, _: str) -> Json:
        made = new_cardholder(self.books.new_name("ich"), self.books.now(), request.form)
        self.books.cardholders[made["id"]] = made
        return made

    def _card(self, request: Request, _: str) -> Json:
        form = request.form
        if "cardholder" not in form:
            raise RefusalError(400, "Missing required param: cardholder.", param="cardholder", kept=False)
        holder = find(self.books.cardholders, "issuing_cardholder", form["cardholder"])
        made = new_card(self.books.new_name("ic"), self.books.now(), holder, form)
        self.books.cards[made["id"]] = made
        self.desk.emit("issuing_card.created", made, cause=request)
        return made

    def _one(self, _: Request, name: str) -> Json:
        return find(self.books.cards, "issuing_card", name)

    def _update(self, request: Request, name: str) -> Json:
        found = self._one(request, name)
        if found["status"] == "canceled":
            raise RefusalError(400, "This card has been canceled and cannot be updated.", param="status")
        before = {part: found[part] for part in request.form}
        found |= request.form
        self.desk.emit("issuing_card.updated", found, cause=request, before=before)
        return found

    def _cards(self, request: Request, _: str) -> Json:
        wish = request.form
        found = (
            card
            for card in self.books.cards.values()
            if within(card["created"], wish.get("created"))
            and wish.get("status", card["status"]) == card["status"]
            and wish.get("cardholder", card["cardholder"]["id"]) == card["cardholder"]["id"]
        )
        return page(found, wish, "/v1/issuing/cards")

    def _spent(self, request: Request, _: str) -> Json:
        wish = request.form
        found = (
            one
            for one in self.books.card_transactions.values()
            if within(one["created"], wish.get("created"))
            and wish.get("card", one["card"]) == one["card"]
            and wish.get("type", one["type"]) == one["type"]
        )
        return page(found, wish, "/v1/issuing/transactions")


def _limit(card: Json) -> int:
    limits = card["spending_controls"]["spending_limits"]
    return min((limit["amount"] for limit in limits), default=10**9)
