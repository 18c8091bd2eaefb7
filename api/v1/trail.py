"""The log for auditors: the checkpoint of the hour, and what proves under it (FND-09, POL-03)."""

from typing import Annotated

from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.doors import Caller, accepted, read
from api.problems import Refusal
from service.refusals import NOT_FOUND, Refused
from service.store.store import Store
from service.trail.proofs import Consistency, Inclusion, consistency, inclusion, published
from service.trail.published import Published

TAG = "record"
LARGEST = 2**53 - 1


@read(
    "/trail/checkpoint",
    id="read_checkpoint",
    summary="The checkpoint of the hour, a C2SP signed note: keep it where the database's owner cannot reach",
    tag=TAG,
)
async def get_checkpoint(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> Published:
    async with store.reading(caller.seat) as session:
        found = accepted(await published(session))
    if found is None:
        raise Refusal(Refused(NOT_FOUND))
    return found


@read(
    "/trail/inclusion",
    id="prove_inclusion",
    summary="Proof that a record is in the log, by its leaf hash (RFC 6962, section 2.1.1)",
    tag=TAG,
)
async def get_inclusion(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    leaf: Annotated[str, QueryParameter(pattern="^[0-9a-f]{64}$")],
) -> Inclusion:
    """`leaf` is SHA-256 of 0x00 and the record's bytes, in hexadecimal."""
    async with store.reading(caller.seat) as session:
        return accepted(await inclusion(session, bytes.fromhex(leaf)))


@read(
    "/trail/consistency",
    id="prove_consistency",
    summary="Proof that the log begins with all that an older checkpoint signed (RFC 6962, section 2.1.2)",
    tag=TAG,
)
async def get_consistency(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    older: Annotated[int, QueryParameter(ge=0, le=LARGEST)],
) -> Consistency:
    """`older` is the size that the older checkpoint names."""
    async with store.reading(caller.seat) as session:
        return accepted(await consistency(session, older))


handlers = [get_checkpoint, get_inclusion, get_consistency]
