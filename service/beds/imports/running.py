"""The whole of an import: the file's shelters in one transaction, then its counts, each as a shelter would count."""

from dataclasses import dataclass

from service.beds.counts.commands import RecordCount, record_count
from service.beds.imports.commands import IMPORTER_JOB, Imported, ImportFile, Look, import_file
from service.beds.imports.known import Known, known_shelters
from service.partners.actor import job_of
from service.refusals import Refused
from service.store.store import Store
from service.tables.bad_rows import BadRow


@dataclass(frozen=True)
class Report:
    """What an import did. `counts_known` had been looked at no later than the shelter's newest count."""

    format: str
    shelters: Imported
    counts_new: int
    counts_known: int
    bad_rows: tuple[BadRow, ...]
    """Every row, or row's count, that did not go in, by line."""


async def run_import(owner: Store, store: Store, wish: ImportFile) -> Report | Refused:
    """Import a file. `owner` signs in as the schema's owner, `store` as the application.

    Refused while another import runs. Raises UnreadableFileError; then nothing is in. Stopped between the two
    parts, the next run finishes. (AGR-06)
    """
    done = await owner.run(import_file, IMPORTER_JOB, wish)
    if isinstance(done, Refused):
        return done
    news = await _news(owner, done)
    refused = [bad for known, look in news if (bad := await _count(store, known, look))]
    return Report(
        format=wish.format,
        shelters=done,
        counts_new=len(news) - len(refused),
        counts_known=len(done.looks) - len(news),
        bad_rows=tuple(sorted([*done.bad_rows, *refused], key=lambda bad: bad.line)),
    )


async def _news(owner: Store, done: Imported) -> list[tuple[Known, Look]]:
    """The looks later than the newest count of their shelter; the same look twice is not news."""
    async with owner.reading(IMPORTER_JOB) as session:
        known = await known_shelters(session, [look.shelter for look in done.looks])
    both = [(known[look.shelter.source_key], look) for look in done.looks]
    return [(shelter, look) for shelter, look in both if _later(look, shelter)]


def _later(look: Look, known: Known) -> bool:
    return known.counted_at is None or look.count.looked_at > known.counted_at


async def _count(store: Store, known: Known, look: Look) -> BadRow | None:
    """Record a count as the shelter itself would; the bad row of one that does not fit its beds."""
    free = look.count.free
    wish = RecordCount(known.id, free, look.count.looked_at, source="import")
    answer = await store.run(record_count, job_of(known.organisation_id), wish)
    if isinstance(answer, Refused):
        return BadRow(look.shelter.line, "count_refused", (("free", free), ("code", answer.reason.code)))
    return None
