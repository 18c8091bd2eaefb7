"""A gap in a roster as people read it, in the roster's own local time: who reads it acts before the night (ACC-03)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from api.pages.formats import FIXED, clock_time
from service.partners.rosters.rules import Period
from service.refusals import Language

NEAR = timedelta(days=6)
"""A weekday alone says which day it is, up to here."""


def gap_sentence(
    gap: Period, now: datetime, time_zone: str, language: Language, house: str | None = None
) -> str:
    """`Garde : ven. 20 h 00 à sam. 8 h 00, vide`, or `On call: Fri 20:00 to Sat 08:00, empty`; of a house's roster with
    its name: `Garde – Maison des Érables : …` (ACC-03)."""
    of = f" – {house}" if house else ""
    starts, ends = (_moment(at, now, time_zone, language) for at in (gap.starts_at, gap.ends_at))
    if language == "fr":
        return f"Garde{of}{FIXED}: {starts} à {ends}, vide"
    return f"On call{of}: {starts} to {ends}, empty"


def _moment(at: datetime, now: datetime, time_zone: str, language: Language) -> str:
    local = at.astimezone(ZoneInfo(time_zone))
    pattern = "EEE" if at - now <= NEAR else "EEE d MMM"
    day = format_datetime(local, pattern, locale=f"{language}_CA")
    said = day if language == "fr" else day.replace(".", "")
    return f"{said} {clock_time(at, time_zone, language)}"
