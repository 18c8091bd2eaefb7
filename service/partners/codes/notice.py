"""A member hears by another way that a recovery code of theirs was used: whoever did not do it can act (ASVS 6.3.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from service.messages.channels.mail import Courier, Mail
from service.messages.outbox import Hopeless
from service.partners.actor import job_of
from service.partners.members.invitations import SUBJECT
from service.refusals import Language, Said
from service.store.statements import sql
from service.store.store import Store

TELL_RECOVERY_USED: Final = "partners.tell_recovery_used"
TEXT: Final = Said(
    """Un code de secours de votre accès a servi le {at} (UTC).

Si c'était vous : inscrivez une nouvelle clé d'accès, puis de nouveaux codes de secours.
Sinon : demandez maintenant à votre organisme de terminer cet accès. Par prudence, ce courriel ne dit rien d'autre.
""",
    """A recovery code of your access was used on {at} (UTC).

If it was you: register a new passkey, then new recovery codes.
If not: ask your organisation now to end this access. By design this e-mail says nothing else.
""",
)
MEMBER = sql("SELECT email, language FROM members WHERE id = :member AND ends_on > relais.now()")


def notice(to: str, language: Language, at: datetime) -> Mail:
    """The letter. No link: whoever reads it opens Relais as always."""
    return Mail(
        to,
        SUBJECT.in_(language),
        TEXT.in_(language, {"at": at.astimezone(UTC).strftime("%Y-%m-%d %H:%M")}),
    )


@dataclass(frozen=True)
class TellRecoveryUsed:
    """Handles `partners.tell_recovery_used`."""

    courier: Courier | None

    async def __call__(
        self, store: Store, _: UUID, organisation_id: UUID, payload: Mapping[str, Any]
    ) -> None:
        """Send the letter to whoever is still a member."""
        if self.courier is None:
            raise Hopeless("courier_missing")
        async with store.reading(job_of(organisation_id)) as session:
            row = await session.row(MEMBER, member=UUID(payload["member"]))
        if row is not None:
            at = datetime.fromisoformat(payload["at"])
            await self.courier.deliver(notice(row["email"], row["language"], at))
