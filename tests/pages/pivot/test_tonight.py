"""Where tonight, over HTTP: asked, answered, held; kept when somebody else was faster."""

import asyncpg

from tests.pages.pivot.circle import Circle

QUEBEC = "band=21-24&woman=1&nights=2&region=CA-QC"


async def test_a_case_is_opened_and_a_bed_held(circle: Circle) -> None:
    """SAF-11, CNF-08, BED-16: a case in 8 taps at most, then a bed in 7, with nothing asked again."""
    await circle.town.shelter(beds=3, count=2, name="Maison des Érables")
    hand = await circle.hand().open("/")
    await hand.press("Ouvrir un dossier")
    await hand.fill(gender="woman", band="21-24", scope=["bed", "fund"]).press("Ouvrir le dossier")
    assert hand.taps <= 8
    assert "Dossier ouvert. Voici son code." in hand.words
    case = hand.path
    await hand.open("/")
    hand.taps = 1  # the case's line
    await hand.open(case)
    await hand.press("Où ce soir?")
    assert hand.values()["band"] == "21-24"
    assert hand.values()["region"] == "CA-QC"
    await hand.press("Chercher")
    assert "Conviennent : 1" in hand.words
    assert "compté à l'accueil" in hand.words
    await hand.fill(chose="yes").press("Retenir une place à Maison des Érables")
    assert hand.taps <= 7
    assert "Place retenue." in hand.words
    assert "1 choix montré, la personne a choisi" in hand.words
    await hand.open("/")
    assert "Maison des Érables : retenue jusqu'à 13 h 30" in hand.words


async def test_somebody_else_was_faster(circle: Circle) -> None:
    """BED-16: the place is gone, the others are there, and nothing is asked twice."""
    first = await circle.town.shelter(beds=1, count=1, name="Maison Un")
    await circle.town.shelter(beds=1, count=1, name="Maison Deux")
    slow, fast = circle.hand(), circle.hand(circle.backup)
    case = await circle.case(slow)
    await slow.open(f"{case}/places?{QUEBEC}&house=takes_use")
    await fast.open(f"/places?{QUEBEC}")
    await fast.press("Retenir une place à Maison Un")
    assert "Place retenue." in fast.words
    await slow.press("Retenir une place à Maison Un")
    assert slow.status == 409
    assert "Cette place vient d'être prise. Voici l'autre; vos réponses sont gardées." in slow.words
    assert "Maison Deux" in slow.words
    assert "Maison Un ·" not in slow.words
    assert slow.values()["nights"] == "2"
    assert slow.values()["house"] == "takes_use"
    assert first.id


async def test_who_exploited_is_asked_there_alone_and_kept_nowhere(
    circle: Circle, superuser: asyncpg.Connection
) -> None:
    """ADM-03: a house for conjugal violence shows once the fact is ticked; no address of a page holds it."""
    await circle.town.shelter(beds=2, count=2, name="Maison S1", profile={"conjugal_violence": "required"})
    hand = circle.hand(language="en")
    case = await circle.case(hand)
    await hand.open(f"{case}/places")
    assert "same home" not in hand.words
    await hand.press("Search")
    assert "Maison S1" not in hand.words
    await hand.fill(facts="shared_home").press("Look for these shelters too")
    assert "Maison S1" in hand.words
    assert "criterion met: conjugal violence" in hand.words
    assert hand.values()["_page"].startswith(f"{case}/places?")
    assert "shared_home" not in hand.values()["_page"]
    kept = await superuser.fetchval("SELECT count(*) FROM events e WHERE e::text LIKE '%shared_home%'")
    assert kept == 0


async def test_what_the_person_keeps_away_from_never_answers(circle: Circle) -> None:
    """SAF-04: excluded by the page, not shown by the search; lifted, shown again."""
    await circle.town.shelter(beds=2, count=2, name="Maison des Érables")
    hand = circle.hand()
    case = await circle.case(hand)
    await hand.open(f"{case}/away")
    await hand.fill(kind="city", city="Montreal").press("Exclure ce lieu")
    assert "Lieu exclu." in hand.words
    await hand.open(f"{case}/places")
    assert "1 lieu à éviter : déjà exclu." in hand.words
    await hand.press("Chercher")
    assert "Maison des Érables" not in hand.words
    assert "le besoin est noté" in hand.words
    await hand.open(f"{case}/away")
    await hand.press("Lever : Montreal")
    await hand.open(f"{case}/places?{QUEBEC}")
    assert "Maison des Érables" in hand.words


async def test_a_word_that_is_missing_is_asked_and_nothing_is_lost(circle: Circle) -> None:
    """Points 13 and 18: a form without an age band comes back filled, in the other language too."""
    hand = circle.hand()
    await hand.open("/places")
    await hand.fill(woman=0, man=3, nights=4).press("Chercher")
    assert hand.status == 400
    assert hand.values()["man"] == "3"
    await hand.fill(man=3).press("English")
    assert "Where tonight?" in hand.words
    assert hand.values()["man"] == "3"
    assert hand.values()["nights"] == "4"


async def test_a_later_night_is_held_for_that_night(circle: Circle) -> None:
    """BED-16: ten days ahead, the board of that night answers and the bed waits for the house's word."""
    await circle.town.shelter(beds=2, count=0, name="House")
    hand = circle.hand(language="en")
    case = await circle.case(hand)
    await hand.open(f"{case}/places?{QUEBEC}&day=2026-11-13&hour=20:00")
    assert "Match: 1" in hand.words
    await hand.press("Hold a place at House")
    assert "Place held." in hand.words
    assert "20:00" in hand.words


async def test_a_house_that_lets_the_person_call_holds_the_bed_meanwhile(circle: Circle) -> None:
    """ADM-05, RIG-02: to negotiate; the bed waits for the call, or the exception is asked in one tap."""
    await circle.town.shelter(beds=2, count=2, name="Maison S1", profile={"referral_mode": "self_call_only"})
    hand = circle.hand()
    case = await circle.case(hand)
    await hand.open(f"{case}/places?{QUEBEC}")
    assert "À négocier : 1" in hand.words
    await hand.press("Demander l'exception à Maison S1")
    assert "Demande envoyée." in hand.words
    await hand.open(f"{case}/places?{QUEBEC}")
    await hand.press("Retenir à Maison S1; la personne appellera")
    assert "Place retenue; la personne appelle." in hand.words


async def test_one_more_word_in_the_other_language(circle: Circle) -> None:
    """Point 13, BED-12: the page that asks for one word is painted again with all that it carries."""
    await circle.town.shelter(beds=2, count=2, name="Maison Basse", security_level="low")
    hand = await circle.hand().open(f"/places?{QUEBEC}&house=low_security")
    await hand.press("Retenir une place à Maison Basse")
    assert (hand.status, hand.values()["word"]) == (409, "low_security_reason_missing")
    assert "Un mot de plus" in hand.words
    await hand.fill(low_security_reason="one_night").press("English")
    assert (hand.status, hand.values()["low_security_reason"]) == (200, "one_night")
    assert "One more word" in hand.words
    await hand.press("Hold this place")
    assert "Place held." in hand.words
