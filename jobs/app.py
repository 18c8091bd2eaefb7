"""The jobs of one replica: every tick and every handler of the outbox is assembled here and nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol

from jobs.cleaning import forget_old, forget_sign_ins
from jobs.clockwork import LONGEST_DRAIN, Clockwork
from jobs.counters import Counters
from jobs.dispatch import count_waiting, dispatching
from jobs.ticks import Tick, Tools
from jobs.trail import sequencing, watching
from service.beds import clockwork as beds
from service.cases import jobs as cases
from service.fund.cards.flow import Issuer, TendCard
from service.fund.cards.opening import TEND_CARD
from service.fund.conditions.clockwork import conditions_due
from service.fund.envelopes.low import ENVELOPE_LOW, TellLow
from service.fund.ledger.expiring import expire_earmarks
from service.fund.onboarding.commands import LOOK_AT_ACCOUNT
from service.fund.onboarding.flow import LookAtAccount
from service.fund.onboarding.protocol import Accounts
from service.fund.payouts import clockwork as payouts
from service.fund.payouts.rules import SEND_PAYOUT
from service.fund.payouts.sending import SendPayout
from service.fund.rails.protocol import Rail
from service.fund.reconciliation.commands import RECONCILE
from service.fund.reconciliation.running import Reconciler
from service.fund.requests.nights import ROOM_FELL_THROUGH, room_fell_through
from service.fund.reviews.watching import WATCH_REVIEW, WatchReview
from service.fund.series.jobs import end_run_out
from service.keys.erasures import Register
from service.keys.local import LocalKeyring
from service.messages.channels.mail import Courier
from service.messages.channels.push import PushChannel
from service.messages.channels.texts import TextChannel
from service.messages.climbing.clockwork import Room, climbing
from service.messages.climbing.commands import ASK_BY_PUSH, ASK_BY_TEXT
from service.messages.devices.ringing import RingDevices
from service.messages.outbox import Handler, Outbox
from service.messages.texts.sending import REPLY_BY_TEXT, SendAsking, SendReply
from service.operations import jobs as operations
from service.partners.codes.notice import TELL_RECOVERY_USED, TellRecoveryUsed
from service.partners.members.invitations import SendInvitation
from service.partners.members.jobs import hand_over_run_out
from service.partners.proposals.commands import SEND_INVITATION
from service.partners.rosters.jobs import write_weeks
from service.reports.jobs import publishing, write_due_slips
from service.retention.jobs import Eraser, begin_due
from service.settings import Settings
from service.store.store import Store

if TYPE_CHECKING:
    import asyncpg


class Parts(Protocol):
    """What the jobs need of a process."""

    @property
    def settings(self) -> Settings: ...
    @property
    def store(self) -> Store: ...
    @property
    def keyring(self) -> LocalKeyring | None: ...
    @property
    def worker_pool(self) -> asyncpg.Pool | None: ...
    @property
    def rails(self) -> Mapping[str, Rail]: ...
    @property
    def accounts(self) -> Accounts | None: ...
    @property
    def issuer(self) -> Issuer | None: ...
    @property
    def courier(self) -> Courier | None: ...
    @property
    def texts(self) -> TextChannel | None: ...
    @property
    def push(self) -> PushChannel | None: ...


@dataclass(frozen=True)
class Jobs:
    """The ticks of one replica, and what they work with."""

    ticks: tuple[Tick, ...]
    tools: Tools
    clockwork: Clockwork

    def start(self) -> None:
        """Begin to tick, in the running event loop."""
        self.clockwork.start()

    async def drain(self, at_most: timedelta = LONGEST_DRAIN) -> bool:
        """Begin nothing more and wait for what runs; False when something had to be cut off."""
        return await self.clockwork.drain(at_most)

    async def run(self, name: str) -> None:
        """One tick by its name, now: for tests and for the demo, which do not wait."""
        await self.clockwork.run(next(tick for tick in self.ticks if tick.name == name))


MOST_ROUNDS = 1000
"""Portions that one tick takes before it leaves the rest to the next."""


def _claiming(work: Callable[[Store, asyncpg.Pool], Awaitable[int]]) -> Callable[[Tools], Awaitable[int]]:
    """A room's own function, which takes what is due in portions and says how much came of it, until nothing does.

    At noon a whole region's nights turn over at once: a portion a minute would take until the next noon.
    """

    async def run(tools: Tools) -> int:
        total = 0
        for _ in range(MOST_ROUNDS):
            done = 0 if tools.draining else await work(tools.store, tools.worker_pool)
            if not done:
                break
            total += done
        return total

    return run


UNANSWERED: Mapping[str, Room] = {
    "referral": beds.nobody_answered,
}
"""What each room does when nobody answered a question of its kind; kinds without a line only end as `no_answer`."""

TICKS: tuple[Tick, ...] = (
    Tick("forget", timedelta(hours=1), forget_old),
    Tick("forget_sign_ins", timedelta(minutes=10), forget_sign_ins),
    Tick("beds.refresh_availability", timedelta(seconds=5), _claiming(beds.refresh_availability)),
    Tick("beds.lapse_promises", timedelta(seconds=15), _claiming(beds.lapse_promises)),
    Tick("beds.bring_back", timedelta(seconds=5), _claiming(beds.bring_back)),
    Tick("beds.roll_stays_forward", timedelta(seconds=60), _claiming(beds.roll_stays_forward)),
    Tick("beds.fold_cots", timedelta(seconds=60), _claiming(beds.fold_cots_of_last_night)),
    Tick("beds.ask_for_counts", timedelta(seconds=60), _claiming(beds.ask_for_counts)),
    Tick("cases.lapse_transfers", timedelta(seconds=60), _claiming(cases.lapse_transfers)),
    Tick("cases.watch", timedelta(minutes=10), _claiming(cases.watch_cases)),
    Tick("operations.move_windows", timedelta(seconds=5), _claiming(operations.move_windows)),
    Tick("operations.cancel", timedelta(seconds=5), _claiming(operations.cancel_asked)),
    Tick("operations.close", timedelta(seconds=5), _claiming(operations.close_operations)),
    Tick("fund.expire_earmarks", timedelta(minutes=1), _claiming(expire_earmarks)),
    Tick("fund.conditions", timedelta(seconds=30), _claiming(conditions_due)),
    Tick("fund.end_series", timedelta(minutes=10), _claiming(end_run_out)),
    Tick("partners.hand_over", timedelta(minutes=10), _claiming(hand_over_run_out)),
    Tick("partners.write_rosters", timedelta(hours=1), _claiming(write_weeks)),
    Tick("operations.ask_next_shelters", timedelta(seconds=30), _claiming(operations.ask_next_shelters)),
    Tick("fund.ask_about_payouts", timedelta(seconds=10), _claiming(payouts.ask_about_payouts)),
    Tick("fund.apply_kept_notices", timedelta(seconds=10), _claiming(payouts.apply_kept_notices)),
    Tick("reports.slips", timedelta(seconds=5), _claiming(write_due_slips)),
    Tick("reports.publish", timedelta(seconds=5), _claiming(publishing())),
    Tick("retention.begin", timedelta(hours=1), _claiming(begin_due)),
    Tick("messages.climb", timedelta(seconds=1), _claiming(climbing(UNANSWERED))),
)
"""The jobs that need nothing but the tools. Deadlines are data: a tick that comes late is late, never wrong."""


def assemble(
    parts: Parts,
    worker_pool: asyncpg.Pool,
    handlers: Mapping[str, Handler],
    *,
    more: Iterable[Tick] = (),
    counters: Counters | None = None,
) -> Jobs:
    """The jobs over these parts; `handlers` by kind of intention, `more` for ticks that need something of their own.

    `worker_pool` signs in as relais_worker. Nothing runs before `start`.
    """
    tools = Tools(parts.store, worker_pool, counters or Counters())
    outbox = Outbox(worker_pool, parts.store.clock)
    ticks = (
        *dispatching(outbox, handlers),
        Tick("outbox", timedelta(seconds=30), partial(count_waiting, outbox)),
        *TICKS,
        *more,
    )
    return Jobs(ticks, tools, Clockwork(ticks, tools))


def _comparing(rails: Mapping[str, Rail]) -> Tick:
    """Looks every few minutes whether a day is over that no rail was compared for (FND-09)."""
    return Tick("fund.reconcile", timedelta(minutes=5), _claiming(Reconciler(rails).daily))


def _erasing(register: Register) -> tuple[Tick, ...]:
    """Carries out what was begun, and keeps the register outside of the database whole (CNF-11)."""
    eraser = Eraser(register)
    return (
        Tick("retention.erase", timedelta(seconds=5), _claiming(eraser.finish)),
        Tick("retention.mirror", timedelta(hours=1), _claiming(eraser.mirror)),
    )


def handlers_of(parts: Parts) -> dict[str, Handler]:
    """Who carries out each kind of intention."""
    return {
        SEND_PAYOUT: SendPayout(parts.rails),
        RECONCILE: Reconciler(parts.rails),
        ROOM_FELL_THROUGH: room_fell_through,
        LOOK_AT_ACCOUNT: LookAtAccount(parts.accounts),
        TEND_CARD: TendCard(parts.issuer),
        WATCH_REVIEW: WatchReview(),
        ENVELOPE_LOW: TellLow(parts.courier),
        SEND_INVITATION: SendInvitation(parts.courier),
        TELL_RECOVERY_USED: TellRecoveryUsed(parts.courier),
        ASK_BY_TEXT: SendAsking(parts.texts),
        ASK_BY_PUSH: RingDevices(parts.push),
        REPLY_BY_TEXT: SendReply(parts.texts),
    }


@asynccontextmanager
async def running(parts: Parts, counters: Counters | None = None) -> AsyncIterator[Jobs]:
    """All the jobs of a process, from start to drain. Raises `ValueError` without a worker pool or a keyring."""
    if parts.worker_pool is None:
        raise ValueError("jobs claim their work through a pool of the role relais_worker")
    if parts.keyring is None:
        raise ValueError("the log is signed with a key that the keyring holds")
    log_of = (parts.keyring.roots.checkpoint_seed, parts.worker_pool, parts.store.clock)
    register = Register(parts.settings.data / "keys", parts.keyring)
    more = [sequencing(*log_of), watching(*log_of), _comparing(parts.rails), *_erasing(register)]
    jobs = assemble(parts, parts.worker_pool, handlers_of(parts), more=more, counters=counters)
    jobs.start()
    try:
        yield jobs
    finally:
        await jobs.drain()
