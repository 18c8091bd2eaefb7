"""What the pages of a fund share: moments as they are told, categories in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.doors import accepted
from api.pages.formats import clock_time, money
from api.pages.frame import said
from api.pages.moments import day_in, zone_of
from api.pages.visits import Visit
from service.fund.said import CATEGORIES
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Language, Refused
from service.store.session import Session


@dataclass(frozen=True)
class Telling:
    """Tells days and moments in one language, where the fund is, as of now."""

    language: Language
    zone: str
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    def day(self, on: date | datetime) -> str:
        return day_in(self.language, self.zone)(on)

    def moment(self, at: datetime) -> str:
        """A day and its hour; the line may break between them, and with large letters it does."""
        return f"{self.day(at)}, {clock_time(at, self.zone, self.language)}"

    def by(self, at: datetime) -> str:
        """The hour alone for today, else with its day."""
        if at.astimezone(ZoneInfo(self.zone)).date() == self.today:
            return clock_time(at, self.zone, self.language)
        return self.moment(at)

    def money(self, cents: int) -> str:
        return money(cents, "CAD", self.language)

    def say(self, key: str, **facts: Any) -> str:
        return said(self.language, key, **facts)

    def categories(self, codes: Iterable[str]) -> str:
        """Categories in words, each once."""
        return ", ".join(dict.fromkeys(CATEGORIES[code].in_(self.language) for code in codes))

    @property
    def context(self) -> dict[str, Any]:
        """For a template: `day`, `moment`, `by`, `zone`, `now` and the words of categories."""
        return {
            "day": self.day,
            "moment": self.moment,
            "by": self.by,
            "zone": self.zone,
            "now": self.now,
            "category": lambda code: CATEGORIES[code].in_(self.language),
        }


async def telling(visit: Visit, session: Session) -> Telling:
    """How this visitor is told moments. Raises `Refusal` for whoever administers no fund."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        accepted(Refused(NOT_ALLOWED))
    return Telling(visit.language, await zone_of(session), session.now)
