"""What an organisation promises, on its own page (AGR-03, AGR-05)."""

from service.partners.actor import Role
from tests.network import Network
from tests.pages.investigator.conftest import Hands


async def test_a_promise_is_made_kept_typed_and_taken_back(hands: Hands, network: Network) -> None:
    """AGR-03, LNG-01: three touches and a region from home; what does not hold keeps all that was typed."""
    there = await network.organisation("coordination")
    hand = await hands(await network.member(there, Role.REGIONAL_COORDINATOR), "en").open()
    await hand.press("What we promise")
    assert "Others do not find you yet." in hand.words
    await hand.fill(need="interpreter", conditions=["women_only", "men_only"], regions="CA-ON").press(
        "Promise"
    )
    assert hand.status == 422
    assert "Two conditions contradict each other." in hand.words
    assert hand.values()["regions"] == "CA-ON"
    await hand.fill(need="interpreter", conditions="by_appointment", regions="CA-ON").press("Promise")
    assert "Promised. Partners find it." in hand.words
    assert "Interpreter · Ontario" in hand.words
    assert "free · by appointment" in hand.words
    await hand.press("Take back: Interpreter, Ontario")
    assert "Nobody finds it any more." in hand.words
    assert "Others do not find you yet." in hand.words


async def test_nobody_else_promises(hands: Hands, network: Network) -> None:
    """POL-03: police are in no directory; a front desk does not promise for its house."""
    police = await network.member(await network.organisation("police"), Role.INVESTIGATOR)
    desk = await network.member(await network.organisation("shelter"), Role.FRONT_DESK)
    for member in (police, desk):
        assert (await hands(member, "en").open("/pledges")).status == 403
