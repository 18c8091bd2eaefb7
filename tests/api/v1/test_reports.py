"""The annual report over HTTP: who reads it, what it hides, and money equal to the ledger."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from service.cases.commands import Party
from service.fund.payouts.commands import ConfirmPayout, confirm_payout
from service.fund.payouts.returns import TakeBack, take_back
from service.fund.requests.submit import NewLine
from service.partners.actor import Role
from tests.network import Network
from tests.service.fund.conftest import Fund, fund, got

__all__ = ["fund"]

YEAR = "/v1/reports/annual?from_day=2026-01-01&to_day=2027-01-01"


@pytest.fixture
async def coordinator(network: Network) -> UUID:
    """Regional coordination of Ontario."""
    return await network.member(
        await network.organisation("coordination", regions=["CA-ON"]), Role.REGIONAL_COORDINATOR
    )


async def a_bed(fund: Fund) -> Any:
    """A stay that the pivot's organisation holds, in a shelter of Hamilton."""
    superuser = fund.network.superuser
    shelter_organisation = await fund.network.organisation("shelter")
    return await superuser.fetchval(
        """
        WITH s AS (INSERT INTO shelters (organisation_id, name, kind, region, city, time_zone)
                VALUES ($1, 'S8', 'other', 'CA-ON', 'Hamilton', 'America/Toronto') RETURNING key, organisation_id),
             p AS (INSERT INTO pools (shelter_key, organisation_id, accepts_genders)
                SELECT key, organisation_id, '{man,woman}' FROM s RETURNING key, shelter_key, organisation_id),
             b AS (INSERT INTO beds (pool_key, shelter_key, organisation_id)
                SELECT key, shelter_key, organisation_id FROM p RETURNING key, pool_key, shelter_key, organisation_id)
        INSERT INTO claims (bed_key, pool_key, shelter_key, organisation_id, kind, starts_at, ends_at,
                            holder_organisation_id)
        SELECT key, pool_key, shelter_key, organisation_id, 'stay', $2::timestamptz, $2 + interval '1 day', $3::uuid
        FROM b RETURNING id
        """,
        shelter_organisation,
        fund.store.clock.now(),
        fund.pivots,
    )


async def people_arrive(fund: Fund) -> list[UUID]:
    """Nine men and two women, freed from forced labour, each with a case and a bed."""
    cases = []
    for gender in ["man"] * 9 + ["woman"] * 2:
        case = await fund.case(party=Party(gender), forms=("labour",))  # type: ignore[arg-type]  # two of the genders
        await fund.network.superuser.execute(
            """
            INSERT INTO placements (case_id, organisation_id, claim_id, linked_by, linked_at)
            VALUES ($1, $2, $3, $4, $5)
            """,
            case,
            fund.pivots,
            await a_bed(fund),
            fund.pivot,
            fund.store.clock.now(),
        )
        cases.append(case)
    return cases


async def test_step_17(fund: Fund, client: httpx.AsyncClient, coordinator: UUID, as_: Any) -> None:
    """DAT-02, DAT-05, DAT-10: eleven arrivals, labour, women <5, times, and totals that equal the ledger."""
    for case in await people_arrive(fund):
        request = await fund.ask(NewLine("food", 4_000), NewLine("calling_card", 1_000), case=case)
        got(await fund.approve(fund.first, request.id))
    await pay_and_return(fund)
    answer = await client.get(f"{YEAR}&region=CA-ON", headers=as_(coordinator))
    assert answer.status_code == 200, answer.text
    report = answer.json()
    assert (report["arrivals"]["count"], report["form"]["labour"]["count"], report["opened"]["count"]) == (
        11,
        11,
        11,
    )
    assert report["gender"]["cells"]["woman"] == {"count": None, "shown": "<5"}
    assert report["gender"]["cells"]["man"]["count"] is None
    assert (report["gender"]["total"]["count"], report["median_minutes_to_bed"]) == (11, 0)
    assert report["within_72h"]["count"] == 11
    ledger = await fund.network.superuser.fetchrow(
        """
        SELECT sum(amount_cents) FILTER (WHERE kind IN ('payment', 'overrun')) AS paid,
               sum(amount_cents) FILTER (WHERE kind = 'return') AS returned FROM transfers
        """
    )
    assert (report["totals"]["paid_cents"], report["totals"]["returned_cents"]) == (
        ledger["paid"],
        ledger["returned"],
    )
    assert (ledger["paid"], ledger["returned"]) == (4_000 + 1_200, 300)
    assert report["totals"]["spent_cents"] == (await fund.balance()).spent_cents
    food = next(each for each in report["money"] if each["category"] == "food")
    assert (food["lines"]["count"], food["asked_cents"], food["median_minutes_to_decide"]) == (11, 44_000, 0)


async def pay_and_return(fund: Fund) -> None:
    """One line paid as approved, one card paid with an overrun, 3 dollars back."""
    superuser = fund.network.superuser
    for category, charged in (("food", 4_000), ("calling_card", 1_200)):
        row = await superuser.fetchrow(
            """
            SELECT i.id, l.id AS line FROM payout_intents i JOIN request_lines l ON l.id = i.line_id
            WHERE l.category = $1
            """,
            category,
        )
        got(await fund.store.run(confirm_payout, fund.first, ConfirmPayout(row["id"], "recu", charged)))
        if category == "food":
            got(await fund.store.run(take_back, fund.first, TakeBack(row["line"], 300)))


async def test_few_cases_are_not_shown(
    fund: Fund, client: httpx.AsyncClient, coordinator: UUID, as_: Any
) -> None:
    """DAT-05: a region with three cases shows `<5`, no median, no amounts, and no difference that tells."""
    for _ in range(3):
        await fund.ask(NewLine("food", 4_000))
    report = (await client.get(f"{YEAR}&region=CA-ON", headers=as_(coordinator))).json()
    assert (report["opened"]["shown"], report["arrivals"]["shown"]) == ("<5", "0")
    assert report["median_minutes_to_bed"] is None
    assert report["money"][0]["lines"]["shown"] == "<5"
    assert (report["money"][0]["asked_cents"], report["totals"]) == (None, None)


async def test_who_reads_it(
    fund: Fund, client: httpx.AsyncClient, coordinator: UUID, network: Network, as_: Any
) -> None:
    """POL-03: auditors, and coordinators of the region; nobody else."""
    auditor = await network.member(await network.organisation("audit"), Role.AUDITOR)
    assert (await client.get(YEAR, headers=as_(auditor))).status_code == 200
    assert (await client.get(f"{YEAR}&region=CA-QC", headers=as_(coordinator))).status_code == 404
    assert (await client.get(YEAR, headers=as_(coordinator))).status_code == 404
    for member in (fund.pivot, fund.first):
        assert (await client.get(f"{YEAR}&region=CA-ON", headers=as_(member))).status_code == 403


async def test_a_reversed_period(fund: Fund, client: httpx.AsyncClient, coordinator: UUID, as_: Any) -> None:
    """DAT-02: a precise no."""
    answer = await client.get(
        "/v1/reports/annual?from_day=2027-01-01&to_day=2026-01-01&region=CA-ON", headers=as_(coordinator)
    )
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad_input")
