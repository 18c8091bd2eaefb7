"""What befalls the demo's bank, said by a scenario: never by a person of Relais, and in the demo alone."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import post
from litestar.params import JSONBody

from api.demo.stripe_double import Delivery, Fault, StripeDouble
from api.doors import accepted
from service.refusals import NOT_FOUND, Refused

Act = Literal["fail", "webhooks", "deliver", "drain", "fund", "reverse", "bounce", "restrict", "restore"]
FaultName = Literal[
    "silent_before",
    "silent_after",
    "in_use",
    "rate_limited",
    "server_error",
    "server_error_after",
    "unavailable",
]
DeliveryName = Literal["once", "lost", "twice", "late", "out_of_order"]
Reference = Annotated[str, msgspec.Meta(pattern=r"^tr_[A-Za-z0-9]{1,64}$")]


class Befalls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that happens: `faults` of the next calls by name, how webhooks travel, or a transfer's fate.

    `restrict` and `restore` are about the account that the transfer went to; `bounce`: its own bank sends the money
    back after it said `paid`.
    """

    act: Act
    faults: tuple[FaultName, ...] = ()
    delivery: DeliveryName = "once"
    reference: Reference | None = None
    cents: Annotated[int, msgspec.Meta(ge=1, le=100_000_000)] | None = None


class Bank:
    """The double's switches as a door of the demo."""

    def __init__(self, bank: StripeDouble) -> None:
        self._bank = bank

    def handlers(self) -> list[Any]:
        """Its one door."""

        @post("/demo/bank", include_in_schema=False, status_code=204)
        async def befall(data: JSONBody[Befalls]) -> None:
            await self._befall(data)

        return [befall]

    async def _befall(self, said: Befalls) -> None:
        bank = self._bank
        match said.act:
            case "fail":
                bank.faults.next_writes(*(Fault[name.upper()] for name in said.faults))
            case "webhooks":
                bank.faults.webhooks = Delivery[said.delivery.upper()]
            case "deliver":
                await bank.hooks.deliver_held()
            case "drain":
                bank.books.drain()
            case "fund":
                bank.books.fund(said.cents or 0)
            case _:
                self._to_a_transfer(said)
        bank.save()

    def _to_a_transfer(self, said: Befalls) -> None:
        transfer = self._bank.books.transfers.get(said.reference or "")
        if transfer is None:
            accepted(Refused(NOT_FOUND))
            return
        account = transfer["destination"]
        match said.act:
            case "reverse":
                self._bank.reverse(transfer["id"], said.cents)
            case "bounce":
                form = {"amount": str(said.cents or transfer["amount"]), "currency": "cad"}
                payout = self._bank.books.pay_out(account, form)["id"]
                self._bank.payout_arrives(payout)
                self._bank.payout_bounces(payout)
            case "restrict":
                self._bank.account_changes(account, transfers="inactive", due=["external_account"])
            case "restore":
                self._bank.account_changes(account)
