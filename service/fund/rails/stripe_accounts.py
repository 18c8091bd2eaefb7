"""Connected accounts: opened, completed at Stripe's own pages, and looked at (FND-08).

Express accounts, as the controller's properties describe them: Stripe asks the questions and keeps the answers, the
platform pays its fees and answers for losses, and the organisation sees Stripe's Express pages. Nothing of who stands
behind an account is sent: not even a name.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import stripe

from service.fund.onboarding.protocol import Gone, Link, Seen, Silent

if TYPE_CHECKING:
    from stripe.params import AccountCreateParams

EXPRESS: "AccountCreateParams" = {
    "country": "CA",
    "capabilities": {"transfers": {"requested": True}},
    "controller": {
        "fees": {"payer": "application"},
        "losses": {"payments": "application"},
        "requirement_collection": "stripe",
        "stripe_dashboard": {"type": "express"},
    },
}


class StripeAccounts:
    """Accounts over a client of the library. `home`: where Stripe's pages lead back to, always this installation's own
    address and never one that a caller names."""

    def __init__(self, client: stripe.StripeClient, home: str) -> None:
        self._client = client
        self._home = home

    async def open(self, key: UUID) -> str | Silent:
        """A new account; the key keeps a repeated call from making two."""
        try:
            made = await self._client.v1.accounts.create_async(
                {**EXPRESS, "metadata": {"onboarding": str(key)}}, {"idempotency_key": f"account.{key}"}
            )
        except stripe.StripeError as error:
            return Silent(error.request_id)
        return made.id

    async def link(self, account: str) -> Link | Silent:
        """The page of hosted on-boarding. Where the browser comes back to says nothing: the state is looked at."""
        try:
            made = await self._client.v1.account_links.create_async(
                {
                    "account": account,
                    "type": "account_onboarding",
                    "refresh_url": self._home,
                    "return_url": self._home,
                }
            )
        except stripe.StripeError as error:
            return Silent(error.request_id)
        return Link(made.url, datetime.fromtimestamp(made.expires_at, UTC))

    async def look(self, account: str) -> Seen | Gone | Silent:
        """What Stripe says now; an account that it denies us is gone, an installation without a key is not."""
        try:
            found = await self._client.v1.accounts.retrieve_async(account)
        except stripe.PermissionError as error:
            known = (
                error.error is not None and "code" in error.error and error.error.code == "account_invalid"
            )
            return Gone() if known else Silent(error.request_id)
        except stripe.StripeError as error:
            return Silent(error.request_id)
        asked = found.requirements
        return Seen(
            complete=bool(found.details_submitted),
            transfers_active=found.capabilities is not None and found.capabilities.transfers == "active",
            payouts_enabled=bool(found.payouts_enabled),
            due=len((asked.currently_due or []) if asked else []),
            disabled_reason=asked.disabled_reason if asked else None,
        )
