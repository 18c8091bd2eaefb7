"""The log for auditors: the checkpoint of the hour, and what proves under it (FND-09, POL-03)."""

from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from api.bundles.folder import written
from api.doors import Caller, accepted, ask, read
from api.problems import BAD_INPUT, Refusal
from api.wrong import OTHER_FORM, OTHER_LOG, Wrong
from service.keys.keyring import Keyring
from service.refusals import NOT_FOUND, Refused
from service.store.command import Once
from service.store.store import Store
from service.trail.bundles.taking import LOG_IS_SHORTER, NOT_SIGNED_YET, TakeProof, take_proof, taken_bundle
from service.trail.notes import NoteError, NotOfThisLogError, log_key, open_checkpoint, size_of
from service.trail.proofs import LOG_HAS_GAPS, Consistency, Inclusion, consistency, inclusion, published
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
    refusals=(LOG_HAS_GAPS,),
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
    refusals=(LOG_HAS_GAPS,),
)
async def get_consistency(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    older: Annotated[int, QueryParameter(ge=0, le=LARGEST)],
) -> Consistency:
    """`older` is the size that the older checkpoint names."""
    async with store.reading(caller.seat) as session:
        return accepted(await consistency(session, older))


Place = Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]


class AskedProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A request by its code or id. `older` is a checkpoint that was kept, as its file has it, or `since` its size;
    `leave_out` are places in the log whose records stay sealed."""

    code: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9-]{3,40}(?!\n)$", max_length=40)]
    older: Annotated[str, msgspec.Meta(max_length=10_000)] | None = None
    since: Place = 0
    leave_out: Annotated[list[Place], msgspec.Meta(max_length=1_000)] = []  # msgspec copies mutable defaults


@ask(
    "/trail/bundles",
    id="take_proof",
    summary="For auditors: the bundle that proves one request offline; taking it is on record",
    tag=TAG,
    refusals=(NOT_SIGNED_YET, LOG_IS_SHORTER, LOG_HAS_GAPS),
    status=200,
    step_up=True,
)
async def post_bundle(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[AskedProof],
) -> Response[dict[str, Any]]:
    """What `relais trail export` writes as `bundle.json`, under the checkpoint of the hour; records with somebody's
    words stay sealed. Asked again with the same key it is made anew, and recorded once."""
    since = data.since if data.older is None else _size_of(data.older, store.keyring)
    wish = TakeProof(data.code, since, tuple(data.leave_out))
    taken = accepted(await store.run(take_proof, caller.seat, wish, once))
    async with store.reading(caller.seat) as session:
        bundle = accepted(await taken_bundle(session, taken))
    headers = {"Content-Disposition": 'attachment; filename="bundle.json"', "Cache-Control": "no-store"}
    content: Any = written(bundle)
    return Response(content, media_type="application/json", headers=headers)


def _size_of(note: str, keyring: Keyring | None) -> int:
    """The size that a kept checkpoint names, once it is seen that this log signed it: another's says nothing of ours.

    That the log still begins with what it signed, the bundle proves to whoever kept it.
    """
    try:
        size = size_of(note)
        if keyring is not None:
            open_checkpoint(note, log_key(keyring.roots.checkpoint_seed).public)
    except NotOfThisLogError:
        raise Refusal(Refused(BAD_INPUT), [Wrong("older", OTHER_LOG)]) from None
    except NoteError:
        raise Refusal(Refused(BAD_INPUT), [Wrong("older", OTHER_FORM)]) from None
    return size


handlers = [get_checkpoint, get_inclusion, get_consistency, post_bundle]
