"""The United States' inventory of projects."""

import pytest

from service.beds.imports.records import ImportedPool
from service.tables.bad_rows import BadRow
from tests.service.beds.imports.files import HIC, by_key, read, read_bytes

HEADER = (
    "Row #,State,Organization Name,Project Name,Project Type,Bed Type,Target Population A,"
    "Target Population B,Beds HH w/ Children,Beds HH w/o Children,Beds HH w/ only Children,Total Beds\n"
)


def one(line: str, region: str | None = None) -> object:
    shelters, bad = read_bytes("hic", (HEADER + line + "\n").encode(), region)
    return (shelters or bad or [None])[0]


def test_emergency_transitional_and_safe_haven_projects_are_shelters() -> None:
    """AGR-06: the sample's 23 rows hold 19 shelters; supportive and rapid rehousing are homes."""
    shelters, bad = read("hic", HIC)
    assert bad == []
    assert len(shelters) == 19
    assert sum(s.beds for s in shelters) == 268
    assert {"179523", "196085", "170336", "165607"} & set(by_key(shelters)) == set()


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("179479", "women_violence"),
        ("179501", "women_violence"),  # transitional, for people fleeing violence
        ("183634", "hotel_partner"),
        ("165530", "hotel_partner"),  # a motel voucher for people fleeing violence is a motel first
        ("179531", "youth"),
        ("179509", "transition"),
        ("179486", "families"),
        ("183597", "women_difficulty"),
        ("179484", "homeless"),
    ],
)
def test_kind_follows_population_and_type(key: str, kind: str) -> None:
    """BED-01, BED-10."""
    assert by_key(read("hic", HIC)[0])[key].kind == kind


def test_beds_are_parted_by_whom_they_are_for() -> None:
    """BED-04, BED-06: families apart, ages on the beds."""
    shelters = by_key(read("hic", HIC)[0])
    assert shelters["179479"].pools == (
        ImportedPool("families", 5, family=True, min_age=0),
        ImportedPool("adults", 2, min_age=18),
    )
    assert shelters["179531"].pools == (
        ImportedPool("adults", 5, min_age=18, max_age=24),
        ImportedPool("children", 15, min_age=0, max_age=17),
    )
    assert shelters["165530"].pools == (ImportedPool("overflow", 35),)
    assert shelters["188709"].pools == ()


def test_a_project_has_a_region_and_genders_but_no_city_and_no_count() -> None:
    """BED-15: the file does not say when anybody looked."""
    shelter = by_key(read("hic", HIC)[0])["185819"]
    assert (shelter.region, shelter.city, shelter.count) == ("US-GU", None, None)
    assert shelter.genders == ("woman", "man")
    assert by_key(read("hic", HIC)[0])["167313"].genders == ("woman",)


def test_a_project_named_by_its_address_gets_its_organisations_name() -> None:
    """SAF-01."""
    shelters = by_key(read("hic", HIC)[0])
    assert shelters["181887"].name == "Middlesex Human Services"
    assert shelters["168481"].name == "New Beginnings – Lewiston"


def test_a_row_number_twice_is_a_bad_row() -> None:
    row = "7,NY,Org,House,ES,F,SMF,NA,0,3,0,3\n"
    shelters, bad = read_bytes("hic", (HEADER + row + row).encode())
    assert [s.line for s in shelters] == [2]
    assert bad == [BadRow(3, "repeated", (("first", 2),))]


def test_a_region_stands_in_for_an_empty_state_only() -> None:
    assert one(
        ",".join(["7", "", "Org", "House", "ES", "F", "SMF", "NA", "0", "3", "0", "3"]), "US-NY"
    ) == one("7,NY,Org,House,ES,F,SMF,NA,0,3,0,3")


@pytest.mark.parametrize(
    ("line", "bad"),
    [
        ("7,,Org,House,ES,F,SMF,NA,0,3,0,3", BadRow(2, "missing", (("column", "State"),))),
        (
            "7,ZZ,Org,House,ES,F,SMF,NA,0,3,0,3",
            BadRow(2, "unknown_region", (("column", "State"), ("value", "ZZ"))),
        ),
        (
            "7,NY,Org,House,XX,F,SMF,NA,0,3,0,3",
            BadRow(2, "unknown_value", (("column", "Project Type"), ("value", "XX"))),
        ),
        (
            "7,NY,Org,House,ES,Q,SMF,NA,0,3,0,3",
            BadRow(2, "unknown_value", (("column", "Bed Type"), ("value", "Q"))),
        ),
        (
            "7,NY,Org,House,ES,F,SQ,NA,0,3,0,3",
            BadRow(2, "unknown_value", (("column", "Target Population A"), ("value", "SQ"))),
        ),
        (
            "7,NY,Org,House,ES,F,SMF,Q,0,3,0,3",
            BadRow(2, "unknown_value", (("column", "Target Population B"), ("value", "Q"))),
        ),
        (",NY,Org,House,ES,F,SMF,NA,0,3,0,3", BadRow(2, "missing", (("column", "Row #"),))),
        ("7,NY,,House,ES,F,SMF,NA,0,3,0,3", BadRow(2, "missing", (("column", "Organization Name"),))),
        (
            "7,NY,Org,House,ES,F,SMF,NA,0,3,0,-3",
            BadRow(2, "negative", (("column", "Total Beds"), ("value", -3))),
        ),
        (
            "7,NY,Org,House,ES,F,SMF,NA,1,3,0,3",
            BadRow(2, "parts_exceed_total", (("parts", 4), ("column", "Total Beds"), ("value", 3))),
        ),
    ],
)
def test_a_bad_project_is_named(line: str, bad: BadRow) -> None:
    assert one(line) == bad


def test_a_home_is_passed_over_whatever_else_its_row_says() -> None:
    assert one("7,ZZ,,,PSH,Q,,,x,y,z,w") is None
