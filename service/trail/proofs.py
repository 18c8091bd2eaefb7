"""What an auditor proves with over HTTP: the checkpoint of the hour, and proofs under it (FND-09, POL-03)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass

from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Reason, Refused, Said
from service.store.session import Session
from service.store.statements import sql
from service.trail.nodes import HashesMissingError, prove_for_auditor
from service.trail.published import Published
from service.trail.rules import Node, consistency_proof, inclusion_proof

LOG_HAS_GAPS = Reason(
    "log_has_gaps",
    409,
    Said("Il manque des empreintes au journal.", "Hashes are missing from the log."),
    Said(
        "Rien n'a été remis. Faites vérifier le journal par qui tient Relais.",
        "Nothing was handed out. Have whoever runs Relais verify the log.",
    ),
)
"""What was signed can no longer be proved. Asking again does not help, so it is no 503; who runs Relais is told by the
hourly look."""

CHECKPOINT = sql("SELECT size, note, at FROM relais.published_checkpoint()")
PLACE = sql("SELECT relais.place_of_leaf(:leaf) AS index")


@dataclass(frozen=True)
class Inclusion:
    """The place of a record in the log and its audit path (RFC 6962, section 2.1.1), hashes in base64."""

    index: int
    proof: list[str]
    checkpoint: Published


@dataclass(frozen=True)
class Consistency:
    """That the log begins with its first `older` events as they were (RFC 6962, section 2.1.2), hashes in base64."""

    older: int
    proof: list[str]
    checkpoint: Published


async def published(session: Session) -> Published | Refused | None:
    """The newest checkpoint that was signed before this hour (UTC) began; nothing before the first."""
    if not session.actor.has(Role.AUDITOR):
        return Refused(NOT_ALLOWED)
    row = await session.row(CHECKPOINT)
    return None if row is None else Published(**row)


async def inclusion(session: Session, leaf: bytes) -> Inclusion | Refused:
    """The proof of a record, by the hash of its leaf: SHA-256 of 0x00 and its stored bytes."""
    found = await published(session)
    if isinstance(found, Refused):
        return found
    row = await session.row(PLACE, leaf=leaf)
    if found is None or row is None or row["index"] is None:
        return Refused(NOT_FOUND)
    index: int = row["index"]
    path = await _path(session, lambda node: inclusion_proof(index, found.size, node))
    return path if isinstance(path, Refused) else Inclusion(index, path, found)


async def consistency(session: Session, older: int) -> Consistency | Refused:
    """The proof since a checkpoint of this size; `not_found` for one that the log was never as long as."""
    found = await published(session)
    if isinstance(found, Refused):
        return found
    if found is None or older > found.size:
        return Refused(NOT_FOUND)
    path = await _path(session, lambda node: consistency_proof(older, found.size, node))
    return path if isinstance(path, Refused) else Consistency(older, path, found)


async def _path(session: Session, proof: Callable[[Node], tuple[bytes, ...]]) -> list[str] | Refused:
    """Its hashes in base64; `log_has_gaps` where some of those that it is made of are gone."""
    try:
        return [b64encode(each).decode() for each in await prove_for_auditor(session, proof)]
    except HashesMissingError:
        return Refused(LOG_HAS_GAPS)
