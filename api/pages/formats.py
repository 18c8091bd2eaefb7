"""The one formatter of times, durations and money: French of Canada and English, on a 24-hour clock."""

import unicodedata
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from service.refusals import Language

FIXED = "\u00a0"
"""U+00A0: « 23 h 40 » never breaks at the end of a line."""
JOINED = "\u2060"
"""U+2060: nor does a word at this place."""


def clock_time(at: datetime, zone: str, language: Language) -> str:
    """`23 h 40` or `23:40`, in that time zone."""
    local = at.astimezone(ZoneInfo(zone))
    return local.strftime(f"%-H{FIXED}h{FIXED}%M" if language == "fr" else "%H:%M")


def age(since: datetime, now: datetime, language: Language) -> str:
    """How long ago, in the largest unit that says enough: `12 min`, `5 h`, `3 j` / `3 d`."""
    passed = max(now - since, timedelta(0))
    if passed < timedelta(hours=1):
        return f"{int(passed.total_seconds()) // 60}{FIXED}min"
    if passed < timedelta(hours=48):
        return f"{int(passed.total_seconds()) // 3600}{FIXED}h"
    return f"{passed.days}{FIXED}{'j' if language == 'fr' else 'd'}"


def span(minutes: int) -> str:
    """`12 h`, or `90 min` where no hour is whole."""
    return f"{minutes // 60}{FIXED}h" if minutes and minutes % 60 == 0 else f"{minutes}{FIXED}min"


def day(on: date, language: Language) -> str:
    """`3 nov. 2027` or `3 Nov 2027`; it never breaks."""
    text = format_date(on, "d MMM y", locale=f"{language}_CA")
    return (text if language == "fr" else text.replace(".", "")).replace(" ", FIXED)


def long_day(on: date, language: Language) -> str:
    """`1er novembre 2027` or `1 November 2027`, for a heading."""
    text = format_date(on, "d MMMM y", locale=f"{language}_CA")
    return (text.replace("1 ", "1er ", 1) if language == "fr" and on.day == 1 else text).replace(" ", FIXED)


def money(cents: int, currency: str, language: Language) -> str:
    """`340,00 $` or `$340.00`; whole amounts without their zeros."""
    amount = format_currency(cents / 100, currency, locale=f"{language}_CA")
    whole = amount.replace(",00", "") if language == "fr" else amount.replace(".00", "")
    return whole if cents % 100 == 0 else amount


def whole(count: int, language: Language) -> str:
    """`48 211` or `48,211`."""
    return format_decimal(count, locale=f"{language}_CA")


def month(on: date, language: Language) -> str:
    """`novembre 2026` or `November 2026`."""
    return format_date(on, "LLLL y", locale=f"{language}_CA")


def alphabetical(name: str) -> str:
    """What names are sorted by: « Île » stands with the words in I, as in a dictionary."""
    return "".join(
        sign for sign in unicodedata.normalize("NFD", name) if not unicodedata.combining(sign)
    ).casefold()
