"""The pure model: from what was so and what was done, what may be so now. It knows nothing of how it is carried out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import combinations
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.simulation.beds.picture import Bed, Claim, Picture


@dataclass(frozen=True)
class Deed:
    """What one step was allowed to do, whatever it was: everything else must stay as it was."""

    name: str
    fact: bool = False
    """It says something that is so, and so may move or displace promises."""
    moves: bool = False
    """It gives displaced promises a bed, or a promise another window."""
    gives_up: frozenset[UUID] = frozenset()
    """Referrals and places whose promises it may release."""
    makes: frozenset[str] = frozenset()
    """Kinds of claims that it may make."""
    arrives: frozenset[UUID] = frozenset()
    """Referrals and places whose people it brings in."""
    ends: frozenset[UUID] = frozenset()
    """Stays and closures that it may end."""
    ends_anonymous: bool = False
    settles: bool = False


def night_start(day: datetime, turnover: int) -> datetime:
    """The turnover of a local day, in UTC; of an hour that comes twice or not at all, the later reading."""
    local = datetime.combine(day.date(), time(turnover), tzinfo=day.tzinfo)
    return max(local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC))


def night_end(now: datetime, zone: str, turnover: int) -> datetime:
    """The next turnover, in UTC: of yesterday's, today's and tomorrow's the first one that is later."""
    local = now.astimezone(ZoneInfo(zone))
    turns = [night_start(local + timedelta(days=n), turnover) for n in (-1, 0, 1, 2)]
    return min(turn for turn in turns if turn > now)


def broken(before: Picture, after: Picture, deed: Deed, ends: dict[int, datetime]) -> list[str]:
    """Every law that the step broke, in words; nothing when model and database agree. `ends`: of tonight, by house."""
    return [
        *at_rest(after, ends),
        *_promises(before, after, deed),
        *_stays(before, after, deed),
        *_made(before, after, deed),
    ]


def at_rest(after: Picture, ends: dict[int, datetime]) -> list[str]:
    """Every law that does not hold at this moment, whatever was done before."""
    return [
        *_beds(after),
        *_figures(after, ends),
        *_in_hands(after),
        *_referrals(after),
        *_places(after),
        *(
            f"agreement {id}: {used} of {given}"
            for id, (given, used) in after.agreements.items()
            if used > given
        ),
    ]


def _beds(after: Picture) -> Iterator[str]:
    on_bed: dict[int, list[Claim]] = {}
    for claim in after.claims.values():
        if claim.live:
            on_bed.setdefault(claim.bed, []).append(claim)
            bed = after.beds[claim.bed]
            if (bed.pool, bed.house) != (claim.pool, claim.house):
                yield f"{claim.id} is on a bed of another pool"
    for bed_key, claims in on_bed.items():
        for one, other in combinations(claims, 2):
            if one.over(other.starts_at, other.ends_at):
                yield f"bed {bed_key}: {one} and {other} overlap"
        if sum(claim.in_bed(after.now) for claim in claims) > 1:
            yield f"bed {bed_key}: two people in it"


def _figures(after: Picture, ends: dict[int, datetime]) -> Iterator[str]:
    """Availability equals the claims: counted bed by bed here, by set arithmetic there, and kept on the board."""
    for pool, said in after.tonight.items():
        beds = [bed for bed in after.beds.values() if bed.pool == pool and bed.active]
        known = [_tonight(after, bed, ends[bed.house]) for bed in beds]
        counted = tuple(known.count(word) for word in ("free", "held", "taken", "closed"))
        if counted != said and not any(bed.cot for bed in after.beds.values() if bed.pool == pool):
            yield f"pool {pool}: {said} tonight, the claims say {counted}"
        if after.board[pool] not in {None, said}:
            yield f"pool {pool}: the board says {after.board[pool]}, it is {said}"


def _tonight(after: Picture, bed: Bed, ends: datetime) -> str:
    there = [claim for claim in after.claims.values() if claim.live and claim.bed == bed.key]
    if any(c.kind == "closure" and c.over(after.now, ends) for c in there):
        return "closed"
    if any(c.kind == "stay" and c.starts_at < ends for c in there):
        return "taken"
    return "held" if any(c.binds(after.now) and c.over(after.now, ends) for c in there) else "free"


def _promises(before: Picture, after: Picture, deed: Deed) -> Iterator[str]:
    for was in before.claims.values():
        now = after.claims.get(was.id)
        if now is None:
            yield f"{was.id} is gone"
        elif was.binds(after.now):
            yield from _kept(after, was, now, deed)
        elif was.state == "displaced" and now.state == "live" and not deed.moves:
            yield f"{was.id} came back by {deed.name}"
        elif (
            was.live and was.promise and now.state not in {"live", "lapsed"} and not _released(was, now, deed)
        ):
            yield f"{was.id} lapsed, and is {now.kind} {now.state} by {deed.name}"


def _subject(claim: Claim) -> frozenset[UUID]:
    return frozenset(id for id in (claim.referral, claim.place) if id is not None)


def _released(was: Claim, now: Claim, deed: Deed) -> bool:
    anybody = UUID(int=0) in deed.gives_up
    return now.state == "released" and (anybody or bool(_subject(was) & deed.gives_up))


def _kept(after: Picture, was: Claim, now: Claim, deed: Deed) -> Iterator[str]:
    """None is lost, none is doubled: a promise is kept, moved, in someone's hands, given up or has become a stay."""
    subject = _subject(was)
    if now.kind == "stay":
        if not subject & deed.arrives:
            yield f"{was.id} became a stay by {deed.name}"
    elif now.state == "live":
        if now.house != was.house or (was.starts_at, was.ends_at) != (now.starts_at, now.ends_at):
            if not deed.moves:
                yield f"{was.id} is another promise after {deed.name}: {was} {now}"
        elif now.bed != was.bed:
            if not (deed.fact or deed.moves):
                yield f"{was.id} moved by {deed.name}"
            if now.pool != was.pool and not as_good(after, now, after.beds[now.bed], after.beds[was.bed]):
                yield f"{was.id} moved to a bed that is worse"
    elif now.state == "displaced":
        if not deed.fact:
            yield f"{was.id} was displaced by {deed.name}"
        better = [bed.key for bed in after.beds.values() if free_for(after, now, bed)]
        if better:
            yield f"{was.id} was displaced by {deed.name}, though beds {better} are free and as good: {now}"
    elif not _released(was, now, deed):
        yield f"{was.id} was lost by {deed.name}: {now.state}"


def free_for(after: Picture, promise: Claim, bed: Bed) -> bool:
    """Whether this bed keeps the promise for all of its time, as well as the bed that it had."""
    there = [claim for claim in after.claims.values() if claim.live and claim.bed == bed.key]
    return (
        bed.active
        and bed.house == promise.house
        and not any(claim.kind == "stay" and claim.ends_at <= after.now for claim in there)
        and not any(
            claim.over(promise.starts_at, promise.ends_at)
            for claim in there
            if not claim.promise or claim.binds(after.now)
        )
        and (bed.pool == promise.pool or as_good(after, promise, bed, after.beds[promise.bed]))
    )


def as_good(after: Picture, promise: Claim, bed: Bed, had: Bed) -> bool:
    """Gender, size, and a room of one's own; a cot is as good as no bed."""
    genders, sleepers = whom(after, promise)
    return (
        not bed.cot
        and bool(genders)
        and genders <= bed.genders
        and bed.sleeps >= sleepers
        and (bed.private or not had.private)
    )


def whom(after: Picture, promise: Claim) -> tuple[frozenset[str], int]:
    """Whom a promise is for."""
    if promise.referral is not None:
        return frozenset(gender for gender, _ in after.referrals[promise.referral].people), 1
    if promise.place is not None:
        return frozenset({after.places[promise.place].gender}), 1
    return frozenset(), 1


def _stays(before: Picture, after: Picture, deed: Deed) -> Iterator[str]:
    for was in before.claims.values():
        now = after.claims.get(was.id)
        if now is None or not was.live or was.promise:
            continue
        if now.live and now.kind == was.kind:
            if now.ends_at < was.ends_at:
                yield f"{was.id} was cut short by {deed.name}"
        elif now.state != "ended" or not (was.id in deed.ends or (was.anonymous and deed.ends_anonymous)):
            yield f"{was.kind} {was.id} is {now.kind} {now.state} by {deed.name}"


def _made(before: Picture, after: Picture, deed: Deed) -> Iterator[str]:
    for id, claim in after.claims.items():
        if id not in before.claims and claim.kind not in deed.makes:
            yield f"{deed.name} made {claim}"
    for id, was in before.escalations.items():
        now = after.escalations[id]
        if was.outcome is not None and now.outcome != was.outcome:
            yield f"escalation {id} was {was.outcome}, and is {now.outcome}"
        if was.outcome is None and now.outcome is not None and not (deed.settles or deed.moves):
            yield f"escalation {id} was settled by {deed.name}"


def _in_hands(after: Picture) -> Iterator[str]:
    told: dict[UUID, list[str | None]] = {}
    for escalation in after.escalations.values():
        told.setdefault(escalation.claim, []).append(escalation.outcome)
    for claim in after.claims.values():
        said = told.get(claim.id, [])
        if claim.state == "displaced" and not said:
            yield f"{claim.id} was displaced, and nobody was told"
        if said.count(None) > 1 or (claim.state == "live" and None in said):
            yield f"{claim.id} is {claim.state}, and {said.count(None)} times in someone's hands"


def _referrals(after: Picture) -> Iterator[str]:
    for referral in after.referrals.values():
        mine = [c for c in after.claims.values() if c.referral == referral.id]
        state = referral.stands(after.now)
        promised = sum(claim.binds(after.now) for claim in mine)
        inside = sum(claim.live and claim.kind == "stay" for claim in mine)
        lost = sum(claim.state == "displaced" for claim in mine)
        if state in {"held", "confirmed"} and promised + lost < referral.beds:
            yield f"referral {referral.id} is {state} with {promised} of {referral.beds} beds"
        if promised > referral.beds or inside > referral.beds:
            yield f"referral {referral.id}: {promised} promised, {inside} inside, for {referral.beds}"
        if state not in {"held", "confirmed", "awaiting_self_call"} and promised:
            yield f"referral {referral.id} is {state} and holds {promised}"
        if (state == "arrived") != (inside > 0):
            yield f"referral {referral.id} is {state} with {inside} inside"


def _places(after: Picture) -> Iterator[str]:
    for place in after.places.values():
        mine = [c for c in after.claims.values() if c.place == place.id]
        beds = sum(claim.binds(after.now) or (claim.live and claim.kind == "stay") for claim in mine)
        if beds > 1:
            yield f"place {place.id} has {beds} beds"
        over = place.withdrawn or place.arrived or place.operation_state in {"cancelled", "closed"}
        if over and any(claim.binds(after.now) for claim in mine):
            yield f"place {place.id} needs no bed any more, and holds one"


def changed(before: Picture, after: Picture) -> tuple[int, int]:
    """How many promises moved and how many were displaced, for what an answer says of it."""
    pairs = [(was, after.claims[was.id]) for was in before.claims.values() if was.binds(after.now)]
    moved = sum(now.binds(after.now) and now.bed != was.bed for was, now in pairs)
    return moved, sum(now.state == "displaced" for _, now in pairs)


def ids(things: Iterable[Claim]) -> frozenset[UUID]:
    """Their ids."""
    return frozenset(thing.id for thing in things)
