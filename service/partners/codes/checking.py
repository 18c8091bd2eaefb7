"""Whether a code of an authenticator app is right, and using it up with the same stroke."""

from datetime import datetime
from uuid import UUID

from service.keys.secrets import Box, open_text
from service.partners.codes.rules import matching_step, steps_around
from service.partners.sessions.strangers import NOWHERE
from service.store.session import UnitOfWork
from service.store.statements import sql

SECRET = Box("care", "codes.secret")
FIND = sql("SELECT secret, last_step FROM codes WHERE member_id = :member AND confirmed_at IS NOT NULL")
FIND_UNCONFIRMED = sql(
    "SELECT secret, last_step FROM codes WHERE member_id = :member AND confirmed_at IS NULL"
)
USE = sql(
    "UPDATE codes SET last_step = :step WHERE member_id = :member AND last_step < :step AND secret = :sealed "
    "RETURNING true"
)
NOBODYS = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""The secret of whoever has none: the same work is done, and then the answer is no."""


async def code_is_right(uow: UnitOfWork, member_id: UUID, code: str, *, confirmed: bool = True) -> bool:
    """Whether it is, once: it is used up by one statement, so that of two at the same moment one is a replay
    (RFC 6238, 5.2)."""
    row = await uow.row(FIND if confirmed else FIND_UNCONFIRMED, member=member_id)
    sealed, last = (row["secret"], row["last_step"]) if row else (None, 0)
    secret = await _secret(uow, member_id, sealed)
    step = matching_step(code, codes_at(secret or NOBODYS, uow.now), last)
    if secret is None or step is None:
        return False
    return bool(await uow.value(USE, member=member_id, step=step, sealed=sealed))


async def _secret(uow: UnitOfWork, member_id: UUID, sealed: bytes | None) -> str | None:
    """The secret opened; for whoever has none, nobody's key is fetched in the same way, from the vault or the cache."""
    await uow.keyring.data_key(uow.connection, "care", member_id if sealed else NOWHERE)
    return await open_text(uow, SECRET, row=member_id, sealed=sealed)


def codes_at(secret: str, now: datetime) -> list[tuple[int, str]]:
    """The codes that are accepted at this moment, by their steps."""
    from pyotp import TOTP

    totp = TOTP(secret)
    return [(step, totp.generate_otp(step)) for step in steps_around(now.timestamp())]
