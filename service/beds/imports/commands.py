"""A public file into organisations, shelters, pools and beds, in one transaction (AGR-06)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from service.beds.imports import READERS
from service.beds.imports.creation import create
from service.beds.imports.events import FileImported
from service.beds.imports.known import known_shelters, remember_moments, says_anew
from service.beds.imports.records import ImportedCount, ImportedShelter
from service.beds.imports.refusals import IMPORT_RUNNING
from service.beds.imports.revision import revise
from service.partners.actor import Actor, job_of, only
from service.refusals import Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql
from service.tables.bad_rows import BadRow
from service.tables.rows import Source, opened

IMPORTER: Final = UUID("7e1a15da-7a00-4000-8000-000000000001")
"""The organisation in whose name public files are read; it has no members."""

MOST_SHELTERS: Final = 1_000
MOST_BEDS: Final = 25_000
"""A batch ends at either: large enough to be fast, small enough for the statement time-out."""

Progress = Callable[[int, int], None]

ONE_AT_A_TIME = sql("SELECT pg_try_advisory_xact_lock(hashtext('relais import'))")
NAME_IMPORTER = sql(
    """
    INSERT INTO organisations (id, name, kind) VALUES (:id, 'Données publiques · Public data', 'network')
    ON CONFLICT (id) DO NOTHING
    """
)


@dataclass(frozen=True)
class ImportFile:
    """Read this file as this format; `region` stands in where a row has none; `progress` hears bytes read and total."""

    path: Path
    format: str
    region: str | None = None
    progress: Progress | None = None


@dataclass(frozen=True)
class Look:
    """A shelter of the file, and what somebody counted there."""

    shelter: ImportedShelter
    count: ImportedCount


@dataclass(frozen=True)
class Imported:
    """What became of the rows: shelters new, changed and unchanged, beds and rooms of all three, and the bad rows.

    `looks` are the counts that came with them; they are the next step.
    """

    new: int
    changed: int
    unchanged: int
    beds: int
    bad_rows: tuple[BadRow, ...]
    looks: tuple[Look, ...]


@command(event=FileImported, allowed=only())
async def import_file(
    uow: UnitOfWork, actor: Actor, wish: ImportFile
) -> Done[Imported, FileImported] | Refused:
    """Read the file and write what is new or changed; a second run writes nothing but its own event.

    For the operator, who owns the schema, as the importer's job: it crosses organisations. Refused while another
    import runs. Raises UnreadableFileError, and then nothing of the file is in. Counts are the next step
    (`running.py`), under the rule of counts from a phone.
    """
    if not await uow.value(ONE_AT_A_TIME):
        return Refused(IMPORT_RUNNING)
    await uow.execute(NAME_IMPORTER, id=IMPORTER)
    tally = _Tally(uow)
    with opened(wish.path) as source:
        for batch in _batches(source, wish):
            await tally.take(batch)
    done = tally.imported()
    return Done(
        done,
        FileImported(
            subject=actor.organisation_id,
            format=wish.format,
            new=done.new,
            changed=done.changed,
            unchanged=done.unchanged,
            beds=done.beds,
            bad_rows=len(done.bad_rows),
        ),
    )


IMPORTER_JOB: Final = job_of(IMPORTER)

Batch = Sequence[ImportedShelter | BadRow]


def _batches(source: Source, wish: ImportFile) -> Iterator[Batch]:
    batch: list[ImportedShelter | BadRow] = []
    beds = 0
    for one in READERS[wish.format](source, wish.region):
        batch.append(one)
        beds += one.beds if isinstance(one, ImportedShelter) else 0
        if len(batch) >= MOST_SHELTERS or beds >= MOST_BEDS:
            yield batch
            batch, beds = [], 0
            _report(source, wish)
    yield batch
    _report(source, wish)


def _report(source: Source, wish: ImportFile) -> None:
    if wish.progress is not None:
        wish.progress(source.bytes_read, source.size)


class _Tally:
    """Writes batches, and adds up what became of them."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._new = self._changed = self._unchanged = self._beds = 0
        self._bad_rows: list[BadRow] = []
        self._looks: list[Look] = []

    async def take(self, batch: Batch) -> None:
        shelters = [one for one in map(self._not_of_tomorrow, batch) if isinstance(one, ImportedShelter)]
        known = await known_shelters(self._uow, shelters)
        new = [shelter for shelter in shelters if shelter.source_key not in known]
        there = [(known[s.source_key], s) for s in shelters if s.source_key in known]
        changed = [(one, shelter) for one, shelter in there if says_anew(shelter, one)]
        await create(self._uow, new)
        for one, shelter in changed:
            await revise(self._uow, one, shelter)
        await remember_moments(self._uow, [shelter for _, shelter in there])
        self._new += len(new)
        self._changed += len(changed)
        self._unchanged += len(there) - len(changed)
        self._beds += sum(shelter.beds for shelter in shelters)
        self._looks += [Look(shelter, shelter.count) for shelter in shelters if shelter.count is not None]

    def _not_of_tomorrow(self, one: ImportedShelter | BadRow) -> ImportedShelter | BadRow:
        if isinstance(one, ImportedShelter) and one.count is not None and one.count.looked_at > self._uow.now:
            one = BadRow(one.line, "in_future", (("looked_at", one.count.looked_at.isoformat()),))
        if isinstance(one, BadRow):
            self._bad_rows.append(one)
        return one

    def imported(self) -> Imported:
        return Imported(
            self._new,
            self._changed,
            self._unchanged,
            self._beds,
            tuple(self._bad_rows),
            tuple(self._looks),
        )
