"""Holding, raising, lowering, postponing, cancelling and closing, against real shelters and each other."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.operations.holds.making import ChangeNumber, Held, change_number, hold_places
from service.operations.holds.steps import (
    AboutOperation,
    AnswerAsPivot,
    HandOver,
    NamePivot,
    answer_as_pivot,
    cancel,
    close,
    hand_over,
    launch,
    name_pivot,
)
from service.operations.jobs import close_operations
from service.operations.sites.queries import Window
from service.operations.windows.commands import Postpone, postpone
from service.store.store import Store
from tests.network import Network
from tests.service.operations.acts import (
    HAMILTON,
    TORONTO,
    asked_again,
    held,
    hold,
    men,
    refused,
    seen,
    window,
)
from tests.service.operations.stage import Stage, agreement


@pytest.fixture
def now(stage: Stage, clock: SetClock) -> Any:
    return clock.now()


async def test_what_agreements_give_is_held_at_once_and_the_rest_is_asked(
    stage: Stage, store: Store, now: Any
) -> None:
    """OPS-01, OPS-02, OPS-03: 9 places by agreement; the tenth is a request, and nothing of it is claimed."""
    found = await held(store, stage.investigator, hold(now, men(10)))
    assert (found.arranged.held, found.arranged.asked, found.arranged.waiting) == (9, 1, 0)
    assert (found.arranged.state, found.arranged.proven) == ("held", True)
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 4}


async def test_without_asking_beyond_the_rest_waits(stage: Stage, store: Store, now: Any) -> None:
    """OPS-06: partial success is a success, and is visible."""
    found = await held(store, stage.investigator, hold(now, men(10), ask=False))
    assert (found.arranged.held, found.arranged.asked, found.arranged.waiting) == (9, 0, 1)
    assert found.arranged.not_placed == ()
    again = await asked_again(store, stage.investigator, found.id)
    assert (again.held, again.asked, again.waiting) == (9, 1, 0)


async def test_more_people_than_beds(stage: Stage, store: Store, now: Any) -> None:
    """OPS-06: 20 men; 9 by agreement, 6 more beds to ask for, 5 without: the reason has numbers."""
    found = await held(store, stage.investigator, hold(now, men(20)))
    assert (found.arranged.held, found.arranged.asked, found.arranged.waiting) == (9, 6, 5)
    (reason,) = found.arranged.not_placed
    assert (reason.label, reason.places, reason.cause, reason.sites) == (None, 5, "full", 3)
    view = await seen(store, stage.investigator, found.id)
    assert [(r.places, r.cause) for r in view.not_placed] == [(5, "full")]
    assert [(row.label, row.held, row.asked, row.waiting) for row in view.labels] == [(None, 9, 6, 5)]


@pytest.mark.parametrize(("hours", "places"), [(18, 9), (19, 6), (11, 7), (1, 3), (66, 4), (67, 0)])
async def test_notice_and_longest_hold_decide_what_is_automatic(
    stage: Stage, store: Store, now: Any, hours: int, places: int
) -> None:
    """OPS-02: S4 wants 12 h notice and holds 48 h, S7 none and 24 h, S8 2 h and 72 h; a window lasts six hours."""
    wish = hold(now, men(15), window=window(now, hours=hours))
    found = await held(store, stage.investigator, wish)
    assert (found.arranged.held, found.arranged.asked) == (places, 15 - places)


async def test_a_stale_count_is_asked(stage: Stage, store: Store, now: Any) -> None:
    """BED-15: S8 counted five hours ago, so even its agreement is a request."""
    await stage.superuser.execute(
        "UPDATE shelters SET counted_at = $1 WHERE key = $2",
        now - timedelta(hours=5),
        stage.shelters["S8"].key,
    )
    found = await held(store, stage.investigator, hold(now, men(9)))
    assert (found.arranged.held, found.arranged.asked) == (5, 4)
    assert await stage.held() == {"S4": 2, "S7": 3}


async def test_a_reservation_takes_whole_nights_and_lapses_with_the_window(
    stage: Stage, store: Store, now: Any
) -> None:
    """OPS-12: from the night in which the window opens; S7 keeps nobody longer than three nights."""
    await held(store, stage.investigator, hold(now, men(9), window=window(now, nights=5)))
    rows = await stage.superuser.fetch(
        "SELECT DISTINCT shelter_key, starts_at, ends_at, lapses_at, kind, holder_organisation_id FROM claims"
    )
    noon = now + timedelta(hours=1)
    nights = {row["shelter_key"]: (row["ends_at"] - noon).days for row in rows}
    assert nights == {stage.shelters["S4"].key: 5, stage.shelters["S7"].key: 3, stage.shelters["S8"].key: 5}
    assert {(row["starts_at"], row["lapses_at"]) for row in rows} == {(noon, now + timedelta(hours=24))}
    assert {(row["kind"], row["holder_organisation_id"]) for row in rows} == {("reservation", stage.p1)}


async def test_somebody_who_is_there_now_is_taken_to_stay(stage: Stage, store: Store, now: Any) -> None:
    """OPS-01: an anonymous stay ends on paper at the next noon, and is rolled forward: its bed is not free
    tomorrow."""
    await stage.superuser.execute(
        """
        INSERT INTO claims (bed_key, pool_key, shelter_key, organisation_id, kind, starts_at, ends_at,
            anonymous, made_at)
        SELECT key, pool_key, shelter_key, organisation_id, 'stay', $1::timestamptz - interval '2 hours',
            $1::timestamptz + interval '1 hour', true, $1::timestamptz - interval '2 hours'
        FROM beds WHERE shelter_key = $2 ORDER BY key LIMIT 2
        """,
        now,
        stage.shelters["S4"].key,
    )
    found = await held(store, stage.investigator, hold(now, men(3), areas=(TORONTO,)))
    assert await stage.held() == {"S4": 1, "S7": 2}
    assert found.arranged.held == 3


async def test_two_holds_at_once_never_take_more_than_the_agreements(
    stage: Stage, store: Store, now: Any
) -> None:
    """OPS-02, BED-16: four operations of one service at the same moment share 9 places, each bed once."""
    wishes = [hold(now, men(6), ask=False) for _ in range(4)]
    found = await asyncio.gather(*(held(store, stage.investigator, wish) for wish in wishes))
    assert sum(each.arranged.held for each in found) == 9
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 4}
    assert (
        await stage.superuser.fetchval("SELECT count(DISTINCT bed_key) FROM claims WHERE state = 'live'") == 9
    )


async def test_two_services_never_hold_one_bed(stage: Stage, store: Store, now: Any) -> None:
    """BED-16: both have agreements for 3 places of S4's three beds."""
    for police in (stage.p1, stage.p2):
        await stage.superuser.execute("DELETE FROM bed_agreements WHERE partner_organisation_id = $1", police)
        await agreement(
            stage.superuser, stage.shelters["S4"], police, places=3, notice=0, longest=72, now=now
        )
    members = (stage.investigator, stage.other_investigator)
    found = await asyncio.gather(
        *(held(store, member, hold(now, men(2), areas=(TORONTO,), ask=False)) for member in members)
    )
    assert sorted(each.arranged.held for each in found) == [1, 2]
    assert await stage.held() == {"S4": 3}


async def test_one_label_per_shelter(stage: Stage, store: Store, now: Any) -> None:
    """OPS-07: four places A find three sites; the fourth waits, with the reason in numbers."""
    found = await held(store, stage.investigator, hold(now, men(4, "A")))
    assert await stage.held() == {"S4": 1, "S7": 1, "S8": 1}
    (reason,) = found.arranged.not_placed
    assert (reason.label, reason.places, reason.cause, reason.waiting, reason.sites) == (
        "A",
        1,
        "label",
        4,
        3,
    )


async def test_raising_respects_labels_already_held(stage: Stage, store: Store, now: Any) -> None:
    """OPS-05, OPS-07: two A are held; a third goes to the site that has none."""
    found = await held(store, stage.investigator, hold(now, men(2, "A"), areas=(HAMILTON, TORONTO)))
    first = await stage.held()
    wish = ChangeNumber(found.id, await version(store, stage, found), add=(men(1, "A"),))
    await store.run(change_number, stage.investigator, wish)
    assert dict.fromkeys(first, 1) == first
    assert await stage.held() == {"S4": 1, "S7": 1, "S8": 1}


async def test_alone_means_alone_in_both_orders(stage: Stage, store: Store, now: Any) -> None:
    """OPS-09: three men of whom one is to be alone; then more, who do not join him."""
    found = await held(store, stage.investigator, hold(now, men(1, alone=True), men(2)))
    rows = await stage.superuser.fetch(
        "SELECT p.alone, c.shelter_key FROM claims c JOIN places p ON p.id = c.place_id ORDER BY p.number"
    )
    by_himself, *others = [row["shelter_key"] for row in rows]
    assert by_himself not in others
    await store.run(
        change_number,
        stage.investigator,
        ChangeNumber(found.id, await version(store, stage, found), add=(men(7),)),
    )
    count = "SELECT count(*) FROM claims WHERE shelter_key = $1 AND state = 'live'"
    assert await stage.superuser.fetchval(count, by_himself) == 1


async def test_a_family_takes_one_room(stage: Stage, store: Store, now: Any) -> None:
    """BED-06, OPS-08: two people who stay together take one hotel room, whatever their label."""
    found = await held(store, stage.investigator, hold(now, men(2, "A", together=True), men(1, "A")))
    assert (found.arranged.held, found.arranged.waiting) == (3, 0)
    held_by = await stage.held()
    assert (held_by.pop("S8"), sum(held_by.values())) == (1, 1)


async def version(store: Store, stage: Stage, found: Held) -> int:
    return (await seen(store, stage.investigator, found.id)).version


async def test_raising_keeps_what_is_held(stage: Stage, store: Store, now: Any) -> None:
    """OPS-05: raise 6 to 10 keeps the 6, bed by bed."""
    found = await held(store, stage.investigator, hold(now, men(6), maximum=8))
    beds = await stage.superuser.fetch("SELECT id, bed_key FROM claims ORDER BY id")
    wish = ChangeNumber(found.id, await version(store, stage, found), add=(men(4),))
    changed: Any = await store.run(change_number, stage.investigator, wish)
    assert (changed.arranged.held, changed.arranged.asked) == (9, 1)
    after = await stage.superuser.fetch("SELECT id, bed_key FROM claims WHERE state = 'live'")
    assert {tuple(row) for row in beds} < {tuple(row) for row in after}
    view = await seen(store, stage.investigator, found.id)
    assert (view.expected, view.maximum, view.version) == (10, 10, changed.version)


async def test_lowering_withdraws_who_waits_and_releases_only_on_purpose(
    stage: Stage, store: Store, now: Any
) -> None:
    """OPS-05: a held place is given up only when the investigator says so."""
    found = await held(store, stage.investigator, hold(now, men(20), minimum=18))
    view = await seen(store, stage.investigator, found.id)
    waiting = tuple(place.id for place in view.places if place.state == "waiting")
    one_held = next(place.id for place in view.places if place.state == "held")
    changed: Any = await store.run(
        change_number, stage.investigator, ChangeNumber(found.id, view.version, withdraw=waiting)
    )
    assert (changed.arranged.held, changed.arranged.asked, changed.arranged.waiting) == (9, 6, 0)
    lowered = await seen(store, stage.investigator, found.id)
    assert (lowered.minimum, lowered.expected) == (15, 15)
    keep = ChangeNumber(found.id, changed.version, withdraw=(one_held,))
    assert refused(await store.run(change_number, stage.investigator, keep)) == "place_held"
    let_go = ChangeNumber(found.id, changed.version, withdraw=(one_held,), release_held=True)
    changed = await store.run(change_number, stage.investigator, let_go)
    assert (changed.arranged.held, changed.arranged.asked) == (8, 6)
    assert (await seen(store, stage.investigator, found.id)).expected == 14


async def test_a_change_that_does_not_fit_changes_nothing(stage: Stage, store: Store, now: Any) -> None:
    """OPS-05: an old version, a foreign place, numbers that disagree, all places withdrawn."""
    found = await held(store, stage.investigator, hold(now, men(2)))
    view = await seen(store, stage.investigator, found.id)
    everybody = tuple(place.id for place in view.places)
    for wish, code in [
        (ChangeNumber(found.id, view.version - 1, add=(men(1),)), "changed_meanwhile"),
        (ChangeNumber(found.id, view.version, withdraw=(uuid4(),)), "not_found"),
        (ChangeNumber(found.id, view.version, add=(men(1),), minimum=4), "operation_numbers"),
        (ChangeNumber(found.id, view.version, add=(men(1),), maximum=2), "operation_numbers"),
        (ChangeNumber(found.id, view.version, add=(men(99),)), "operation_numbers"),
        (ChangeNumber(found.id, view.version, withdraw=everybody, release_held=True), "operation_numbers"),
    ]:
        assert refused(await store.run(change_number, stage.investigator, wish)) == code
    assert await seen(store, stage.investigator, found.id) == view


async def test_cancelling_releases_everything(stage: Stage, store: Store, now: Any) -> None:
    """OPS-18: one touch; requests are taken back; the operation takes no further step."""
    found = await held(store, stage.investigator, hold(now, men(12)))
    await store.run(cancel, stage.investigator, AboutOperation(found.id))
    assert await stage.held() == {}
    states = await stage.superuser.fetch("SELECT DISTINCT state FROM operation_requests")
    assert [row["state"] for row in states] == ["withdrawn"]
    view = await seen(store, stage.investigator, found.id)
    assert (view.state, view.held, view.asked, view.places) == ("cancelled", 0, 0, [])
    for step in (cancel, launch):
        assert (
            refused(await store.run(step, stage.investigator, AboutOperation(found.id))) == "operation_over"
        )
    more = ChangeNumber(found.id, view.version, add=(men(1),))
    assert refused(await store.run(change_number, stage.investigator, more)) == "operation_over"


async def test_two_launches_are_one(stage: Stage, store: Store, now: Any) -> None:
    """OPS-04, design section 12: investigator and supervisor touch at the same moment; both hear yes, it is
    launched once."""
    found = await held(store, stage.investigator, hold(now, men(1), supervisor_id=stage.colleague))
    members = (stage.investigator, stage.colleague)
    both = await asyncio.gather(*(store.run(launch, member, AboutOperation(found.id)) for member in members))
    assert both == [None, None]
    view = await seen(store, stage.investigator, found.id)
    before = (await seen(store, stage.investigator, found.id)).version
    assert (view.state, view.held) == ("launched", 1)
    await store.run(launch, stage.investigator, AboutOperation(found.id))
    assert (await seen(store, stage.investigator, found.id)).version == before


async def test_postponing_keeps_the_reference_and_asks_anew(stage: Stage, store: Store, now: Any) -> None:
    """OPS-18: another window, the same reference, the same places; the old nights are free again. S7 holds no longer
    than a day: its three are named by their number, and asked for again."""
    found = await held(store, stage.investigator, hold(now, men(9)))
    later = window(now, hours=40)
    done: Any = await store.run(postpone, stage.investigator, Postpone(found.id, (later,)))
    assert (done.arranged.held, done.arranged.asked, done.arranged.state) == (6, 3, "held")
    assert (done.moved.held, done.moved.asked, done.moved.waiting, done.by_pivot) == (6, 3, 0, False)
    view = await seen(store, stage.investigator, found.id)
    assert (view.reference, view.window_starts_at, view.window_ends_at) == (
        found.reference,
        later.opens,
        later.closes,
    )
    starts = await stage.superuser.fetch("SELECT DISTINCT starts_at FROM claims WHERE state = 'live'")
    assert [row["starts_at"] for row in starts] == [now + timedelta(hours=25)]


async def test_postponing_without_a_date_waits_for_one(stage: Stage, store: Store, now: Any) -> None:
    """OPS-18."""
    found = await held(store, stage.investigator, hold(now, men(3)))
    done: Any = await store.run(postpone, stage.investigator, Postpone(found.id))
    assert (done.arranged.held, done.arranged.waiting, done.arranged.state) == (0, 3, "postponed")
    assert (done.moved.held, done.moved.asked, done.moved.waiting) == (0, 0, 3)
    assert await stage.held() == {}
    assert (await seen(store, stage.investigator, found.id)).state == "postponed"
    past = (Window(now - timedelta(hours=3), now, 1),)
    assert (
        refused(await store.run(postpone, stage.investigator, Postpone(found.id, past))) == "operation_window"
    )
    again: Any = await store.run(postpone, stage.investigator, Postpone(found.id, (window(now),)))
    assert (again.arranged.held, again.arranged.state) == (3, "held")


async def test_the_window_ends_and_unused_places_release_themselves(
    stage: Stage, store: Store, now: Any, clock: SetClock, worker_pool: asyncpg.Pool
) -> None:
    """OPS-12, OPS-13: no police action is needed; a second job finds nothing; the nights are counted as unused."""
    found = await held(store, stage.investigator, hold(now, men(9)))
    early = await store.run(close, stage.investigator, AboutOperation(found.id))
    assert refused(early) == "operation_window"
    clock.advance(timedelta(hours=24))
    lapsed = await seen(store, stage.investigator, found.id)
    assert (lapsed.held, lapsed.state) == (0, "held"), "a late job is late, never wrong"
    both = await asyncio.gather(close_operations(store, worker_pool), close_operations(store, worker_pool))
    assert max(both) == 1
    assert await close_operations(store, worker_pool) == 0
    assert (await seen(store, stage.investigator, found.id)).state == "closed"
    nights = await stage.superuser.fetch("SELECT held, used FROM held_nights ORDER BY held")
    assert [tuple(row) for row in nights] == [(2, 0), (3, 0), (4, 0)]


async def test_no_hand_over_before_a_pivot_organisation_accepted(
    stage: Stage, store: Store, now: Any
) -> None:
    """OPS-14, PIV-05: named by the police from their network, accepted by itself; then two numbers and nothing
    else."""
    found = await held(store, stage.investigator, hold(now, men(3)))
    handing = HandOver(found.id, 3)
    assert refused(await store.run(hand_over, stage.investigator, handing)) == "pivot_first"
    for stranger in (stage.p2, stage.p1, stage.coordination, uuid4()):
        naming = NamePivot(found.id, stranger)
        assert refused(await store.run(name_pivot, stage.investigator, naming)) == "not_a_pivot_organisation"
    await store.run(name_pivot, stage.investigator, NamePivot(found.id, stage.clinic))
    assert refused(await store.run(hand_over, stage.investigator, handing)) == "pivot_must_accept"
    await store.run(answer_as_pivot, stage.pivot, AnswerAsPivot(found.id, accept=False))
    assert refused(await store.run(hand_over, stage.investigator, handing)) == "pivot_first"
    await store.run(name_pivot, stage.investigator, NamePivot(found.id, stage.clinic))
    await store.run(answer_as_pivot, stage.pivot, AnswerAsPivot(found.id, accept=True))
    again: Any = await store.run(answer_as_pivot, stage.pivot, AnswerAsPivot(found.id, accept=False))
    assert refused(again) == "not_found"
    assert await store.run(hand_over, stage.investigator, handing) is None
    view = await seen(store, stage.investigator, found.id)
    assert (view.handed_over, view.received, view.places, view.labels, view.held) == (3, 0, [], [], 0)


async def test_another_investigator_of_the_service_sees_nothing(stage: Stage, store: Store, now: Any) -> None:
    """OPS-11: only the named; a colleague who is named, and the supervisor, may act too."""
    found = await held(store, stage.investigator, hold(now, men(3)))
    for step in (launch, cancel):
        assert refused(await store.run(step, stage.colleague, AboutOperation(found.id))) == "not_found"
        assert (
            refused(await store.run(step, stage.other_investigator, AboutOperation(found.id))) == "not_found"
        )
        assert refused(await store.run(step, stage.pivot, AboutOperation(found.id))) == "not_allowed"
    shared = await held(store, stage.investigator, hold(now, men(1), supervisor_id=stage.colleague))
    assert await store.run(launch, stage.colleague, AboutOperation(shared.id)) is None
    assert (await seen(store, stage.colleague, shared.id)).state == "launched"


async def test_only_investigators_of_the_same_service_can_be_named(
    stage: Stage, store: Store, now: Any
) -> None:
    """POL-04: members are individuals of one's own organisation."""
    for stranger in (stage.other_investigator, stage.pivot, stage.auditor, uuid4()):
        outcome = await store.run(hold_places, stage.investigator, hold(now, men(1), colleagues=(stranger,)))
        assert refused(outcome) == "not_found"
    assert await stage.superuser.fetchval("SELECT count(*) FROM operations") == 0


async def test_a_network_without_police_is_invisible_to_them(
    stage: Stage, store: Store, now: Any, network: Network
) -> None:
    """AGR-01: S8 leaves the common network for one that has no police members: not even its agreement counts."""
    hotel = stage.shelters["S8"]
    await stage.superuser.execute(
        "DELETE FROM network_members WHERE organisation_id = $1", hotel.organisation
    )
    await network.together(hotel.organisation, stage.clinic, structure="community_only", police="none")
    found = await held(store, stage.investigator, hold(now, men(9)))
    assert (found.arranged.held, await stage.held()) == (5, {"S4": 2, "S7": 3})
    await stage.superuser.execute("UPDATE bed_agreements SET state = 'ended', ended_at = $1", now)
    other = await held(store, stage.investigator, hold(now, men(9)))
    asked = await stage.superuser.fetch("SELECT shelter_key FROM operation_requests")
    assert other.arranged.held == 0
    assert {row["shelter_key"] for row in asked} == {stage.shelters[name].key for name in ("S4", "S7")}
