"""What speaks with the rail about accounts, between transactions: at the door for a link, in a job for a look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from service.fund.onboarding.commands import (
    Looked,
    MayBegin,
    Noticed,
    Opened,
    account_noticed,
    account_opened,
    account_seen,
)
from service.fund.onboarding.protocol import Accounts, Link, Silent
from service.fund.onboarding.refusals import LINK_SHOWN, RAIL_SILENT
from service.fund.onboarding.rules import AccountState
from service.messages.outbox import Hopeless, NotYet
from service.partners.actor import job_of
from service.refusals import Refused
from service.store.statements import sql
from service.store.store import Store

AGAIN: Final = timedelta(minutes=2)
"""After a look without an answer."""
SHOWN_FOR: Final = timedelta(minutes=2)
"""How long the answer of one showing can be fetched again, for a reply that was lost on the way."""
NOBODY: Final = UUID(int=0)
OWNER = sql("SELECT relais.owner_of_rail_account(:account)")


async def link_for(
    store: Store, accounts: Accounts | None, organisation_id: UUID, granted: MayBegin
) -> Link | Refused:
    """A fresh link of the rail, whose showing was written down a moment ago (FND-08); the first opens the account."""
    if not granted.at <= store.clock.now() < granted.at + SHOWN_FOR:
        return Refused(LINK_SHOWN)
    if accounts is None:
        return Refused(RAIL_SILENT)
    account = granted.account
    if account is None:
        opened = await accounts.open(granted.id)
        if isinstance(opened, Silent):
            return Refused(RAIL_SILENT)
        stored = await store.run(account_opened, job_of(organisation_id), Opened(granted.id, opened))
        if isinstance(stored, Refused):
            return stored
        account = stored
    link = await accounts.link(account)
    return Refused(RAIL_SILENT) if isinstance(link, Silent) else link


async def look(
    store: Store, accounts: Accounts, organisation_id: UUID, account: str, *, daily: bool = False
) -> AccountState | Silent | Refused:
    """Ask the rail where an account stands, and write it down (FND-08)."""
    began = store.clock.now()
    found = await accounts.look(account)
    if isinstance(found, Silent):
        return found
    wish = Looked(account, found, began, daily)
    return await store.run(account_seen, job_of(organisation_id), wish)


@dataclass(frozen=True)
class LookAtAccount:
    """Handles `fund.look_at_account`: after a notice, and once a day because notices are lost."""

    accounts: Accounts | None

    async def __call__(
        self, store: Store, _: UUID, organisation_id: UUID, payload: Mapping[str, Any]
    ) -> None:
        """Raises `NotYet` while the rail does not answer, and `Hopeless` where none is configured."""
        if self.accounts is None:
            raise Hopeless("rail_missing")
        daily = bool(payload.get("daily"))
        seen = await look(store, self.accounts, organisation_id, payload["account"], daily=daily)
        if isinstance(seen, Silent):
            raise NotYet("rail_silent", after=AGAIN)
        if isinstance(seen, Refused):
            raise Hopeless("account_unknown")


async def noticed(store: Store, account: str) -> bool:
    """A verified notice about an account: whether it is one of ours, which is then looked at."""
    async with store.reading(job_of(NOBODY)) as session:
        owner = await session.value(OWNER, account=account)
    if owner is None:
        return False
    return not isinstance(await store.run(account_noticed, job_of(owner), Noticed(account)), Refused)
