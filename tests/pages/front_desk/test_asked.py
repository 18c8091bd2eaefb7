"""A request of an operation at the desk: how many, when, how long, and never who asked (OPS-03, OPS-11, SAF-08)."""

import pytest

from service.beds.words import DECLINE_REASONS
from service.clock import SetClock
from service.store.store import Store
from tests.network import Network
from tests.pages.front_desk.conftest import Hands
from tests.pages.hand import one_line
from tests.service.operations.acts import held, hold, men, requests_to
from tests.service.operations.stage import Stage, scenario_a


@pytest.fixture
async def stage(network: Network, clock: SetClock) -> Stage:
    """Scenario A."""
    return await scenario_a(network, clock.now())


async def test_places_asked_beyond_an_agreement(
    stage: Stage, store: Store, clock: SetClock, hands: Hands
) -> None:
    """One tap for all of them; part of them on the page; a number too large keeps what was typed (point 18)."""
    await held(store, stage.investigator, hold(clock.now(), men(11)))
    desk = stage.shelters["S8"].desk
    (request,) = await requests_to(store, desk)
    hand = await hands(desk).open()
    assert "2 hommes, 25 ans et plus, de 4 nov. 2026, 6 h 00" in hand.words
    await hand.press(f"Lire la demande {request.code}, donner une autre réponse")
    assert "Sans réponse, la garde suivante est appelée. Un silence n'est pas un oui." in hand.words
    hand.fill(accept="7")
    await hand.press("Accepter ce nombre")
    assert hand.status == 422
    assert 'value="7"' in hand.html
    hand.fill(accept="1")
    await hand.press("Accepter ce nombre")
    assert [r.state for r in await requests_to(store, desk)] == ["partly"]
    await hand.open(f"/desk/asked/{request.id}")
    assert "Cette demande en est à : acceptée en partie." in hand.words


async def test_one_tap_says_yes_or_no(stage: Stage, store: Store, clock: SetClock, hands: Hands) -> None:
    """F1: accept 1, no place 1; whoever comes in a window is listed without who sent them; their pivot notes them."""
    await held(store, stage.investigator, hold(clock.now(), men(11)))
    desk = stage.shelters["S8"].desk
    (request,) = await requests_to(store, desk)
    hand = await hands(desk, "en").open()
    await hand.press(f"Accept request {request.code}")
    assert hand.taps == 1
    assert "6 men, 25 and over" in hand.words
    assert "OP-" not in hand.html
    assert "greement" not in hand.words
    await hand.press("Somebody was not taken in")
    assert [hand.html.count(f'value="{code}"') for code in DECLINE_REASONS] == [6] * len(DECLINE_REASONS)
    form = hand.html.partition('action="/desk/door/')[2].partition("</form>")[0]
    assert [part.count('name="reason"') for part in form.split("<summary>")] == [5, 6]
    [name] = [c for c in hand.html.split('aria-label="') if "place 1 : Age" in c or "place 1: Age" in c][:1]
    await hand.press(one_line(name.partition('"')[0]))
    assert "Another place is looked for." in hand.words
    assert (await stage.held())["S8"] == 5
