"""Rings the devices of whoever must answer now. The phone shows a neutral line of its own (SAF-12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from service.keys.secrets import open_texts
from service.messages.channels.push import Gone, PushChannel
from service.messages.devices.commands import ADDRESS, ForgetDevice, forget_device
from service.messages.outbox import Failed, Hopeless, NotYet
from service.partners.actor import job_of
from service.store.statements import sql
from service.store.store import Store

NO_TIME = timedelta(0)
TO_RING = sql("SELECT id, sealed, due_at FROM relais.devices_to_ring(:asking, :number)")


@dataclass(frozen=True)
class RingDevices:
    """Handles `messages.ask_by_push`: each device of the rung that is asked now.

    Nothing leaves when somebody answered meanwhile or the rung's time is over. A push that leaves twice shows once.
    """

    channel: PushChannel | None

    async def __call__(self, store: Store, _intention: UUID, _: UUID, payload: Mapping[str, Any]) -> None:
        """Ring them all, then raise what went wrong with one of them, so that it is tried again."""
        if self.channel is None:
            return
        organisation = UUID(payload["organisation"])
        async with store.reading(job_of(organisation)) as session:
            found = await session.rows(TO_RING, asking=UUID(payload["asking"]), number=payload["number"])
            known = await open_texts(session, ADDRESS, {row["id"]: row["sealed"] for row in found})
            kept_for = min((row["due_at"] - session.now for row in found), default=NO_TIME)
        trouble: Exception | None = None
        for device, endpoint in known.items():
            try:
                if endpoint is not None:
                    await self.channel.ring(endpoint, kept_for)
            except Gone:
                await store.run(forget_device, job_of(organisation), ForgetDevice(device))
            except (Failed, NotYet, Hopeless) as went_wrong:
                trouble = went_wrong
        if trouble is not None:
            raise trouble
