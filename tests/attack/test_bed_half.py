"""Beds and operations, attacked: who leaves a case, the wrong phone, a day that no calendar has, and many plans."""

from uuid import UUID

from service.partners.actor import Role
from tests.service.cases.sharing.conftest import Circle, circle
from tests.service.fund.conftest import fund

__all__ = ["circle", "fund"]

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
    said = await circle.post("/transfers", {"to_organisation_id": str(circle.partner), "to_region": "CA-QC"})
    path = f"/transfers/{said.json()['id']}/accept"
    assert (await town.post(circle.co_pivot, path, {"backup_member_id": str(backup)})).status_code == 201
    assert await db.fetch(OPEN, left) == []
    assert {tuple(row) for row in await db.fetch(OPEN, circle.partner)} == {
        ("move", circle.partner, circle.house.organisation_id),
        ("referral", house.organisation_id, circle.partner),
    }
    owners = await db.fetch("SELECT DISTINCT organisation_id FROM referrals")
    assert [row[0] for row in owners] == [circle.partner]
    assert (await town.get(circle.pivot, "/referrals")).json()["items"] == []
