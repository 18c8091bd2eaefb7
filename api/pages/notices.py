"""Whether this phone rings when its owner is asked (BED-15, SAF-12): what the page of one's access shows of it."""

from dataclasses import dataclass
from typing import Any

from litestar import get
from litestar.response import File

from api.pages.frame import STATIC
from api.pages.visits import Visit
from service.messages.devices.commands import MAY_BE_ON_CALL
from service.messages.devices.queries import PushDevice, devices
from service.store.session import Session


@dataclass(frozen=True)
class Notices:
    """The phones that ring, and the key with which a browser adds itself."""

    key: str
    devices: list[PushDevice]

    @property
    def this(self) -> bool:
        """Whether the one that is looking rings already."""
        return any(device.this for device in self.devices)


async def notices_of(visit: Visit, session: Session) -> Notices | None:
    """For whoever may be on call, on a device of their own, where this installation sends pushes; else nothing."""
    key: str | None = visit.request.app.state["push_key"]
    if key is None or visit.seated.kind == "tablet" or not session.actor.has(*MAY_BE_ON_CALL.roles):
        return None
    return Notices(key, await devices(session))


@get("/worker.js", include_in_schema=False)
async def worker() -> File:
    """What shows the neutral line; at the root, because a worker speaks for the folder that it lies in."""
    return File(STATIC / "worker.js", media_type="text/javascript", content_disposition_type="inline")


handlers: list[Any] = [worker]
