"""The job that sends a payment: outside any transaction, under the intent's own key, looking before it retries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from service.fund.payouts.commands import BeginPayout, Leaving, Moved, Report, begin_payout, report_payout
from service.fund.rails.protocol import Outcome, Rail, Truth
from service.fund.refusals import RAIL_IS_OFF
from service.messages.outbox import Hopeless, NotYet
from service.partners.actor import job_of
from service.refusals import Refused
from service.store.store import Store

LOOK_AGAIN = timedelta(seconds=20)
"""After an answer that never came: the provider may still be working on the first call."""

RAIL_MAY_OPEN = timedelta(minutes=15)
"""While two people have turned a rail off, what was promised through it waits."""

GO_AGAIN = timedelta(seconds=30)
"""After a refusal that may pass, such as a rate limit."""


@dataclass(frozen=True)
class SendPayout:
    """Handles `fund.send_payout`. `rails` holds each rail by the name that payments carry."""

    rails: Mapping[str, Rail]

    async def __call__(
        self, store: Store, _: UUID, organisation_id: UUID, payload: Mapping[str, Any]
    ) -> None:
        """Take one payment a step further (FND-08, FND-09). It may run twice at once: the row says what is left to do.

        Raises `NotYet` to be asked again, and `Hopeless` when no rail of that name is configured or a human must look.
        """
        intent_id, by = UUID(payload["intent"]), job_of(organisation_id)
        begun = await store.run(begin_payout, by, BeginPayout(intent_id))
        if isinstance(begun, Refused):
            raise _not_begun(begun)
        if begun.order is None:
            return
        rail = self.rails.get(begun.rail)
        if rail is None:
            raise Hopeless("rail_missing")
        answer = await _ask(rail, begun)
        moved = await store.run(report_payout, by, Report(intent_id, begun.order.attempt, answer))
        _judge(moved)


def _not_begun(refused: Refused) -> NotYet | Hopeless:
    if refused.reason is RAIL_IS_OFF:
        return NotYet("rail_off", after=RAIL_MAY_OPEN)
    return Hopeless("payout_unknown")


async def _ask(rail: Rail, leaving: Leaving) -> Outcome | Truth:
    """Send, or look; never both in one go: the answer is written down in between."""
    if leaving.order is None:
        raise LookupError("nothing to ask the rail")
    return await rail.send(leaving.order) if leaving.act == "send" else await rail.look(leaving.order)


def _judge(moved: Moved | Refused) -> None:
    if isinstance(moved, Refused):
        raise Hopeless("payout_unknown")
    if moved.problem == "differs":
        raise Hopeless("rail_differs")
    if moved.again:
        raise NotYet(moved.problem or "not_found", after=LOOK_AGAIN if moved.state == "unknown" else GO_AGAIN)
