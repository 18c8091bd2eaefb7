"""The directory over HTTP: declared by each organisation itself, found by need by the accredited of one network."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from service.clock import SetClock
from service.partners.actor import Role
from service.store.store import Store
from tests.network import Network

UNTIL = "2027-03-31"
INTERPRETER = {
    "need": "interpreter",
    "free": True,
    "regions": ["CA-QC", "CA-ON"],
    "languages": ["hu", "fr"],
    "conditions": ["by_appointment"],
    "starts_on": "2026-11-03",
    "until": UNTIL,
}


@dataclass(frozen=True)
class Directory:
    """A network of a clinic, a house and a police service; and strangers."""

    client: httpx.AsyncClient
    as_: Any
    db: asyncpg.Connection
    clinic: UUID
    pivot: UUID
    keeper: UUID
    desk: UUID
    officer: UUID
    stranger: UUID

    async def get(self, by: UUID, path: str, language: str = "en") -> Any:
        answer = await self.client.get(f"/v1{path}", headers=self.as_(by, language=language))
        return answer.json() if answer.status_code == 200 else (answer.status_code, answer.json()["type"])

    async def post(self, by: UUID, path: str, body: Any = None) -> Any:
        answer = await self.client.post(f"/v1{path}", json=body, headers=self.as_(by, key=uuid4().hex))
        if answer.status_code >= 300:
            return answer.status_code, answer.json()["type"]
        return answer.json() if answer.content else None

    async def found(self, by: UUID, query: str = "") -> list[str]:
        """Which needs a search finds."""
        return [pledge["need"] for pledge in await self.get(by, f"/pledges{query}")]


@pytest.fixture
async def directory(client: httpx.AsyncClient, network: Network, as_: Any) -> Directory:
    clinic = await network.organisation("pivot", name="Clinique du Nord", duty_number="514-555-0100")
    house, police, far = [await network.organisation(kind) for kind in ("shelter", "police", "pivot")]
    await network.together(clinic, house, police)
    pivot = await network.member(clinic, Role.PIVOT_WORKER)
    keeper = await network.member(house, Role.SHELTER_COORDINATOR)
    desk = await network.member(house, Role.FRONT_DESK)
    officer = await network.member(police, Role.INVESTIGATOR)
    stranger = await network.member(far, Role.PIVOT_WORKER)
    return Directory(client, as_, network.superuser, clinic, pivot, keeper, desk, officer, stranger)


async def test_a_pledge_is_found_by_need_by_whom_it_is_for(directory: Directory) -> None:
    """AGR-03, CNF-05, SAF-09, POL-03: by need, word and region; with the organisation's number and nobody's name; by
    accredited members of one network, and never by police."""
    made = await directory.post(directory.pivot, "/pledges", INTERPRETER)
    assert (made["added"], made["changed"], made["unchanged"]) == (1, 0, 0)
    (pledge,) = await directory.get(directory.keeper, "/pledges?need=interpreter")
    assert pledge == {
        "id": made["ids"][0],
        "organisation_id": str(directory.clinic),
        "organisation": "Clinique du Nord",
        "duty_number": "514-555-0100",
        "need": "interpreter",
        "free": True,
        "fee_cents": None,
        "regions": ["CA-ON", "CA-QC"],
        "languages": ["fr", "hu"],
        "conditions": ["by_appointment"],
        "on_call": False,
        "until": UNTIL,
        "review_is_due": False,
    }
    for query, found in {
        "": ["interpreter"],
        "?word=traduction": ["interpreter"],
        "?word=avocat": [],
        "?word=nothing": [],
        "?need=interpreter&region=CA-ON": ["interpreter"],
        "?need=interpreter&region=CA-BC": [],
        "?need=food": [],
    }.items():
        assert await directory.found(directory.desk, query) == found
    assert await directory.found(directory.stranger) == []
    assert await directory.get(directory.officer, "/pledges") == (403, "/problems/not_allowed")
    for path in ("/pledges/own", "/pledges/file", "/lawyers?region=CA-QC"):
        assert await directory.get(directory.officer, path) == (403, "/problems/not_allowed")
    assert await directory.post(directory.desk, "/pledges", INTERPRETER) == (403, "/problems/not_allowed")


async def test_only_the_accredited_look_and_are_found(directory: Directory) -> None:
    """CNF-05, PIV-10: whose accreditation is over neither reads the directory nor stands in it, until it is renewed."""
    await directory.post(directory.pivot, "/pledges", INTERPRETER)
    over = "UPDATE organisations SET accredited_until = '2026-11-03' WHERE id = $1"
    await directory.db.execute(over, directory.clinic)
    assert await directory.get(directory.pivot, "/pledges") == (401, "/problems/not_signed_in")
    assert await directory.found(directory.keeper) == []
    await directory.db.execute(over.replace("11-03", "11-04"), directory.clinic)
    assert (
        await directory.found(directory.pivot) == await directory.found(directory.keeper) == ["interpreter"]
    )


async def test_a_pledge_holds_from_its_first_day_to_its_last(directory: Directory, clock: SetClock) -> None:
    """AGR-03: the day is the region's own; a word given anew stands, one taken back is gone, and after a year it is
    flagged and holds on."""
    later = {**INTERPRETER, "need": "peer_support", "starts_on": "2026-11-05", "until": "2028-11-06"}
    made = await directory.post(directory.pivot, "/pledges", later)
    assert await directory.found(directory.keeper) == []
    clock.advance(timedelta(hours=35, minutes=59))
    assert await directory.found(directory.keeper) == []
    clock.advance(timedelta(minutes=1))
    assert await directory.found(directory.keeper) == ["peer_support"]
    again = await directory.post(directory.pivot, "/pledges", {**later, "free": False, "fee_cents": 500})
    assert (again["changed"], again["ids"]) == (1, made["ids"])
    await directory.db.execute("UPDATE pledges SET declared_at = declared_at - interval '366 days'")
    (pledge,) = await directory.get(directory.keeper, "/pledges")
    assert (pledge["free"], pledge["fee_cents"], pledge["review_is_due"]) == (False, 500, True)
    (own,) = await directory.get(directory.pivot, "/pledges/own")
    assert (own["review_is_due"], own["declared_on"]) == (True, "2025-11-04")
    path = f"/pledges/{made['ids'][0]}/withdrawal"
    assert await directory.post(directory.keeper, path) == (404, "/problems/not_found")
    assert await directory.post(directory.pivot, path) is None
    assert await directory.found(directory.keeper) == []
    assert await directory.post(directory.pivot, path) == (404, "/problems/not_found")


async def test_what_is_not_clear_is_refused(directory: Directory) -> None:
    """AGR-03: with what is wrong; nothing is kept of it."""
    for changed, problem in (
        ({"until": "2026-11-02"}, "pledge_not_clear"),
        ({"fee_cents": 5}, "pledge_not_clear"),
        ({"conditions": ["men_only", "women_only"]}, "pledge_not_clear"),
        ({"regions": ["CA-XX"]}, "unknown_region"),
    ):
        assert await directory.post(directory.pivot, "/pledges", INTERPRETER | changed) == (
            422,
            f"/problems/{problem}",
        )
    assert await directory.get(directory.pivot, "/pledges/own") == []


async def test_the_database_takes_no_pledge_of_police(directory: Directory, store: Store) -> None:
    """POL-03: whoever would write it, past every command."""
    with pytest.raises(asyncpg.CheckViolationError, match="promise no service"):
        await directory.db.execute(
            """
            INSERT INTO pledges (organisation_id, need, free, regions, starts_on, until, declared_by, declared_at)
            SELECT organisation_id, 'food', true, '{CA-QC}', '2026-11-03', '2026-12-03', id, '2026-11-03'
            FROM members WHERE id = $1
            """,
            directory.officer,
        )
    async with store.reading(directory.stranger) as session:
        assert await session.connection.fetch("SELECT FROM pledges") == []


async def test_a_file_goes_in_and_out(directory: Directory) -> None:
    """AGR-06: good rows go in, bad ones are listed by line in the reader's language, again changes nothing; an
    organisation without any shelter here joins with a file alone."""
    header = "need,free,fee_cents,regions,languages,conditions,on_call,starts_on,until"
    good = [
        "food,yes,,CA-QC,,,no,2026-11-03,2027-01-31",
        "transport,no,2500,CA-QC CA-ON,fr,,yes,2026-11-03,2027-01-31",
    ]
    body = {"content": "\n".join([header, good[0], "gold,yes,,CA-QC,,,no,2026-11-03,2027-01-31", good[1]])}
    loaded = await directory.post(directory.pivot, "/pledges/file", body)
    assert (loaded["added"], loaded["changed"], loaded["unchanged"]) == (2, 0, 0)
    assert loaded["wrong"] == [{"line": 3, "reason": "need has an unknown value: gold."}]
    again = await directory.post(directory.pivot, "/pledges/file", body)
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 2)
    out = await directory.get(directory.pivot, "/pledges/file")
    assert out["content"].splitlines() == [header, good[0], good[1].replace("CA-QC CA-ON", "CA-ON CA-QC")]
    whole = await directory.post(directory.keeper, "/pledges/file", {"content": out["content"]})
    assert (whole["added"], whole["wrong"]) == (2, [])
    assert await directory.found(directory.keeper, "?need=transport") == ["transport"] * 2
    broken = await directory.post(directory.pivot, "/pledges/file", {"content": "a,b\n"})
    assert broken == (422, "/problems/file_not_read")


async def test_a_lawyer_now(directory: Directory, network: Network) -> None:
    """IMM-04: one touch on a case; whoever is on call in its province comes first, then the others, and the hotline
    with its source and its date; nothing of status is asked, and strangers' cases open nothing."""
    lawyer = {**INTERPRETER, "need": "immigration_lawyer"}
    await directory.post(directory.keeper, "/pledges", {**lawyer, "regions": ["CA-QC"]})
    await directory.post(directory.pivot, "/pledges", {**lawyer, "on_call": True})
    case = await directory.db.fetchval(
        """
        INSERT INTO cases (code, marker, organisation_id, pivot_member_id, backup_member_id, region, age_band, party,
            languages, opened_by, opened_at, last_activity_at, limits_shown)
        SELECT 'K7M-4QX', 0, $1, $2, $3, 'CA-QC', '25+', '{"gender": "woman"}', '{fr}', $2, m.created_at,
            m.created_at, 1
        FROM members m WHERE m.id = $2 RETURNING id
        """,
        directory.clinic,
        directory.pivot,
        await network.member(directory.clinic, Role.PIVOT_WORKER),
    )
    assert await directory.post(directory.pivot, f"/cases/{case}/lawyer") == {"region": "CA-QC"}
    told = await directory.get(directory.pivot, "/lawyers?region=CA-QC")
    assert [each["duty_number"] for each in told["on_call"]] == ["514-555-0100"]
    assert [each["duty_number"] for each in told["others"]] == [None]
    assert told["hotline"]["number"] == "1-833-900-1010"
    assert told["hotline"]["source"]
    assert told["hotline"]["stated_on"] == "2026-11-22"
    assert await directory.post(directory.stranger, f"/cases/{case}/lawyer") == (404, "/problems/not_found")
    far = await directory.get(directory.stranger, "/lawyers?region=CA-QC")
    assert (far["on_call"], far["others"], far["hotline"]["number"]) == ([], [], "1-833-900-1010")
    assert await directory.get(directory.keeper, "/lawyers?region=CA-QC") == (403, "/problems/not_allowed")


async def test_one_organisation_does_not_fill_the_directory(directory: Directory) -> None:
    """AGR-03, RIG-01: at two hundred it withdraws one first; of two at once for the last place, one."""
    d = directory
    first = await d.post(d.pivot, "/pledges", INTERPRETER)
    await d.db.execute(
        """
        INSERT INTO pledges (organisation_id, need, free, regions, starts_on, until, declared_by, declared_at)
        SELECT $1, 'need_' || translate(n::text, '0123456789', 'abcdefghij'), true, ARRAY['CA-QC'], '2026-11-01',
            '2027-01-01', $2, '2026-11-01' FROM generate_series(100, 297) n
        """,
        d.clinic,
        d.pivot,
    )
    last = await asyncio.gather(
        *(d.post(d.pivot, "/pledges", INTERPRETER | {"regions": [region]}) for region in ("CA-BC", "CA-AB"))
    )
    refused = [each for each in last if isinstance(each, tuple)]
    assert [(status, kind.rpartition("/")[2]) for status, kind in refused] == [(409, "too_many_pledges")]
    assert not isinstance(await d.post(d.pivot, "/pledges", INTERPRETER | {"free": True}), tuple)
    assert await d.post(d.pivot, f"/pledges/{first['ids'][0]}/withdrawal") is None
    assert not isinstance(await d.post(d.pivot, "/pledges", INTERPRETER | {"need": "clothing"}), tuple)
