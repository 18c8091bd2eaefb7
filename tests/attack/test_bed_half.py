"""Beds and operations, attacked: who leaves a case, the wrong phone, a day that no calendar has, and many plans."""

import asyncio
import threading
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.messages.phones.commands import WriteDutyPhone, write_duty_phone
from service.operations.allotment import thinking
from service.operations.holds.steps import AnswerAsPivot, NamePivot, answer_as_pivot, name_pivot
from service.partners.actor import Role
from service.store.store import Store
from tests.service.cases.sharing.conftest import Circle, circle
from tests.service.fund.conftest import fund, got
from tests.service.operations.acts import held, hold, men, requests_to
from tests.service.operations.allotment.families import problem_of
from tests.service.operations.conftest import stage
from tests.service.operations.stage import Stage
from tests.service.operations.test_requests_by_text import NUMBER, said

__all__ = ["circle", "fund", "stage"]

OPEN = """
    SELECT kind, organisation_id, asked_by FROM askings WHERE outcome IS NULL
        AND $1 IN (organisation_id, asked_by, asked_organisation_id) ORDER BY kind
"""
ALONE = """
    INSERT INTO askings (kind, subject, organisation_id, duty, asked_by, opened_at, until, due_at)
    VALUES ('no_pivot', $1, $2, 'pivot', $2, $3, $3::timestamptz + interval '1 hour', $3)
"""


async def test_who_leaves_a_case_hears_no_answer_of_it(circle: Circle) -> None:
    """GEO-02, PIV-02, PIV-03: a house's answer, be it late, is told to whoever has the case now alone; and nobody who
    left it is asked about it any more."""
    town, db, left = circle.town, circle.db, circle.fund.pivots
    house = await town.shelter(region="CA-ON", city="Hamilton", count=-1)
    stay = UUID((await circle.refer()).json()["id"])
    _, late = [
        UUID((await town.refer(circle.pivot, house, case_id=str(circle.case))).json()["id"]) for _ in range(2)
    ]
    await db.execute("UPDATE referrals SET state = 'lapsed' WHERE id = $1", late)
    assert (await town.post(circle.house.desk, f"/referrals/{stay}/arrival")).status_code in {200, 201}
    claim = await db.fetchval("SELECT id FROM claims WHERE referral_id = $1 AND kind = 'stay'", stay)
    assert (await town.post(circle.house.coordinator, f"/stays/{claim}/alert")).status_code == 201
    await db.execute(ALONE, circle.case, left, town.clock.now())
    assert len(await db.fetch(OPEN, left)) == 4
    backup = await town.network.member(circle.partner, Role.PIVOT_WORKER)
    await circle.agree("share_with_organisation", circle.partner)
    sent = await circle.post("/transfers", {"to_organisation_id": str(circle.partner), "to_region": "CA-QC"})
    path = f"/transfers/{sent.json()['id']}/accept"
    assert (await town.post(circle.co_pivot, path, {"backup_member_id": str(backup)})).status_code == 201
    assert await db.fetch(OPEN, left) == []
    assert {tuple(row) for row in await db.fetch(OPEN, circle.partner)} == {
        ("move", circle.partner, circle.house.organisation_id),
        ("referral", house.organisation_id, circle.partner),
    }
    owners = await db.fetch("SELECT DISTINCT organisation_id FROM referrals")
    assert [row[0] for row in owners] == [circle.partner]
    assert (await town.get(circle.pivot, "/referrals")).json()["items"] == []


FAR = "9999-12-31"


async def test_a_day_at_the_end_of_calendars_is_a_slip_of_the_hand(circle: Circle) -> None:
    """OPS-04: the last day that a calendar has is refused, and is no defect."""
    town, house = circle.town, circle.house
    roster = (await town.post(house.coordinator, "/rosters", {"duty": "shelter"})).json()["id"]
    one = {"member_id": str(house.coordinator), "rank": 1, "starts": "22:00", "ends": "23:00"}
    week = {**one, "weekday": 1, "midnights": 0, "first_day": FAR}
    slot = {**one, "starts_on": FAR, "ends_on": FAR}
    found = [
        (await town.post(house.coordinator, f"/rosters/{roster}/{name}", body)).json()["type"]
        for name, body in (("weeks", week), ("slots", slot))
    ]
    assert found == ["/problems/slot_not_possible"] * 2


async def test_a_hotel_that_moves_is_looked_at_anew(circle: Circle) -> None:
    """BED-10: two people signed for what stands there; elsewhere, or as something else, nobody has."""
    town, db = circle.town, circle.db
    hotel = await town.shelter(kind="hotel_partner", city="Hamilton", region="CA-ON", beds=0)
    path, facts = f"/shelters/{hotel.id}", {"name": "House", "region": "CA-ON", "time_zone": "America/Toronto",
        "languages": ["fr"], "published": True}  # fmt: skip
    moved = []
    for kind, city in (
        ("hotel_partner", "Hamilton"),
        ("hotel_partner", "Ottawa"),
        ("women_difficulty", "Ottawa"),
    ):
        await db.execute("UPDATE shelters SET vetted_on = '2026-11-01', vetted_by = $2 WHERE id = $1",
                         UUID(hotel.id), hotel.coordinator)  # fmt: skip
        version = await db.fetchval("SELECT version FROM shelters WHERE id = $1", UUID(hotel.id))
        changed = await town.put(hotel.coordinator, path, {**facts, "kind": kind, "city": city}, version)
        assert changed.status_code == 200, changed.text
        moved.append(
            await db.fetchval("SELECT vetted_on IS NULL FROM shelters WHERE id = $1", UUID(hotel.id))
        )
    assert moved == [False, True, True]


INSERT = """
    INSERT INTO contact_requests (operation_id, organisation_id, pivot_organisation_id, asked_by, asked_at, answer_by)
    VALUES ($1, relais.organisation(), $2, relais.member(), relais.now(), relais.now() + interval '1 day')
"""


async def test_a_phone_answers_what_it_could_be_asked_and_police_ask_who_accompanies(
    stage: Stage, store: Store, clock: SetClock, superuser: asyncpg.Connection
) -> None:
    """SAF-09, OPS-03, POL-06: a phone of another duty of the house opens no bed, even with the code; who was on call is
    not read elsewhere; and police ask no organisation that has not accepted."""
    hotel = stage.shelters["S8"]
    phone = WriteDutyPhone("shelter", "duty", NUMBER, "en", hotel.id)
    got(await store.run(write_duty_phone, hotel.coordinator, phone))
    made = await held(store, stage.investigator, hold(clock.now(), men(11)))
    (request,) = await requests_to(store, hotel.desk)
    await superuser.execute("UPDATE duty_phones SET duty = 'fund', shelter_key = NULL")
    assert await said(store, hotel, f"yes {request.code}") == "not_understood"
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 4}
    await superuser.execute("UPDATE duty_phones SET duty = 'shelter'")
    assert await said(store, hotel, f"YES {request.code}") == "answer_noted"
    async with store.reading(hotel.coordinator) as session:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await session.connection.fetch("SELECT member_id FROM asking_rungs")
    got(await store.run(name_pivot, stage.investigator, NamePivot(made.id, stage.clinic)))
    got(await store.run(answer_as_pivot, stage.pivot, AnswerAsPivot(made.id, True)))
    async with store.working(stage.investigator) as uow:
        await uow.connection.execute(INSERT, made.id, stage.clinic)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await uow.connection.execute(INSERT, made.id, hotel.organisation)


async def test_who_asks_for_many_plans_waits_for_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """OPS-06, OPS-19: one search of a service at a time, so that another's is not behind it; past those that wait the
    plan is the one at once; and whatever else needs a thread has one."""
    problem, go, running, most = problem_of("12 of 50", 2), threading.Event(), 0, 0
    searched, loop, begun = thinking._searched, asyncio.get_running_loop(), asyncio.Semaphore(0)

    def slow(one: Any, effort: Any) -> Any:
        nonlocal running, most
        running += 1
        most = max(most, running)
        loop.call_soon_threadsafe(begun.release)
        go.wait(60)
        running -= 1
        return searched(one, effort)

    monkeypatch.setattr(thinking, "_searched", slow)
    monkeypatch.setattr(thinking, "MOST_WAITING", 2)
    greedy, other = uuid4(), uuid4()
    asked = [asyncio.create_task(thinking.in_turn(greedy, problem)) for _ in range(9)]
    at_once = [await one for one in asyncio.as_completed(asked[3:])]
    assert all(not each.plan.proven for each in at_once)
    await begun.acquire()
    waiting = [task for task in asked if not task.done()]
    assert (len(waiting), most) == (3, 1)
    theirs = asyncio.create_task(thinking.in_turn(other, problem))
    await begun.acquire()
    assert running == 2
    assert await asyncio.wait_for(asyncio.to_thread(int, "1"), 60) == 1
    go.set()
    found = await asyncio.gather(theirs, *waiting)
    assert all(each.plan.proven for each in found)
