"""A fund whose money has moved: what the tests of its books begin from."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from service.checks import run_check
from service.clock import SetClock
from service.fund.books.corrections import (
    ProposeCorrection,
    SignCorrection,
    propose_correction,
    sign_correction,
)
from service.fund.checks import CHECKS
from service.fund.payouts.commands import ConfirmPayout, confirm_payout
from service.fund.requests.lines import NewLine
from service.refusals import Refused
from tests.service.fund.conftest import Fund, got


async def paid(fund: Fund, cents: int, charged: int, envelope: UUID | None = None) -> Any:
    """A request approved and paid by hand, for what was charged; its payment's row."""
    request = await fund.ask(NewLine("food", cents), envelope_id=envelope)
    got(await fund.approve(fund.first, request.id))
    intent = await fund.network.superuser.fetchrow(
        "SELECT i.* FROM payout_intents i JOIN request_lines l ON l.id = i.line_id WHERE l.request_id = $1",
        request.id,
    )
    got(await fund.store.run(confirm_payout, fund.first, ConfirmPayout(intent["id"], "recu", charged)))
    return intent


async def transfers(fund: Fund, kind: str) -> list[Any]:
    """All transfers of a kind, as stored."""
    found: list[Any] = await fund.network.superuser.fetch(
        "SELECT * FROM transfers WHERE kind = $1 ORDER BY key", kind
    )
    return found


async def correct(fund: Fund, transfer: UUID, cents: int) -> UUID | Refused:
    """A correction that the first proposed and the second signed; a refusal of either."""
    wish = ProposeCorrection(transfer, cents, "mistyped")
    proposed = await fund.store.run(propose_correction, fund.first, wish)
    if isinstance(proposed, Refused):
        return proposed
    signed = await fund.store.run(sign_correction, fund.second, SignCorrection(proposed))
    return signed if isinstance(signed, Refused) else proposed


def later(fund: Fund, **by: float) -> None:
    """Let time pass for the whole fund."""
    clock = fund.store.clock
    assert isinstance(clock, SetClock)
    clock.set(clock.now() + timedelta(**by))


async def wrong(fund: Fund) -> list[str]:
    """The names of all checks of the fund that find something."""
    now = fund.store.clock.now()
    found = [await run_check(fund.network.superuser, check, now) for check in CHECKS]
    return [checked.name for checked in found if not checked.ok]


async def somebody_waits(fund: Fund, locktype: str = "advisory") -> None:
    """Until somebody waits for a lock that the books take."""
    for _ in range(500):
        if await fund.network.superuser.fetchval(
            "SELECT count(*) FROM pg_locks WHERE locktype = $1 AND NOT granted", locktype
        ):
            return
    raise AssertionError("nobody waited")
