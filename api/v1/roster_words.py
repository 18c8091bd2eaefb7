"""A gap in a roster as people read it, in the roster's own local time: who reads it acts before the night (ACC-03)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from service.partners.rosters.rules import Period
from service.refusals import Language

FIXED = "\u00a0"
"""U+00A0: `20 h` never breaks at the end of a line."""
NEAR = timedelta(days=6)
"""A weekday alone says which day it is, up to here."""


def gap_sentence(gap: Period, now: datetime, time_zone: str, language: Language) -> str:
    """`Garde : ven. 20 h à sam. 8 h, vide`, or `On call: Fri 20:00 to Sat 8:00, empty` (ACC-03)."""
    starts, ends = (_moment(at, now, time_zone, language) for at in (gap.starts_at, gap.ends_at))
    if language == "fr":
        return f"Garde{FIXED}: {starts} à {ends}, vide"
    return f"On call: {starts} to {ends}, empty"


def _moment(at: datetime, now: datetime, time_zone: str, language: Language) -> str:
    local = at.astimezone(ZoneInfo(time_zone))
    pattern = "EEE" if at - now <= NEAR else "EEE d MMM"
    day = format_datetime(local, pattern, locale=f"{language}_CA")
    if language == "en":
        return f"{day.replace('.', '')} {local.hour}:{local.minute:02}"
    minutes = f"{FIXED}{local.minute:02}" if local.minute else ""
    return f"{day} {local.hour}{FIXED}h{minutes}"
