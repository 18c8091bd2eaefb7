"""Fourteen nights of a shelter, the last of them tonight: the picture, its sentence and its numbers (picture 1)."""

from dataclasses import dataclass
from datetime import timedelta

from babel.dates import format_date

from api.pages.charts import Night, nights
from api.pages.formats import FIXED
from api.pages.frame import said
from service.beds.nights.rules import HouseClock
from service.beds.shelters.queries import NightView, ShelterView, nights_of
from service.refusals import Language
from service.store.session import Session

SHOWN = 14


@dataclass(frozen=True)
class Fortnight:
    """One shelter's nights, oldest first."""

    shelter: ShelterView
    sentence: str
    chart: list[Night]


async def fortnight(session: Session, shelter: ShelterView, language: Language) -> Fortnight:
    """Tonight, and the thirteen nights before it (DAT-10)."""
    tonight = HouseClock(shelter.time_zone, shelter.turnover_hour).night_of(session.now)
    found = await nights_of(session, shelter.id, tonight - timedelta(days=SHOWN - 1), SHOWN) or []
    rows = [(_short(night, language), numbers(night)) for night in found]
    return Fortnight(shelter, _sentence(found, language), nights(rows))


def numbers(night: NightView) -> tuple[int, int, int, int]:
    """Taken, held, closed, empty. One bed may be left and held in the same night: it is then counted as taken, and no
    column is higher than the house."""
    taken = min(night.taken, night.beds)
    held = min(night.held, night.beds - taken)
    closed = min(night.closed, night.beds - taken - held)
    return taken, held, closed, night.beds - taken - held - closed


def _short(night: NightView, language: Language) -> str:
    text = format_date(night.night, "d MMM", locale=f"{language}_CA")
    return (text if language == "fr" else text.replace(".", "")).replace(" ", FIXED)


def _sentence(found: list[NightView], language: Language) -> str:
    if not found or not found[-1].beds:
        return said(language, "house.tonight.no_beds")
    taken, held, closed, _ = numbers(found[-1])
    beds = found[-1].beds
    full = sum(1 for night in found[:-1] if night.beds and numbers(night)[3] == 0)
    key = {0: "none", 1: "one"}.get(taken, "many")
    tonight = said(language, f"house.tonight.{key}", taken=taken, beds=beds)
    rest = [
        said(language, f"house.tonight.{word}.{'one' if count == 1 else 'many'}", count=count)
        for word, count in (("held", held), ("closed", closed))
        if count
    ]
    before = said(
        language,
        {0: "house.tonight.none_full", 1: "house.tonight.one_full"}.get(full, "house.tonight.many_full"),
        count=full,
    )
    return ", ".join([tonight, *rest]) + before
