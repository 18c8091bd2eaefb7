"""What a line asks for, and why: sealed, and opened for those who read the request (CNF-11)."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, Protocol
from uuid import UUID

from service.keys.secrets import Box, open_texts, sealed_with
from service.store.session import Session, UnitOfWork

WHAT: Final = Box("financial", "request_lines.description")
"""With where somebody travels to: the payment needs it, and the accounts keep it for their period."""
WHY: Final = Box("care", "request_lines.reason")
BOXES: Final = {"description": WHAT, "reason": WHY}


class Noted(Protocol):
    """A line as the pivot asks for it."""

    @property
    def description(self) -> str | None: ...
    @property
    def reason(self) -> str | None: ...


async def sealed_notes(
    uow: UnitOfWork, request_id: UUID, ids: Sequence[UUID], lines: Sequence[Noted]
) -> dict[str, list[bytes | None]]:
    """The columns `description` and `reason` of these lines, under the keys of their request, never of their case:
    the vault would join the two (POL-03)."""
    found: dict[str, list[bytes | None]] = {}
    for column, box in BOXES.items():
        texts: list[str | None] = [getattr(line, column) for line in lines]
        key = await uow.keyring.data_key(uow.connection, box.root, request_id) if any(texts) else None
        found[column] = [
            sealed_with(key, box, id, text) if key and text else None
            for id, text in zip(ids, texts, strict=True)
        ]
    return found


async def opened_notes(session: Session, rows: Iterable[Any]) -> dict[UUID, dict[str, str | None]]:
    """What lines ask for and why, by line; `None` where nothing was said, or where it was erased as promised."""
    rows = list(rows)
    columns = {
        column: await open_texts(session, box, {row["id"]: row[column] for row in rows})
        for column, box in BOXES.items()
    }
    return {row["id"]: {column: texts[row["id"]] for column, texts in columns.items()} for row in rows}
