"""The demo's letters: kept in this process for whoever tries an invitation, and never sent anywhere."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from litestar import get
from litestar.enums import MediaType
from litestar.response import Response

from service.messages.channels.mail import Mail

KEPT = 20
RULE = "\n" + "-" * 60 + "\n"


@dataclass(frozen=True)
class DemoMail:
    """A courier whose every letter can be read at /demo/mail, the newest first."""

    letters: deque[Mail] = field(default_factory=lambda: deque(maxlen=KEPT))

    async def deliver(self, mail: Mail) -> None:
        """Keep a letter."""
        self.letters.appendleft(mail)

    def handlers(self) -> list[Any]:
        """The door to the letters; it exists in the demo alone."""

        @get("/demo/mail", include_in_schema=False, media_type=MediaType.TEXT)
        async def read_mail() -> Response[str]:
            told = RULE.join(f"{each.to}\n{each.subject}\n\n{each.text}" for each in self.letters)
            return Response(told or "Aucun courriel. / No e-mail.\n", headers={"Cache-Control": "no-store"})

        return [read_mail]
