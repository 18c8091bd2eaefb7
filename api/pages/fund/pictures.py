"""A fund's two pictures: how an envelope's money comes down, and how long decisions take (screens, section 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from api.pages.charts import Burn, Dots, burn, dots
from api.pages.fund.common import Telling
from service.fund.envelopes.burning import Day, burn_down, lasts_until
from service.fund.envelopes.queries import EnvelopeView
from service.fund.requests.times import TimeTaken
from service.store.session import Session

LATELY: Final = timedelta(days=30)
URGENCIES: Final = ("critical", "urgent", "standard")
ROWS: Final = 12
"""Days in the table below a picture: the newest."""


@dataclass(frozen=True)
class BurnDown:
    """Picture 3 with its sentence and the rows of its table."""

    sentence: str
    chart: Burn | None
    rows: Sequence[tuple[str, str, str]]


async def burned(session: Session, tell: Telling, envelope: EnvelopeView) -> BurnDown:
    """How this envelope came down."""
    days = await burn_down(session, envelope.id, tell.zone)
    first, last = (_local(at, tell) for at in (envelope.starts_at, envelope.ends_at))
    high = max((each.free + each.promised for each in days), default=0)
    labels = (tell.money(high), tell.day(first), tell.day(last))
    points = [((each.day - first).days, each.free, each.promised) for each in days]
    chart = burn(points, (last - first).days, (tell.today - first).days, labels)
    rows = [
        (tell.day(each.day), tell.money(each.free), tell.money(each.promised))
        for each in reversed(days[-ROWS:])
    ]
    return BurnDown(_burn_sentence(tell, envelope, days), chart, rows)


def _local(at: datetime, tell: Telling) -> date:
    return at.astimezone(ZoneInfo(tell.zone)).date()


def _burn_sentence(tell: Telling, envelope: EnvelopeView, days: Sequence[Day]) -> str:
    facts = {"code": envelope.code, "free": tell.money(envelope.available_cents)}
    if envelope.available_cents <= 0:
        return tell.say("fund.burn.none", **facts)
    until = lasts_until(days, tell.today)
    if until is None:
        return tell.say("fund.burn.still", **facts)
    return tell.say("fund.burn", **facts, day=tell.day(until))


@dataclass(frozen=True)
class Times:
    """Picture 4 with its sentence and the rows of its table."""

    sentence: str
    lanes: Sequence[Dots]
    rows: Sequence[tuple[str, int, int]]


def times(tell: Telling, taken: Sequence[TimeTaken]) -> Times | None:
    """How long decisions took, a lane for each urgency; None where nothing was decided."""
    if not taken:
        return None
    in_time = sum(each.minutes <= each.target for each in taken)
    sentence = tell.say("fund.times", in_time=in_time, count=len(taken))
    groups = [(name, [each for each in taken if each.urgency == name]) for name in URGENCIES]
    lanes = [_lane(tell, name, group) for name, group in groups if group]
    rows = [
        (tell.say(f"fund.urgency.{name}"), _in_time(group), len(group)) for name, group in groups if group
    ]
    return Times(sentence, dots(lanes), rows)


def _in_time(group: Sequence[TimeTaken]) -> int:
    return sum(each.minutes <= each.target for each in group)


def _lane(tell: Telling, urgency: str, group: Sequence[TimeTaken]) -> tuple[str, int, list[int]]:
    """A lane on the scale of its longest target: within two working days a weekend counts for nothing."""
    target = max(each.target for each in group)
    facts = {"target": span(tell, target), "in_time": _in_time(group), "count": len(group)}
    label = tell.say("fund.times.lane", urgency=tell.say(f"fund.urgency.{urgency}"), **facts)
    return label, target, [each.minutes * target // max(each.target, 1) for each in group]


def span(tell: Telling, minutes: int) -> str:
    """Minutes in the unit that says enough: `30 min`, `2 h`, `2 d`."""
    if minutes < 120:
        return tell.say("fund.minutes", count=minutes)
    if minutes < 2_880:
        return tell.say("fund.hours", count=minutes // 60)
    return tell.say("fund.days", count=minutes // 1_440)
