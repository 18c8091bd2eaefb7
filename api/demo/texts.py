"""The demo's texts: kept in this process for whoever tries a duty phone, and never sent anywhere."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from litestar import get
from litestar.enums import MediaType
from litestar.response import Response

from service.messages.channels.texts import Text

KEPT = 40


@dataclass(frozen=True)
class DemoTexts:
    """A channel whose every text can be read at /demo/texts, the newest first."""

    texts: deque[Text] = field(default_factory=lambda: deque(maxlen=KEPT))

    async def send(self, text: Text) -> str:
        """Keep a text."""
        self.texts.appendleft(text)
        return f"SM{uuid4().hex}"

    def handlers(self) -> list[Any]:
        """The door to the texts; it exists in the demo alone."""

        @get("/demo/texts", include_in_schema=False, media_type=MediaType.TEXT)
        async def read_texts() -> Response[str]:
            told = "\n".join(f"{each.to}  {each.body}" for each in self.texts)
            return Response(told or "Aucun texto. / No text.\n", headers={"Cache-Control": "no-store"})

        return [read_texts]
