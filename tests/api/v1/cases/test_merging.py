"""Two codes that are one person, over HTTP: asked, agreed to by the other organisation, parted (DAT-04)."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import httpx
import pytest

from service.cases.commands import OpenCaseWish, Party, open_case
from service.cases.consents import GivenConsent
from service.cases.limits import VERSION
from service.cases.merging.commands import ANSWERED_WITHIN
from service.clock import SetClock
from service.partners.actor import Role
from service.store.store import Store
from tests.network import Network
from tests.service.fund.conftest import got


@dataclass(frozen=True)
class Side:
    """A pivot organisation with one case."""

    organisation: UUID
    pivot: UUID
    case: UUID
    code: str


async def a_side(store: Store, network: Network, name: str) -> Side:
    organisation = await network.organisation("pivot", name=name)
    pivot, backup = [await network.member(organisation, Role.PIVOT_WORKER) for _ in range(2)]
    wish = OpenCaseWish("CA-ON", "25+", Party("man"), (GivenConsent("bed"),), backup, VERSION, ("hu",))
    opened = got(await store.run(open_case, pivot, wish))
    return Side(organisation, pivot, opened.id, opened.code)


@pytest.fixture
async def sides(store: Store, network: Network) -> tuple[Side, Side]:
    """Two organisations that accompany, perhaps, one person."""
    await network.superuser.execute(
        "INSERT INTO regions (code, name_fr, name_en, time_zone) "
        "VALUES ('CA-ON', 'Ontario', 'Ontario', 'America/Toronto') ON CONFLICT DO NOTHING"
    )
    return await a_side(store, network, "Un"), await a_side(store, network, "Deux")


@dataclass(frozen=True)
class Talk:
    """The doors, as both sides use them."""

    client: httpx.AsyncClient
    as_: Any

    async def ask(self, side: Side, code: str, key: str = "ask-1") -> httpx.Response:
        body = {"code": code, "agreed": "spoken"}
        path = f"/v1/cases/{side.case}/links"
        return await self.client.post(path, json=body, headers=self.as_(side.pivot, key=key))

    async def post(self, side: Side, path: str, key: str, body: dict[str, Any] | None = None) -> int:
        headers = self.as_(side.pivot, key=key)
        if body is None:
            return (await self.client.post(path, headers=headers)).status_code
        return (await self.client.post(path, json=body, headers=headers)).status_code

    async def links(self, side: Side) -> list[dict[str, Any]]:
        answer = await self.client.get("/v1/links", headers=self.as_(side.pivot))
        assert answer.status_code == 200, answer.text
        return list(answer.json())


@pytest.fixture
def talk(client: httpx.AsyncClient, as_: Any) -> Talk:
    return Talk(client, as_)


async def counted(network: Network) -> int:
    found: int = await network.superuser.fetchval(
        "SELECT count(DISTINCT counted_id) FROM relais.counted_cases()"
    )
    return found


async def test_asked_agreed_and_parted(talk: Talk, sides: tuple[Side, Side], network: Network) -> None:
    """DAT-04: until the other organisation and the person agree, nothing counts otherwise and nothing crosses; then the
    two codes are one, and either side parts them again. Neither ever reads the other's code."""
    one, other = sides
    asked = await talk.ask(one, other.code)
    assert asked.status_code == 201, asked.text
    link = asked.json()["id"]
    (mine,) = await talk.links(one)
    assert (mine["code"], mine["with_organisation"], mine["state"]) == (one.code, None, "asked")
    (theirs,) = await talk.links(other)
    assert (theirs["code"], theirs["with_organisation"], theirs["asked_here"]) == (other.code, "Un", False)
    assert one.code not in str(await talk.links(other))
    assert await counted(network) == 2
    assert await talk.post(one, f"/v1/links/{link}/answer", "self", {"agreed": "spoken"}) == 404
    assert await talk.post(other, f"/v1/links/{link}/answer", "yes", {"agreed": "written"}) == 204
    assert await counted(network) == 1
    (mine,) = await talk.links(one)
    assert (mine["with_organisation"], mine["state"]) == ("Deux", "accepted")
    assert other.code not in str(await talk.links(one))
    assert await talk.post(other, f"/v1/links/{link}/undo", "part") == 204
    assert await counted(network) == 2


async def test_a_code_typed_at_random_tells_nothing(
    talk: Talk, sides: tuple[Side, Side], clock: SetClock
) -> None:
    """DAT-04, CNF-04: a code that is, one that is not, one's own: the same answer and the same list; a decline and a
    silence look alike too."""
    one, other = sides
    answers = [await talk.ask(one, code, f"k{code}") for code in (other.code, "222-222", one.code)]
    assert [each.status_code for each in answers] == [201] * 3
    shown = [{**each, "id": "", "asked_at": ""} for each in await talk.links(one)]
    assert shown == [shown[0]] * 3
    link = answers[0].json()["id"]
    assert await talk.post(other, f"/v1/links/{link}/answer", "no", {}) == 204
    clock.set(clock.now() + ANSWERED_WITHIN)
    assert {each["state"] for each in await talk.links(one)} == {"declined"}
    taken_back = (await talk.ask(one, other.code, "again")).json()["id"]
    assert await talk.post(one, f"/v1/links/{taken_back}/undo", "back") == 204
    assert {each["with_organisation"] for each in await talk.links(one)} == {None}
    assert await talk.post(other, f"/v1/links/{link}/answer", "late", {"agreed": "spoken"}) == 404


async def test_who_is_kept_away_is_asked_nothing(
    talk: Talk, sides: tuple[Side, Side], network: Network
) -> None:
    """DAT-04, CNF-07: the person keeps the other organisation away: it never hears that anybody asked."""
    one, other = sides
    await keep_away(network, one, other)
    link = (await talk.ask(one, other.code)).json()["id"]
    assert await talk.links(other) == []
    assert await talk.post(other, f"/v1/links/{link}/answer", "yes", {"agreed": "spoken"}) == 404


async def keep_away(network: Network, one: Side, other: Side) -> None:
    await network.superuser.execute(
        """
        INSERT INTO exclusions (case_id, organisation_id, kind, value, added_by, added_at)
        VALUES ($1, $2, 'organisation', $3, $4, $5)
        """,
        one.case,
        one.organisation,
        str(other.organisation),
        one.pivot,
        network.clock.now(),
    )


async def test_a_colleague_reads_nothing(talk: Talk, sides: tuple[Side, Side], network: Network) -> None:
    """CNF-04: whoever does not accompany the case neither asks for it nor reads or parts its links."""
    one, other = sides
    link = (await talk.ask(one, other.code)).json()["id"]
    stranger = replace(one, pivot=await network.member(one.organisation, Role.PIVOT_WORKER))
    assert (await talk.ask(stranger, other.code, "again")).status_code == 404
    assert await talk.links(stranger) == []
    assert await talk.post(stranger, f"/v1/links/{link}/undo", "part") == 404
