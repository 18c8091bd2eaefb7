"""What every page of a pivot reads first: the case, the hour where its person is, and words for what it holds."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from babel import Locale

from api.pages.formats import alphabetical
from api.pages.frame import said
from api.pages.moments import zone_of
from api.pages.visits import Visit
from api.problems import Refusal
from service.cases.queries import CaseView, case_of
from service.partners.actor import Actor, Role
from service.partners.queries import Region, regions
from service.refusals import NOT_FOUND, Language, Refused
from service.store.session import Session

LANGUAGES = (
    "fr", "en", "es", "ar", "zh", "hu", "uk", "ru", "pt", "ro", "vi", "tl", "pa", "hi", "ur", "bn", "fa", "ko", "ti",
    "am", "so", "sw", "ln", "ht", "th", "tr", "pl", "de", "it", "iu", "cr",
)  # fmt: skip
"""Offered first; what a case holds beside them is offered too."""


@dataclass(frozen=True)
class Here:
    """Where and when a page is read, and the case that it is about."""

    now: datetime
    zone: str
    actor: Actor
    known: list[Region]

    def place(self, code: str, language: Language) -> str:
        """A region's name."""
        return next((each.name(language) for each in self.known if each.code == code), code)


async def here_of(session: Session) -> Here:
    """The hour and the regions, for whoever is a pivot worker. Raises `Refusal`: for anybody else there is no page."""
    if not session.actor.has(Role.PIVOT_WORKER):
        raise Refusal(Refused(NOT_FOUND))
    return Here(session.now, await zone_of(session), session.actor, await regions(session))


async def my_case(session: Session, case_id: UUID) -> CaseView:
    """A case that the visitor accompanies. Raises `Refusal`: not theirs and not there are one answer (CNF-04)."""
    case = await case_of(session, case_id) if session.actor.has(Role.PIVOT_WORKER) else None
    if case is None:
        raise Refusal(Refused(NOT_FOUND))
    return case


async def read_case(visit: Visit, case_id: UUID) -> tuple[CaseView, Here]:
    """The case and its hour, in one reading."""
    async with visit.store.reading(visit.seat) as session:
        return await my_case(session, case_id), await here_of(session)


def tongue(code: str, language: Language) -> str:
    """A language's name, in the visitor's."""
    if code == "und":
        return said(language, "pivot.language.und")
    name = Locale.parse(f"{language}_CA").languages.get(code.partition("-")[0], code)
    return str(name)


def tongues(language: Language, *more: str) -> list[tuple[str, str]]:
    """Languages to choose from, by name, the two of the country first; `more` are those that the case knows."""
    codes = [*LANGUAGES, *(code for code in more if code not in (*LANGUAGES, "und"))]
    named = [(code, tongue(code, language)) for code in codes]
    return [
        ("und", tongue("und", language)),
        *named[:2],
        *sorted(named[2:], key=lambda each: alphabetical(each[1])),
    ]


def provinces(known: list[Region], language: Language) -> list[tuple[str, str]]:
    """Canada's provinces and territories, by name."""
    return sorted(
        ((each.code, each.name(language)) for each in known if each.code.startswith("CA-")),
        key=lambda each: alphabetical(each[1]),
    )
