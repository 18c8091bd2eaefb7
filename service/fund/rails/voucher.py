"""Cards from a fund's own stock: whoever hands one over draws it, and that is the payment (FND-03, FND-08)."""

from datetime import datetime

from service.fund.rails.protocol import NoList, PayoutOrder, Step, Waiting

STEPS = (Step.DRAW_CARD,)


class VoucherRail:
    """A rail that waits for a draw. Its books are the stock's own, kept with the ledger in one transaction."""

    name = "voucher"

    async def send(self, order: PayoutOrder) -> Waiting:  # noqa: ARG002 - a human draws
        return Waiting(STEPS)

    async def look(self, order: PayoutOrder) -> Waiting:  # noqa: ARG002 - the draw itself says so
        return Waiting(STEPS)

    async def list_since(
        self,
        since: datetime,  # noqa: ARG002 - there is no list
        until: datetime,  # noqa: ARG002 - there is no list
        cursor: str | None = None,  # noqa: ARG002 - there is no list
    ) -> NoList:
        return NoList()

    async def balance(self, currency: str = "CAD") -> NoList:  # noqa: ARG002 - no account is asked
        return NoList()
