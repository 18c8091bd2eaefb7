"""Payments that a human makes: e-transfer, cheque, or cash by the worker against a receipt (FND-08)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from service.fund.rails.protocol import NoList, PayoutOrder, Step, Waiting


class ManualWay(StrEnum):
    """How the human pays."""

    ETRANSFER = "etransfer"
    CHEQUE = "cheque"
    CASH = "cash"


INSTRUCTIONS: Mapping[ManualWay, tuple[Step, ...]] = {
    ManualWay.ETRANSFER: (Step.SEND_ETRANSFER, Step.NOTE_REFERENCE, Step.CONFIRM_AMOUNT),
    ManualWay.CHEQUE: (Step.WRITE_CHEQUE, Step.NOTE_REFERENCE, Step.CONFIRM_AMOUNT),
    ManualWay.CASH: (Step.HAND_OVER_CASH, Step.KEEP_RECEIPT, Step.CONFIRM_AMOUNT),
}


class ManualRail:
    """A rail that waits: sending and looking both answer what is left for a human to do (FND-08).

    It has no list to reconcile with; the confirmations that the fund stores are the only truth there is.
    """

    def __init__(self, way: ManualWay) -> None:
        self.way = way

    @property
    def name(self) -> str:
        return f"manual_{self.way}"

    async def send(self, order: PayoutOrder) -> Waiting:  # noqa: ARG002 - a human reads the order
        return Waiting(INSTRUCTIONS[self.way])

    async def look(self, order: PayoutOrder) -> Waiting:  # noqa: ARG002 - only the human knows
        return Waiting(INSTRUCTIONS[self.way])

    async def list_since(
        self,
        since: datetime,  # noqa: ARG002 - there is no list
        until: datetime,  # noqa: ARG002 - there is no list
        cursor: str | None = None,  # noqa: ARG002 - there is no list
    ) -> NoList:
        return NoList()

    async def balance(self, currency: str = "CAD") -> NoList:  # noqa: ARG002 - no account is asked
        return NoList()
