"""Registering a device for pushes, and forgetting one."""

from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID, uuid4

from service.events import Event
from service.keys.secrets import Box, seal_text
from service.messages.channels.push import is_of_a_service
from service.messages.devices.refusals import NOT_A_PUSH_SERVICE, SHARED_TABLET
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

ADDRESS: Final = Box("care", "push_devices.sealed")
PURPOSE: Final = "push-devices"
MOST: Final = 5
"""Devices of one member: the one registered longest ago gives way."""
MAY_BE_ON_CALL: Final = only(
    Role.SHELTER_COORDINATOR,
    Role.FRONT_DESK,
    Role.PIVOT_WORKER,
    Role.FUND_ADMINISTRATOR,
    Role.REGIONAL_COORDINATOR,
)


@dataclass(frozen=True, kw_only=True)
class DeviceRegistered(Event):
    """A member's device takes pushes from now on, or no more. Never its address (SAF-12)."""

    name: ClassVar[str] = "messages.device_registered"

    removed: bool = False


@dataclass(frozen=True)
class RegisterDevice:
    """The address that a browser gave for pushes (RFC 8030)."""

    endpoint: str


@dataclass(frozen=True)
class ForgetDevice:
    """Which device rings no more."""

    device_id: UUID


ON_A_TABLET = sql("SELECT kind = 'tablet' FROM sessions WHERE id = relais.session()")
KEEP = sql(
    """
    INSERT INTO push_devices (id, organisation_id, member_id, session_id, sealed, recognised, registered_at)
    VALUES (:id, relais.organisation(), relais.member(), relais.session(), :sealed, :recognised, relais.now())
    ON CONFLICT ON CONSTRAINT push_devices_once DO UPDATE
        SET session_id = excluded.session_id, registered_at = excluded.registered_at
    RETURNING id
    """
)
GIVE_WAY = sql(
    """
    DELETE FROM push_devices WHERE member_id = relais.member() AND id IN (
        SELECT id FROM push_devices WHERE member_id = relais.member()
        ORDER BY registered_at DESC, id OFFSET :most)
    """
)
FORGET = sql("DELETE FROM push_devices WHERE id = :id RETURNING id")


@command(event=DeviceRegistered, allowed=MAY_BE_ON_CALL)
async def register_device(
    uow: UnitOfWork, actor: Actor, wish: RegisterDevice
) -> Done[UUID, DeviceRegistered] | Refused:
    """Let a member's own phone ring when they are asked (BED-15, OPS-04). The same device again is the same one.

    A shared tablet never does: whoever holds it is not whom the push is for (SAF-12).
    """
    if not is_of_a_service(wish.endpoint):
        return Refused(NOT_A_PUSH_SERVICE)
    if await uow.value(ON_A_TABLET):
        return Refused(SHARED_TABLET)
    device = uuid4()
    kept: UUID = await uow.value(
        KEEP,
        id=device,
        sealed=await seal_text(uow, ADDRESS, subject=actor.organisation_id, row=device, text=wish.endpoint),
        recognised=uow.keyring.blind(PURPOSE, wish.endpoint.encode()),
    )
    await uow.execute(GIVE_WAY, most=MOST)
    return Done(kept, DeviceRegistered(subject=actor.organisation_id))


@command(event=DeviceRegistered, allowed=MAY_BE_ON_CALL)
async def forget_device(
    uow: UnitOfWork, actor: Actor, wish: ForgetDevice
) -> Done[None, DeviceRegistered] | Refused:
    """This device rings no more: its member turned notices off, or its maker's service says that it is gone."""
    if await uow.value(FORGET, id=wish.device_id) is None:
        return Refused(NOT_FOUND)
    return Done(None, DeviceRegistered(subject=actor.organisation_id, removed=True))
