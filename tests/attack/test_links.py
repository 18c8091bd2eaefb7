"""Somebody who types codes to learn which are cases (DAT-04, CNF-04)."""

from tests.api.v1.cases.test_merging import Side, Talk, sides, talk
from tests.network import Network

__all__ = ["sides", "talk"]


async def test_a_decline_is_a_silence_from_the_first_day(
    talk: Talk, sides: tuple[Side, Side], network: Network
) -> None:
    """DAT-04, CNF-04: declined at once, an asking looks as one of a code that is nobody's, and is taken back alike."""
    one, other = sides
    real, nobodys = [(await talk.ask(one, code, code)).json()["id"] for code in (other.code, "222-222")]
    heard = "SELECT count(*) FROM tellings WHERE $1::uuid = ANY (organisations)"
    before = await network.superuser.fetchval(heard, one.organisation)
    assert await talk.post(other, f"/v1/links/{real}/answer", "no", {}) == 204
    assert await network.superuser.fetchval(heard, one.organisation) == before
    assert [each["state"] for each in await talk.links(one)] == ["asked", "asked"]
    assert [await talk.post(one, f"/v1/links/{link}/undo", link) for link in (real, nobodys)] == [204, 204]
    assert [each["state"] for each in await talk.links(one)] == ["undone", "undone"]
    assert await talk.links(other) == []
