"""What every group of endpoints works with: the books, and the events that each change of note becomes."""

from dataclasses import dataclass

from api.demo.stripe_double.books import PLATFORM, Books
from api.demo.stripe_double.hooks import Hooks
from api.demo.stripe_double.wire import Json, RefusalError, Request


@dataclass(frozen=True)
class Desk:
    """One set of books, and the way to our door."""

    books: Books
    hooks: Hooks

    def emit(
        self,
        kind: str,
        about: Json,
        *,
        account: str | None = None,
        cause: Request | None = None,
        before: Json | None = None,
    ) -> None:
        """Record an event and send it off."""
        why: Json = {}
        if cause is not None:
            why = {"key": cause.key, "api_version": cause.headers.get("stripe-version")}
        self.hooks.emit(self.books.record(kind, about, account=account, cause=why, before=before))

    def owner(self, payout: Json) -> str | None:
        """The connected account whose payout it is; None for the platform's own."""
        owner = self.books.owners[payout["id"]]
        return None if owner == PLATFORM else owner


def find(kept: dict[str, Json], noun: str, name: str) -> Json:
    """The object of that name; Stripe answers 404 where there is none."""
    if name not in kept:
        raise RefusalError(404, f"No such {noun}: '{name}'", code="resource_missing", param="id")
    return kept[name]
