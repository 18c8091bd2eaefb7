"""What a restored copy must not do again. It believes that what was done since it was taken is still to be done.

Sessions of before have ended; what may have been sent is not sent again but shown; and a payment that may have left
is looked for at its rail before anything leaves (FND-09).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from service.fund.envelopes.low import ENVELOPE_LOW
from service.fund.payouts.rules import KEY_LASTS
from service.messages.climbing.commands import ASK_BY_PUSH, ASK_BY_TEXT
from service.messages.texts.sending import REPLY_BY_TEXT
from service.partners.codes.notice import TELL_RECOVERY_USED
from service.partners.proposals.commands import SEND_INVITATION
from service.store.statements import Statement, sql

if TYPE_CHECKING:
    import asyncpg

MESSAGES = (ENVELOPE_LOW, ASK_BY_PUSH, ASK_BY_TEXT, REPLY_BY_TEXT, TELL_RECOVERY_USED, SEND_INVITATION)
"""The intentions that a person outside receives something by."""
PROBLEM = "restored"
"""What `relais jobs --stopped` says of them."""

NOW = sql("SELECT set_config('relais.now', CAST(:now AS text), true)")
END_SESSIONS = sql(
    "UPDATE sessions SET ended_at = :now, ended_why = 'ended_elsewhere' WHERE ended_at IS NULL"
)
FORGET_DEVICES = sql("DELETE FROM known_devices")
FORGET_CHALLENGES = sql("DELETE FROM challenges")
STOP_MESSAGES = sql(
    """
    UPDATE outbox SET state = 'stopped', last_problem = :problem, leased_by = NULL, leased_until = NULL
    WHERE state = 'ready' AND due_at <= :now AND kind = ANY (CAST(:kinds AS text[]))
    """
)
RELEASE = sql("UPDATE outbox SET leased_by = NULL, leased_until = NULL WHERE leased_by IS NOT NULL")
# A key of so long ago may be forgotten by the provider: so the payment is looked for first (payouts/rules.py).
LOOK_FIRST = sql(
    """
    UPDATE payout_intents SET key_at = :long_ago, version = version + 1
    WHERE state IN ('held', 'ready') AND rail LIKE 'stripe%'
    """
)
FAILED = sql("SELECT count(*) FROM payout_intents WHERE state IN ('failed', 'differs')")
IN_STOCK = sql(
    """
    SELECT count(*) FROM vouchers v WHERE NOT EXISTS (SELECT FROM voucher_draws d WHERE d.voucher_id = v.id)
        AND NOT EXISTS (SELECT FROM voucher_voids w WHERE w.voucher_id = v.id)
    """
)
FORGET_TELLINGS = sql("DELETE FROM tellings")


@dataclass(frozen=True)
class Hushed:
    """How many sessions ended, messages wait for a person, and payments are looked for before they leave."""

    sessions: int
    messages: int
    payments: int
    failed: int
    """Payments that wait for a person, who looks at the rail before deciding: it may have been decided once already."""
    vouchers: int
    """Codes in stock. Those that were given in the lost hours are drawn first, and work for nobody a second time."""


async def hush(connection: asyncpg.Connection, now: datetime) -> Hushed:
    """All of it in one transaction, as the owner of the schema; done twice, it changes nothing more."""
    long_ago = now - KEY_LASTS - timedelta(hours=1)
    async with connection.transaction():
        await connection.execute(NOW.text, *NOW.arguments({"now": now.isoformat()}))
        sessions = await _count(connection, END_SESSIONS, now=now)
        for statement in (FORGET_DEVICES, FORGET_CHALLENGES, FORGET_TELLINGS, RELEASE):
            await connection.execute(statement.text)
        messages = await _count(connection, STOP_MESSAGES, now=now, problem=PROBLEM, kinds=list(MESSAGES))
        payments = await _count(connection, LOOK_FIRST, long_ago=long_ago)
        failed = await connection.fetchval(FAILED.text)
        vouchers = await connection.fetchval(IN_STOCK.text)
    return Hushed(sessions, messages, payments, failed, vouchers)


async def _count(connection: asyncpg.Connection, statement: Statement, **values: object) -> int:
    done: str = await connection.execute(statement.text, *statement.arguments(values))
    return int(done.rsplit(" ", 1)[-1])
