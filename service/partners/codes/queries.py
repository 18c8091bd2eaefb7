"""Whether a member has an authenticator app, and how many recovery codes are left."""

from service.store.session import Session
from service.store.statements import sql

HAS_CODE = sql(
    "SELECT EXISTS (SELECT FROM codes WHERE member_id = relais.member() AND confirmed_at IS NOT NULL)"
)
LEFT = sql("SELECT count(*) FROM recovery_codes WHERE member_id = relais.member() AND used_at IS NULL")


async def has_code(session: Session) -> bool:
    """Whether the member's authenticator app is set up and confirmed."""
    return bool(await session.value(HAS_CODE))


async def recovery_codes_left(session: Session) -> int:
    """How many of the ten have not been used."""
    return int(await session.value(LEFT))
