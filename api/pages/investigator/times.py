"""When people may arrive: now, tonight, tomorrow or another day, typed as a person says it (OPS-04)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from api.pages.amounts import day_in_text, hour_in, moment_at
from api.pages.formats import clock_time, day
from api.pages.forms import Form
from api.pages.words import WORDS
from api.wrong import Wrong
from service.operations.sites.queries import Window
from service.refusals import Language, Said

WHEN: Final = ("now", "tonight", "tomorrow", "day")
FROM, UNTIL = "05:00", "11:00"
"""What a first reservation begins with: the small hours, when most operations begin."""
CHOOSE_WHEN: Final = Said("Choisissez quand", "Choose when")
FROM_NOW: Final = timedelta(hours=6)
JOINED: Final = "\u2060"
"""Word joiner: a line never breaks around the dash of a window."""


@dataclass(frozen=True)
class Typed:
    """A window, or what to correct."""

    window: Window | None
    wrongs: tuple[Wrong, ...] = ()


def window_in(form: Form, now: datetime, zone: str, nights: int = 1) -> Typed:
    """The window of a form. An end that is not after its beginning is on the next day; `now` lasts six hours."""
    when = form.value("when")
    if when == "now":
        return Typed(Window(now, now + FROM_NOW, nights))
    on = now.astimezone(ZoneInfo(zone)).date()
    if when == "tomorrow":
        on += timedelta(days=1)
    elif when == "day":
        typed = day_in_text(form.value("day"), "day")
        if isinstance(typed, Wrong):
            return Typed(None, (typed,))
        on = typed
    elif when != "tonight":
        return Typed(None, (Wrong("when", CHOOSE_WHEN),))
    starts, ends = hour_in(form.value("starts"), "starts"), hour_in(form.value("ends"), "ends")
    wrongs = tuple(each for each in (starts, ends) if isinstance(each, Wrong))
    if isinstance(starts, Wrong) or isinstance(ends, Wrong):
        return Typed(None, wrongs)
    opens = moment_at(on, starts, zone)
    closes = moment_at(on if ends > starts else on + timedelta(days=1), ends, zone)
    return Typed(Window(opens, closes, nights))


def window_words(opens: datetime, closes: datetime, now: datetime, zone: str, language: Language) -> str:
    """`tomorrow 05:00–11:00`, `3 Nov 2026, 05:00–11:00`: short where everybody knows the day."""
    local = opens.astimezone(ZoneInfo(zone)).date()
    ahead = (local - now.astimezone(ZoneInfo(zone)).date()).days
    known = {0: "inv.today", 1: "inv.tomorrow", -1: "inv.yesterday"}.get(ahead)
    which = WORDS[known].in_(language) if known else f"{day(local, language)},"
    begins, ends = (clock_time(at, zone, language) for at in (opens, closes))
    return f"{which} {begins}{JOINED}–{JOINED}{ends}"


def hours_of(opens: datetime, closes: datetime, zone: str) -> tuple[str, str]:
    """A window's hours as the fields hold them."""
    local = [at.astimezone(ZoneInfo(zone)).strftime("%H:%M") for at in (opens, closes)]
    return local[0], local[1]
