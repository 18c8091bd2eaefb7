"""The job that sends a payment: outside any transaction, under the intent's own key, looking before it retries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from service.fund.books.refusals import EARMARK_EXPIRED
from service.fund.conditions.refusals import CONDITION_OPEN
from service.fund.onboarding.refusals import ACCOUNT_NOT_READY
from service.fund.payouts.commands import BeginPayout, Leaving, Moved, Report, begin_payout, report_payout
from service.fund.rails.protocol import Cause, Failed, Outcome, Rail, Truth, Unknown
from service.fund.refusals import RAIL_IS_OFF
from service.messages.outbox import Hopeless, NotYet
from service.partners.actor import job_of
from service.refusals import Refused
from service.store.store import Store

RAIL_MAY_OPEN = timedelta(minutes=15)
"""While two people have turned a rail off, or nobody has set it up, what was promised through it waits."""


@dataclass(frozen=True)
class SendPayout:
    """Handles `fund.send_payout`. `rails` holds each rail by the name that payments carry."""

    rails: Mapping[str, Rail]

    async def __call__(
        self, store: Store, _: UUID, organisation_id: UUID, payload: Mapping[str, Any]
    ) -> None:
        """Take one payment a step further (FND-08, FND-09). It may run twice at once: the row says what is left to do.

        Raises `NotYet` to be asked again, and `Hopeless` for what is no payment of ours. What a person must decide is
        a state of the payment, and climbs by itself (`jobs`).
        """
        intent_id, by = UUID(payload["intent"]), job_of(organisation_id)
        begun = await store.run(begin_payout, by, BeginPayout(intent_id))
        if isinstance(begun, Refused):
            raise _not_begun(begun)
        if begun.order is None:
            return
        answer = await _ask(self.rails.get(begun.rail), begun)
        moved = await store.run(report_payout, by, Report(intent_id, begun.order.attempt, answer))
        _judge(moved)


def _not_begun(refused: Refused) -> NotYet | Hopeless:
    if refused.reason is RAIL_IS_OFF:
        return NotYet("rail_off", after=RAIL_MAY_OPEN)
    if refused.reason is ACCOUNT_NOT_READY:
        return NotYet("payee_not_ready", after=RAIL_MAY_OPEN)
    if refused.reason in {CONDITION_OPEN, EARMARK_EXPIRED}:
        return NotYet(refused.reason.code, after=RAIL_MAY_OPEN)
    return Hopeless("payout_unknown")


async def _ask(rail: Rail | None, leaving: Leaving) -> Outcome | Truth:
    """Send, or look; never both in one go: the answer is written down in between."""
    if leaving.order is None:
        raise LookupError("nothing to ask the rail")
    if rail is None:
        # What never went out fails; what may have gone out through a rail that is gone waits for it.
        unsent = leaving.act == "send"
        return Failed(Cause.RAIL_MISSING, retryable=False) if unsent else Unknown(Cause.RAIL_MISSING)
    return await rail.send(leaving.order) if leaving.act == "send" else await rail.look(leaving.order)


def _judge(moved: Moved | Refused) -> None:
    if isinstance(moved, Refused):
        raise Hopeless("payout_unknown")
    if moved.again is not None:
        raise NotYet(moved.problem or "again", after=moved.again)
