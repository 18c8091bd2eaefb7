"""The annual report over HTTP: who reads it, what it hides, and money equal to the ledger."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from service.cases.commands import Party
from service.clock import SetClock
from service.fund.payouts.commands import ConfirmPayout, confirm_payout
from service.fund.payouts.returns import TakeBack, take_back
from service.fund.requests.lines import NewLine
from service.partners.actor import Role, job_of
from service.reports.annual.commands import PublishReport, publish_report
from service.reports.slips.commands import WriteSlips, write_slips
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
    requests = []
    for case in await people_arrive(fund):
        request = await fund.ask(NewLine("food", 4_000), NewLine("clothing", 1_000), case=case)
        got(await fund.approve(fund.first, request.id))
        requests.append(request.id)
    for each in requests[:6]:
        await pay(fund, each)
    await publish(fund)
    answer = await client.get(f"{YEAR}&region=CA-ON", headers=as_(coordinator))
    assert answer.status_code == 200, answer.text
    report = answer.json()
    assert (report["arrivals"]["count"], report["form"]["labour"]["count"], report["opened"]["count"]) == (
        11,
        11,
        11,
    )
    assert report["gender"]["cells"]["woman"] == {"count": None, "shown": "<5"}
    assert report["gender"]["cells"]["man"] == {"count": None, "shown": "withheld"}
    assert (report["gender"]["total"]["count"], report["median_minutes_to_bed"]) == (11, 0)
    # Six had a bed and a payment within 72 hours; five had only the bed (DAT-10).
    assert report["within_72h"]["count"] == 6
    assert report["decision_by_urgency"]["urgent"] == {
        "lines": {"count": 22, "shown": "22"},
        "median_minutes": 0,
    }
    assert report["decided_in_time"]["urgent_in_time"]["count"] == 22
    await equal_to_the_ledger(fund, report)
    food = next(each for each in report["money"] if each["category"] == "food")
    assert (food["lines"]["count"], food["asked_cents"], food["median_minutes_to_decide"]) == (11, 44_000, 0)


async def equal_to_the_ledger(fund: Fund, report: dict[str, Any]) -> None:
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
    assert (ledger["paid"], ledger["returned"]) == (6 * (4_000 + 1_200), 6 * 300)
    assert report["totals"]["spent_cents"] == (await fund.balance()).spent_cents


async def publish(fund: Fund) -> None:
    """The year is over and its last 72 hours too: the jobs write the slips, then the report."""
    clock = fund.store.clock
    assert isinstance(clock, SetClock)
    clock.set(datetime(2027, 1, 5, 0, 0, tzinfo=UTC))
    store, superuser = fund.store, fund.network.superuser
    await superuser.fetchval("SELECT set_config('relais.now', $1, false)", clock.now().isoformat())
    while row := await superuser.fetchrow("SELECT * FROM relais.due_slips()"):
        got(await store.run(write_slips, job_of(row["organisation_id"]), WriteSlips(row["month"])))
    row = await superuser.fetchrow("SELECT * FROM relais.due_publication(12)")
    got(
        await store.run(
            publish_report, job_of(row["organisation_id"]), PublishReport(row["since"], row["until"])
        )
    )


async def pay(fund: Fund, request: UUID) -> None:
    """Food paid as approved and 3 dollars of it back; clothes charged 2 dollars over."""
    for row in await fund.network.superuser.fetch(
        """
        SELECT i.id, l.id AS line, l.category FROM payout_intents i JOIN request_lines l ON l.id = i.line_id
        WHERE l.request_id = $1
        """,
        request,
    ):
        charged = 4_000 if row["category"] == "food" else 1_200
        got(await fund.store.run(confirm_payout, fund.first, ConfirmPayout(row["id"], "recu", charged)))
        if row["category"] == "food":
            got(await fund.store.run(take_back, fund.first, TakeBack(row["line"], 300)))


async def test_few_cases_are_not_shown(
    fund: Fund, client: httpx.AsyncClient, coordinator: UUID, as_: Any
) -> None:
    """DAT-05: a region with three cases shows `<5`, no median, no amounts, and no difference that tells."""
    for _ in range(3):
        await fund.ask(NewLine("food", 4_000))
    await publish(fund)
    report = (await client.get(f"{YEAR}&region=CA-ON", headers=as_(coordinator))).json()
    assert (report["opened"]["shown"], report["arrivals"]["shown"]) == ("<5", "0")
    assert report["median_minutes_to_bed"] is None
    food = next(each for each in report["money"] if each["category"] == "food")
    assert (food["lines"]["shown"], food["asked_cents"]) == ("withheld", None)
    assert set(report["totals"].values()) == {None, 0}
    assert (report["totals"]["asked_cents"], report["totals"]["paid_cents"]) == (None, 0)


async def test_nothing_before_it_is_published(
    fund: Fund, client: httpx.AsyncClient, coordinator: UUID, as_: Any
) -> None:
    """DAT-05: figures of days that no publication covers whole are nowhere: two answers could be subtracted."""
    for _ in range(6):
        await fund.ask(NewLine("food", 4_000))
    early = (await client.get(f"{YEAR}&region=CA-ON", headers=as_(coordinator))).json()
    assert (early["periods"], early["opened"]) == ([], {"count": None, "shown": "withheld"})
    await publish(fund)
    part = f"{YEAR.replace('2026-01-01', '2026-02-01')}&region=CA-ON"
    assert (await client.get(part, headers=as_(coordinator))).json()["opened"]["count"] is None
    whole = (await client.get(f"{YEAR}&region=CA-ON", headers=as_(coordinator))).json()
    assert (whole["opened"]["count"], whole["periods"][0]["since"]) == (6, "2026-01-01")


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
