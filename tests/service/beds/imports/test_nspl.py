"""Canada's list of service providers."""

import pytest

from service.beds.imports.records import ImportedPool
from service.tables.bad_rows import BadRow
from tests.service.beds.imports.files import NSPL, by_key, read, read_bytes

ALL = ("woman", "man", "trans_woman", "trans_man", "non_binary")
HEADER = "ServiceProviderID,Shelter_Type,ProvCode,City,Target_Clientele,Gender_Served,Name,Umbrella,Beds\n"


def test_every_provider_is_a_shelter_with_permanent_beds() -> None:
    """AGR-06."""
    shelters, bad = read("nspl", NSPL)
    assert bad == []
    assert len(shelters) == 17
    assert sum(s.beds for s in shelters) == 152
    assert {s.count for s in shelters} == {None}
    assert {s.region for s in shelters} == {"CA-NL", "CA-NS", "CA-NB", "CA-ON"}


@pytest.mark.parametrize(
    ("key", "kind", "genders"),
    [
        ("2641", "youth", ("woman",)),
        ("4112", "youth", ("woman",)),
        ("4111", "transition", ALL),
        ("3811", "transition", ("woman",)),
        ("106", "families", ALL),
        ("67", "women_difficulty", ("woman",)),
        ("62", "homeless", ("man",)),
        ("4118", "homeless", ALL),
    ],
)
def test_kind_and_genders_follow_type_and_clientele(key: str, kind: str, genders: tuple[str, ...]) -> None:
    """BED-01, ADM-07."""
    shelter = by_key(read("nspl", NSPL)[0])[key]
    assert (shelter.kind, shelter.genders) == (kind, genders)


def test_a_family_shelter_has_family_beds() -> None:
    """BED-06."""
    shelters = by_key(read("nspl", NSPL)[0])
    assert shelters["1334"].pools == (ImportedPool("beds", 17, family=True, min_age=0),)
    assert shelters["67"].pools == (ImportedPool("beds", 17),)


def test_a_shelter_without_umbrella_is_its_own_organisation() -> None:
    shelters = by_key(read("nspl", NSPL)[0])
    assert shelters["2641"].organisation_name == "Natuashish Safe House - Youth shelter"
    assert shelters["4112"].organisation_name == "Sheshatshiu Innu First Nation"


@pytest.mark.parametrize(
    ("line", "bad"),
    [
        (
            "x,Emergency,NS,H,General,Men,N,U,3",
            BadRow(2, "not_whole", (("column", "ServiceProviderID"), ("value", "x"))),
        ),
        (
            "1,Tent,NS,H,General,Men,N,U,3",
            BadRow(2, "unknown_value", (("column", "Shelter_Type"), ("value", "Tent"))),
        ),
        (
            "1,Emergency,NY,H,General,Men,N,U,3",
            BadRow(2, "unknown_region", (("column", "ProvCode"), ("value", "NY"))),
        ),
        (
            "1,Emergency,NS,H,Seniors,Men,N,U,3",
            BadRow(2, "unknown_value", (("column", "Target_Clientele"), ("value", "Seniors"))),
        ),
        ("1,Emergency,NS,H,General,,N,U,3", BadRow(2, "missing", (("column", "Gender_Served"),))),
        ("1,Emergency,NS,H,General,Men,,U,3", BadRow(2, "missing", (("column", "Name"),))),
        ("1,Emergency,NS,H,General,Men,N,U,", BadRow(2, "missing", (("column", "Beds"),))),
        (
            "1,Emergency,NS,H,General,Men,N,U,10001",
            BadRow(2, "too_large", (("column", "Beds"), ("value", 10001), ("limit", 10000))),
        ),
    ],
)
def test_a_bad_provider_is_named(line: str, bad: BadRow) -> None:
    assert read_bytes("nspl", (HEADER + line + "\n").encode()) == ([], [bad])


def test_an_identifier_twice_is_a_bad_row_and_a_region_fills_a_gap() -> None:
    row = "1,Emergency,,H,General,Men,N,U,3\n"
    shelters, bad = read_bytes("nspl", (HEADER + row + row).encode(), "CA-YT")
    assert [(s.region, s.line) for s in shelters] == [("CA-YT", 2)]
    assert bad == [BadRow(3, "repeated", (("first", 2),))]
