"""What auditors read of placements: pseudonyms and days (POL-03)."""

from datetime import date

from litestar.di import NamedDependency
from litestar.params import FromQuery

from api.doors import Caller, accepted, read
from api.problems import BAD_INPUT, Refusal
from api.wrong import DAYS_LATER, Wrong
from service.cases.audited import MOST_DAYS, AuditedPlacement, audited_placements
from service.refusals import Refused
from service.store.store import Store


@read(
    "/audit/placements",
    id="audit_placements",
    summary="Which person was in which house, by pseudonyms that are the auditor's own",
    tag="audit",
)
async def get_audited_placements(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    from_day: FromQuery[date],
    to_day: FromQuery[date],
) -> list[AuditedPlacement]:
    """`from_day` counts, `to_day` does not; both in UTC, at most 400 days apart."""
    if not 0 < (to_day - from_day).days <= MOST_DAYS:
        raise Refusal(Refused(BAD_INPUT), [Wrong("to_day", DAYS_LATER, {"limit": MOST_DAYS})])
    async with store.reading(caller.seat) as session:
        return accepted(await audited_placements(session, from_day, to_day))


handlers = [get_audited_placements]
