"""A file's counts, under the rule of counts from a phone."""

from datetime import datetime, timedelta
from pathlib import Path

import asyncpg

from service.beds.counts.commands import RecordCount, record_count
from service.beds.imports.commands import IMPORTER_JOB, ImportFile, import_file
from service.beds.imports.running import Report, run_import
from service.clock import SetClock
from service.partners.actor import Role
from service.store.store import Store
from service.tables.bad_rows import BadRow
from tests.network import Network
from tests.service.beds.imports.files import NSPL, TORONTO, TORONTO_DAYS

WARMING_CENTRE = "toronto:17891"
"""20 beds, of which 6 were free."""


async def imported(owner: Store, store: Store, path: Path, format_name: str = "toronto") -> Report:
    report = await run_import(owner, store, ImportFile(path, format_name))
    assert isinstance(report, Report)
    return report


async def board(superuser: asyncpg.Connection, code: str) -> tuple[int, int, datetime | None]:
    """Free and taken beds of a shelter, and when somebody last looked."""
    row = await superuser.fetchrow(
        """
        SELECT sum(a.free), sum(a.taken), s.counted_at FROM availability a JOIN shelters s ON s.key = a.shelter_key
        WHERE s.source_code = $1 GROUP BY s.key
        """,
        code,
    )
    return tuple(row)


async def count_by_hand(store: Store, superuser: asyncpg.Connection, free: int, at: datetime) -> None:
    shelter = await superuser.fetchrow(
        "SELECT id, organisation_id FROM shelters WHERE source_code = $1", WARMING_CENTRE
    )
    member = await Network(superuser, store.clock).member(shelter["organisation_id"], Role.FRONT_DESK)
    await store.run(record_count, member, RecordCount(shelter["id"], free, at))


def day_of(tmp_path: Path, day: str, taken: int, free: int) -> Path:
    header, *rows = TORONTO.read_text().splitlines(keepends=True)
    row = next(row for row in rows if ",17891," in row)
    changed = row.replace(",2024-03-31,", f",{day},").replace(",20,23,14,6,3,", f",20,23,{taken},{free},3,")
    path = tmp_path / "day.csv"
    path.write_text(header + changed)
    return path


async def test_a_count_opens_anonymous_stays(
    owner: Store, store: Store, superuser: asyncpg.Connection
) -> None:
    """BED-15: what was not free that night is taken, by nobody in particular, whatever the age of the file."""
    report = await imported(owner, store, TORONTO)
    assert (report.counts_new, report.counts_known, report.bad_rows) == (26, 0, ())
    looked_at = datetime.fromisoformat("2024-04-01T08:00:00Z")
    assert await board(superuser, WARMING_CENTRE) == (6, 14, looked_at)
    assert await superuser.fetchval("SELECT sum(free) FROM availability") == 18
    assert (
        await superuser.fetchval("SELECT count(*) FROM claims WHERE kind = 'stay' AND anonymous") == 1565 - 18
    )
    sources = await superuser.fetch("SELECT DISTINCT count_source FROM shelters")
    assert [row[0] for row in sources] == ["import"]


async def test_a_second_run_counts_nothing_again(
    owner: Store, store: Store, superuser: asyncpg.Connection
) -> None:
    """AGR-06: the same look twice is not news."""
    await imported(owner, store, TORONTO)
    written = """
        SELECT (SELECT count(*) FROM counts), (SELECT count(*) FROM events),
            (SELECT max(xmin::text::bigint) FROM claims)
    """
    before = await superuser.fetchrow(written)
    report = await imported(owner, store, TORONTO)
    assert (report.counts_new, report.counts_known) == (0, 26)
    after = await superuser.fetchrow(written)
    assert (after[0], after[1] - before[1], after[2]) == (before[0], 1, before[2])


async def test_several_days_count_the_latest_only(
    owner: Store, store: Store, superuser: asyncpg.Connection
) -> None:
    await imported(owner, store, TORONTO_DAYS)
    assert await superuser.fetchval("SELECT count(*) FROM counts") == 5
    assert await superuser.fetchval("SELECT sum(free) FROM availability") == 0


async def test_the_next_day_ends_and_opens_stays(
    owner: Store, store: Store, superuser: asyncpg.Connection, tmp_path: Path
) -> None:
    """BED-15: nine free where six were."""
    await imported(owner, store, TORONTO)
    report = await imported(owner, store, day_of(tmp_path, "2024-04-01", 11, 9))
    assert (report.shelters.unchanged, report.counts_new) == (1, 1)
    assert (await board(superuser, WARMING_CENTRE))[:2] == (9, 11)
    await imported(owner, store, day_of(tmp_path, "2024-04-02", 20, 0))
    assert (await board(superuser, WARMING_CENTRE))[:2] == (0, 20)


async def test_an_older_file_never_overwrites_a_newer_look(
    owner: Store, store: Store, superuser: asyncpg.Connection, *, clock: SetClock, tmp_path: Path
) -> None:
    """BED-15: a phone counted since; yesterday's file has nothing to say, to-night's has."""
    await imported(owner, store, TORONTO)
    now = clock.now()
    await count_by_hand(store, superuser, 2, now)
    report = await imported(owner, store, day_of(tmp_path, "2026-11-01", 10, 10))
    assert (report.counts_new, report.counts_known) == (0, 1)
    assert await board(superuser, WARMING_CENTRE) == (2, 18, now)
    clock.advance(timedelta(days=1))
    assert (await imported(owner, store, day_of(tmp_path, "2026-11-03", 10, 10))).counts_new == 1
    assert (await board(superuser, WARMING_CENTRE))[:2] == (10, 10)


async def test_a_count_that_does_not_fit_is_a_bad_row(
    owner: Store, store: Store, superuser: asyncpg.Connection, tmp_path: Path
) -> None:
    """AGR-06: with seventeen of twenty beds closed here, the file's six cannot be free."""
    await imported(owner, store, TORONTO)
    await superuser.execute(
        """
        UPDATE claims SET state = 'ended', ended_at = '2026-11-03 17:00Z'
        WHERE shelter_key = (SELECT key FROM shelters WHERE source_code = 'toronto:17891')
        """
    )
    await superuser.execute(
        """
        INSERT INTO claims (bed_key, pool_key, shelter_key, organisation_id, kind, starts_at, ends_at)
        SELECT b.key, b.pool_key, b.shelter_key, b.organisation_id, 'closure', '2026-11-01', '2026-12-01'
        FROM beds b JOIN shelters s ON s.key = b.shelter_key
        WHERE s.source_code = 'toronto:17891' AND b.label::int > 3
        """
    )
    report = await imported(owner, store, day_of(tmp_path, "2024-04-01", 14, 6))
    assert report.counts_new == 0
    assert report.bad_rows == (BadRow(2, "count_refused", (("free", 6), ("code", "count_above_beds"))),)


async def test_a_list_without_counts_counts_nothing(
    owner: Store, store: Store, superuser: asyncpg.Connection
) -> None:
    report = await imported(owner, store, NSPL, "nspl")
    assert (report.counts_new, report.counts_known) == (0, 0)
    assert await superuser.fetchval("SELECT count(*) FROM shelters WHERE counted_at IS NULL") == 17


async def test_an_import_stopped_half_way_is_finished_by_the_next(
    owner: Store, store: Store, superuser: asyncpg.Connection
) -> None:
    """AGR-06: shelters are in, their counts are not; running it again makes the rest true."""
    await owner.run(import_file, IMPORTER_JOB, ImportFile(TORONTO, "toronto"))
    assert await superuser.fetchval("SELECT count(*) FROM counts") == 0
    report = await imported(owner, store, TORONTO)
    assert (report.shelters.unchanged, report.counts_new) == (26, 26)
    assert await superuser.fetchval("SELECT sum(free) FROM availability") == 18
