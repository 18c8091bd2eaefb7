"""Toronto's occupancy files, in their three shapes."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.beds.imports.records import ImportedCount, ImportedPool
from service.tables.bad_rows import BadRow
from tests.service.beds.imports.files import (
    TORONTO,
    TORONTO_2017,
    TORONTO_DAYS,
    TORONTO_DECIMALS,
    by_key,
    read,
    read_bytes,
)

COUNTED_AT = datetime(2024, 4, 1, 8, tzinfo=UTC)


def test_every_row_of_a_day_is_a_shelter_with_beds_or_rooms() -> None:
    """AGR-06: bed-based and room-based rows both go in, none is bad."""
    shelters, bad = read("toronto", TORONTO)
    assert bad == []
    assert len(shelters) == 26
    assert sum(pool.beds for s in shelters for pool in s.pools if pool.name == "beds") == 923
    assert sum(pool.beds for s in shelters for pool in s.pools if pool.name == "rooms") == 642
    assert sum(s.count.free for s in shelters if s.count) == 18


def test_a_family_room_sleeps_three_and_is_private() -> None:
    """BED-06: one claim takes the whole room."""
    shelter = by_key(read("toronto", TORONTO)[0])["16892"]
    assert shelter.pools == (ImportedPool("rooms", 149, sleeps=3, private=True, family=True, min_age=0),)
    assert shelter.kind == "migrant_refugee_women_families"


def test_a_couples_room_sleeps_two_and_any_other_room_one() -> None:
    shelters = by_key(read("toronto", TORONTO)[0])
    assert shelters["17012"].pools == (ImportedPool("rooms", 12, sleeps=2, private=True, min_age=18),)
    assert shelters["14051"].pools == (ImportedPool("rooms", 57, sleeps=1, private=True, min_age=18),)


def test_a_youth_programme_takes_sixteen_to_twenty_four() -> None:
    """BED-04: youth beds carry their ages."""
    shelter = by_key(read("toronto", TORONTO)[0])["12278"]
    assert shelter.kind == "youth"
    assert shelter.pools == (ImportedPool("beds", 31, min_age=16, max_age=24),)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("17891", "homeless"),  # a warming centre
        ("16391", "homeless"),  # a women's drop-in is a stop-gap all the same
        ("14931", "homeless"),  # a respite site
        ("11815", "transition"),
        ("16251", "youth"),  # transitional, but for youth
        ("14832", "women_difficulty"),
        ("17772", "men_migrant"),
        ("17771", "migrant_refugee_women_families"),
        ("16891", "homeless"),  # refugees, men and women: no kind of the list says it
    ],
)
def test_kind_follows_sector_model_and_area(key: str, kind: str) -> None:
    """BED-01, BED-03, BED-14: stop-gaps are never better than `homeless`."""
    assert by_key(read("toronto", TORONTO)[0])[key].kind == kind


def test_a_count_is_of_four_the_next_morning_in_toronto() -> None:
    """BED-15: 04:00 is 08:00 UTC in summer time and 09:00 in winter."""
    assert by_key(read("toronto", TORONTO)[0])["17931"].count == ImportedCount(5, COUNTED_AT)
    winter = read("toronto", TORONTO_2017)[0][1]
    assert winter.count == ImportedCount(4, datetime(2017, 1, 2, 9, tzinfo=UTC))


def test_a_row_without_a_place_stays_in_ontario() -> None:
    shelter = by_key(read("toronto", TORONTO)[0])["16551"]
    assert (shelter.region, shelter.city) == ("CA-ON", None)
    elsewhere = by_key(read("toronto", TORONTO, region="CA-QC")[0])
    assert elsewhere["16551"].region == "CA-QC"
    assert elsewhere["16892"].region == "CA-ON"


def test_of_several_days_the_latest_wins_whatever_the_order() -> None:
    """BED-15: an older count never stands in for a newer one."""
    shelters, bad = read("toronto", TORONTO_DAYS)
    assert bad == []
    found = {s.source_key: (s.line, s.beds, s.count) for s in shelters}
    assert found == {
        "16892": (19, 149, ImportedCount(0, COUNTED_AT)),
        "12251": (20, 8, ImportedCount(0, COUNTED_AT)),
        "15252": (9, 1, ImportedCount(0, datetime(2024, 3, 24, 8, tzinfo=UTC))),
        "17131": (14, 39, ImportedCount(0, datetime(2024, 3, 25, 8, tzinfo=UTC))),
        "12051": (21, 12, ImportedCount(0, COUNTED_AT)),
    }
    header, *rows = TORONTO_DAYS.read_bytes().splitlines(keepends=True)
    backwards = read_bytes("toronto", header + b"".join(reversed(rows)))
    assert backwards[1] == []
    assert by_key(backwards[0]) == by_key(shelters)


def test_numbers_with_decimals_a_bom_and_crlf_read_the_same() -> None:
    """AGR-06: other years write 48.0 for 48."""
    assert b"149.0" in TORONTO_DECIMALS.read_bytes()
    assert read("toronto", TORONTO_DECIMALS) == read("toronto", TORONTO)


def test_the_older_edition_reads_by_its_own_names() -> None:
    """AGR-06: SHELTER_NAME, FACILITY_NAME, OCCUPANCY and CAPACITY; the latest day wins there too."""
    shelters, bad = read("toronto", TORONTO_2017)
    assert [(s.name, s.kind, s.genders, s.beds, s.count.free) for s in shelters if s.count] == [
        ("COSTI Reception Ctr CITY Program", "homeless", ("woman", "man"), 16, 1),
        ("Christie Ossington Extreme Weather Program", "homeless", ("man",), 17, 4),
        ("Christie Ossington Men's Hostel", "homeless", ("man",), 63, 0),
        ("Christie Refugee Welcome Ctr - Settlement and Support", "families", ("woman", "man"), 70, 4),
        ("Exemple Ouest – Youth", "youth", ("woman", "man"), 10, 2),
        ("Maison Exemple - Annexe", "women_difficulty", ("woman",), 5, 0),
    ]
    assert bad == [
        BadRow(8, "above_capacity", (("column", "OCCUPANCY"), ("value", 168), ("capacity", 160))),
        BadRow(9, "missing", (("column", "CAPACITY"),)),
    ]


def test_the_older_edition_names_a_programme_the_same_on_every_day() -> None:
    """AGR-06: the natural key is stable, and holds no name that could be an address."""
    lines = TORONTO_2017.read_bytes().splitlines(keepends=True)
    first = read_bytes("toronto", lines[0] + lines[1])[0][0]
    later = read_bytes("toronto", lines[0] + lines[9])[0][0]
    assert first.source_key == later.source_key
    assert first.source_key.startswith("names:")
    assert len({s.source_key for s in read("toronto", TORONTO_2017)[0]}) == 6


@pytest.mark.parametrize(("path", "column"), [(TORONTO, "LOCATION"), (TORONTO_2017, "SHELTER")])
def test_no_address_reaches_a_record(path: Path, column: str) -> None:
    """SAF-01: neither the address and post code columns, nor the addresses that names repeat."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    hidden = {row[f"{column}_{part}"] for row in rows for part in ("ADDRESS", "POSTAL_CODE")} - {""}
    assert len(hidden) >= 10
    written = repr(read("toronto", path)[0]).casefold()
    assert [found for found in hidden if found.casefold() in written] == []
    assert "354" not in written
    assert "strachan" not in written
    assert "545 lake" not in written
    assert "12 sample" not in written


def test_a_name_that_was_an_address_keeps_what_else_it_said() -> None:
    """SAF-01: the organisation's name makes up for what is gone."""
    shelters = by_key(read("toronto", TORONTO)[0])
    assert shelters["15331"].name == "Dixon Hall"
    assert shelters["14832"].name == "Homes First Society – Women"
    assert shelters["14931"].name == "Fred Victor Centre – Fred Victor Respite"
    assert shelters["16391"].name == "Fred Victor The Phoenix Women's 24/7 Drop-In"
