"""A case on its way, over HTTP: its place, its address, its people, and what the person agrees to."""

from datetime import timedelta
from typing import Any

import asyncpg

from service.partners.actor import Role
from tests.pages.pivot.circle import Circle


async def confirmed(circle: Circle) -> tuple[Any, str, str, Any]:
    """A case with a bed that the house confirmed; the hand, the case's address, the place's, and the house."""
    house = await circle.town.shelter(beds=2, count=2)
    hand = circle.hand()
    case = await circle.case(hand)
    stop = await circle.held(hand, case, house)
    answer = await circle.town.post(house.desk, f"/referrals/{stop.rpartition('/')[2]}/confirm")
    assert answer.status_code == 200, answer.text
    return hand, case, stop, house


async def test_a_place_is_kept_longer_and_given_back(circle: Circle) -> None:
    """OPS-13, FND-14: an hour more in one tap from home; given back after a check page, and nothing is noted."""
    house = await circle.town.shelter(beds=2, count=2)
    hand = circle.hand()
    case = await circle.case(hand)
    stop = await circle.held(hand, case, house)
    await hand.open("/")
    (extend,) = [each for each in _names(hand) if each.startswith("Prolonger")]
    hand.taps = 0
    await hand.press(extend)
    assert hand.taps == 1
    assert "Prolongée d'une heure." in hand.words
    assert "jusqu'à 14 h 30" in hand.words
    await hand.open(stop)
    await hand.press("Libérer")
    assert "La place est offerte aux autres aussitôt." in hand.words
    await hand.press("Libérer cette place")
    assert "place libérée" in hand.words
    assert (await circle.town.tonight(house))["held"] == 0


def _names(hand: Any) -> list[str]:
    from tests.pages.hand import Reader

    return [each.name for each in Reader(hand.html).buttons]


async def test_the_address_is_two_taps_and_a_passkey_away(
    circle: Circle, superuser: asyncpg.Connection
) -> None:
    """SAF-01: hidden until the house has confirmed, then proven, recorded, and visible for a while."""
    hand, _, stop, house = await confirmed(circle)
    way = {"where": "12 rue Sans-Nom, Montréal", "line": "514-555-0142"}
    written = await circle.town.put(house.coordinator, f"/shelters/{house.id}/address", way, 0)
    assert written.status_code == 200, written.text
    proofs = await superuser.fetchval(PROOFS, circle.pivot)
    await hand.open("/")
    hand.taps = 0
    await hand.press(next(name for name in _names(hand) if name.startswith("La place :")))
    assert (hand.path, "Sans-Nom" in hand.html) == (stop, False)
    await hand.press("Voir l'adresse")
    assert hand.taps == 2
    assert await superuser.fetchval(PROOFS, circle.pivot) == proofs + 1
    assert "12 rue Sans-Nom, Montréal" in hand.words
    assert "Visible jusqu'à" in hand.words
    seen = await circle.town.get(house.coordinator, f"/shelters/{house.id}/address/reveals")
    assert len(seen.json()) == 1


PROOFS = "SELECT count(*) FROM step_ups WHERE member_id = $1 AND proven_at IS NOT NULL"


async def test_an_address_is_not_shown_to_whoever_leaves_the_case(circle: Circle) -> None:
    """CNF-04: a colleague who does not accompany the case finds neither the case nor its place."""
    house = await circle.town.shelter(beds=2, count=2)
    hand = circle.hand()
    case = await circle.case(hand)
    stop = await circle.held(hand, case, house)
    third = await circle.network.member(circle.organisation, Role.PIVOT_WORKER)
    stranger = circle.hand(third)
    assert (await stranger.open(case)).status == 404
    await stranger.open("/")
    assert "House" not in stranger.words
    assert (await stranger.open(stop)).status == 404
    assert hand.status == 200


async def test_a_case_is_handed_over_in_four_taps(circle: Circle) -> None:
    """PIV-03, GEO-02: asked of another organisation with the person's word; it takes the case with all that hangs."""
    there = await circle.network.organisation("pivot", name="Pivot de l'Ouest", regions=("CA-AB",))
    await circle.network.together(circle.organisation, there)
    taker = await circle.network.member(there, Role.PIVOT_WORKER, email="ouest@relais.test")
    await circle.network.member(there, Role.PIVOT_WORKER, email="ouest2@relais.test")
    hand = circle.hand()
    case = await circle.case(hand)
    await hand.open("/")
    hand.taps = 1
    await hand.open(case)
    await hand.press("Passer le dossier, deuxième pivot")
    await hand.fill(organisation=there).press("Demander, avec l'accord de la personne")
    assert hand.taps == 4
    assert "Le dossier reste ici" in hand.words
    west = await circle.hand(taker, "en").open("/")
    assert "asks you to take a case" in west.words
    await west.press(next(name for name in _names(west) if name.startswith("Open: ")))
    await west.press("Take the case")
    assert west.path == case
    assert "This case is yours." in west.words
    assert (await hand.open(case)).status == 404


async def test_a_partner_follows_by_the_address_that_they_gave(circle: Circle) -> None:
    """PIV-04, CNF-05: named by their work address, as the person agrees; a stranger's address names nobody."""
    there = await circle.network.organisation("pivot", regions=("CA-AB",))
    await circle.network.together(circle.organisation, there)
    west = await circle.network.member(there, Role.PIVOT_WORKER, email="ouest@relais.test")
    hand = circle.hand()
    case = await circle.case(hand)
    await hand.open(f"{case}/people")
    await hand.fill(email="personne@ailleurs.test").press("Donner l'accès, avec l'accord de la personne")
    assert hand.status == 422
    await hand.fill(email="Ouest@relais.test").press("Donner l'accès, avec l'accord de la personne")
    assert "Accès donné." in hand.words
    assert (await circle.hand(west, "en").open(case)).status == 200


async def test_an_agreement_taken_back_stops_the_next_hold(circle: Circle) -> None:
    """CNF-01, CPL-05: withdrawn by the page, refused with the way on; what was held stays held."""
    house = await circle.town.shelter(beds=3, count=3)
    hand = circle.hand()
    case = await circle.case(hand)
    stop = await circle.held(hand, case, house)
    await hand.open(f"{case}/consents")
    await hand.press("Retirer l'accord : chercher un lit")
    assert "Accord retiré. Lit et aide restent." in hand.words
    await hand.open(f"{case}/places?band=21-24&woman=1&region=CA-QC")
    await hand.press("Retenir une place à House")
    assert hand.status == 409
    assert "La personne n'a pas consenti" in hand.words
    await hand.open(stop)
    assert "retenue" in hand.words


async def test_the_duty_panel_reminds_and_blocks_nothing(circle: Circle) -> None:
    """MIN-01: red at home and on the case until filled; a bed is held meanwhile."""
    await circle.town.shelter(beds=2, count=2, pool={"min_age": 16, "max_age": 20, "private": True})
    hand = circle.hand()
    case = await circle.case(hand, band="16-17")
    assert "Aucun lit n'attend ceci." in hand.words
    await hand.open("/")
    assert "signalement à remplir" in hand.words
    await hand.open(f"{case}/places")
    await hand.press("Chercher")
    await hand.press("Retenir une place à House")
    assert "Place retenue." in hand.words
    await hand.open(f"{case}/duty")
    await hand.fill(done_by="").press("Noter la réponse")
    assert hand.status == 400
    await hand.fill(done_by="this_organisation", done_on="2026-11-03").press("Noter la réponse")
    assert "Réponse notée." in hand.words
    await hand.open("/")
    assert "signalement à remplir" not in hand.words


async def test_a_case_rests_is_found_again_and_is_covered(
    circle: Circle, superuser: asyncpg.Connection
) -> None:
    """SAF-10, ACC-05, PIV-01: nothing ends; and a case that nobody accompanies is taken from the list."""
    hand = circle.hand()
    case = await circle.case(hand)
    await hand.open(case)
    await hand.press("Mettre ce dossier au repos")
    assert "Dossier au repos." in hand.words
    await hand.open("/")
    assert "Aucun dossier." in hand.words
    await hand.open(case)
    await hand.fill(context="runaway_return").press("Reprendre le dossier")
    assert "Dossier repris." in hand.words
    third = await circle.network.member(circle.organisation, Role.PIVOT_WORKER)
    left = circle.clock.now().date() - timedelta(days=1)
    both = [circle.pivot, circle.backup]
    await superuser.execute("UPDATE members SET ends_on = $1 WHERE id = ANY ($2::uuid[])", left, both)
    found = await circle.hand(third).open("/")
    assert "sans pivot dans votre organisme" in found.words
    await found.open("/cases")
    await found.press(next(name for name in _names(found) if name.startswith("Prendre ce dossier")))
    assert found.path == case


async def test_a_safety_alert_leads_to_the_next_place(circle: Circle) -> None:
    """SAF-03: the house raises it, the pivot reads it first, and the city is left out as the person wishes."""
    hand, case, stop, house = await confirmed(circle)
    arrived = await circle.town.post(house.desk, f"/referrals/{stop.rpartition('/')[2]}/arrival")
    assert arrived.status_code == 201, arrived.text
    stays = (await circle.town.get(house.coordinator, f"/shelters/{house.id}/stays")).json()
    raised = await circle.town.post(house.coordinator, f"/stays/{stays[0]['id']}/alert")
    assert raised.status_code == 201, raised.text
    await hand.open("/")
    assert "alerte de sécurité : préparez la suite" in hand.words
    await hand.open(case)
    await hand.fill(city="yes").press("Préparer la suite")
    assert "Cette maison est exclue. Cherchez la suite." in hand.words
    assert "2 lieux à éviter : déjà exclus." in hand.words


async def test_every_page_of_a_case_in_both_languages(circle: Circle) -> None:
    """LNG-01: each page is painted in French and English, with a neutral title and no code in any address."""
    _, case, stop, _ = await confirmed(circle)
    for language in ("fr", "en"):
        reader = circle.hand(language=language)
        for path in ("", "/places", "/away", "/consents", "/people", "/known", "/journey", "/duty"):
            await reader.open(f"{case}{path}")
            assert reader.status == 200, (path, reader.words)
        for path in ("/", "/cases", "/cases/new", "/places", "/lawyers", stop, f"{stop}/release"):
            assert (await reader.open(path)).status == 200, (path, reader.words)
