"""What an “other” was, month by month: the lists grow by the words that come back (PIV-07)."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from litestar import Response, get
from litestar.di import NamedDependency

from api.pages.visits import Visit
from api.problems import Refusal
from service.cases.others.commands import OtherOfMonth, others_of_month
from service.refusals import Refused
from service.store.session import Session


@get("/region/words", include_in_schema=False)
async def show_words(visit: NamedDependency[Visit]) -> Response[str]:
    """This month and the one before, over one's regions."""
    async with visit.store.reading(visit.seat) as session:
        this = session.now.date().replace(day=1)
        before = (this - timedelta(days=1)).replace(day=1)
        months = [(month, await _of(session, month)) for month in (this, before)]
    shown = [(format_date(month, "LLLL y", locale=f"{visit.language}_CA"), rows) for month, rows in months]
    return visit.paint("region/words.html", months=shown)


async def _of(session: Session, month: date) -> list[OtherOfMonth]:
    found: Counter[tuple[str, str]] = Counter()
    for region in session.actor.regions or ("",):
        rows = await others_of_month(session, region, month)
        if isinstance(rows, Refused):
            raise Refusal(rows)
        for row in rows:
            found[row.about, row.words] += row.times
    return [OtherOfMonth(about, words, times) for (about, words), times in found.most_common()]


handlers: list[Any] = [show_words]
