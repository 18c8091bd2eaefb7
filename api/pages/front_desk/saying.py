"""Who comes, in words: so many people of an age band, and never a word more about them (SAF-08)."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from api.pages.formats import clock_time, day
from api.pages.frame import said
from service.beds.stays.queries import PartyView
from service.refusals import Language

LANGUAGES = {"fr": ("français", "French"), "en": ("anglais", "English"), "es": ("espagnol", "Spanish"),
             "ar": ("arabe", "Arabic"), "hu": ("hongrois", "Hungarian"), "pt": ("portugais", "Portuguese"),
             "ro": ("roumain", "Romanian"), "zh": ("chinois", "Chinese"), "tl": ("tagalog", "Tagalog"),
             "ht": ("créole haïtien", "Haitian Creole"), "ru": ("russe", "Russian"), "uk": ("ukrainien", "Ukrainian"),
             "hi": ("hindi", "Hindi"), "pa": ("pendjabi", "Punjabi"), "vi": ("vietnamien", "Vietnamese"),
             "fa": ("persan", "Persian")}  # fmt: skip
"""Those that are asked for most; another one is said by its code."""


def people(language: Language, groups: Iterable[tuple[str, str, int]], children: int = 0) -> str:
    """`1 femme, 21–24 ans; 2 enfants`: groups are (gender, age band, how many)."""
    parts = [
        f"{said(language, f'desk.gender.{gender}.{_number(count)}', count=count)}, {said(language, f'desk.age.{band}')}"
        for gender, band, count in groups
        if count
    ]
    if children:
        parts.append(said(language, f"desk.children.{_number(children)}", count=children))
    return "; ".join(parts)


def _number(count: int) -> str:
    return "one" if count == 1 else "many"


def party(language: Language, found: PartyView) -> str:
    """The party of one request."""
    return people(language, ((p.gender, p.age_band, p.count) for p in found.people), found.children)


def counted(language: Language, found: Iterable[tuple[str, str]]) -> str:
    """People one by one, each (gender, age band), said in groups."""
    groups = Counter(found)
    return people(language, ((gender, band, count) for (gender, band), count in groups.items()))


def spoken(language: Language, codes: Iterable[str]) -> str:
    """Languages by their names."""
    place = 0 if language == "fr" else 1
    return ", ".join(LANGUAGES[code][place] if code in LANGUAGES else code for code in codes)


def when(language: Language, at: datetime, zone: str, now: datetime) -> str:
    """The hour; of another day than today there, with the day."""
    time = clock_time(at, zone, language)
    local = at.astimezone(ZoneInfo(zone)).date()
    return time if local == now.astimezone(ZoneInfo(zone)).date() else f"{day(local, language)}, {time}"
