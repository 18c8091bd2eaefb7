"""Statements over HTTP and on a page: reconciled with the ledger, the same for ever, and less of it for a donor."""

import csv
import io
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from asgi_lifespan import LifespanManager

from api.browser.cookies import DEMO
from api.parts import Relais
from service.clock import SetClock
from service.fund.books.queries import statement as books_statement
from service.fund.envelopes.commands import EnvelopeSum, contribute, cover_overrun
from service.fund.payouts.commands import ConfirmPayout, confirm_payout
from service.fund.payouts.returns import TakeBack, take_back
from service.fund.requests.lines import NewLine
from service.partners.actor import Role
from tests.network import Network
from tests.one_app import app_of
from tests.pages.conftest import QUICK, named_by_cookie
from tests.pages.hand import one_line
from tests.service.fund.conftest import Fund, fund, got

__all__ = ["fund"]

MONTHS = "from_month=2026-01&to_month=2027-01"


@dataclass(frozen=True)
class Worked:
    """A fund after two months: six lines of food paid, one of them over, one partly returned; an overrun covered."""

    fund: Fund
    before: datetime
    """When only the first three were paid."""


def at(fund: Fund, moment: datetime) -> None:
    assert isinstance(fund.store.clock, SetClock)
    fund.store.clock.set(moment)


async def pay(fund: Fund, cents: int, charged: int | None = None) -> UUID:
    """One line of food, approved and paid; the line."""
    request = await fund.ask(NewLine("food", cents))
    got(await fund.approve(fund.first, request.id))
    row = await fund.network.superuser.fetchrow(
        "SELECT i.id, l.id AS line FROM payout_intents i JOIN request_lines l ON l.id = i.line_id "
        "WHERE l.request_id = $1",
        request.id,
    )
    got(await fund.store.run(confirm_payout, fund.first, ConfirmPayout(row["id"], "recu", charged or cents)))
    return UUID(str(row["line"]))


@pytest.fixture
async def worked(fund: Fund) -> Worked:
    for _ in range(3):
        await pay(fund, 10_000)
    before = fund.store.clock.now() + timedelta(seconds=1)
    at(fund, datetime(2026, 12, 3, 12, 0, tzinfo=UTC))
    line = await pay(fund, 4_000)
    got(await fund.store.run(take_back, fund.first, TakeBack(line, 500)))
    got(await fund.store.run(contribute, fund.first, EnvelopeSum(fund.envelope, 20_000)))
    await pay(fund, 6_000)
    await pay(fund, 6_000, 6_300)
    got(await fund.store.run(cover_overrun, fund.first, EnvelopeSum(fund.envelope, 300)))
    at(fund, datetime(2027, 1, 10, 12, 0, tzinfo=UTC))
    return Worked(fund, before)


async def read(client: httpx.AsyncClient, fund: Fund, as_: Any, more: str = "") -> dict[str, Any]:
    path = f"/v1/envelopes/{fund.envelope}/funder-statement?{MONTHS}{more}"
    answer = await client.get(path, headers=as_(fund.first))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_it_reconciles_with_the_ledger(worked: Worked, client: httpx.AsyncClient, as_: Any) -> None:
    """FND-07, DAT-02, FND-09: every figure to the cent: months, categories, the books' own statement, the balance; as
    of a past moment it is what it was then."""
    fund = worked.fund
    full = (await read(client, fund, as_))["full"]
    assert {name: cents for name, cents in full["total"].items() if cents} == {
        "received_cents": 520_000,
        "promised_cents": 46_000,
        "paid_cents": 46_000,
        "returned_cents": 500,
        "overrun_cents": 300,
        "covered_cents": 300,
    }
    assert (full["opening_cents"], full["closing_cents"]) == (0, 520_000 - 46_000 + 500 - 300)
    assert [each["closing_cents"] for each in full["months"]][-2:] == [470_000, full["closing_cents"]]
    (food,) = [each for each in full["categories"] if each["category"] == "food"]
    assert (food["sums"]["paid_cents"], food["sums"]["overrun_cents"]) == (46_000, 300)
    assert full["closing_cents"] == (await fund.balance()).available_cents
    async with fund.store.reading(fund.first) as session:
        start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
        books = got(await books_statement(session, fund.envelope, start, end))
    assert (books.moved["payment"], books.moved["return"], books.moved["contribution"]) == (
        46_000,
        500,
        520_000,
    )
    then = (await read(client, fund, as_, f"&as_of={worked.before:%Y-%m-%dT%H:%M:%SZ}"))["full"]
    assert (then["total"]["paid_cents"], then["closing_cents"]) == (30_000, 470_000)


async def test_the_table(worked: Worked, client: httpx.AsyncClient, as_: Any) -> None:
    """FND-07: CSV (RFC 4180) whose entries add up to its total, and whose names are no formulas."""
    fund = worked.fund
    await fund.network.superuser.execute("UPDATE funders SET name = '=HYPERLINK(1)'")
    path = f"/v1/envelopes/{fund.envelope}/funder-statement/table?{MONTHS}"
    answer = await client.get(path, headers=as_(fund.first))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))
    paid = [round(float(row["paid"]) * 100) for row in rows if row["row"] == "entry"]
    (total,) = [row for row in rows if row["row"] == "total"]
    assert (sum(paid), total["paid"], total["balance"]) == (46_000, "460.00", "4742.00")
    assert {row["funder"] for row in rows} == {"'=HYPERLINK(1)"}


async def test_a_donor_is_told_stretches(worked: Worked, client: httpx.AsyncClient, as_: Any) -> None:
    """FND-06: of a private donor's money no category, no month of fewer than five lines, no balance: three lines of
    November are told with those of December."""
    fund = worked.fund
    await fund.network.superuser.execute("UPDATE funders SET kind = 'private'")
    told = await read(client, fund, as_)
    assert told["full"] is None
    assert told["monthly"]["spent"] == [
        {"since": "2026-11-01", "until": "2027-01-01", "cents": 46_000 + 300 - 500}
    ]
    early = await read(client, fund, as_, f"&as_of={datetime(2026, 12, 20, tzinfo=UTC):%Y-%m-%dT%H:%M:%SZ}")
    assert (early["monthly"]["spent"], early["monthly"]["told_later"]) == ([], ["2026-11-01"])
    (funded,) = (await client.get("/v1/reports/funded", headers=as_(fund.first))).json()
    assert (funded["private"], funded["categories"]) == (True, [])


async def test_what_has_been_funded(
    worked: Worked, client: httpx.AsyncClient, as_: Any, network: Network
) -> None:
    """FND-07: by funder and category over all envelopes, for the fund's own administrators alone (POL-03)."""
    fund = worked.fund
    (funded,) = (await client.get("/v1/reports/funded", headers=as_(fund.first))).json()
    assert (funded["total"]["paid_cents"], funded["balance_cents"]) == (46_000, 474_200)
    assert [each["category"] for each in funded["categories"]] == ["food"]
    stranger = await network.member(await network.organisation("fund"), Role.FUND_ADMINISTRATOR)
    assert (await client.get("/v1/reports/funded", headers=as_(stranger))).json() == []
    path = f"/v1/envelopes/{fund.envelope}/funder-statement?{MONTHS}"
    assert (await client.get(path, headers=as_(stranger))).status_code == 404
    assert (await client.get(path, headers=as_(fund.pivot))).status_code == 403
    reversed_months = path.replace("2027-01", "2025-01")
    assert (await client.get(reversed_months, headers=as_(fund.first))).status_code == 400


@pytest.fixture
async def pages(relais: Relais) -> AsyncIterator[httpx.AsyncClient]:
    """The pages; a cookie names the member."""
    with app_of(relais, QUICK, named_by_cookie) as assembled:
        app: Any = assembled
        async with LifespanManager(app):
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://relais.test") as client:
                yield client


async def shown(pages: httpx.AsyncClient, member: UUID, path: str) -> httpx.Response:
    return await pages.get(path, headers={"Cookie": f"{DEMO}={member}", "Accept-Language": "en"})


async def test_the_pages(worked: Worked, pages: httpx.AsyncClient, network: Network) -> None:
    """FND-07, DAT-02: a statement and a report in both languages, the reader's first; pictures with their sentence and
    their figures; nothing that the page's policy would block."""
    fund = worked.fund
    statement = await shown(pages, fund.first, f"/statements/{fund.envelope}?{MONTHS}")
    assert statement.status_code == 200, statement.text
    assert "From $0 to $4,742; $0 promised and not yet paid." in one_line(statement.text)
    assert re.search(r"De 0\s\$ à 4\s742\s\$", statement.text)
    assert statement.text.index('lang="en-CA"', 40) < statement.text.index('lang="fr-CA"', 40)
    overview = await shown(pages, fund.first, "/reports")
    assert f"/statements/{fund.envelope}" in overview.text
    auditor = await network.member(await network.organisation("audit"), Role.AUDITOR)
    annual = await shown(pages, auditor, "/reports/annual?year=2026")
    assert annual.status_code == 200, annual.text
    assert "Nothing is published for this year" in annual.text
    for page in (statement, overview, annual):
        assert 'style="' not in page.text
        assert not re.search(r"<script(?! src=)", page.text)
        assert "unsafe" not in page.headers["content-security-policy"]
        ids = re.findall(r' id="([^"]+)"', page.text)
        assert len(ids) == len(set(ids))
    table = await shown(pages, fund.first, f"/statements/{fund.envelope}/table?{MONTHS}")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    for member, path in (
        (fund.pivot, f"/statements/{fund.envelope}"),
        (fund.first, "/reports/annual?year=2026"),
    ):
        assert (await shown(pages, member, path)).status_code in {403, 404}
