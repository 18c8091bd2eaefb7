"""The count on home: taps, double taps, two phones, undo, and what is said of each (BED-15)."""

from datetime import timedelta

from tests.pages.front_desk.conftest import Hands
from tests.service.beds.town import Town


async def test_taps_of_the_count(town: Town, hands: Hands) -> None:
    """F1: unchanged one tap; one more, one less, one tap each; the page shows what it was and how to undo it."""
    house = await town.shelter(beds=4, count=3)
    hand = await hands(house.desk).open()
    assert hand.number == ["3"]
    assert "à jour, compté à 12 h 00 (accueil)" in hand.words
    assert "Offerts aux autres : 3" in hand.words
    town.clock.advance(timedelta(minutes=14))
    await hand.press("Inchangé : House")
    assert (hand.taps, hand.number) == (1, ["3"])
    assert "compté à 12 h 14" in hand.words
    await hand.press("Un de moins, 2 : House")
    assert (hand.taps, hand.number) == (2, ["2"])
    assert "Revenir à 3" in hand.words
    await hand.press("Revenir à 3, annuler le compte : House")
    assert (hand.taps, hand.number) == (3, ["3"])
    assert "Annulé : le compte d'avant est revenu." in hand.words
    assert "Revenir à" not in hand.words


async def test_a_double_tap_and_the_back_button_count_once(town: Town, hands: Hands) -> None:
    """Point 20: the button carries the whole number; a page from before still says what it says, once."""
    house = await town.shelter(beds=5, count=3)
    hand = await hands(house.desk).open()
    more = hand.control("Un de plus, 4 : House")
    await hand.send(more)
    await hand.send(more)
    assert hand.number == ["4"]
    counts = (await town.get(house.desk, f"/shelters/{house.id}/counts")).json()
    assert sorted(count["free"] for count in counts) == [3, 4]


async def test_two_phones(town: Town, hands: Hands) -> None:
    """BED-15: whoever taps on a page from before a newer count changes nothing, and reads why."""
    house = await town.shelter(beds=5, count=3)
    first, second = await hands(house.desk).open(), await hands(house.coordinator).open("/desk/counts")
    town.clock.advance(timedelta(minutes=5))
    second.fill(free="5")
    await second.press("Noter le nombre : House")
    await first.press("Un de moins, 2 : House")
    assert first.number == ["5"]
    assert "Non appliqué : un compte plus récent existe." in first.words
    assert "Revenir à" not in first.words


async def test_an_undo_leaves_a_newer_count_alone(town: Town, hands: Hands) -> None:
    """BED-15: undo says something of the moment of one's own look, never of a later one."""
    house = await town.shelter(beds=5, count=3)
    hand = await (await hands(house.desk).open()).press("Un de moins, 2 : House")
    undo = hand.control("Revenir à 3, annuler le compte : House")
    town.clock.advance(timedelta(seconds=30))
    await town.counted(house, 4)
    await hand.send(undo)
    assert hand.number == ["4"]
    assert "un compte plus récent existe" in hand.words


async def test_a_tap_that_waited_on_a_phone(town: Town, hands: Hands) -> None:
    """The queue sends the time of the tap: too old is refused with words, the next page keeps the number."""
    house = await town.shelter(beds=5, count=3)
    hand = await hands(house.desk).open()
    hand.fill(tapped=(town.clock.now() - timedelta(hours=13)).isoformat())
    await hand.press("Un de moins, 2 : House")
    assert hand.status == 409
    assert "Ce compte a plus de douze heures. Comptez de nouveau." in hand.words
    assert 'name="free" inputmode="numeric" maxlength="4" autocomplete="off" value="2"' in hand.html


async def test_several_pools_are_one_row_each(town: Town, hands: Hands) -> None:
    """A house with several pools: each has its number; a slip says what the house has, and keeps what was typed."""
    house = await town.shelter(beds=4, count=4, pool={"name": "Chambres"})
    await town.pool(house, 2, name="Dortoir")
    hand = await hands(house.desk, "en").open()
    assert hand.number == ["4", "2"]
    await hand.press("One less, 1: House · Dortoir")
    assert hand.number == ["4", "1"]
    await hand.open("/desk/counts")
    hand.fill(free="400")
    await hand.press("Note the number: House · Dortoir")
    assert hand.status == 422
    assert "Enter a number from 0 to" in hand.words
    assert 'value="400"' in hand.html


async def test_a_desk_without_beds_or_count(town: Town, hands: Hands) -> None:
    """An empty house says what comes next; one that never counted says what that means."""
    bare = await town.shelter(beds=0)
    assert "Cette maison n'a pas encore de lits." in (await hands(bare.desk).open()).words
    new = await town.shelter(beds=3, count=-1)
    hand = await hands(new.desk).open()
    assert "Pas encore de compte : on vous appelle d'abord." in hand.words
    assert "Inchangé" not in hand.words


async def test_nobody_else_counts(town: Town, hands: Hands) -> None:
    """POL-03: another house's desk and a pivot find no door here."""
    house, other, pivot = await town.shelter(beds=3), await town.shelter(beds=3), await town.pivot()
    hand = await hands(house.desk).open()
    tap = hand.control("Un de moins, 2 : House")
    hand.member = other.desk
    assert (await hand.send(tap)).status == 404
    hand.member = pivot
    assert (await hand.open("/desk/counts")).status == 403
    assert (await hand.send(tap)).status == 403
    assert (await town.tonight(house))["empty"] == 3
