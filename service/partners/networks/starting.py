"""The first two people of an installation: nobody is there yet to agree to them, so the schema's owner names both."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import asyncpg

from service.partners.members.invitations import digest_of, new_code
from service.refusals import Language
from service.store.statements import sql

ACCESS: Final = timedelta(days=365)
VALID: Final = timedelta(hours=72)


class AlreadyStartedError(Exception):
    """Somebody is a member already: from then on, people are invited by two others."""


@dataclass(frozen=True)
class FirstInvitation:
    """An address, and the code that opens its access once; shown in the terminal and kept nowhere."""

    email: str
    code: str = field(repr=False)


LOCK = sql("SELECT pg_advisory_xact_lock(hashtext('relais network start'))")
ANYBODY = sql("SELECT EXISTS (SELECT FROM members)")
HOME = sql(
    "SELECT o.id FROM organisations o WHERE o.kind = 'network' AND o.name = :name ORDER BY o.created_at LIMIT 1"
)
MAKE_HOME = sql(
    """
    WITH home AS (
        INSERT INTO organisations (name, kind, language, created_at) VALUES (:name, 'network', :language, :now)
        RETURNING id
    ), made AS (
        INSERT INTO networks (name, structure, police_members, minimum_sites) VALUES (:name, 'open', 'none', 3)
        RETURNING id
    ), joined AS (
        INSERT INTO network_members (network_id, organisation_id) SELECT made.id, home.id FROM made, home
    )
    SELECT id FROM home
    """
)
END_EARLIER = sql(
    """
    UPDATE invitations SET ended_at = :now
    WHERE organisation_id = :home AND accepted_at IS NULL AND ended_at IS NULL
    """
)
INVITE = sql(
    """
    INSERT INTO invitations (id, organisation_id, email, roles, language, ends_on, invited_at, expires_at,
                             secret_digest, sent_at)
    VALUES (gen_random_uuid(), :home, :email, '{network_administrator}', :language, :ends_on, :now, :expires_at,
            :digest, :now)
    """
)


async def start_network(
    owner: asyncpg.Connection, name: str, emails: Sequence[str], language: Language, now: datetime
) -> tuple[FirstInvitation, ...]:
    """Make a network, its organisation, and an invitation for each of its two administrators; codes good for 72 hours.

    `owner` signs in as the schema's owner. Run again before anybody has come in, it gives new codes and the earlier
    ones are dead. Raises `AlreadyStartedError` once there is a member.
    """
    made = tuple(FirstInvitation(email.strip().lower(), new_code()) for email in emails)
    async with owner.transaction():
        await owner.fetchval(LOCK.text, *LOCK.arguments({}))
        if await owner.fetchval(ANYBODY.text, *ANYBODY.arguments({})):
            raise AlreadyStartedError
        home = await _home(owner, name, language, now)
        await owner.execute(END_EARLIER.text, *END_EARLIER.arguments({"now": now, "home": home}))
        for each in made:
            values = {
                "home": home,
                "email": each.email,
                "language": language,
                "ends_on": (now + ACCESS).date(),
                "now": now,
                "expires_at": now + VALID,
                "digest": digest_of(each.code),
            }
            await owner.execute(INVITE.text, *INVITE.arguments(values))
    return made


async def _home(owner: asyncpg.Connection, name: str, language: Language, now: datetime) -> UUID:
    home: UUID | None = await owner.fetchval(HOME.text, *HOME.arguments({"name": name}))
    if home is None:
        home = await owner.fetchval(
            MAKE_HOME.text, *MAKE_HOME.arguments({"name": name, "language": language, "now": now})
        )
    if home is None:
        raise LookupError("the organisation was not made")
    return home
