"""The rooms of cases and fund: people ask, sign, refuse and take back, the jobs pay over a rail that fails."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import rule

from jobs.dispatch import Dispatcher
from jobs.ticks import Tools
from service.cases.commands import OpenCaseWish, Party, open_case
from service.cases.consents import GivenConsent
from service.cases.limits import VERSION
from service.fund.decisions.approve import ApproveRequest, approve_request
from service.fund.decisions.decline import DeclineRequest, decline_request
from service.fund.envelopes.commands import EnvelopeSum, contribute
from service.fund.ledger.expiring import expire_earmarks
from service.fund.payees.commands import ProposePayee
from service.fund.payouts.clockwork import apply_kept_notices, ask_about_payouts
from service.fund.payouts.receiving import receive
from service.fund.payouts.sending import SendPayout
from service.fund.policy.rules import ATTESTATIONS
from service.fund.rails.stripe_connect import StripeConnect
from service.fund.rails.webhooks import RailEvent, verify
from service.fund.requests.lines import NewLine
from service.fund.requests.submit import SubmitRequest, submit_request
from service.fund.requests.withdraw import WithdrawRequest, withdraw_request
from service.messages.outbox import Outbox
from service.partners.actor import Role
from tests.doubles.stripe_api import Delivery, Fault, StripeDouble, sign
from tests.service.fund.conftest import Fund, a_policy, with_policy
from tests.simulation.beds.laws import Deed
from tests.simulation.beds.machine import INDEX
from tests.simulation.beds.picture import Picture
from tests.simulation.whole.hands import Hands
from tests.simulation.whole.purse import Purse, look_into, wrong_with

KEY, SECRET = "sk_test_relais", "whsec_test"
RAIL: Final = "stripe_connect"
REGIONS = """
INSERT INTO regions (code, name_fr, name_en, time_zone) VALUES ('CA-ON', 'Ontario', 'Ontario', 'America/Toronto')
ON CONFLICT DO NOTHING
"""
FAULTS = (
    Fault.SILENT_AFTER, Fault.SILENT_BEFORE, Fault.RATE_LIMITED, Fault.SERVER_ERROR_AFTER, Fault.UNAVAILABLE,
)  # fmt: skip
MOST_ROUNDS = 20
SUMS = (700, 4_000, 12_000, 31_000)
TICKS = {"expire": expire_earmarks, "ask": ask_about_payouts, "kept notices": apply_kept_notices}
PAY = Deed("pay")


class Money(Hands):
    """A fund of one envelope, two administrators, a pivot who asks, a partner at Stripe."""

    def day_before(self) -> None:
        """Money is there; two payments are to leave, and one waits for a signature."""
        self.rail = StripeDouble(KEY, clock=self._seconds, webhook_secrets=[SECRET])
        self.rail.books.fund(10_000_000)
        self.rail.faults.webhooks = Delivery.LATE
        self.rail.hooks.endpoint = self._rail_says
        self.heard: list[bytes] = []
        self.purse = Purse()
        self.fund = self.town.wait(self._a_fund())
        self.rails = {RAIL: StripeConnect(KEY, url="http://stripe.test", transport=self.rail.transport())}
        super().day_before()
        self.outbox = Outbox(self.workers, self.town.clock)

    def _seconds(self) -> int:
        return int(self.town.clock.now().timestamp())

    async def _a_fund(self) -> Fund:
        town, network = self.town, self.town.network
        await town.db.execute(REGIONS)
        organisation = await network.organisation("fund")
        first, second = [await network.member(organisation, Role.FUND_ADMINISTRATOR) for _ in range(2)]
        backup = await network.member(town.clinic, Role.PIVOT_WORKER)
        await with_policy(town.store, first, second, a_policy())
        fund = Fund(
            town.store,
            network,
            organisation,
            first,
            second,
            town.clinic,
            town.pivots[0],
            backup,
            organisation,
        )
        fund = replace(fund, envelope=await fund.new_envelope(60_000))
        hotel = await network.organisation("hotel")
        wish = ProposePayee("Hotel", RAIL, "CA-ON", hotel)
        self.payee = await fund.payee(wish, self.rail.books.open_account())
        for cents, signed in ((12_000, True), (700, True), (4_000, False)):
            asked = await fund.ask(NewLine("food", cents, payee_id=self.payee))
            if signed:
                await fund.approve(first, asked.id)
        return fund

    async def _rail_says(self, body: bytes, _: Any) -> int:
        """The rail tells of something; it may tell it again as often as it likes."""
        self.heard.append(body)
        return await self._heard(body)

    async def _heard(self, body: bytes) -> int:
        now = self.town.clock.now()
        event = verify(body, sign(body, [SECRET], int(now.timestamp())), [SECRET], now)
        if isinstance(event, RailEvent):
            await receive(self.store, RAIL, event)
        return 200

    def compare(self, deed: Deed) -> Picture:
        """The beds, and every cent."""
        before = super().compare(deed)
        after = self.town.wait(look_into(self.town.db, self.rail.books.transfers.values()))
        wrong = wrong_with(self.purse, after)
        assert wrong == [], wrong
        self.purse = after
        return before

    def one_of(self, query: str, index: int) -> Any:
        return self.pick(self.town.wait(self.town.db.fetch(query)), index)

    # People.

    @rule(alone=st.booleans())
    def a_case_is_opened(self, *, alone: bool) -> None:
        consents = (GivenConsent("bed"), GivenConsent("fund"))
        wish = OpenCaseWish(
            "CA-ON", "25+", Party("man" if alone else "woman"), consents, self.fund.backup, VERSION, ("hu",)
        )
        self.do(open_case, self.fund.pivot, wish, Deed("open case"))

    @rule(index=INDEX, cents=st.sampled_from(SUMS), card=st.booleans())
    def money_is_asked(self, *, index: int, cents: int, card: bool) -> None:
        case = self.one_of("SELECT id FROM cases ORDER BY opened_at, id", index)
        if case is None:
            self.a_case_is_opened(alone=card)
            return
        lines = (NewLine("food", cents, payee_id=self.payee), *((NewLine("calling_card", 500),) * card))
        wish = SubmitRequest(case["id"], self.fund.organisation, lines, ATTESTATIONS)
        self.do(submit_request, self.fund.pivot, wish, Deed("ask money"))

    @rule(
        index=INDEX,
        step=st.sampled_from(("sign", "sign", "sign", "decline", "withdraw")),
        second=st.booleans(),
    )
    def somebody_decides(self, *, index: int, step: str, second: bool) -> None:
        request = self.one_of("SELECT id FROM fund_requests ORDER BY submitted_at, id", index)
        if request is None:
            return
        by: UUID = self.fund.second if second else self.fund.first
        match step:
            case "sign":
                self.do(
                    approve_request,
                    by,
                    ApproveRequest(request["id"], None, reason="Encore utile"),
                    Deed(step),
                )
            case "decline":
                self.do(decline_request, by, DeclineRequest(request["id"], "other"), Deed(step))
            case _:
                self.do(withdraw_request, self.fund.pivot, WithdrawRequest(request["id"]), Deed(step))

    @rule(cents=st.sampled_from((1_000, 20_000)))
    def money_is_given(self, cents: int) -> None:
        self.do(contribute, self.fund.first, EnvelopeSum(self.fund.envelope, cents), Deed("give"))

    # The jobs, and the rail.

    @rule()
    def payments_leave(self) -> None:
        """The outbox of one replica: alone, or beside hands and other replicas."""
        tools = Tools(self.store, self.workers)
        self.set_to_work(
            PAY, lambda: Dispatcher(self.outbox, "fund.send_payout", SendPayout(self.rails))(tools)
        )
        if not self.busy:
            self.all_end()

    @rule(name=st.sampled_from(sorted(TICKS)))
    def a_tick_of_the_fund(self, name: str) -> None:
        tick = TICKS[name]
        self.set_to_work(Deed(name), lambda: tick(self.store, self.workers))
        if not self.busy:
            self.all_end()

    @rule(fault=st.sampled_from(FAULTS))
    def the_rail_fails(self, fault: Fault) -> None:
        self.rail.faults.next_writes(fault)

    @rule(backwards=st.booleans(), again=st.booleans())
    def the_rail_tells(self, *, backwards: bool, again: bool) -> None:
        """What it held, in any order; or all that it ever told, once more."""
        self.rail.faults.webhooks = Delivery.OUT_OF_ORDER if backwards else Delivery.LATE
        self.set_to_work(Deed("tell"), self._all_again if again else self.rail.hooks.deliver_held)
        if not self.busy:
            self.all_end()

    async def _all_again(self) -> None:
        for body in tuple(self.heard)[-4:]:
            await self._heard(body)

    def teardown(self) -> None:
        """The rail recovers, the jobs run until nothing is on its way: then its books are the ledger's, to the cent."""
        if hasattr(self, "outbox") and not self.failed:
            self.settle_up()
            self.story.paid += len(self.purse.moved)
        super().teardown()

    def settle_up(self) -> None:
        self.offline = False
        self.all_end()
        self.rail.faults.__init__()  # type: ignore[misc]  # every switch off again
        self.rail.faults.webhooks = Delivery.LATE
        for _ in range(MOST_ROUNDS):
            if not self.one_of(
                "SELECT 1 FROM payout_intents WHERE state IN ('ready', 'leaving', 'unknown')", 0
            ):
                break
            self.town.clock.advance(timedelta(minutes=61))
            self.payments_leave()
            self.a_tick_of_the_fund("ask")
            self.the_rail_tells(backwards=False, again=False)
            self.all_end()
        self.compare(Deed("time"))
        assert self.purse.on_its_way == 0, self.purse
        assert self.purse.at_the_rail == self.purse.paid_by_rail, self.purse
