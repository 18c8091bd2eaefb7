"""One's own phones for pushes: registered from the app, and forgotten. Their addresses are written, never read back."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, for_roles, read
from service.messages.devices.commands import (
    MAY_BE_ON_CALL,
    ForgetDevice,
    RegisterDevice,
    forget_device,
    register_device,
)
from service.messages.devices.queries import PushDevice, devices
from service.messages.devices.refusals import NOT_A_PUSH_SERVICE, SHARED_TABLET
from service.store.command import Once
from service.store.store import Store

TAG = "on call"


class NewPushDevice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the browser answered when it was asked for pushes: its address (RFC 8030). Its keys are not needed."""

    endpoint: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class Registered(msgspec.Struct, frozen=True):
    """The device, by an id of ours."""

    id: UUID


class PushDevices(msgspec.Struct, frozen=True):
    """The caller's devices, and the key that a browser asks for; without a key this installation sends no pushes."""

    key: str | None
    devices: list[PushDevice]


@read(
    "/push-devices",
    id="list_push_devices",
    summary="Your own phones that a push reaches, and the key to add one",
    tag=TAG,
)
async def get_push_devices(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    push_key: NamedDependency[str | None],
) -> PushDevices:
    async with store.reading(caller.seat) as session:
        for_roles(session, *MAY_BE_ON_CALL.roles)
        return PushDevices(push_key, await devices(session))


@ask(
    "/push-devices",
    id="register_push_device",
    summary="Let this phone ring when you are asked; the push has no words in it",
    tag=TAG,
    refusals=(NOT_A_PUSH_SERVICE, SHARED_TABLET),
)
async def post_push_device(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewPushDevice],
) -> Registered:
    return Registered(
        accepted(await store.run(register_device, caller.seat, RegisterDevice(data.endpoint), once))
    )


@ask(
    "/push-devices/{device_id:uuid}/end",
    id="end_push_device",
    summary="This phone rings no more",
    tag=TAG,
    status=204,
)
async def post_end_push_device(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    device_id: FromPath[UUID],
) -> None:
    accepted(await store.run(forget_device, caller.seat, ForgetDevice(device_id), once))


handlers = [get_push_devices, post_push_device, post_end_push_device]
