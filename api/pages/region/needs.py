"""Needs without a place, seven days: picture 5 and its sentence; below five, only that it is (DAT-05, DAT-06)."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from api.pages.charts import Bars, bars
from api.pages.frame import said
from service.beds.unmet.needs import unmet_by_day
from service.refusals import Language
from service.reports.codebook.services import UNMET
from service.store.session import Session

DAYS: Final = 7
FEWEST: Final = 5
"""Below this a figure over several days is not told (DAT-05)."""


@dataclass(frozen=True)
class Needs:
    """The picture and its sentence."""

    sentence: str
    chart: Bars


async def needs_of_a_week(session: Session, language: Language) -> Needs:
    """The needs of the coordination's regions, the reasons with five and more by their number."""
    today = session.now.date()
    first, until = today - timedelta(days=DAYS - 1), today + timedelta(days=1)
    found: Counter[str] = Counter()
    for region in session.actor.regions:
        for row in await unmet_by_day(session, region, first, until):
            found[row.reason] += row.needs
    return told(found, language)


def told(found: Counter[str], language: Language) -> Needs:
    """Small ones share one row, so that none can be worked out from the others."""
    large = [(reason, count) for reason, count in found.items() if count >= FEWEST]
    rows: list[tuple[str, int | None, str]] = [
        (reason_words(reason, language), n, str(n)) for reason, n in large
    ]
    if len(large) < len(found):
        rows.append((said(language, "reg.needs.others"), None, said(language, "reg.needs.few")))
    return Needs(_sentence(large, language, any(found.values())), bars(rows))


def _sentence(large: list[tuple[str, int]], language: Language, some: bool) -> str:
    if not some:
        return said(language, "reg.needs.none")
    if not large:
        return said(language, "reg.needs.all_few")
    reason, count = max(large, key=lambda pair: (pair[1], pair[0]))
    words = reason_words(reason, language)
    return said(language, "reg.needs.first", reason=words, count=count)


def reason_words(reason: str, language: Language) -> str:
    """A reason as the reports call it."""
    return UNMET[reason].said.in_(language)
