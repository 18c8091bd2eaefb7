"""Files into the database: what goes in, and what a second run leaves alone."""

import asyncio
import gzip
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest

from service.beds.imports.commands import IMPORTER, IMPORTER_JOB, Imported, ImportFile, import_file
from service.beds.imports.refusals import IMPORT_RUNNING
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.store import Store
from service.tables.bad_rows import BadRow, UnreadableFileError
from tests.api.world import KINDS
from tests.network import Network
from tests.service.beds.imports.files import HIC, NSPL, TORONTO, TORONTO_2017, TORONTO_DAYS


async def load(owner: Store, path: Path, format_name: str, **more: Any) -> Imported:
    done = await owner.run(import_file, IMPORTER_JOB, ImportFile(path, format_name, **more))
    assert isinstance(done, Imported)
    return done


def figures(done: Imported) -> tuple[int, int, int, int]:
    return done.new, done.changed, done.unchanged, done.beds


async def picture(superuser: asyncpg.Connection) -> dict[str, Any]:
    """Every row of every table that an import writes, with the transaction that wrote it."""
    tables = ["organisations", "shelters", "pools", "beds", "claims", "counts", "availability"]
    tables += ["imported_organisations", "imported_shelters"]
    return {t: await superuser.fetch(f"SELECT xmin::text, * FROM {t} ORDER BY 2, 3") for t in tables}


def file_of(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    return path


async def test_a_file_goes_in_whole(owner: Store, superuser: asyncpg.Connection) -> None:
    """AGR-06, BED-01: shelters of their organisations, pools and beds, as many as the file says."""
    done = await load(owner, HIC, "hic")
    assert figures(done) == (19, 0, 0, 268)
    assert done.bad_rows == ()
    assert await superuser.fetchval("SELECT count(*) FROM shelters") == 19
    assert await superuser.fetchval("SELECT count(*) FROM beds WHERE active") == 268
    assert await superuser.fetchval("SELECT sum(beds) FROM availability") == 268
    row = await superuser.fetchrow(
        """
        SELECT s.name, s.kind, s.region, s.city, s.time_zone, s.security_level, s.published, s.counted_at,
            o.name AS organisation, o.kind AS organisation_kind, o.regions
        FROM shelters s JOIN organisations o ON o.id = s.organisation_id WHERE s.source_code = 'hic:179484'
        """
    )
    assert tuple(row) == (
        "Brother Francis Shltr",
        "homeless",
        "US-AK",
        "",
        "America/Anchorage",
        "low",
        True,
        None,
        "Brother Francis Shltr-Kodiak",
        "shelter",
        ["US-AK"],
    )


async def test_one_organisation_runs_all_its_shelters_of_a_region(
    owner: Store, superuser: asyncpg.Connection
) -> None:
    await load(owner, TORONTO, "toronto")
    assert await superuser.fetchval("SELECT count(*) FROM organisations WHERE kind = 'shelter'") == 12
    shelters = await superuser.fetchval(
        """
        SELECT count(*) FROM shelters s JOIN organisations o ON o.id = s.organisation_id
        WHERE o.name = 'Homes First Society'
        """
    )
    assert shelters == 4


async def test_rooms_sleep_several_and_belong_to_families(
    owner: Store, superuser: asyncpg.Connection
) -> None:
    """BED-06: a family room is one bed that sleeps three."""
    await load(owner, TORONTO, "toronto")
    pool = await superuser.fetchrow(
        """
        SELECT p.sleeps, p.private, p.family_unit, p.accepts_genders, p.min_age, p.max_age,
            (SELECT count(*) FROM beds b WHERE b.pool_key = p.key) AS beds
        FROM pools p JOIN shelters s ON s.key = p.shelter_key WHERE s.source_code = 'toronto:16892'
        """
    )
    assert tuple(pool) == (3, True, True, ["woman", "man"], 0, None, 149)


@pytest.mark.parametrize(
    ("path", "format_name"),
    [(TORONTO, "toronto"), (TORONTO_2017, "toronto"), (HIC, "hic"), (NSPL, "nspl")],
)
async def test_a_second_run_changes_nothing_but_the_trail(
    owner: Store, superuser: asyncpg.Connection, path: Path, format_name: str
) -> None:
    """AGR-06: not one row is written again; each run leaves one event."""
    first = await load(owner, path, format_name)
    before = await picture(superuser)
    second = await load(owner, path, format_name)
    assert figures(second) == (0, 0, first.new, first.beds)
    assert second.bad_rows == first.bad_rows
    assert await picture(superuser) == before
    events = await superuser.fetch("SELECT name, organisation_id, member_id, record FROM events ORDER BY id")
    assert [(e["name"], e["organisation_id"], e["member_id"]) for e in events] == [
        ("beds.file_imported", IMPORTER, None)
    ] * 2
    assert msgspec.json.decode(events[1]["record"])["facts"] == {
        "format": format_name,
        "new": 0,
        "changed": 0,
        "unchanged": first.new,
        "beds": first.beds,
        "bad_rows": len(first.bad_rows),
    }


async def test_a_changed_row_touches_only_its_shelter(
    owner: Store, superuser: asyncpg.Connection, tmp_path: Path
) -> None:
    """AGR-06: a bed more, an older name; the neighbours keep their rows."""
    await load(owner, NSPL, "nspl")
    before = await picture(superuser)
    changed = NSPL.read_bytes().replace(
        b"Barry House,Shelter Nova Scotia,17", b"Barry Place,Shelter Nova Scotia,19"
    )
    done = await load(owner, file_of(tmp_path, changed), "nspl")
    assert figures(done) == (0, 1, 16, 154)
    after = await picture(superuser)
    assert after["organisations"] == before["organisations"]
    for table, rows in before.items():
        touched = len({repr(row) for row in rows} - {repr(row) for row in after[table]})
        assert touched == (table in {"shelters", "availability", "imported_shelters"})
    assert len(after["beds"]) == len(before["beds"]) + 2
    shelter = await superuser.fetchrow("SELECT name, version FROM shelters WHERE source_code = 'nspl:67'")
    assert tuple(shelter) == ("Shelter Nova Scotia - Barry Place", 2)
    labels = await superuser.fetch(
        """
        SELECT b.label FROM beds b JOIN shelters s ON s.key = b.shelter_key
        WHERE s.source_code = 'nspl:67' ORDER BY b.key
        """
    )
    assert [row["label"] for row in labels] == [str(n) for n in range(1, 20)]


async def test_what_people_changed_here_outlives_the_same_file(
    owner: Store, superuser: asyncpg.Connection
) -> None:
    """AGR-06: a row that says what it said before is not news."""
    await load(owner, NSPL, "nspl")
    await superuser.execute(
        "UPDATE shelters SET name = 'Chez Barry', security_level = 'enhanced' WHERE source_code = 'nspl:67'"
    )
    assert figures(await load(owner, NSPL, "nspl")) == (0, 0, 17, 152)
    row = await superuser.fetchrow("SELECT name, security_level FROM shelters WHERE source_code = 'nspl:67'")
    assert tuple(row) == ("Chez Barry", "enhanced")


async def test_a_row_of_an_earlier_day_changes_nothing(
    owner: Store, superuser: asyncpg.Connection, tmp_path: Path
) -> None:
    """BED-15: read late, the day before says nothing of today; the day after does, and then its own is past."""
    await load(owner, TORONTO, "toronto")
    before = await picture(superuser)
    two_more = TORONTO.read_bytes().replace(
        b"Base Program - Refugee,8,Bed Based Capacity,8,8,8,0,",
        b"Base Program - Refugee,8,Bed Based Capacity,10,10,8,2,",
    )
    earlier = two_more.replace(b",2024-03-31,", b",2024-03-30,")
    assert figures(await load(owner, file_of(tmp_path, earlier), "toronto")) == (0, 0, 26, 1567)
    assert await picture(superuser) == before
    later = two_more.replace(b",2024-03-31,", b",2024-04-02,")
    assert figures(await load(owner, file_of(tmp_path, later), "toronto")) == (0, 1, 25, 1567)
    assert await beds_of(superuser, "toronto:12251") == (10, 10, 10)
    assert figures(await load(owner, TORONTO, "toronto")) == (0, 0, 26, 1565)
    assert await beds_of(superuser, "toronto:12251") == (10, 10, 10)


async def test_an_unchanged_row_of_a_later_day_is_the_latest_word(
    owner: Store, superuser: asyncpg.Connection, tmp_path: Path
) -> None:
    """BED-15: what was confirmed on the second is not undone by the first."""
    await load(owner, TORONTO, "toronto")
    content = TORONTO.read_bytes()
    await load(owner, file_of(tmp_path, content.replace(b",2024-03-31,", b",2024-04-02,")), "toronto")
    between = content.replace(b",2024-03-31,", b",2024-04-01,").replace(b",50,50,50,0,0,", b",40,50,40,0,10,")
    assert figures(await load(owner, file_of(tmp_path, between), "toronto")) == (0, 0, 26, 1555)
    assert await beds_of(superuser, "toronto:15331") == (50, 50, 50)


async def resized(owner: Store, tmp_path: Path, beds: int) -> Imported:
    content = NSPL.read_bytes().replace(b"Shelter Nova Scotia,17", b"Shelter Nova Scotia,%d" % beds)
    return await load(owner, file_of(tmp_path, content), "nspl")


async def beds_of(superuser: asyncpg.Connection, code: str) -> tuple[int, int, int]:
    """Beds in use, beds ever made, and beds on the board."""
    row = await superuser.fetchrow(
        """
        SELECT count(*) FILTER (WHERE b.active), count(*),
            (SELECT sum(a.beds) FROM availability a WHERE a.shelter_key = s.key)
        FROM beds b JOIN shelters s ON s.key = b.shelter_key WHERE s.source_code = $1 GROUP BY s.key
        """,
        code,
    )
    return tuple(row)


async def test_beds_go_and_come_back(owner: Store, superuser: asyncpg.Connection, tmp_path: Path) -> None:
    """Beds that left are brought back before new ones are made."""
    await load(owner, NSPL, "nspl")
    assert await beds_of(superuser, "nspl:67") == (17, 17, 17)
    await resized(owner, tmp_path, 14)
    assert await beds_of(superuser, "nspl:67") == (14, 17, 14)
    await resized(owner, tmp_path, 18)
    assert await beds_of(superuser, "nspl:67") == (18, 18, 18)


async def occupy(superuser: asyncpg.Connection, code: str, labels: list[str], *, anonymous: bool) -> None:
    await superuser.execute(
        """
        INSERT INTO claims (bed_key, pool_key, shelter_key, organisation_id, kind, starts_at, ends_at, anonymous)
        SELECT b.key, b.pool_key, b.shelter_key, b.organisation_id, 'stay', '2026-11-03 12:00Z', '2026-11-04 17:00Z', $3
        FROM beds b JOIN shelters s ON s.key = b.shelter_key WHERE s.source_code = $1 AND b.label = ANY ($2)
        """,
        code,
        labels,
        anonymous,
    )


async def test_a_bed_that_goes_is_one_that_nobody_is_in(
    owner: Store, superuser: asyncpg.Connection, tmp_path: Path
) -> None:
    """BED-16: empty beds go first, then those of anonymous stays, which end."""
    await load(owner, NSPL, "nspl")
    await occupy(superuser, "nspl:67", [str(n) for n in range(3, 18)], anonymous=True)
    assert figures(await resized(owner, tmp_path, 14)) == (0, 1, 16, 149)
    gone = await superuser.fetch(
        """
        SELECT b.label FROM beds b JOIN shelters s ON s.key = b.shelter_key
        WHERE s.source_code = 'nspl:67' AND NOT b.active ORDER BY b.key
        """
    )
    assert [row["label"] for row in gone] == ["1", "2", "17"]
    assert await superuser.fetchval("SELECT count(*) FROM claims WHERE state = 'live'") == 14
    assert await superuser.fetchval("SELECT count(*) FROM claims WHERE state = 'ended'") == 1


async def test_a_known_persons_bed_stays_and_the_row_stays_changed(
    owner: Store, superuser: asyncpg.Connection, tmp_path: Path
) -> None:
    """BED-16: a fact outlives a file; the next import tries again, and succeeds once the person has left."""
    await load(owner, NSPL, "nspl")
    await occupy(superuser, "nspl:67", [str(n) for n in range(1, 18)], anonymous=False)
    assert figures(await resized(owner, tmp_path, 16)) == (0, 1, 16, 151)
    assert await beds_of(superuser, "nspl:67") == (17, 17, 17)
    assert figures(await resized(owner, tmp_path, 16)) == (0, 1, 16, 151)
    await superuser.execute("UPDATE claims SET state = 'ended', ended_at = '2026-11-03 13:00Z'")
    assert figures(await resized(owner, tmp_path, 16)) == (0, 1, 16, 151)
    assert await beds_of(superuser, "nspl:67") == (16, 17, 16)
    assert figures(await resized(owner, tmp_path, 16)) == (0, 0, 17, 151)


async def test_beds_that_became_rooms_leave_their_pool_empty(
    owner: Store, superuser: asyncpg.Connection, tmp_path: Path
) -> None:
    """A programme that now counts rooms has a second pool; the first keeps its history and no bed."""
    header, *rows = TORONTO.read_bytes().splitlines(keepends=True)
    row = next(row for row in rows if b",17891," in row)
    await load(owner, file_of(tmp_path, header + row), "toronto")
    roomy = row.replace(b"Bed Based Capacity,20,23,14,6,3,,,,,,70,", b"Room Based Capacity,,,,,,9,9,5,4,0,,")
    assert roomy != row
    assert figures(await load(owner, file_of(tmp_path, header + roomy), "toronto")) == (0, 1, 0, 9)
    pools = await superuser.fetch(
        "SELECT p.name, a.beds FROM pools p JOIN availability a ON a.pool_key = p.key ORDER BY p.key"
    )
    assert [tuple(pool) for pool in pools] == [("beds", 0), ("rooms", 9)]


async def test_a_shelter_stays_with_its_organisation(
    owner: Store, superuser: asyncpg.Connection, tmp_path: Path
) -> None:
    """The file may spell an organisation anew; here people already work in it."""
    await load(owner, NSPL, "nspl")
    before = await superuser.fetchval("SELECT organisation_id FROM shelters WHERE source_code = 'nspl:67'")
    renamed = NSPL.read_bytes().replace(
        b"Barry House,Shelter Nova Scotia,17", b"Barry House,Shelters N.S.,17"
    )
    assert figures(await load(owner, file_of(tmp_path, renamed), "nspl")) == (0, 0, 17, 152)
    assert (
        await superuser.fetchval("SELECT organisation_id FROM shelters WHERE source_code = 'nspl:67'")
        == before
    )


async def test_good_rows_go_in_beside_bad_ones(owner: Store, superuser: asyncpg.Connection) -> None:
    """AGR-06: two bad rows of the sample, six shelters in."""
    done = await load(owner, TORONTO_2017, "toronto")
    assert figures(done) == (6, 0, 0, 181)
    assert [row.line for row in done.bad_rows] == [8, 9]
    assert await superuser.fetchval("SELECT count(*) FROM shelters") == 6


async def test_a_count_of_tomorrow_is_a_bad_row(
    owner: Store, superuser: asyncpg.Connection, tmp_path: Path
) -> None:
    """BED-15: nobody has looked yet."""
    content = TORONTO.read_bytes().replace(b",2024-03-31,24,", b",2026-11-03,24,")
    done = await load(owner, file_of(tmp_path, content), "toronto")
    assert figures(done) == (23, 0, 0, 1351)
    assert done.bad_rows[0] == BadRow(2, "in_future", (("looked_at", "2026-11-04T09:00:00+00:00"),))
    assert await superuser.fetchval("SELECT count(*) FROM shelters") == 23


async def test_a_broken_file_puts_nothing_in(
    owner: Store, superuser: asyncpg.Connection, tmp_path: Path
) -> None:
    """A file that ends in the middle is refused whole."""
    whole = gzip.compress(NSPL.read_bytes() * 1)
    with pytest.raises(UnreadableFileError):
        await load(owner, file_of(tmp_path, whole[:-40]), "nspl")
    assert await superuser.fetchval("SELECT count(*) FROM shelters") == 0
    assert await superuser.fetchval("SELECT count(*) FROM events") == 0


async def test_a_region_stands_in_where_a_row_has_none(owner: Store, superuser: asyncpg.Connection) -> None:
    await load(owner, TORONTO, "toronto", region="CA-QC")
    rows = await superuser.fetch("SELECT DISTINCT region, time_zone FROM shelters ORDER BY region")
    assert [tuple(row) for row in rows] == [("CA-ON", "America/Toronto"), ("CA-QC", "America/Toronto")]


async def test_progress_is_told_to_the_last_byte(owner: Store) -> None:
    heard: list[tuple[int, int]] = []
    await load(owner, TORONTO_DAYS, "toronto", progress=lambda read, size: heard.append((read, size)))
    size = TORONTO_DAYS.stat().st_size
    assert heard[-1] == (size, size)


@pytest.mark.parametrize("role", list(Role))
async def test_no_member_may_import(owner: Store, network: Network, role: Role) -> None:
    """POL-03: no role imports; the operator does, who signs in nowhere."""
    member = await network.member(await network.organisation(KINDS.get(role, "network")), role)
    assert await owner.run(import_file, member, ImportFile(NSPL, "nspl")) == Refused(NOT_ALLOWED)


async def test_the_application_sees_nothing_of_the_natural_keys(store: Store, owner: Store) -> None:
    """Neither table has a policy or a grant for the application."""
    await load(owner, NSPL, "nspl")
    for table in ("imported_shelters", "imported_organisations"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await store.pool.fetch(f"SELECT * FROM {table}")


async def test_two_imports_at_once_are_one(
    owner: Store, superuser: asyncpg.Connection, owner_pool: asyncpg.Pool
) -> None:
    """AGR-06: the second is told to wait, and nothing goes in twice."""
    answers = await asyncio.gather(
        *(owner.run(import_file, IMPORTER_JOB, ImportFile(HIC, "hic")) for _ in range(2))
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Imported", "Refused"]
    assert Refused(IMPORT_RUNNING) in answers
    assert await superuser.fetchval("SELECT count(*) FROM shelters") == 19
    assert figures(await load(owner, HIC, "hic")) == (0, 0, 19, 268)
