"""Provinces and states as ISO 3166-2 regions, and the time zone that most of each one keeps."""

from collections.abc import Mapping
from typing import Final

_ZONES_OF_CANADA: Final = {
    "America/St_Johns": "NL",
    "America/Halifax": "NB NS PE",
    "America/Toronto": "ON QC",
    "America/Iqaluit": "NU",
    "America/Winnipeg": "MB",
    "America/Regina": "SK",
    "America/Edmonton": "AB NT",
    "America/Vancouver": "BC",
    "America/Whitehorse": "YT",
}
_ZONES_OF_THE_UNITED_STATES: Final = {
    "America/New_York": "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "CO ID MT NM UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR VI",
    "Pacific/Guam": "GU MP",
    "Pacific/Pago_Pago": "AS",
}


def _by_region(country: str, zones: Mapping[str, str]) -> dict[str, str]:
    return {f"{country}-{letters}": zone for zone, together in zones.items() for letters in together.split()}


TIME_ZONES: Final[Mapping[str, str]] = _by_region("CA", _ZONES_OF_CANADA) | _by_region(
    "US", _ZONES_OF_THE_UNITED_STATES
)
"""IANA time zone by region; a shelter across a line inside its region corrects its own."""

CANADIAN: Final[Mapping[str, str]] = {region[3:]: region for region in TIME_ZONES if region.startswith("CA-")}
"""Region by the letters of the province or territory."""

AMERICAN: Final[Mapping[str, str]] = {region[3:]: region for region in TIME_ZONES if region.startswith("US-")}
"""Region by the letters of the state, district or territory."""
