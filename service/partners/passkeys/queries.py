"""Which passkeys there are: one's own by name, and anybody's by what its authenticator calls it."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.partners.passkeys import ceremony
from service.partners.passkeys.challenges import keep_to_register, keep_to_sign_in, use_to_sign_in
from service.partners.passkeys.commands import HANDLE, Presented
from service.store.session import Session
from service.store.statements import sql
from service.store.store import By, Store

PASSKEY_FOR = sql("SELECT * FROM relais.passkey_for(:credential)")


@dataclass(frozen=True)
class PasskeyCard:
    """A passkey, as its owner sees it: days, not moments."""

    id: UUID
    name: str
    created_at: datetime
    used_at: datetime | None
    backed_up: bool


MINE = sql(
    """
    SELECT id, name, date_trunc('hour', created_at) AS created_at, used_at, backed_up FROM passkeys
    WHERE member_id = relais.member() ORDER BY passkeys.created_at, name, id
    """
)
MY_IDS = sql("SELECT credential_id FROM passkeys WHERE member_id = relais.member() ORDER BY id")


async def my_passkeys(session: Session) -> list[PasskeyCard]:
    """The member's own passkeys."""
    return [PasskeyCard(**row) for row in await session.rows(MINE)]


async def my_credentials(session: Session) -> list[bytes]:
    """What the authenticators call the member's passkeys."""
    return [row["credential_id"] for row in await session.rows(MY_IDS)]


async def options_to_sign_in(store: Store, site: ceremony.Site) -> dict[str, Any]:
    """Options for anybody at this site: they say nothing about who has a passkey here."""
    challenge = ceremony.fresh_challenge()
    await keep_to_sign_in(store, challenge)
    return ceremony.request_options(site, challenge)


async def options_to_register(store: Store, by: By, site: ceremony.Site) -> dict[str, Any]:
    """Options for the member's next passkey; those that they have are named, so that none is made twice.

    Writes the challenge and, the first time, the random handle: neither is a change of anything that anybody sees.
    """
    challenge = ceremony.fresh_challenge()
    async with store.working(by) as uow:
        await keep_to_register(uow, challenge)
        handle = await uow.value(HANDLE, fresh=secrets.token_bytes(32))
        known = await my_credentials(uow)
    return ceremony.creation_options(site, challenge, handle, _name(handle), known)


def _name(handle: bytes) -> str:
    """What the phone shows beside the passkey: no address and no organisation, for whoever else holds it (SAF-12)."""
    return f"Relais {handle[:2].hex()}"


async def presented(
    store: Store, site: ceremony.Site, credential: dict[str, Any]
) -> tuple[Presented, UUID | None] | None:
    """Whose passkey this answer says it is, and in which organisation; None when it answers no challenge of ours.

    The challenge is used up here, in a statement of its own: a second answer to it, at the same moment, is none.
    """
    challenge = ceremony.challenge_in(credential)
    if not await use_to_sign_in(store, challenge) or challenge is None:
        return None
    values = {"credential": ceremony.credential_id_in(credential) or b""}
    found = await store.pool.fetchrow(PASSKEY_FOR.text, *PASSKEY_FOR.arguments(values))
    row: Any = found or dict.fromkeys(("passkey_id", "member_id", "handle", "public_key", "organisation_id"))
    known = Presented(
        site, credential, challenge, row["passkey_id"], row["member_id"], row["handle"], row["public_key"]
    )
    return known, row["organisation_id"]
