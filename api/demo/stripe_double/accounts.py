"""Connected accounts and the links of Stripe's hosted on-boarding: who they are, only Stripe knows."""

import secrets

from api.demo.stripe_double.desk import Desk, find
from api.demo.stripe_double.routing import NONE, Route
from api.demo.stripe_double.shapes import new_account, ready
from api.demo.stripe_double.wire import Json, Parameters, RefusalError, Request

_CONTROLLER = frozenset(
    {
        "controller.fees.payer",
        "controller.losses.payments",
        "controller.requirement_collection",
        "controller.stripe_dashboard.type",
    }
)
ACCOUNT_CREATE = Parameters(
    optional=_CONTROLLER
    | {"country", "capabilities.transfers.requested", "business_type", "metadata", "default_currency"}
)
LINK_CREATE = Parameters(frozenset({"account", "type"}), frozenset({"refresh_url", "return_url"}))
LINK_LASTS = 300
"""Seconds. The documentation says a few minutes, and that a link is for one use."""


class AccountEndpoints:
    """Accounts that the platform creates and organisations complete by themselves."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.books = desk.books

    def routes(self) -> list[Route]:
        return [
            Route("POST", "/v1/accounts", ACCOUNT_CREATE, self._create, "AccountCreateParams", "Account"),
            Route("GET", "/v1/accounts/{id}", NONE, self._read, "AccountRetrieveParams", "Account"),
            Route(
                "POST", "/v1/account_links", LINK_CREATE, self._link, "AccountLinkCreateParams", "AccountLink"
            ),
        ]

    def change(self, account: str, changes: Json) -> None:
        """Stripe has looked again, or the organisation has: the account is other than it was."""
        found = self.books.accounts[account]
        before = {name: found[name] for name in changes}
        found |= changes
        self.desk.emit("account.updated", found, account=account, before=before)

    def finish(self, account: str) -> None:
        """The organisation has answered everything that Stripe asks, and Stripe believes it."""
        self.change(account, ready())

    def _read(self, _: Request, name: str) -> Json:
        return self.books.account(name)

    def _create(self, request: Request, _: str) -> Json:
        form = request.form
        made = new_account(self.books.new_name("acct"), self.books.now(), form.get("country", "CA"))
        made["metadata"] = form.get("metadata", {})
        made["controller"] |= _controller(form.get("controller", {}))
        self.books.keep_account(made)
        return made

    def _link(self, request: Request, _: str) -> Json:
        form = request.form
        account = find(self.books.accounts, "account", form["account"])
        if form["type"] != "account_onboarding":
            message = "You cannot create `account_update` type Account Links for this account."
            raise RefusalError(400, message, param="type", kept=False)
        for name in ("refresh_url", "return_url"):
            if not str(form.get(name, "")).startswith(("https://", "http://")):
                raise RefusalError(400, "Not a valid URL", code="url_invalid", param=name, kept=False)
        url = f"https://connect.stripe.com/setup/e/{account['id']}/{secrets.token_urlsafe(12)}"
        made = self.books.now()
        self.books.links[url] = {"account": account["id"], "expires_at": made + LINK_LASTS, "used": False}
        return {"object": "account_link", "created": made, "expires_at": made + LINK_LASTS, "url": url}


def _controller(wish: Json) -> Json:
    """Who pays, who answers for losses, who asks the questions: as ordered."""
    if (
        wish.get("stripe_dashboard", {}).get("type") == "none"
        and wish.get("requirement_collection") == "stripe"
    ):
        message = "You cannot collect requirements for an account without a Stripe-hosted dashboard."
        raise RefusalError(400, message, param="controller", kept=False)
    return {
        name: wish[name]
        for name in ("fees", "losses", "requirement_collection", "stripe_dashboard")
        if name in wish
    }
