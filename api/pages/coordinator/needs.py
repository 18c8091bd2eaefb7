"""What waits for a coordinator: each thing with its state, its time, and the way that settles it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import quote
from zoneinfo import ZoneInfo

from api.pages.coordinator.holes import Hole, holes
from api.pages.formats import clock_time
from api.pages.frame import said
from api.pages.moments import day_in
from api.v1.partners.roster_words import gap_sentence
from service.beds.referrals.queries import EscalationView, own_escalations
from service.beds.shelters.queries import ShelterView
from service.beds.shelters.rules import REVIEW_AFTER
from service.beds.stays.queries import ArrivalView, arrivals_of
from service.operations.agreements.queries import Agreement, own_agreements
from service.operations.requests.queries import Asked, shelter_requests
from service.partners.duty_numbers import answers_at_a_number
from service.partners.rosters.queries import rosters
from service.refusals import Language
from service.store.session import Session

SHOWN_GAPS = 3
"""Gaps of one roster on the first page; all of them stand on the page of the duty."""
AWHILE = timedelta(hours=12)
"""What has no deadline of its own comes after what hurts tonight."""
Shape = Literal["late", "half", "full"]


@dataclass(frozen=True)
class Way:
    """A link, or with `fields` a button that posts them; `label` is its whole name where several say the same."""

    href: str
    words: str
    label: str
    fields: tuple[tuple[str, str], ...] = ()
    posts: bool = False


@dataclass(frozen=True)
class Need:
    """One thing to do, and by when (UTC)."""

    by: datetime
    shape: Shape
    words: str
    meta: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Reader:
    """In which language, when, and in the time of which place."""

    language: Language
    now: datetime
    zone: str

    def say(self, key: str, **facts: object) -> str:
        return said(self.language, key, **facts)


async def needs(session: Session, language: Language, zone: str, shelters: list[ShelterView]) -> list[Need]:
    """Everything that waits, what hurts first first (screens, C1)."""
    reader = Reader(language, session.now, zone)
    found = await _on_call(session, reader, shelters)
    for shelter in shelters:
        found += [_asked(reader, shelter, one) for one in await arrivals_of(session, shelter.id) or []
                  if one.state in ("asked", "awaiting_self_call", "held")]  # fmt: skip
        found += [_criteria(reader, shelter)] if shelter.criteria_review_due else []
    found += [_requested(reader, shelters, one) for one in await shelter_requests(session)
              if one.state == "requested"]  # fmt: skip
    displaced = [one for one in await own_escalations(session) if one.at_own_shelter]
    found += [_displaced(reader, one, nth) for nth, one in enumerate(displaced, 1)]
    found += [_review(reader, one) for one in await own_agreements(session) if one.review_due]
    if not await answers_at_a_number(session):
        found.append(_number(reader))
    return sorted(found, key=lambda need: need.by)


async def _on_call(session: Session, reader: Reader, shelters: list[ShelterView]) -> list[Need]:
    own = [roster for roster in await rosters(session) if roster.duty == "shelter"]
    covered = {roster.shelter_id for roster in own}
    without = [] if None in covered else [one for one in shelters if one.id not in covered]
    gaps = [_gap(reader, hole) for roster in own for hole in holes(roster)[:SHOWN_GAPS]]
    return [*(_no_roster(reader, one) for one in without), *gaps]


def _no_roster(reader: Reader, shelter: ShelterView) -> Need:
    label = reader.say("house.plan.of", house=shelter.name)
    way = Way("/house/duty", reader.say("house.plan"), label)
    return Need(
        reader.now, "late", reader.say("duty.none", house=shelter.name), reader.say("house.gap.then"), (way,)
    )


def _gap(reader: Reader, hole: Hole) -> Need:
    roster, starts = hole.roster, hole.period.starts_at
    words = gap_sentence(hole.period, reader.now, roster.time_zone, reader.language, roster.shelter)
    href = f"/house/duty/{roster.id}/fill?at={quote(starts.isoformat())}"
    label = reader.say("house.fill.of", gap=words)
    near = reader.say("house.gap.tonight" if starts - reader.now < AWHILE else "house.gap.then")
    return Need(starts, "late", words, near, (Way(href, reader.say("house.fill"), label),))


def _asked(reader: Reader, shelter: ShelterView, one: ArrivalView) -> Need:
    by = one.answer_by or one.held_until or one.expected_at
    time = clock_time(by, shelter.time_zone, reader.language)
    people = sum(group.count for group in one.party.people) + one.party.children
    words = reader.say("house.question", time=time)
    meta = reader.say("house.question.who" if people == 1 else "house.question.whom",
                      count=people, nights=one.nights, house=shelter.name)  # fmt: skip
    return Need(by, "half", words, meta, (_to_read(reader, f"/desk/requests/{one.referral_id}", one.code),))


def _to_read(reader: Reader, href: str, code: str) -> Way:
    """The desk's own page: a coordinator answers there too."""
    return Way(href, reader.say("house.read"), reader.say("house.read.of", code=code))


def _requested(reader: Reader, shelters: list[ShelterView], one: Asked) -> Need:
    shelter = next((each for each in shelters if each.id == one.shelter_id), shelters[0])
    words = reader.say("house.question", time=clock_time(one.answer_by, shelter.time_zone, reader.language))
    key = "house.request.one" if one.places == 1 else "house.request.many"
    meta = reader.say(key, count=one.places, house=one.shelter)
    return Need(one.answer_by, "half", words, meta, (_to_read(reader, f"/desk/asked/{one.id}", one.code),))


def _criteria(reader: Reader, shelter: ShelterView) -> Need:
    reviewed = shelter.profile.criteria_reviewed_on
    day = day_in(reader.language, shelter.time_zone)
    words = (
        reader.say("house.criteria.old", day=day(reviewed))
        if reviewed
        else reader.say("house.criteria.never")
    )
    version = (("version", str(shelter.version)),)
    label = reader.say("house.true.of", house=shelter.name)
    true = Way(f"/house/{shelter.id}/criteria", reader.say("house.true"), label, version, posts=True)
    label = reader.say("house.change.of", house=shelter.name)
    change = Way(f"/house/{shelter.id}/profile", reader.say("house.change"), label)
    since = _midnight(shelter, reviewed) + REVIEW_AFTER if reviewed else reader.now
    return Need(max(since, reader.now + AWHILE), "half", words, shelter.name, (true, change))


def _midnight(shelter: ShelterView, day: object) -> datetime:
    return datetime.fromisoformat(str(day)).replace(tzinfo=ZoneInfo(shelter.time_zone))


def _displaced(reader: Reader, one: EscalationView, nth: int) -> Need:
    label = reader.say("house.place_again.of", number=nth)
    way = Way(f"/house/displaced/{one.id}", reader.say("house.place_again"), label)
    since = clock_time(one.raised_at, reader.zone, reader.language)
    return Need(one.raised_at, "late", reader.say(f"house.displaced.{one.cause}"),
                reader.say("house.displaced.since", time=since), (way,))  # fmt: skip


def _review(reader: Reader, one: Agreement) -> Need:
    day = day_in(reader.language, reader.zone)(one.review_on)
    key = "house.review.late" if one.review_overdue else "house.review"
    way = Way(f"/house/agreements/{one.id}", reader.say("house.review.do"),
              reader.say("house.review.of", partner=one.partner, house=one.shelter))  # fmt: skip
    by = datetime.combine(one.review_on, datetime.min.time(), reader.now.tzinfo)
    return Need(max(by, reader.now + AWHILE), "late" if one.review_overdue else "half",
                reader.say(key, partner=one.partner, day=day), one.shelter, (way,))  # fmt: skip


def _number(reader: Reader) -> Need:
    way = Way("/house/number", reader.say("house.number.write"), reader.say("house.number.write"))
    return Need(
        reader.now + AWHILE,
        "late",
        reader.say("house.number.missing"),
        reader.say("house.number.why"),
        (way,),
    )
