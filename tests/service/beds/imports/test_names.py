"""Names without addresses."""

import pytest

from service.beds.imports.names import without_address


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("1042 7th St.", ""),
        ("TOTIL House-201 Brush St", "TOTIL House"),
        ("DCHV - 302 Chestnut Street", "DCHV"),
        ("New Person Center 317 N. 6th Street", "New Person Center"),
        ("57 Lebanon St. - Sanford", "Sanford"),
        ("179-185 Indiana Ave", ""),
        ("545 Lake Shore Blvd W. Couples", "Couples"),
        ("Shelter M5V 3C6", "Shelter"),
        ("Shelter m5v3c6", "Shelter"),
        ("8th Street Program", "8th Street Program"),
        ("The Phoenix Women's 24/7 Drop-In", "The Phoenix Women's 24/7 Drop-In"),
        ("Transitional Families w/Kids FOCUS (5387)", "Transitional Families w/Kids FOCUS (5387)"),
        ("Hamilton Meadows: C4DP/Second-Step", "Hamilton Meadows: C4DP/Second-Step"),
        ("Seaton House - Fourth Floor Program", "Seaton House - Fourth Floor Program"),
    ],
)
def test_a_street_address_leaves_a_name_and_numbers_stay(name: str, left: str) -> None:
    """SAF-01: where a public name is an address, it is not kept."""
    assert without_address(name) == left


@pytest.mark.parametrize(
    ("name", "own_address", "left"),
    [
        ("Dixon Hall - 354 George", "354 George St", "Dixon Hall"),
        ("St. Felix Centre 69 Fraser Respite", "69 Fraser Ave", "St. Felix Centre Respite"),
        ("Fife-Sherbourne Transitional Program", "490 Sherbourne St", "Fife-Sherbourne Transitional Program"),
        ("Hotel 400 - Women", "2180 Islington Ave", "Hotel 400 - Women"),
        ("Metro Hall", "", "Metro Hall"),
        ("Metro Hall", "Multiple sites", "Metro Hall"),
    ],
)
def test_a_rows_own_address_leaves_its_name_even_abbreviated(name: str, own_address: str, left: str) -> None:
    """SAF-01: the address column tells what to look for in the name."""
    assert without_address(name, own_address) == left
