"""The registers of Loi 25 and the periods of retention, as a network's administrator fills them in."""

from typing import Any

import pytest

from service.partners.actor import Role
from tests.pages.network_administrator.conftest import Beginning

INCIDENT = {
    "nature": "loss",
    "concerned": ["sign_in"],
    "happened_from": "2026-11-01",
    "happened_until": "2026-11-02",
    "known_on": "2026-11-02",
    "people": "2-9",
    "serious": "yes",
    "because": ["sensitive", "likely"],
    "circumstances": "A phone was lost for an hour.",
    "measures": "Its sessions were ended.",
}


async def test_an_incident_and_what_is_known_later(beginning: Beginning, hands: Any) -> None:
    """A-2.1, r. 3.1, s. 7: entered from home in three taps; later the notice to the Commission is added, with every
    value there already; what contradicts itself or names somebody comes back with all that was typed."""
    hand = await hands(beginning.first).open()
    await hand.press("Registers and periods")
    assert "No incident entered." in hand.words
    await hand.press("Enter an incident")
    await hand.press("Enter")
    assert "Fill this in: 10" in hand.words
    hand.fill(**{**INCIDENT, "known_on": "2026-10-01"})
    await hand.press("Enter")
    assert (hand.status, hand.values()["circumstances"]) == (422, INCIDENT["circumstances"])
    hand.fill(known_on="2026-11-02", circumstances="Mme Tremblay lost it, 514-555-0123.")
    await hand.press("Enter")
    assert hand.status == 422
    hand.fill(circumstances="A phone was lost\r\nfor an hour.")
    await hand.press("Enter")
    assert "The incident is entered." in hand.words
    assert "No notice so far" in hand.words
    row = await beginning.network.superuser.fetchval("SELECT incident_id FROM incidents")
    await hand.open(f"/registers/incidents/{row}")
    assert hand.values()["circumstances"] == "A phone was lost\r\nfor an hour."
    hand.fill(commission_told_on="2026-11-03")
    await hand.press("Enter")
    assert "Commission d'accès told on 3 Nov 2026" in hand.words
    assert await beginning.network.superuser.fetchval("SELECT max(version) FROM incidents") == 2


async def test_an_anonymisation(beginning: Beginning, hands: Any) -> None:
    """A-2.1, r. 0.1, s. 9: what, to what end, how, and when the risk was analysed."""
    hand = await hands(beginning.first).open("/registers/anonymisations")
    hand.fill(
        what="slips",
        purpose="annual_report",
        techniques=["counts_only"],
        measures="Counts below five hidden.",
    )
    await hand.press("Enter")
    assert hand.status == 400
    hand.fill(analysed_on="2026-10-01")
    await hand.press("Enter")
    assert "monthly slips · the annual report" in hand.words


async def test_a_period_is_changed_by_two(beginning: Beginning, hands: Any) -> None:
    """CNF-11: outside its bounds it comes back; within them another administrator reads what changes, and signs."""
    hand = await hands(beginning.first).open("/registers")
    hand.fill(name="request", amount="12")
    await hand.press("Propose")
    assert hand.status == 422
    hand.fill(name="request", amount="96")
    await hand.press("Propose")
    assert "Proposed. Another person signs within 7 days." in hand.words
    other = await hands(beginning.second).open("/proposals")
    assert "words and pictures of requests for money" in other.words
    assert "96 months" in other.words
    await other.press("Sign: Change a period of retention")
    await other.open("/registers")
    assert "96 months, from 84 to 144" in other.words


@pytest.mark.parametrize("path", ["/registers", "/registers/incidents", "/registers/anonymisations"])
async def test_for_others_there_is_no_such_page(beginning: Beginning, hands: Any, path: str) -> None:
    """POL-03: whoever keeps no register finds none."""
    member = await beginning.network.member(await beginning.add("pivot"), Role.PIVOT_WORKER)
    hand = hands(member)
    await hand.open(path)
    assert hand.status == 404
