"""What a pivot prints for the person, and the erasure that two of them sign, over pages (CNF-11, Loi 25)."""

from tests.pages.hand import Reader
from tests.pages.pivot.circle import Circle


async def test_the_copy_and_the_erasure(circle: Circle) -> None:
    """Loi 25: from the case in one tap, in both languages, without a house's name; what stands in the way is said
    before anybody asks; then one asks, the other signs, and the case is no longer there."""
    house = await circle.town.shelter(beds=2, count=2)
    hand = circle.hand()
    case = await circle.case(hand)
    stop = await circle.held(hand, case, house)
    await hand.open(case)
    hand.taps = 0
    await hand.press("Copie pour la personne, effacement")
    assert hand.taps == 1
    assert "Demande d'une place" in hand.words
    assert "Une demande de place est encore ouverte." in hand.words
    english = circle.hand(language="en")
    await english.open(f"{case}/copy")
    assert "What you agreed to" in english.words
    name = await circle.network.superuser.fetchval("SELECT name FROM shelters WHERE id = $1", house.id)
    assert name not in hand.html
    await hand.open(stop)
    await hand.press("Libérer")
    await hand.press("Libérer cette place")
    await hand.open(f"{case}/copy")
    await hand.press("Demander l'effacement")
    code = await circle.network.superuser.fetchval("SELECT code FROM cases")
    other = await circle.hand(circle.backup).open()
    assert "effacement : signer avant le" in other.words
    await other.press(
        next(one.name for one in Reader(other.html).buttons if "effacement : signer avant" in one.name)
    )
    await other.press(f"Signer : Effacer le dossier {code}, demandé par la personne")
    await hand.open(f"{case}/copy")
    assert hand.status == 404
