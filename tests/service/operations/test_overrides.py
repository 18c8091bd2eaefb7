"""Overrides and families: asked, disclosed to one coordination, decided per place."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from service.clock import SetClock
from service.operations.holds.making import ChangeNumber, Held, change_number
from service.operations.holds.steps import AboutOperation, cancel
from service.operations.overrides.commands import (
    AskOverrides,
    DecideOverride,
    KeepTogether,
    OverrideOutcome,
    ReadDisclosure,
    Together,
    ask_overrides,
    decide_override,
    keep_together,
    read_disclosure,
)
from service.operations.overrides.queries import OverrideView, overrides_asked
from service.partners.actor import Role
from service.store.store import Store
from tests.network import Network
from tests.service.operations.acts import TORONTO, held, hold, men, refused, requests_to, seen
from tests.service.operations.stage import Stage

WHY = "separate floors, separate arrival times"


@pytest.fixture
def now(stage: Stage, clock: SetClock) -> datetime:
    return clock.now()


async def five_of_a(stage: Stage, store: Store, now: datetime) -> Held:
    """Five places A: three are held, one each at S4, S7 and S8; two wait."""
    found = await held(store, stage.investigator, hold(now, men(5, "A")))
    assert (found.arranged.held, found.arranged.waiting) == (3, 2)
    return found


async def asked(stage: Stage, store: Store, found: Held) -> list[OverrideView]:
    await store.run(ask_overrides, stage.investigator, AskOverrides(found.id))
    async with store.reading(stage.coordinator) as session:
        return [item for item in await overrides_asked(session) if item.state == "asked"]


async def test_an_override_is_for_one_place_and_the_rule_stays_for_the_others(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-07, RIG-01: one granted, one refused; the granted one is held by agreement at the hotel."""
    found = await five_of_a(stage, store, now)
    first, second = await asked(stage, store, found)
    hotel = stage.shelters["S8"].id
    yes = DecideOverride(first.id, grant=True, reason=WHY, shelter_id=hotel)
    assert await store.run(decide_override, stage.coordinator, yes) == OverrideOutcome("held")
    no = DecideOverride(second.id, grant=False, reason="one is enough")
    assert await store.run(decide_override, stage.coordinator, no) == OverrideOutcome("refused")
    assert await stage.held() == {"S4": 1, "S7": 1, "S8": 2}
    view = await seen(store, stage.investigator, found.id)
    assert (view.held, view.waiting) == (4, 1)
    assert sorted(str(place.override) for place in view.places) == [
        "None",
        "None",
        "None",
        "granted",
        "refused",
    ]
    assert [(r.label, r.places, r.sites) for r in view.not_placed] == [("A", 1, 3)]
    for again in (yes, no):
        assert refused(await store.run(decide_override, stage.coordinator, again)) == "request_answered"


async def test_who_was_to_be_alone_is_joined_only_by_a_coordinators_word(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-09, RIG-01: two are at the one site there is, and who is to be alone waits; the coordinator's word, for this
    place, is an exception, and whoever comes later still does not join."""
    others = [stage.shelters[name].key for name in ("S3", "S4", "S7", "S10")]
    await stage.superuser.execute("UPDATE shelters SET published = false WHERE key = ANY ($1)", others)
    found = await held(store, stage.investigator, hold(now, men(2), men(1, alone=True)))
    assert (found.arranged.held, found.arranged.waiting) == (2, 1)
    assert [(one.places, one.cause, one.sites) for one in found.arranged.not_placed] == [(1, "alone", 1)]
    (override,) = await asked(stage, store, found)
    yes = DecideOverride(override.id, grant=True, reason=WHY)
    assert await store.run(decide_override, stage.coordinator, yes) == OverrideOutcome("held")
    assert await stage.held() == {"S8": 3}
    view = await seen(store, stage.investigator, found.id)
    later = ChangeNumber(found.id, view.version, add=(men(1),))
    changed: Any = await store.run(change_number, stage.investigator, later)
    assert (changed.arranged.held, changed.arranged.waiting) == (3, 1)


async def test_each_decision_is_an_event_with_its_reason(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-07: the audit shows each override; the police service's own record does not name the shelter."""
    found = await five_of_a(stage, store, now)
    for item in await asked(stage, store, found):
        await store.run(decide_override, stage.coordinator, DecideOverride(item.id, grant=True, reason=WHY))
    rows = await stage.superuser.fetch(
        "SELECT organisation_id, convert_from(record, 'UTF8') AS record FROM events WHERE name LIKE '%override_decided'"
    )
    assert [row["organisation_id"] for row in rows] == [stage.coordination] * 2
    assert all(WHY in row["record"] for row in rows)
    asking = await stage.superuser.fetchval(
        "SELECT count(*) FROM events WHERE name = 'operations.overrides_asked' AND organisation_id = $1",
        stage.p1,
    )
    assert asking == 1


async def test_beyond_the_agreement_the_override_becomes_a_request(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-02, OPS-07: S7 has given its three places; a fourth there is asked."""
    found = await held(store, stage.investigator, hold(now, men(2, "A"), men(2, "B"), areas=(TORONTO,)))
    assert await stage.held() == {"S4": 2, "S7": 2}
    more = await held(store, stage.investigator, hold(now, men(4, "C"), areas=(TORONTO,)))
    assert found.arranged.waiting == 0
    views = await asked(stage, store, more)
    assert len(views) == more.arranged.waiting == 2
    wish = DecideOverride(views[0].id, grant=True, reason=WHY, shelter_id=stage.shelters["S7"].id)
    assert await store.run(decide_override, stage.coordinator, wish) == OverrideOutcome("asked")
    assert [(r.places, r.state) for r in await requests_to(store, stage.shelters["S7"].desk)] == [
        (1, "requested")
    ]
    assert await stage.held() == {"S4": 2, "S7": 3}


async def test_where_no_bed_is_free_an_override_is_of_no_use(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-07: refused with a reason, and the override stays open."""
    found = await five_of_a(stage, store, now)
    first, _ = await asked(stage, store, found)
    low = DecideOverride(first.id, grant=True, reason=WHY, shelter_id=stage.shelters["S10"].id)
    assert refused(await store.run(decide_override, stage.coordinator, low)) == "no_place_even_so"
    nowhere = DecideOverride(first.id, grant=True, reason=WHY, shelter_id=uuid4())
    assert refused(await store.run(decide_override, stage.coordinator, nowhere)) == "no_place_even_so"
    async with store.reading(stage.coordinator) as session:
        assert [item.state for item in await overrides_asked(session)] == ["asked", "asked"]


async def test_only_places_that_a_label_keeps_out_can_be_asked_for(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-07: not a held one, not one without a label, not a stranger's; asking twice asks once."""
    found = await five_of_a(stage, store, now)
    view = await seen(store, stage.investigator, found.id)
    one_held = next(place.id for place in view.places if place.state == "held")
    for places in ((one_held,), (uuid4(),)):
        outcome = await store.run(ask_overrides, stage.investigator, AskOverrides(found.id, places))
        assert refused(outcome) == "nothing_to_override"
    plain = await held(store, stage.investigator, hold(now, men(30)))
    outcome = await store.run(ask_overrides, stage.investigator, AskOverrides(plain.id))
    assert refused(outcome) == "nothing_to_override"
    await asked(stage, store, found)
    assert len(await asked(stage, store, found)) == 2


async def test_nothing_is_disclosed_before_it_is_asked_and_then_to_one_coordination(
    stage: Stage, store: Store, now: datetime, network: Network
) -> None:
    """OPS-07: labels, profiles and sites go to the coordination of the region alone; each reading is an event."""
    found = await five_of_a(stage, store, now)
    elsewhere = await network.organisation("coordination", regions=["CA-QC"])
    stranger = await network.member(elsewhere, Role.REGIONAL_COORDINATOR)
    look = ReadDisclosure(found.id)
    assert refused(await store.run(read_disclosure, stage.coordinator, look)) == "not_found"
    first, _ = await asked(stage, store, found)
    rows: Any = await store.run(read_disclosure, stage.coordinator, look)
    assert sorted((row.label, row.state) for row in rows) == [("A", "held")] * 3 + [("A", "waiting")] * 2
    assert {row.shelter_id for row in rows} == {stage.shelters[name].id for name in ("S4", "S7", "S8")} | {
        None
    }
    for member, code in (
        (stranger, "not_found"),
        (stage.pivot, "not_allowed"),
        (stage.investigator, "not_allowed"),
    ):
        assert refused(await store.run(read_disclosure, member, look)) == code
    decision = DecideOverride(first.id, grant=True, reason=WHY)
    assert refused(await store.run(decide_override, stranger, decision)) == "not_found"
    assert refused(await store.run(decide_override, stage.investigator, decision)) == "not_allowed"
    read = "SELECT count(*) FROM events WHERE name = 'operations.disclosure_read'"
    assert await stage.superuser.fetchval(read) == 1


async def test_without_a_coordination_nobody_can_lift_the_rule(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-07."""
    await stage.superuser.execute(
        "UPDATE organisations SET regions = '{CA-QC}' WHERE id = $1", stage.coordination
    )
    found = await five_of_a(stage, store, now)
    outcome = await store.run(ask_overrides, stage.investigator, AskOverrides(found.id))
    assert refused(outcome) == "no_coordination"


async def places_at(stage: Stage, store: Store, operation: UUID, name: str) -> list[UUID]:
    rows: Any = await store.run(read_disclosure, stage.coordinator, ReadDisclosure(operation))
    return [row.place_id for row in rows if row.shelter_id == stage.shelters[name].id]


async def test_together_wins_over_the_label_and_frees_a_room(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-08: one at S7, one at the hotel: both in the hotel's room; S7's bed is released."""
    found = await five_of_a(stage, store, now)
    await asked(stage, store, found)
    (at_hotel,) = await places_at(stage, store, found.id, "S8")
    (at_s7,) = await places_at(stage, store, found.id, "S7")
    wish = KeepTogether(found.id, (at_s7, at_hotel), "a family that chooses to stay together")
    assert await store.run(keep_together, stage.coordinator, wish) == Together(1)
    view = await seen(store, stage.investigator, found.id)
    family = {place.together for place in view.places if place.id in {at_hotel, at_s7}}
    assert len(family) == 1
    assert None not in family
    assert await stage.held() == {"S4": 1, "S7": 1, "S8": 1}, "S7's bed went to another A, who was waiting"
    assert (view.held, view.waiting) == (4, 1)


async def test_a_family_gets_a_new_room_by_agreement(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-08: both are in single beds; a room of the agreement is taken before anything is released."""
    found = await five_of_a(stage, store, now)
    await asked(stage, store, found)
    (at_s4,) = await places_at(stage, store, found.id, "S4")
    (at_s7,) = await places_at(stage, store, found.id, "S7")
    wish = KeepTogether(found.id, (at_s4, at_s7), "brothers")
    outcome: Any = await store.run(keep_together, stage.coordinator, wish)
    assert outcome == Together(1)
    view = await seen(store, stage.investigator, found.id)
    assert {place.state for place in view.places if place.id in {at_s4, at_s7}} == {"held"}


async def test_when_no_room_is_free_nothing_is_lost(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-05, OPS-08: without a room for all, their places remain held."""
    found = await held(store, stage.investigator, hold(now, men(4, "A"), areas=(TORONTO,)))
    assert found.arranged.held == 2
    await asked(stage, store, found)
    await stage.superuser.execute(
        "UPDATE beds SET active = false WHERE shelter_key = $1", stage.shelters["S8"].key
    )
    both = (await places_at(stage, store, found.id, "S4")) + (await places_at(stage, store, found.id, "S7"))
    before = await stage.held()
    outcome = await store.run(
        keep_together, stage.coordinator, KeepTogether(found.id, tuple(both), "brothers")
    )
    assert refused(outcome) == "no_room_together"
    assert await stage.held() == before == {"S4": 1, "S7": 1}


async def test_who_can_be_kept_together(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-08: two different places of this operation, while it is open, by the coordination that was asked."""
    found = await five_of_a(stage, store, now)
    view = await seen(store, stage.investigator, found.id)
    first, second = view.places[0].id, view.places[1].id
    wish = KeepTogether(found.id, (first, second), "family")
    assert refused(await store.run(keep_together, stage.coordinator, wish)) == "not_found"
    await asked(stage, store, found)
    for places in ((first, first), (first, uuid4()), (first,)):
        outcome = await store.run(keep_together, stage.coordinator, KeepTogether(found.id, places, "family"))
        assert refused(outcome) == "family_of_one"
    assert refused(await store.run(keep_together, stage.investigator, wish)) == "not_allowed"
    await store.run(cancel, stage.investigator, AboutOperation(found.id))
    assert refused(await store.run(keep_together, stage.coordinator, wish)) == "not_found"
