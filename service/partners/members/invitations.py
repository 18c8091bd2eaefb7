"""Invitations: a code for one new member, sent to a work address and kept nowhere (POL-04).

Two people agree to an invitation (service/partners/proposals). Only then a job makes the code, keeps its digest and
hands it to the courier: neither of the two, nor a copy of the database, can accept in the other's place. The code is
typed, so that it stands in no address and no history; it is good for 72 hours, and once.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import asyncpg

from service.messages.channels.mail import Courier, Mail
from service.messages.outbox import Hopeless
from service.partners.actor import Actor, Role, job_of
from service.partners.members.refusals import ADDRESS_HAS_AN_ACCESS, INVITATION_OVER
from service.refusals import Language, Refused, Said
from service.store.session import UnitOfWork
from service.store.statements import sql
from service.store.store import Store

_LETTERS: Final = "23456789BCDFGHJKMNPQRSTVWXYZ"
_GROUPS: Final = 4
_EACH: Final = 4
"""16 letters of 28 are 77 bits: nobody guesses one within 72 hours, at the door or against a stolen digest."""


def new_code() -> str:
    """A code as it is sent, such as `7FQK-2M9D-XW4B-HJ83`: no vowels, and no letter that looks like a digit."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_GROUPS * _EACH))
    return "-".join(letters[at : at + _EACH] for at in range(0, len(letters), _EACH))


def digest_of(code: str) -> bytes:
    """What is kept of a code: its SHA-256, however it was typed (spaces, dashes and case do not count)."""
    typed = "".join(letter for letter in code.upper() if letter in _LETTERS)
    return sha256(b"relais invitation 1\n" + typed.encode()).digest()


@dataclass(frozen=True)
class Invitation:
    """What a code opens, for whoever holds it: shown before it is accepted."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    email: str
    roles: tuple[Role, ...]
    language: Language
    ends_on: date


FIND = sql("SELECT * FROM relais.invitation_for(:digest, :now)")


async def invitation_for(store: Store, code: str) -> Invitation | None:
    """What this code opens now; None for a wrong, used, withdrawn or expired one: the same answer, by one query."""
    now = store.clock.now()
    row = await store.pool.fetchrow(FIND.text, *FIND.arguments({"digest": digest_of(code), "now": now}))
    if row is None:
        return None
    return Invitation(**{**dict(row), "roles": tuple(Role(role) for role in row["roles"])})


@dataclass(frozen=True)
class NewMember:
    """Who has just become a member."""

    member_id: UUID
    organisation_id: UUID


ACCEPT = sql("SELECT * FROM relais.accept_invitation(:digest)")


async def accept_invitation(uow: UnitOfWork, code: str) -> NewMember | Refused:
    """Make the member whom a code invites, once; the rest of the transaction is theirs: `uow.actor` says so too.

    Called by the ceremony that registers their first passkey, which runs as `job_of` the invitation's organisation.
    Refused when the code opens nothing any more, and when the address has a current access elsewhere.
    """
    try:
        async with uow.connection.transaction():
            row = await uow.row(ACCEPT, digest=digest_of(code))
    except asyncpg.UniqueViolationError as taken:
        if taken.constraint_name != "members_email_key":
            raise
        return Refused(ADDRESS_HAS_AN_ACCESS)
    if row is None:
        return Refused(INVITATION_OVER)
    roles = frozenset(Role(role) for role in row["roles"])
    uow.actor = Actor(row["member_id"], row["organisation_id"], roles, row["language"], tuple(row["regions"]))
    return NewMember(row["member_id"], row["organisation_id"])


SUBJECT: Final = Said("Relais : quelque chose attend votre lecture", "Relais: something awaits your reading")
TEXT: Final = Said(
    """Un accès vous attend. Ouvrez Relais à l'adresse que votre organisme vous a donnée, et tapez ce code :

    {code}

Il vaut jusqu'au {until} (UTC), et une seule fois. Par prudence, ce courriel ne dit rien d'autre.
Si vous n'attendez rien, laissez-le : sans ce code, rien ne s'ouvre.
""",
    """An access awaits you. Open Relais at the address that your organisation gave you, and type this code:

    {code}

It is good until {until} (UTC), and once. By design this e-mail says nothing else.
If you expect nothing, leave it: without this code, nothing opens.
""",
)
"""No link, no name, no organisation, no role: whoever reads a mailbox learns that somebody has an access to come."""


def letter(to: str, language: Language, code: str, until: datetime) -> Mail:
    """The letter that carries a code."""
    facts = {"code": code, "until": until.astimezone(UTC).strftime("%Y-%m-%d %H:%M")}
    return Mail(to, SUBJECT.in_(language), TEXT.in_(language, facts))


ISSUE = sql("SELECT * FROM relais.issue_invitation(:invitation, :digest)")


@dataclass(frozen=True)
class SendInvitation:
    """Handles `partners.send_invitation`: a new code each time, so that only the letter sent last opens anything."""

    courier: Courier | None

    async def __call__(
        self, store: Store, _: UUID, organisation_id: UUID, payload: Mapping[str, Any]
    ) -> None:
        """Send one invitation's letter; nothing when it was accepted, withdrawn or is over meanwhile."""
        if self.courier is None:
            raise Hopeless("courier_missing")
        code = new_code()
        async with store.working(job_of(organisation_id)) as uow:
            row = await uow.row(ISSUE, invitation=UUID(payload["invitation"]), digest=digest_of(code))
        if row is None:
            return
        await self.courier.deliver(letter(row["email"], row["language"], code, row["expires_at"]))
