"""Days and hours as a page says them: in one language, in the time zone of the organisation's first region."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from api.pages.formats import clock_time, day
from service.partners.queries import regions
from service.refusals import Language
from service.store.session import Session

ELSEWHERE = "America/Toronto"


async def zone_of(session: Session) -> str:
    """Where the actor's organisation is."""
    served = session.actor.regions[:1]
    found = [region.time_zone for region in await regions(session) if region.code in served]
    return found[0] if found else ELSEWHERE


def day_in(language: Language, zone: str) -> Callable[[date | datetime], str]:
    """Says a day; of a moment (UTC) the day that it is there."""

    def said(on: date | datetime) -> str:
        local = on.astimezone(ZoneInfo(zone)).date() if isinstance(on, datetime) else on
        return day(local, language)

    return said


def moment_in(language: Language, zone: str) -> Callable[[datetime], str]:
    """Says a day and its hour; at letters twice as large a line may break between the two."""
    days = day_in(language, zone)

    def said(at: datetime) -> str:
        return f"{days(at)}, {clock_time(at, zone, language)}"

    return said
