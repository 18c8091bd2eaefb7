"""What a coordinator reads of a case: what the pivot shares, while the person agrees, each time on record (POL-03)."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from service.partners.actor import Role
from tests.service.cases.sharing.conftest import Circle
from tests.service.cases.sharing.test_withdrawal import WITHDRAW, waiting

NOTHING = {"forms": None, "risk": None, "not_shared": ["forms", "risk"]}


async def read(circle: Circle, referral: str, by: UUID | None = None) -> httpx.Response:
    """What a member of the house is told."""
    return await circle.town.get(by or circle.house.coordinator, f"/referrals/{referral}/shared")


async def readings(circle: Circle) -> int:
    """How many readings are on record."""
    found: int = await circle.db.fetchval("SELECT count(*) FROM events WHERE name = 'cases.shared_read'")
    return found


@pytest.fixture
async def referral(circle: Circle) -> str:
    """A referral of the case to the house, and the person's consent to share with that house."""
    await circle.agree("share_with_organisation", circle.house.organisation_id)
    return str((await circle.refer()).json()["id"])


async def consent(circle: Circle) -> UUID:
    """The consent to share with the house."""
    return await circle.consent("share_with_organisation")


async def test_a_pivot_shares_and_the_coordinator_reads(circle: Circle, referral: str) -> None:
    """POL-03: as it is now, not as it was; each reading is an event; the pivot's list says what went."""
    assert (await read(circle, referral)).json() == NOTHING
    assert (await circle.share(referral)).status_code == 201
    assert (await read(circle, referral)).json() == {
        "forms": ["labour"], "risk": "not_assessed", "not_shared": []
    }  # fmt: skip
    assessed = await circle.town.put(
        circle.pivot, f"/cases/{circle.case}/assessment", {"forms": ["prefer_not_to_say"], "risk": "high"}, 1
    )
    assert (assessed.status_code, assessed.json()) == (200, {"version": 2})
    told = (await read(circle, referral)).json()
    assert told == {"forms": ["prefer_not_to_say"], "risk": "high", "not_shared": []}
    assert await readings(circle) == 3
    shares = (await circle.town.get(circle.pivot, f"/cases/{circle.case}/shares")).json()
    assert [(each["what"], each["in_force"]) for each in shares["shares"]] == [(["forms", "risk"], True)]
    assert {each["what"] for each in shares["sharings"]} == {"referral", "profile"}


async def test_what_is_not_shared_is_said_to_be_and_nothing_more(circle: Circle, referral: str) -> None:
    """CNF-03: a part may stay here, and that is a normal answer."""
    assert (await circle.share(referral, "forms")).status_code == 201
    assert (await read(circle, referral)).json() == {
        "forms": ["labour"], "risk": None, "not_shared": ["risk"]
    }  # fmt: skip


async def test_nobody_else_reads_it(circle: Circle, referral: str) -> None:
    """POL-03: never the front desk; another house's coordinator is told that there is nothing."""
    await circle.share(referral)
    desk = await read(circle, referral, circle.house.desk)
    assert (desk.status_code, desk.json()["type"]) == (403, "/problems/not_allowed")
    other = await circle.town.shelter(region="CA-ON", city="London")
    for by, known in ((other.coordinator, referral), (circle.house.coordinator, str(uuid4()))):
        answer = await read(circle, known, by)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not_found")
    for by in (circle.fund.first, circle.pivot):
        assert (await read(circle, referral, by)).status_code == 403
    for member in (circle.house.desk, other.coordinator, circle.pivot, circle.co_pivot, circle.fund.first):
        async with circle.acting(member) as app:
            assert await app.fetch("SELECT * FROM relais.shared_about($1)", UUID(referral)) == []
    async with circle.acting(circle.house.coordinator) as app:
        assert len(await app.fetch("SELECT * FROM relais.shared_about($1)", UUID(referral))) == 1
        assert await app.fetchval("SELECT count(*) FROM cases") == 0


async def test_a_withdrawal_leaves_nothing_to_read(circle: Circle, referral: str) -> None:
    """CNF-01: at once, and the answer is the one of a house with whom nothing was ever shared. A new consent needs a
    new share."""
    await circle.share(referral)
    before = await consent(circle)
    await circle.withdraw(before)
    assert (await read(circle, referral)).json() == NOTHING
    unshared = await circle.share(referral)
    assert (unshared.status_code, unshared.json()["facts"]) == (409, {"scope": "share_with_organisation"})
    await circle.agree("share_with_organisation", circle.house.organisation_id)
    assert (await read(circle, referral)).json() == NOTHING
    assert (await circle.share(referral)).status_code == 201
    assert (await read(circle, referral)).json()["not_shared"] == []
    assert await circle.db.fetchval("SELECT count(*) FROM shares") == 2


async def test_a_share_ends(circle: Circle, referral: str) -> None:
    """CNF-01: by the pivot's own decision, once; the consent goes on."""
    share = (await circle.share(referral)).json()["id"]
    assert (await circle.share(referral)).json()["type"] == "/problems/already_shared"
    assert (await circle.post(f"/shares/{share}/end")).status_code == 204
    assert (await read(circle, referral)).json() == NOTHING
    assert (await circle.post(f"/shares/{share}/end")).status_code == 404
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await circle.db.execute("UPDATE shares SET ended_at = NULL, ended_by = NULL")
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await circle.db.execute("DELETE FROM shares")
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await circle.db.execute("DELETE FROM sharings")


async def test_a_referral_that_is_over_tells_nothing(circle: Circle, referral: str) -> None:
    """POL-03: a house reads about whom it expects or has, not about whom it declined."""
    await circle.share(referral)
    await circle.town.post(circle.pivot, f"/referrals/{referral}/withdraw")
    assert (await read(circle, referral)).json() == NOTHING


async def test_a_hold_that_has_lapsed_tells_nothing(circle: Circle, referral: str) -> None:
    """POL-03: the house no longer expects anybody, whatever the row still says; who has arrived is there."""
    await circle.share(referral)
    arrived = str((await circle.refer()).json()["id"])
    await circle.share(arrived)
    answer = await circle.town.post(circle.house.desk, f"/referrals/{arrived}/arrival")
    assert answer.status_code in {200, 201}, answer.text
    circle.town.clock.advance(timedelta(days=1))
    assert (await read(circle, referral)).json() == NOTHING
    assert (await read(circle, arrived)).json()["not_shared"] == []


@pytest.mark.parametrize("kind", ["organisation", "shelter", "region", "city"])
async def test_an_excluded_house_reads_nothing(circle: Circle, referral: str, kind: str) -> None:
    """CNF-07, SAF-04: however it is kept away; and nothing can be shared with it from then on."""
    share = (await circle.share(referral)).json()["id"]
    values = {"organisation": circle.house.organisation_id, "shelter": circle.house.id, "region": "CA-ON"}
    assert (await circle.exclude(kind, values.get(kind, "HAMILTON"))).status_code == 201
    assert (await read(circle, referral)).json() == NOTHING
    await circle.post(f"/shares/{share}/end")
    again = await circle.share(referral)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/kept_away")


async def test_a_share_is_of_the_case_that_asked(circle: Circle, referral: str) -> None:
    """POL-03: a referral of another case, or of none, cannot be used to tell of this one."""
    other = await circle.fund.case()
    answer = await circle.town.post(
        circle.pivot, f"/cases/{other}/shares", {"referral_id": referral, "what": ["forms"]}
    )
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/referral_not_of_this_case")
    nobody = (await circle.town.refer(circle.pivot, circle.house)).json()["id"]
    assert (await circle.share(nobody)).json()["type"] == "/problems/referral_not_of_this_case"
    async with circle.acting(circle.pivot) as app:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await app.execute(
                """
                INSERT INTO shares (case_id, organisation_id, referral_id, what, shared_by, shared_at)
                VALUES ($1, relais.organisation(), $2, '{risk}', relais.member(), relais.now())
                """,
                other,
                UUID(referral),
            )


async def test_a_reading_that_meets_a_withdrawal_waits_and_finds_nothing(
    circle: Circle, referral: str
) -> None:
    """CNF-01: the withdrawal is under way when the coordinator opens the page."""
    await circle.share(referral)
    given = await consent(circle)
    async with circle.fund.store.pool.acquire() as app:
        async with app.transaction():
            await app.execute("SELECT relais.enter($1, $2)", circle.pivot, circle.town.clock.now())
            await app.execute(WITHDRAW, given)
            reading = asyncio.create_task(read(circle, referral))
            await waiting(circle, reading)
        answer = await reading
    assert answer.json() == NOTHING


async def test_a_tablet_of_the_front_desk_reads_nothing(circle: Circle, referral: str) -> None:
    """POL-03: a coordinator who sits at the shared tablet sits at the front desk."""
    await circle.share(referral)
    both = await circle.town.network.member(
        circle.house.organisation_id, Role.SHELTER_COORDINATOR, Role.FRONT_DESK
    )
    now = circle.town.clock.now()
    await circle.db.execute(
        "SET session_replication_role = replica"
    )  # the tablet itself is of no interest here
    for kind, tablet, rows in (("browser", None, 1), ("tablet", uuid4(), 0)):
        session = await circle.db.fetchval(
            """
            INSERT INTO sessions (organisation_id, member_id, kind, signed_in_by, tablet_id, idle_until, ends_at,
                started_at, seen_at)
            VALUES ($1, $2, $3, 'pin', $4, $5, $5, $6, $6) RETURNING id
            """,
            circle.house.organisation_id, both, kind, tablet, now + timedelta(minutes=5), now,
        )  # fmt: skip
        async with circle.acting(both, session) as app:
            assert len(await app.fetch("SELECT * FROM relais.shared_about($1)", UUID(referral))) == rows
    await circle.db.execute("RESET session_replication_role")
