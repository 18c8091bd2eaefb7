"""Money, days and hours as a person types them."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from api.wrong import Wrong
from service.refusals import Said

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
AN_AMOUNT = Said("Un montant, par exemple 80 ou 80,50", "An amount, such as 80 or 80.50")
A_DAY = Said("Un jour, par exemple 2026-11-03", "A day, such as 2026-11-03")
AN_HOUR = Said("Une heure, par exemple 22:30", "A time, such as 22:30")
_AMOUNT = re.compile(r"(\d{1,7})(?:[.,](\d{1,2}))?")
_HOUR = re.compile(r"(\d{1,2})\s*(?::|h)\s*(\d{2})?")


def cents_in(text: str, field: str) -> int | Wrong:
    """`80`, `80,50`, `1 200,00 $` or `$80.5` in cents."""
    found = _AMOUNT.fullmatch(re.sub(r"[\s$]", "", text))
    if not found:
        return Wrong(field, AN_AMOUNT)
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def day_in_text(text: str, field: str) -> date | Wrong:
    """`2026-11-03`, as a browser's date field gives it."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return Wrong(field, A_DAY)


def hour_in(text: str, field: str) -> time | Wrong:
    """`22:30`, `22 h 30` or `22 h`."""
    found = _HOUR.fullmatch(text.strip())
    try:
        return time(int(found[1]), int(found[2] or 0)) if found else Wrong(field, AN_HOUR)
    except ValueError:
        return Wrong(field, AN_HOUR)


def moment_at(day: date, hour: time, zone: str) -> datetime:
    """That hour of that day in that time zone, in UTC; an hour that the clock skips is the one after it. A day at an
    end of calendars is the nearest of this millennium: too far for every rule, and no defect."""
    near = min(max(day, FIRST_DAY), LAST_DAY)
    return datetime.combine(near, hour, ZoneInfo(zone)).astimezone(UTC)
