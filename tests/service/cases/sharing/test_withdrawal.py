"""A withdrawal stops new sharing at once, in the database itself, and takes nothing away that was promised."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from service.fund.policy.rules import ATTESTATIONS
from tests.service.cases.sharing.conftest import Circle

Point = Callable[[Circle], Coroutine[Any, Any, httpx.Response]]
SHARING: Mapping[str, tuple[str, Point]] = {
    "referral": ("bed", lambda circle: circle.refer()),
    "fund_request": ("fund", lambda circle: circle.ask()),
    "co_pivot": ("share_with_organisation", lambda circle: circle.name()),
}
"""Every point at which something of a case goes to another organisation: its scope, and how it is done."""


async def consented(circle: Circle, scope: str) -> UUID:
    """The consent that a point needs, given if it is not yet."""
    if scope == "share_with_organisation":
        return await circle.agree(scope, circle.partner)
    return await circle.consent(scope)


@pytest.mark.parametrize("what", SHARING)
async def test_after_a_withdrawal_nothing_new_is_shared(circle: Circle, what: str) -> None:
    """CNF-01: the scope is named, nothing leaves, and the record of what left before stays."""
    scope, point = SHARING[what]
    consent = await consented(circle, scope)
    assert (await point(circle)).status_code < 300
    record = await circle.db.fetch("SELECT what, consent_id FROM sharings WHERE case_id = $1", circle.case)
    assert [(row["what"], row["consent_id"]) for row in record] == [(what, consent)]
    assert (await circle.withdraw(consent)).status_code == 204
    answer = await point(circle)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/consent_missing")
    assert answer.json()["facts"] == {"scope": scope}
    assert await circle.shared() == 1
    kept = await circle.db.fetchrow("SELECT given_at, withdrawn_at FROM consents WHERE id = $1", consent)
    assert kept["withdrawn_at"] == circle.town.clock.now()


ACCESS = """
    INSERT INTO case_access (case_id, member_id, organisation_id, owner_organisation_id, given_by, given_at, until)
    VALUES ($1, $2, $3, relais.organisation(), relais.member(), relais.now(), relais.now() + interval '1 day')
"""


async def test_the_database_shares_nothing_without_a_consent(circle: Circle) -> None:
    """CNF-01: whoever speaks SQL as the application passes the same gate, for a colleague elsewhere, a request for
    money, its lines, and a referral for the case's need."""
    await circle.withdraw(await circle.consent("fund"))
    await circle.withdraw(await circle.consent("bed"))
    async with circle.acting(circle.pivot) as app:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
            await app.execute(ACCESS, circle.case, circle.co_pivot, circle.partner)
        assert refused.value.constraint_name == "sharing_needs_consent"
    async with circle.acting(circle.pivot) as app:
        request = await app.fetchval(REQUEST, circle.fund.organisation)
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
            await app.execute(
                "INSERT INTO request_cases VALUES ($1, relais.organisation(), $2)", request, circle.case
            )
        assert refused.value.constraint_name == "sharing_needs_consent"
    async with circle.acting(circle.pivot) as app:
        key = await circle.db.fetchval("SELECT key FROM shelters WHERE id = $1", UUID(circle.house.id))
        await app.execute(REFERRAL, circle.case, key, circle.house.organisation_id)
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
            await app.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert refused.value.constraint_name == "sharing_needs_consent"


REQUEST = """
    INSERT INTO fund_requests (code, organisation_id, fund_organisation_id, region, urgency, attested, people, state,
        requested_by, submitted_at, decide_by)
    VALUES ('R-22222', relais.organisation(), $1, 'CA-ON', 'urgent', '{}', 1, 'submitted', relais.member(),
        relais.now(), relais.now()) RETURNING id
"""
REFERRAL = """
    INSERT INTO referrals (code, organisation_id, shelter_organisation_id, shelter_key, beds, party, nights,
        expected_at, state, held_until, need_digest, need_region, need_day)
    VALUES ('2222', relais.organisation(), $3, $2, 1, '{}', 1, relais.now(), 'held', relais.now(),
        sha256('relais unmet need'::bytea || '\\x00'::bytea || uuid_send($1::uuid) || 'CA-ON2026-11-03'::bytea),
        'CA-ON', '2026-11-03')
"""
LINE = """
    INSERT INTO request_lines (request_id, position, organisation_id, fund_organisation_id, category, amount_cents,
        payment, needed_by, state, submitted_at)
    VALUES ($1, 2, relais.organisation(), $2, 'food', 100, 'voucher', relais.now(), 'submitted', relais.now())
"""


async def test_no_line_is_added_to_what_was_asked_before(circle: Circle) -> None:
    """CNF-01: a request from before the withdrawal takes no new need."""
    request = UUID((await circle.ask()).json()["id"])
    async with circle.acting(circle.pivot) as app:
        await app.execute(LINE, request, circle.fund.organisation)
    await circle.withdraw(await circle.consent("fund"))
    async with circle.acting(circle.pivot) as app:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
            await app.execute(LINE, request, circle.fund.organisation)
        assert refused.value.constraint_name == "sharing_needs_consent"


async def test_what_was_promised_stays(circle: Circle) -> None:
    """CPL-05: a bed held and money asked go on after every consent is withdrawn, and can still be given back."""
    referral = (await circle.refer()).json()
    request = (await circle.ask()).json()["id"]
    for scope in ("bed", "fund"):
        await circle.withdraw(await circle.consent(scope))
    held = await circle.town.get(circle.pivot, f"/referrals/{referral['id']}")
    assert (held.json()["state"], held.json()["claim_ids"]) == ("held", referral["claim_ids"])
    answer = await circle.town.post(circle.house.desk, f"/referrals/{referral['id']}/confirm")
    assert (answer.status_code, answer.json()["state"]) == (200, "confirmed")
    approved = await circle.town.post(circle.fund.first, f"/requests/{request}/approve", {})
    assert (approved.status_code, approved.json()["cents"]) == (201, 4_000)
    withdrawn = await circle.town.post(circle.pivot, f"/requests/{request}/withdraw")
    assert (withdrawn.status_code, withdrawn.json()["state"]) == (201, "withdrawn")


async def test_a_co_pivot_elsewhere_reads_nothing_from_then_on(circle: Circle) -> None:
    """CNF-01, CNF-04: the next reading finds nothing, over HTTP and in SQL; agreeing anew revives no access."""
    consent = await circle.agree("share_with_organisation", circle.partner)
    assert (await circle.name()).status_code == 204
    path = f"/cases/{circle.case}"
    assert (await circle.town.get(circle.co_pivot, path)).status_code == 200
    async with circle.acting(circle.co_pivot) as app:
        assert await seen(app) == {"cases": 1, "consents": 3, "exclusions": 0, "duty_reports": 0}
    await circle.withdraw(consent)
    assert (await circle.town.get(circle.co_pivot, path)).status_code == 404
    async with circle.acting(circle.co_pivot) as app:
        assert set((await seen(app)).values()) == {0}
    again = await circle.agree("share_with_organisation", circle.partner)
    assert (await circle.town.get(circle.co_pivot, path)).status_code == 404
    assert (await circle.name()).status_code == 204
    assert (await circle.town.get(circle.co_pivot, path)).status_code == 200
    on = await circle.db.fetchval("SELECT consent_id FROM case_access WHERE case_id = $1", circle.case)
    assert on == again != consent


async def test_a_fund_learns_of_no_other_payment_from_then_on(circle: Circle) -> None:
    """CNF-01, FND-07: that the same case was paid for elsewhere is told while the person agrees to it."""
    first = (await circle.ask()).json()["id"]
    assert (await circle.town.post(circle.fund.first, f"/requests/{first}/approve", {})).status_code == 201
    envelope = await circle.fund.new_envelope(100_000)
    second = UUID((await asked_of(circle, envelope)).json()["id"])
    async with circle.acting(circle.fund.second) as app:
        told = await app.fetch(ELSEWHERE, second)
        assert [(row["category"], row["band"]) for row in told] == [("food", "<100")]
    await circle.withdraw(await circle.consent("fund"))
    async with circle.acting(circle.fund.second) as app:
        assert await app.fetch(ELSEWHERE, second) == []


ELSEWHERE = "SELECT * FROM relais.already_funded($1)"


async def asked_of(circle: Circle, envelope: UUID) -> httpx.Response:
    """The same need again, of another envelope."""
    body = {"case_id": str(circle.case), "fund_id": str(circle.fund.organisation), "attested": list(ATTESTATIONS),
            "lines": [{"category": "food", "amount_cents": 4_000}], "envelope_id": str(envelope)}  # fmt: skip
    return await circle.town.post(circle.pivot, "/requests", body)


async def seen(app: asyncpg.Connection) -> dict[str, int]:
    """How many rows of a case's tables this member reads."""
    return {
        table: await app.fetchval(f"SELECT count(*) FROM {table}")
        for table in ("cases", "consents", "exclusions", "duty_reports")
    }


async def waiting(circle: Circle, task: asyncio.Task[Any]) -> None:
    """Until the task waits for a lock that somebody holds. Fails when it ends without."""
    for _ in range(2_000):
        assert not task.done(), "it did not wait"
        if await circle.db.fetchval("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"):
            return
        await asyncio.sleep(0)
    raise AssertionError("it never waited")


WITHDRAW = "UPDATE consents SET withdrawn_at = relais.now(), withdrawn_by = relais.member() WHERE id = $1"


@pytest.mark.parametrize("what", SHARING)
async def test_a_sharing_that_meets_a_withdrawal_waits_for_it_and_stops(circle: Circle, what: str) -> None:
    """CNF-01: the withdrawal is under way and not yet committed when somebody shares: nothing is shared."""
    scope, point = SHARING[what]
    consent = await consented(circle, scope)
    pool = circle.fund.store.pool
    async with pool.acquire() as app:
        async with app.transaction():
            await app.execute("SELECT relais.enter($1, $2)", circle.pivot, circle.town.clock.now())
            await app.execute(WITHDRAW, consent)
            sharing = asyncio.create_task(point(circle))
            await waiting(circle, sharing)
        answer = await sharing
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/consent_gone")
    assert await circle.shared() == 0


async def test_a_withdrawal_that_meets_a_sharing_waits_for_it(circle: Circle) -> None:
    """CNF-01: what passed the gate first is recorded before the withdrawal is; nothing lies between them."""
    consent = await circle.consent("fund")
    async with circle.acting(circle.pivot) as app:
        request = await app.fetchval(REQUEST, circle.fund.organisation)
        await app.execute(
            "INSERT INTO request_cases VALUES ($1, relais.organisation(), $2)", request, circle.case
        )
        withdrawal = asyncio.create_task(circle.withdraw(consent))
        await waiting(circle, withdrawal)
        assert await circle.db.fetchval("SELECT withdrawn_at FROM consents WHERE id = $1", consent) is None
    assert (await withdrawal).status_code == 204


@pytest.mark.parametrize("what", SHARING)
async def test_twelve_sharings_and_a_withdrawal_at_once(circle: Circle, what: str) -> None:
    """CNF-01: whatever order they come in, nothing is shared after the withdrawal has answered."""
    scope, point = SHARING[what]
    consent = await consented(circle, scope)

    async def withdraw() -> tuple[int, int]:
        status = (await circle.withdraw(consent)).status_code
        return status, await circle.shared()

    async def share() -> int:
        return (await point(circle)).status_code

    outcomes = await asyncio.gather(*(share() for _ in range(6)), withdraw(), *(share() for _ in range(6)))
    status, at_the_withdrawal = next(each for each in outcomes if isinstance(each, tuple))
    assert status == 204
    assert await circle.shared() == at_the_withdrawal
    assert {each for each in outcomes if not isinstance(each, tuple)} <= {201, 204, 409}


async def test_an_unknown_case_shares_nothing(circle: Circle) -> None:
    """CNF-01, CNF-04: a stranger's case passes no gate, and answers as if it did not exist."""
    async with circle.acting(circle.co_pivot) as app:
        request = await app.fetchval(REQUEST, circle.fund.organisation)
        with pytest.raises(asyncpg.PostgresError):
            await app.execute(
                "INSERT INTO request_cases VALUES ($1, relais.organisation(), $2)", request, circle.case
            )
    stranger = {
        "member_id": str(circle.co_pivot),
        "until": (circle.town.clock.now() + timedelta(1)).isoformat(),
    }
    answer = await circle.post("/co-pivots", stranger, by=circle.co_pivot)
    assert answer.status_code == 404
    assert (await circle.town.get(circle.co_pivot, f"/cases/{uuid4()}")).status_code == 404
