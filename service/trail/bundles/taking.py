"""An auditor takes the bundle of one request away, without whoever runs the server (FND-09, POL-03).

It is the bundle that `relais trail export` writes, less what no auditor may see elsewhere: a record stays sealed that
carries somebody's words, or vouches for a row that does. The taking is proven, and an event of the request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from service.events import Event, Root
from service.keys.sealing import HEAD_BYTES, DataKey
from service.partners.actor import Actor, Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Reason, Refused, Said
from service.store.command import Done, command
from service.store.session import Session, UnitOfWork, plain
from service.store.statements import Statement, sql
from service.trail.bundles.making import Heading, ProofT, make
from service.trail.nodes import HashesMissingError, prove_for_auditor
from service.trail.notes import log_key
from service.trail.proofs import LOG_HAS_GAPS, published
from service.trail.published import Published
from service.trail.record_keys import RecordKey
from service.trail.recorder import SealedRow, Told
from service.trail.rules import Node
from service.trail.verifying.vouched import Key

NOT_SIGNED_YET = Reason(
    "not_signed_yet",
    409,
    Said("Rien de cette demande n'est encore attesté.", "Nothing of this request is signed yet."),
    Said(
        "L'attestation part à l'heure juste. Revenez ensuite.",
        "Checkpoints leave on the hour. Come back then.",
    ),
)
LOG_IS_SHORTER = Reason(
    "log_is_shorter",
    409,
    Said("Le journal est plus court que votre attestation.", "The log is shorter than your checkpoint."),
    Said("Gardez-la; demandez une vérification du journal.", "Keep it; ask for the log to be verified."),
)

FIND = sql("SELECT id, code FROM relais.request_to_prove(:wanted)")
RECORDS = sql("SELECT index, subject, record FROM relais.records_to_prove(:request)")
ROWS: Final[Mapping[str, Statement]] = {
    "transfers": sql("SELECT * FROM relais.transfers_to_prove(:request, CAST(:ids AS uuid[]))"),
    "decisions": sql("SELECT * FROM relais.decisions_to_prove(:request, CAST(:ids AS uuid[]))"),
    "policies": sql("SELECT * FROM relais.policies_to_prove(:request, CAST(:ids AS uuid[]))"),
}
"""The tables whose rows an auditor may hold; whatever vouches for a row of another stays sealed."""


@dataclass(frozen=True, kw_only=True)
class ProofTaken(Event):
    """An auditor has taken a request's bundle away, under a checkpoint of this size."""

    name: ClassVar[str] = "fund.proof_taken"
    root: ClassVar[Root] = "financial"

    size: int
    since: int


@dataclass(frozen=True)
class TakeProof:
    """A request by its code or id; the size of a checkpoint that the auditor kept, and places to leave sealed."""

    code: str
    since: int = 0
    leave_out: tuple[int, ...] = ()


@dataclass(frozen=True)
class Taken:
    """What was taken. The bundle itself is in no outcome and in no event: it holds keys."""

    request_id: UUID
    code: str
    size: int
    """Of the log when it was taken: what came later is not put on record as taken."""
    since: int
    leave_out: tuple[int, ...]


async def auditor_of_its_fund(uow: UnitOfWork, actor: Actor, wish: TakeProof) -> Refused | None:
    """Lets an auditor in who is in a network with the request's fund, and nobody else: not even jobs."""
    if not actor.has(Role.AUDITOR):
        return Refused(NOT_ALLOWED)
    return None if await uow.row(FIND, wanted=wish.code) else Refused(NOT_FOUND)


@command(event=ProofTaken, allowed=auditor_of_its_fund, step_up=True)
async def take_proof(uow: UnitOfWork, _: Actor, wish: TakeProof) -> Done[Taken, ProofTaken] | Refused:
    """Put on record that the bundle is taken; whoever holds the answer reads it with `taken_bundle` (FND-09).

    It is made here once to see that it can be: what could not leave is on record as refused, never as taken.
    """
    found: Any = await uow.row(FIND, wanted=wish.code)
    signed = await published(uow)
    if not isinstance(signed, Published):
        return Refused(NOT_SIGNED_YET)
    if wish.since > signed.size:
        return Refused(LOG_IS_SHORTER)
    taken = Taken(found["id"], found["code"], signed.size, wish.since, wish.leave_out)
    made = await taken_bundle(uow, taken)
    if isinstance(made, Refused):
        return made
    return Done(taken, ProofTaken(subject=taken.request_id, size=signed.size, since=wish.since))


async def taken_bundle(session: Session, taken: Taken) -> dict[str, Any] | Refused:
    """The bundle under the checkpoint of this hour, as plain JSON values; `log_has_gaps` where it cannot be proved.

    Asked again hours later, with a key that is kept, records that came since are their hashes alone: whoever wants
    those proves anew who asks, and leaves an event. A request whose key was erased meanwhile is not there (CNF-11).
    """
    signed = await published(session)
    if not isinstance(signed, Published):
        return signed or Refused(NOT_SIGNED_YET)
    rows = await session.rows(RECORDS, request=taken.request_id)
    keys, ours = await _ours(session, rows)
    if all(row["subject"] != taken.request_id for row in ours):
        return Refused(NOT_FOUND)
    inside = [row for row in ours if row["index"] is not None]
    if not inside:
        return Refused(NOT_SIGNED_YET)
    stays = frozenset(taken.leave_out)
    log = str(log_key(session.keyring.roots.checkpoint_seed).public)
    try:
        return await make(
            _AtADoor(session, taken.request_id),
            Heading(taken.request_id, taken.code, log, signed.note, signed.size, taken.since),
            keys,
            inside,
            waiting=len(ours) - len(inside),
            left_out=lambda index, told: index >= taken.size or index in stays or tells_more(told),
        )
    except HashesMissingError:
        return Refused(LOG_HAS_GAPS)


async def _ours(session: Session, rows: Sequence[Any]) -> tuple[list[RecordKey], list[Any]]:
    """The records under the financial root that are sealed for the very subject beside them, and their keys.

    The column beside a record is not sealed: whoever owns the database could write this request's id beside another's
    record, and have an auditor carry its key out.
    """
    rows = [row for row in rows if len(row["record"]) >= HEAD_BYTES]
    opened = await session.keyring.opening(session.connection, {_key_id(row) for row in rows})
    keys = {id: key for id, key in opened.items() if isinstance(key, DataKey) and key.root == "financial"}
    ours = [row for row in rows if (key := keys.get(_key_id(row))) and key.subject == row["subject"]]
    return [RecordKey.of(keys[id]) for id in dict.fromkeys(_key_id(row) for row in ours)], ours


def _key_id(row: Any) -> UUID:
    """Under which data key a record is sealed: its bytes 2 to 17."""
    return UUID(bytes=row["record"][1:HEAD_BYTES])


def tells_more(told: Told) -> bool:
    """Whether a record says what no door says to an auditor: why, in somebody's words, or that another request helped.

    The words of a waiver and what a fund was warned of stay with the two sides (RIG-01, CNF-11).
    """
    return told.why is not None or any(
        each.table not in ROWS or (each.row.get("reasons") or {}).get("already_funded")
        for each in told.sealed
    )


class _AtADoor:
    """Rows and hashes as an auditor reads them, through functions that know whose they are."""

    def __init__(self, session: Session, request: UUID) -> None:
        self._session = session
        self._request = request

    async def prove(self, proof: Callable[[Node], ProofT]) -> ProofT:
        """A proof under the published checkpoint. Raises HashesMissingError."""
        return await prove_for_auditor(self._session, proof)

    async def standing(self, row: SealedRow) -> tuple[Key, dict[str, Any] | None]:
        """By what a row is found, and how it stands now; of a table that stays sealed nothing is looked up."""
        key = (str(row.id),)
        if row.table not in ROWS:
            return key, None
        found = await self._session.row(ROWS[row.table], request=self._request, ids=[row.id])
        return key, None if found is None else plain(found)
