"""The smallest circle of a case, and who is kept away from it (CNF-04, CNF-07)."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from service.fund.payees.commands import ProposePayee
from service.partners.actor import Role
from tests.service.cases.sharing.conftest import Circle
from tests.service.cases.sharing.test_withdrawal import REQUEST, waiting

TABLES = ("cases", "consents", "exclusions", "placements", "duty_reports", "case_access", "sharings", "shares",
          "request_cases")  # fmt: skip
"""All that hangs on a case."""


async def read(circle: Circle, member: UUID) -> dict[str, int]:
    """How many rows of each table the application reads in this member's place."""
    async with circle.acting(member) as app:
        return {table: await app.fetchval(f"SELECT count(*) FROM {table}") for table in TABLES}


async def lived_in(circle: Circle) -> str:
    """Something in every table; the id of the referral."""
    await circle.agree("share_with_organisation", circle.partner)
    await circle.agree("share_with_organisation", circle.house.organisation_id)
    await circle.exclude("city", "Laval")
    await circle.post("/duty", {"outcome": "not_applicable", "reason": "law_does_not_ask"})
    referral = (await circle.refer()).json()
    await circle.post("/placements", {"claim_id": referral["claim_ids"][0]})
    assert (await circle.share(referral["id"])).status_code == 201
    assert (await circle.ask()).status_code == 201
    assert (await circle.name()).status_code == 204
    return str(referral["id"])


async def test_membership_opens_nothing(circle: Circle) -> None:
    """CNF-04: a colleague of the same organisation, in the same role, reads not one row, in SQL either."""
    await lived_in(circle)
    mine = await read(circle, circle.pivot)
    assert {table for table, count in mine.items() if not count} == set()
    assert await read(circle, circle.backup) == mine
    assert set((await read(circle, circle.colleague)).values()) == {0}
    for path in ("", "/shares"):
        answer = await circle.town.get(circle.colleague, f"/cases/{circle.case}{path}")
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not_found")


async def test_a_named_colleague_reads_until_the_date(circle: Circle) -> None:
    """CNF-04, PIV-04: named for the case, a colleague of the same organisation needs no consent to share."""
    until = circle.town.clock.now().replace(hour=23).isoformat()
    assert (await read(circle, circle.colleague))["cases"] == 0
    named = await circle.post("/co-pivots", {"member_id": str(circle.colleague), "until": until})
    assert named.status_code == 204
    assert (await read(circle, circle.colleague))["cases"] == 1
    assert await circle.shared() == 0


async def test_nobody_names_themselves(circle: Circle) -> None:
    """CNF-04: neither to the access list nor as the pivot, in SQL either."""
    async with circle.acting(circle.colleague) as app:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(
                """
                INSERT INTO case_access (case_id, member_id, organisation_id, owner_organisation_id, given_by, given_at,
                    until)
                VALUES ($1, relais.member(), relais.organisation(), relais.organisation(), relais.member(),
                    relais.now(), relais.now() + interval '1 day')
                """,
                circle.case,
            )
    async with circle.acting(circle.colleague) as app:
        taken = await app.fetchval(
            "SELECT relais.hand_case_over($1, $2, $3)", circle.case, circle.colleague, circle.backup
        )
        assert taken is None
    async with circle.acting(circle.pivot) as app:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(
                "UPDATE cases SET pivot_member_id = $1 WHERE id = $2", circle.colleague, circle.case
            )


async def test_whoever_hands_over_sees_nothing_more(circle: Circle) -> None:
    """PIV-03, CNF-04: both at once can be replaced, and then neither reads a row."""
    third = await circle.town.network.member(circle.fund.pivots, Role.PIVOT_WORKER)
    body = {"pivot_member_id": str(circle.colleague), "backup_member_id": str(third)}
    answer = await circle.town.put(circle.pivot, f"/cases/{circle.case}/companions", body, 1)
    assert (answer.status_code, answer.json()) == (200, {"version": 2})
    assert (await read(circle, circle.pivot))["cases"] == (await read(circle, circle.backup))["cases"] == 0
    assert (await read(circle, third))["consents"] == 2


KEPT_AWAY = (409, "/problems/kept_away")


WITH = "SELECT FROM sharings WHERE with_organisation_id = $1"


async def test_an_excluded_organisation_receives_nothing(circle: Circle) -> None:
    """CNF-07: no referral, no request for money, no co-pivot, no share, though the person has agreed to each."""
    await circle.agree("share_with_organisation", circle.partner)
    points: dict[UUID, Any] = {
        circle.house.organisation_id: circle.refer,
        circle.fund.organisation: circle.ask,
        circle.partner: circle.name,
    }
    for organisation, point in points.items():
        excluded = await circle.exclude("organisation", organisation)
        answer = await point()
        assert (answer.status_code, answer.json()["type"]) == KEPT_AWAY
        assert await circle.db.fetch(WITH, organisation) == []
        lifted = await circle.post(f"/exclusions/{excluded.json()['id']}/lift")
        assert lifted.status_code == 204
        assert (await point()).status_code in {201, 204}
        assert len(await circle.db.fetch(WITH, organisation)) == 1


@pytest.mark.parametrize(
    ("kind", "value"), [("shelter", None), ("region", "CA-ON"), ("city", "Hamilton"), ("city", "hamilton")]
)
async def test_an_excluded_place_is_not_asked(circle: Circle, kind: str, value: str | None) -> None:
    """CNF-07, SAF-04: the board does not show it, and the database does not let it be asked."""
    assert (await circle.exclude(kind, value or circle.house.id)).status_code == 201
    answer = await circle.refer()
    assert (answer.status_code, answer.json()["type"]) == KEPT_AWAY
    assert await circle.db.fetchval("SELECT count(*) FROM referrals") == 0


async def test_an_excluded_interpreter_is_not_paid(circle: Circle) -> None:
    """CNF-07: by the code that the fund pays them under; another one is."""
    one, other = [await circle.fund.payee(ProposePayee(name, "manual_cheque")) for name in ("A", "B")]
    circle.town.clock.advance(timedelta(days=2))
    code = await circle.db.fetchval("SELECT code FROM payees WHERE id = $1", one)
    assert (await circle.exclude("interpreter", code)).status_code == 201
    asked = {"category": "interpreter", "amount_cents": 5_000}
    answer = await circle.ask(**asked, payee_id=str(one))
    assert (answer.status_code, answer.json()["type"]) == KEPT_AWAY
    assert (await circle.ask(**asked, payee_id=str(other))).status_code == 201


async def test_an_exclusion_shuts_out_whoever_was_let_in(circle: Circle) -> None:
    """CNF-07: a co-pivot whose organisation is excluded afterwards reads nothing more."""
    await circle.agree("share_with_organisation", circle.partner)
    assert (await circle.name()).status_code == 204
    path = f"/cases/{circle.case}"
    assert (await circle.town.get(circle.co_pivot, path)).status_code == 200
    await circle.exclude("organisation", circle.partner)
    assert (await circle.town.get(circle.co_pivot, path)).status_code == 404
    assert set((await read(circle, circle.co_pivot)).values()) <= {0, 1}
    assert (await read(circle, circle.co_pivot))["cases"] == 0


async def test_a_sharing_that_meets_an_exclusion_waits_for_it_and_stops(circle: Circle) -> None:
    """CNF-07: excluded at the same moment: nothing goes there once the exclusion is."""
    async with circle.fund.store.pool.acquire() as app:
        async with app.transaction():
            await app.execute("SELECT relais.enter($1, $2)", circle.pivot, circle.town.clock.now())
            await app.execute(
                """
                INSERT INTO exclusions (case_id, organisation_id, kind, value, added_by, added_at)
                VALUES ($1, relais.organisation(), 'organisation', $2, relais.member(), relais.now())
                """,
                circle.case,
                str(circle.fund.organisation),
            )
            asking = asyncio.create_task(circle.ask())
            await waiting(circle, asking)
        answer = await asking
    assert (answer.status_code, answer.json()["type"]) == KEPT_AWAY
    assert await circle.shared() == 0


async def test_an_exclusion_that_meets_a_sharing_waits_for_it(circle: Circle) -> None:
    """CNF-07: what passed the gate first is before the exclusion."""
    async with circle.acting(circle.pivot) as app:
        request = await app.fetchval(REQUEST, circle.fund.organisation)
        await app.execute(
            "INSERT INTO request_cases VALUES ($1, relais.organisation(), $2)", request, circle.case
        )
        excluding = asyncio.create_task(circle.exclude("organisation", circle.fund.organisation))
        await waiting(circle, excluding)
    assert (await excluding).status_code == 201


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("organisation", "Refuge S10"),
        ("organisation", "4dd7bf41-1959-4562-b099-4f1f1edb4a61"),
        ("shelter", "S10"),
        ("shelter", "8ea7c973-c34a-45b2-be5f-a8816a21cd37"),
        ("region", "Ontario"),
        ("region", "CA-ZZ"),
        ("interpreter", "Mme Tremblay"),
        ("interpreter", "P-AAAA"),
    ],
)
async def test_what_filters_nothing_is_not_an_exclusion(circle: Circle, kind: str, value: str) -> None:
    """CNF-07, CNF-02: a filter that nothing could match would be trusted, and a name has no place there."""
    answer = await circle.exclude(kind, value)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/unknown_exclusion")
    assert await circle.db.fetchval("SELECT count(*) FROM exclusions") == 0


async def test_sharing_is_never_with_the_police(circle: Circle) -> None:
    """CNF-01, POL-03: police, auditors and administrators of networks are no partners of a case."""
    for kind in ("police", "audit", "network"):
        organisation = await circle.town.network.organisation(kind)
        body = {"scope": "share_with_organisation", "shared_with": str(organisation)}
        answer = await circle.post("/consents", body)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not_found")
