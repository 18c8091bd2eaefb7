"""The night sheet, entered from the page: each line at its hour, every value kept (BED-15, point 18)."""

from datetime import timedelta

from tests.pages.front_desk.conftest import Hands
from tests.service.beds.town import Town


async def test_a_sheet_is_entered(town: Town, hands: Hands) -> None:
    """Counts, an arrival and a departure; what cannot be is said beside its line; the same sheet again does nothing."""
    house, pivot = await town.shelter(beds=4, count=3), await town.pivot()
    made = (await town.refer(pivot, house)).json()
    town.clock.advance(timedelta(hours=8))
    hand = await hands(house.desk).open()
    await hand.press("Saisir la feuille – House")
    lines = {"at_1": "12:30", "what_1": "arrival", "value_1": made["code"].lower(),
             "at_2": "13 h 10", "what_2": "count", "value_2": "1", "at_4": "14:00", "what_4": "unchanged"}  # fmt: skip
    hand.fill(**{**lines, "at_5": "25:99", "what_5": "departure", "value_5": "77"})
    await hand.press("Saisir ces lignes")
    assert hand.status == 400
    assert "Une heure, par exemple 22:30" in hand.words
    for value in (made["code"].lower(), "13 h 10", "25:99", "77"):
        assert f'value="{value}"' in hand.html
    await hand.open(f"/shelters/{house.id}/sheet/entry")
    hand.fill(**lines)
    await hand.press("Saisir ces lignes")
    assert "Ligne 1 · 12 h 30 · Arrivée fait" in hand.words
    assert "Ligne 2 · 13 h 10 · Compte fait" in hand.words
    assert "Ligne 4 · 14 h 00 · Inchangé fait" in hand.words
    await hand.open(f"/shelters/{house.id}/sheet/entry")
    hand.fill(**lines)
    await hand.press("Saisir ces lignes")
    assert "déjà saisi" in hand.words
    assert (await town.tonight(house))["empty"] == 1


async def test_an_hour_to_come_was_yesterday(town: Town, hands: Hands) -> None:
    """At noon, `22:00` on the sheet is last night's."""
    house = await town.shelter(beds=4, count=-1)
    hand = await hands(house.desk, "en").open(f"/shelters/{house.id}/sheet/entry")
    hand.fill(at_1="22:00", what_1="count", value_1="2")
    await hand.press("Enter these lines")
    assert "2 Nov 2026, 22:00" in hand.words


async def test_nobody_else_enters(town: Town, hands: Hands) -> None:
    """POL-03."""
    house, other = await town.shelter(beds=4), await town.shelter(beds=4)
    assert (await hands(other.desk).open(f"/shelters/{house.id}/sheet/entry")).status == 404
    assert (await hands(await town.pivot()).open(f"/shelters/{house.id}/sheet/entry")).status == 403
