"""Challenges: kept as digests, for five minutes, each good once (WebAuthn 13.4.3, ASVS 6.5)."""

from datetime import timedelta

from service.partners.passkeys.ceremony import digest_of
from service.store.session import UnitOfWork
from service.store.statements import sql
from service.store.store import Store

LASTS = timedelta(minutes=5)
"""Long enough to find the phone that has the passkey, and to be asked for a fingerprint twice."""

KEEP = sql(
    """
    INSERT INTO challenges (digest, purpose, member_id, expires_at)
    VALUES (:digest, :purpose, relais.member(), :expires_at)
    """
)
USE_TO_SIGN_IN = sql(
    "DELETE FROM challenges WHERE digest = :digest AND purpose = 'sign_in' AND expires_at > :at RETURNING true"
)
USE_TO_REGISTER = sql(
    """
    DELETE FROM challenges WHERE digest = :digest AND purpose = 'register' AND member_id = relais.member()
        AND expires_at > relais.now() RETURNING true
    """
)


async def keep_to_sign_in(store: Store, challenge: bytes) -> None:
    """Remember a challenge that nobody in particular was given."""
    values = {"digest": digest_of(challenge), "purpose": "sign_in", "expires_at": store.clock.now() + LASTS}
    await store.pool.execute(KEEP.text, *KEEP.arguments(values))


async def use_to_sign_in(store: Store, challenge: bytes | None) -> bool:
    """Use it up, whatever is then found of the answer: a second answer to it is none."""
    values = {"digest": digest_of(challenge or b""), "at": store.clock.now()}
    return bool(await store.pool.fetchval(USE_TO_SIGN_IN.text, *USE_TO_SIGN_IN.arguments(values)))


async def keep_to_register(uow: UnitOfWork, challenge: bytes) -> None:
    """Remember a challenge that this member was given."""
    await uow.execute(KEEP, digest=digest_of(challenge), purpose="register", expires_at=uow.now + LASTS)


async def use_to_register(uow: UnitOfWork, challenge: bytes | None) -> bool:
    """Use it up, within the command that registers: refused for a missing proof, it is still there for the next."""
    return bool(await uow.value(USE_TO_REGISTER, digest=digest_of(challenge or b"")))
