"""The words of a network: neutral until two of its administrators choose others, and never the same code for less."""

from uuid import UUID

import pytest

from service.partners.proposals.commands import Sign, propose, sign
from service.partners.proposals.rules import network_term
from service.partners.terms.queries import TermView, terms
from service.partners.terms.rules import NEUTRAL, TERMS, chosen
from service.refusals import Said
from service.store.store import Store
from tests.service.partners.town import Town, got


def test_where_networks_differ_the_neutral_word_stands() -> None:
    """RIG-04: one network's word holds; two that agree as well; two that differ leave the neutral one."""
    ours, theirs = Said("a", "b"), Said("c", "d")
    assert chosen({}) == dict(NEUTRAL)
    assert chosen({"person": [ours]})["person"] == ours
    assert chosen({"person": [ours, ours]})["person"] == ours
    assert chosen({"person": [ours, theirs]})["person"] == NEUTRAL["person"]
    assert list(chosen({})) == list(TERMS)


@pytest.mark.parametrize("who", ["keepers", "companions"])
async def test_everybody_in_the_network_reads_them_and_two_choose(town: Town, store: Store, who: str) -> None:
    """RIG-04: one signature changes nothing; with the second, each organisation of the network reads it; and back."""

    async def said(member: UUID) -> TermView:
        async with store.reading(member) as session:
            return next(each for each in await terms(session) if each.term == "person")

    neutral = TermView("person", "personne concernée", "person concerned", False)
    reader, (first, second) = getattr(town, who)[0], town.admins[:2]
    assert await said(reader) == neutral
    made = await town.proposed(first, network_term(town.network_id, "person", "personne", "person"))
    assert await said(reader) == neutral
    got(await town.run(sign, second, Sign(made.id)))
    assert await said(reader) == TermView("person", "personne", "person", True)
    assert await said(town.strangers[0]) == neutral
    back = got(await town.run(propose, first, network_term(town.network_id, "person", None, None)))
    got(await town.run(sign, second, Sign(back.id)))
    assert await said(reader) == neutral
