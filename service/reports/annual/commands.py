"""Publishing a period: once, whole, and never again for any of its days (DAT-02, DAT-05)."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from service.partners.actor import Actor, only
from service.refusals import NOT_FOUND, Refused
from service.reports.annual.lines import MONEY, Lines
from service.reports.annual.rules import Fact, gathered, to_publish
from service.reports.codebook.rules import VERSION
from service.reports.events import ReportPublished
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

REGIONS = sql("SELECT code FROM regions ORDER BY code")
FACTS = sql("SELECT * FROM relais.report_facts(:since, :until)")
LINES = sql("SELECT * FROM relais.report_lines(:since, :until)")
PUBLISH = sql("SELECT relais.publish_report(:id, :since, :until, :code_book, CAST(:cells AS jsonb))")


@dataclass(frozen=True)
class PublishReport:
    """Whole months, from the first day of one to that of another, which does not count."""

    since: date
    until: date


@command(event=ReportPublished, allowed=only(), refusals={"publications_never_overlap": NOT_FOUND})
async def publish_report(
    uow: UnitOfWork, actor: Actor, wish: PublishReport
) -> Done[UUID, ReportPublished] | Refused:
    """Publish a period's report for the country and every region at once (DAT-02, DAT-05). Jobs only.

    What is withheld is decided over all of it together. Not found for a period that is not over, or of which any day
    has been published: PostgreSQL refuses the second, whoever asks.
    """
    regions = [row["code"] for row in await uow.rows(REGIONS)]
    facts = [Fact(**row) for row in await uow.rows(FACTS, since=wish.since, until=wish.until)]
    lines = [_lines(row) for row in await uow.rows(LINES, since=wish.since, until=wish.until)]
    cells = [asdict(each) for each in to_publish(gathered(regions, facts, lines))]
    id = uuid4()
    if not await uow.value(
        PUBLISH, id=id, since=wish.since, until=wish.until, code_book=VERSION, cells=cells
    ):
        return Refused(NOT_FOUND)
    published = ReportPublished(
        subject=actor.organisation_id,
        since=wish.since.isoformat(),
        until=wish.until.isoformat(),
        code_book=VERSION,
    )
    return Done(id, published)


def _lines(row: Any) -> Lines:
    cents = {measure: row[measure] for measure in MONEY if row[measure] is not None}
    return Lines(
        row["region"],
        row["category"],
        row["urgency"],
        frozenset(row["now"]),
        frozenset(row["ever"]),
        row["count"],
        cents,
    )
