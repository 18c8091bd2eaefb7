"""Files that are broken, foreign or awkward."""

import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.beds.imports import READERS
from service.beds.imports.records import ImportedShelter
from service.tables.bad_rows import FILE_TEXTS, ROW_TEXTS, BadRow, UnreadableFileError, explain
from service.tables.rows import LONGEST_LINE, Source, opened
from tests.service.beds.imports.files import HIC, NSPL, TORONTO, TORONTO_2017, read, read_bytes

NSPL_HEADER = (
    b"ServiceProviderID,Shelter_Type,ProvCode,City,Target_Clientele,Gender_Served,Name,Umbrella,Beds\n"
)
GOOD = b"%d,Emergency,NS,Halifax,General,Men,House,Org,3\n"


def lines_read(content: bytes) -> tuple[list[int], list[BadRow]]:
    shelters, bad = read_bytes("nspl", NSPL_HEADER + content)
    return [s.line for s in shelters], bad


def refused(format_name: str, content: bytes) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        read_bytes(format_name, content)
    return caught.value


def test_a_record_over_two_lines_counts_as_two() -> None:
    """AGR-06: bad rows are named by the physical line where they start."""
    good, bad = lines_read(
        b'1,Emergency,NS,Halifax,General,Men,"House\r\nof two",Org,3\n2,Emergency,NS,H,General,Men,N,U,x\n'
    )
    assert good == [2]
    assert bad == [BadRow(4, "not_whole", (("column", "Beds"), ("value", "x")))]


def test_a_stray_quote_costs_one_row_and_not_those_after_it() -> None:
    """AGR-06: good rows go in."""
    good, bad = lines_read(
        GOOD % 1 + b'2,Emergency,NS,Halifax,General,Men,"House,Org,3\n' + GOOD % 3 + GOOD % 4
    )
    assert good == [2, 4, 5]
    assert bad == [BadRow(3, "unreadable_row")]


def test_a_stray_quote_far_from_the_end_costs_one_row_too() -> None:
    many = b"".join(GOOD % number for number in range(10, 5010))
    assert len(many) > LONGEST_LINE
    good, bad = lines_read(b'2,Emergency,NS,Halifax,General,Men,"House,Org,3\n' + many)
    assert good == list(range(3, 5003))
    assert bad == [BadRow(2, "unreadable_row")]


def test_blank_lines_are_passed_over_and_short_rows_named() -> None:
    good, bad = lines_read(b"\n" + GOOD % 1 + b" , ,,,,,,,\n1,2\n" + GOOD % 2)
    assert good == [3, 6]
    assert bad == [BadRow(5, "wrong_width", (("cells", 2), ("expected", 9)))]


@pytest.mark.parametrize("name", [b"Caf\xe9", b"a\x00b", b"a\x1bb"])
def test_bytes_that_are_not_text_are_named(name: bytes) -> None:
    good, bad = lines_read(b"1,Emergency,NS,Halifax,General,Men," + name + b",Org,3\n" + GOOD % 2)
    assert good == [3]
    assert bad == [BadRow(2, "encoding")]


@pytest.mark.parametrize("ending", [b"\r\n", b"\r", b"\n"])
def test_any_line_ending_and_a_bom_read_alike(ending: bytes) -> None:
    content = (b"\xef\xbb\xbf" + NSPL_HEADER + GOOD % 1 + GOOD % 2).replace(b"\n", ending)
    assert read_bytes("nspl", content) == read_bytes("nspl", NSPL_HEADER + GOOD % 1 + GOOD % 2)
    assert len(read_bytes("nspl", content)[0]) == 2


def test_gzip_is_known_by_its_content_and_not_its_name() -> None:
    assert read_bytes("nspl", gzip.compress(NSPL.read_bytes())) == read("nspl", NSPL)
    assert read_bytes("hic", gzip.decompress(HIC.read_bytes())) == read("hic", HIC)


def test_a_cut_gzip_file_is_unreadable() -> None:
    whole = gzip.compress(NSPL.read_bytes())
    assert refused("nspl", whole[: len(whole) // 2]).reason == "broken_gzip"
    assert refused("nspl", whole[:-30] + b"\xff" * 30).reason == "broken_gzip"


def test_an_unknown_header_names_the_columns_expected() -> None:
    error = refused("nspl", b"Name,Beds\nA,3\n")
    assert error.text("en").startswith(
        "The header is not that of the chosen format. Missing: ServiceProviderID, "
    )
    assert error.text("en").endswith(
        "Expected columns: ServiceProviderID, Shelter_Type, ProvCode, City, Target_Clientele, Gender_Served, "
        "Name, Umbrella, Beds."
    )
    assert error.facts["missing"] == ", ".join(
        [
            "ServiceProviderID",
            "Shelter_Type",
            "ProvCode",
            "City",
            "Target_Clientele",
            "Gender_Served",
            "Umbrella",
        ]
    )
    assert error.text("fr").startswith(
        "L'en-tête n'est pas celui du format choisi. Il manque : ServiceProviderID,"
    )


def test_an_unknown_header_is_compared_with_the_nearest_edition() -> None:
    older = TORONTO_2017.read_bytes().replace(b",CAPACITY", b",BEDS")
    assert refused("toronto", older).facts["missing"] == "CAPACITY"
    newer = TORONTO.read_bytes().replace(b",PROGRAM_ID", b",PROGRAMME")
    assert refused("toronto", newer).facts["missing"] == "PROGRAM_ID"


def test_empty_foreign_and_endless_files_are_unreadable() -> None:
    assert refused("hic", b"").reason == "empty"
    assert refused("hic", bytes(range(256)) * 8).reason == "unknown_header"
    assert refused("hic", NSPL.read_bytes()).reason == "unknown_header"
    endless = refused("nspl", NSPL_HEADER + GOOD % 1 + b"x" * (LONGEST_LINE + 1))
    assert (endless.reason, endless.facts["line"]) == ("line_too_long", 3)


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as caught, opened(tmp_path / "none.csv"):
        pass
    assert caught.value.reason == "no_such_file"
    with pytest.raises(UnreadableFileError) as caught, opened(tmp_path):
        pass
    assert caught.value.reason == "cannot_open"


def test_progress_reaches_the_size_of_the_file() -> None:
    for format_name, path in (("hic", HIC), ("toronto", TORONTO)):
        with opened(path) as source:
            assert source.bytes_read == 0
            assert len(list(READERS[format_name](source))) > 0
            assert source.bytes_read == source.size == path.stat().st_size


TORONTO_ROW = TORONTO.read_bytes().splitlines(keepends=True)[4].decode()


def toronto_row(**cells: str) -> bytes:
    header, row = next(csv.reader([TORONTO.read_text().splitlines()[0]])), next(csv.reader([TORONTO_ROW]))
    changed = dict(zip(header, row, strict=True)) | cells
    out = io.StringIO()
    csv.writer(out).writerows([header, [changed[name] for name in header]])
    return out.getvalue().encode()


@pytest.mark.parametrize(
    ("cells", "bad"),
    [
        (
            {"OCCUPIED_BEDS": "21"},
            ("above_capacity", (("column", "OCCUPIED_BEDS"), ("value", 21), ("capacity", 20))),
        ),
        ({"UNOCCUPIED_BEDS": "7"}, ("does_not_add_up", (("occupied", 14), ("free", 7), ("capacity", 20)))),
        ({"OCCUPIED_BEDS": "-1"}, ("negative", (("column", "OCCUPIED_BEDS"), ("value", -1)))),
        (
            {"CAPACITY_ACTUAL_BED": "48.5"},
            ("not_whole", (("column", "CAPACITY_ACTUAL_BED"), ("value", "48.5"))),
        ),
        (
            {"CAPACITY_ACTUAL_BED": "1e3"},
            ("not_whole", (("column", "CAPACITY_ACTUAL_BED"), ("value", "1e3"))),
        ),
        ({"CAPACITY_ACTUAL_BED": "٣"}, ("not_whole", (("column", "CAPACITY_ACTUAL_BED"), ("value", "٣")))),
        ({"CAPACITY_ACTUAL_BED": ""}, ("missing", (("column", "CAPACITY_ACTUAL_BED"),))),
        (
            {"CAPACITY_ACTUAL_BED": "10001"},
            ("too_large", (("column", "CAPACITY_ACTUAL_BED"), ("value", 10001), ("limit", 10000))),
        ),
        ({"CAPACITY_TYPE": "Room Based Capacity"}, ("missing", (("column", "CAPACITY_ACTUAL_ROOM"),))),
        ({"CAPACITY_TYPE": "Mats"}, ("unknown_value", (("column", "CAPACITY_TYPE"), ("value", "Mats")))),
        ({"SECTOR": "Pets"}, ("unknown_value", (("column", "SECTOR"), ("value", "Pets")))),
        ({"PROGRAM_ID": ""}, ("missing", (("column", "PROGRAM_ID"),))),
        ({"PROGRAM_NAME": "  "}, ("missing", (("column", "PROGRAM_NAME"),))),
        ({"LOCATION_PROVINCE": "XX"}, ("unknown_region", (("column", "LOCATION_PROVINCE"), ("value", "XX")))),
        (
            {"OCCUPANCY_DATE": "2024-02-30"},
            ("not_a_date", (("column", "OCCUPANCY_DATE"), ("value", "2024-02-30"))),
        ),
        (
            {"OCCUPANCY_DATE": "9999-12-31"},
            ("not_a_date", (("column", "OCCUPANCY_DATE"), ("value", "9999-12-31"))),
        ),
        (
            {"OCCUPANCY_DATE": "x" * 80},
            ("not_a_date", (("column", "OCCUPANCY_DATE"), ("value", "x" * 59 + "…"))),
        ),
    ],
)
def test_a_bad_toronto_row_is_named(cells: dict[str, str], bad: tuple[object, object]) -> None:
    """AGR-06: each reason, with the facts that its text needs."""
    shelters, rows = read_bytes("toronto", toronto_row(**cells))
    assert shelters == []
    assert [(row.line, row.reason, row.facts) for row in rows] == [(2, *bad)]
    for language in ("fr", "en"):
        assert "…" not in explain(rows[0], language).replace("x…", "")
        assert "{" not in explain(rows[0], language)


def test_one_programme_twice_on_one_day_is_a_bad_row() -> None:
    row = toronto_row().splitlines(keepends=True)
    shelters, bad = read_bytes("toronto", row[0] + row[1] + row[1])
    assert [s.line for s in shelters] == [2]
    assert bad == [BadRow(3, "repeated", (("first", 2),))]


def test_a_short_year_and_a_time_of_day_are_dates() -> None:
    days = [
        read_bytes("toronto", toronto_row(OCCUPANCY_DATE=day))[0][0].count
        for day in ("21-01-01", "2021-01-01T00:00:00")
    ]
    assert days[0] is not None
    assert days[0].looked_at.isoformat() == "2021-01-02T09:00:00+00:00"
    assert days[0] == days[1]


def test_every_reason_speaks_both_languages() -> None:
    """Each text is there in French and in English, and they differ."""
    for said in (*ROW_TEXTS.values(), *FILE_TEXTS.values()):
        assert said.fr
        assert said.en
        assert said.fr != said.en
    assert explain(BadRow(4, "missing", (("column", "Beds"),)), "fr") == "Beds est vide."
    assert explain(BadRow(4, "missing", (("column", "Beds"),)), "en") == "Beds is empty."


JUNK = [b'"', b",", b"\n", b"\r", b"-9", b".5", b"\x00", b"\xff"]


@given(
    st.sampled_from([("toronto", TORONTO), ("toronto", TORONTO_2017), ("nspl", NSPL), ("hic", HIC)]),
    st.data(),
)
def test_no_mutation_of_a_file_crashes_a_reader(sample: tuple[str, Path], data: st.DataObject) -> None:
    """AGR-06: rows of a damaged file are shelters or bad rows; else the file is unreadable."""
    format_name, path = sample
    raw = path.read_bytes()
    content = bytearray(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    junk = st.one_of(st.binary(max_size=8), st.sampled_from(JUNK))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 6))] = data.draw(junk)
    lines = content.count(b"\n") + content.count(b"\r") + 1
    for one in found_or_none(format_name, bytes(content)):
        assert 2 <= one.line <= lines
        if isinstance(one, ImportedShelter):
            assert one.name
            assert one.count is None or 0 <= one.count.free <= one.beds
        else:
            assert explain(one, "fr") != explain(one, "en")


def found_or_none(format_name: str, content: bytes) -> list[ImportedShelter | BadRow]:
    try:
        return list(READERS[format_name](Source(io.BytesIO(content), len(content))))
    except UnreadableFileError:
        return []
