"""Rooms, beds and closures: what is held shows, what a closure moves is seen first (BED-02, BED-16, SAF-08)."""

import re

from tests.pages.coordinator.conftest import Reader, words_of
from tests.service.beds.town import Shelter, Town


async def held(here: Town, shelter: Shelter) -> str:
    """Somebody's place, held in the shelter; the label of its bed."""
    assert (await here.refer(await here.pivot(), shelter)).json()["state"] == "held"
    beds = (await here.get(shelter.coordinator, f"/shelters/{shelter.id}/beds")).json()
    return str(next(bed["label"] for bed in beds if bed["state"] == "held"))


async def test_a_bed_is_closed_in_four_taps_and_says_first_what_moves(
    reader: Reader, shelter: Shelter, here: Town
) -> None:
    """BED-16: rooms, Close, a week, and the button; the place that is held there is said with its new bed. Taps: 4."""
    label = await held(here, shelter)
    rooms = await reader.read(reader.link(await reader.read("/"), "Chambres et lits"))
    page = await reader.read(reader.link(rooms, f"Fermer le lit {label}, Lits partagés, 1"))
    page = await reader.read(reader.link(page, "7 nuits"))
    moves = re.search(
        r"La place retenue du 3 nov. 2026 au 4 nov. 2026 passe au lit (\d) \(mêmes règles\)", words_of(page)
    )
    assert moves, words_of(page)
    done = await reader.press(page, "Fermer ce lit")
    assert done.headers.get("location") == f"/house/{shelter.id}/rooms?done=closed", words_of(done)
    beds = {
        b["label"]: b for b in (await here.get(shelter.coordinator, f"/shelters/{shelter.id}/beds")).json()
    }
    assert (beds[label]["state"], beds[label]["until"][:10], beds[moves[1]]["state"]) == (
        "closed",
        "2026-11-10",
        "held",
    )
    again = await reader.press(page, "Fermer ce lit")
    assert again.status_code == 303, "sent twice, it closes once"
    rooms = await reader.read(f"/house/{shelter.id}/rooms")
    assert "Retenu du 3 nov. 2026" in words_of(rooms)
    await reader.press(rooms, f"Rouvrir le lit {label}, Lits partagés, 1")
    assert "fermé jusqu'au" not in words_of(await reader.read(f"/house/{shelter.id}/rooms"))


async def test_other_days_are_shown_with_their_effect_before_anything_closes(
    reader: Reader, shelter: Shelter, here: Town
) -> None:
    """BED-16: the button closes only what the page has shown."""
    rooms = await reader.read(f"/house/{shelter.id}/rooms")
    page = await reader.read(reader.link(rooms, "Fermer le lit 1, Lits partagés, 1"))
    shown = await reader.press(page, "Fermer ce lit", ends_on="2026-11-20")
    assert shown.status_code == 200
    assert 'value="2026-11-20"' in shown.text
    assert "fermés : 0" in words_of(await reader.read(f"/house/{shelter.id}/rooms"))
    assert (await reader.press(shown, "Fermer ce lit")).status_code == 303
    wrong = await reader.press(page, "Fermer ce lit", ends_on="2020-01-01")
    assert wrong.status_code == 422
    assert "La période finit avant de commencer" in words_of(wrong)
    assert "Fermer ce lit" not in words_of(wrong)


async def test_why_a_place_cannot_move_is_said_before_the_button(reader: Reader, here: Town) -> None:
    """BED-16: no equal bed is free; then the place waits on the first page, with the ways to find it another."""
    shelter = await here.shelter(name="Maison S9", beds=1)
    await here.pool(shelter, 1, accepts_genders=["man"])
    reader = Reader(reader.client, shelter.coordinator)
    label = await held(here, shelter)
    rooms = await reader.read(f"/house/{shelter.id}/rooms")
    page = await reader.read(reader.link(rooms, f"Fermer le lit {label}, Lits partagés, 1"))
    assert "perd son lit : aucun lit pareil n'est libre" in words_of(page)
    assert (await reader.press(page, "Fermer ce lit")).status_code == 303
    home = await reader.read("/")
    assert "Une fermeture a pris une place retenue." in words_of(home)
    page = await reader.read(reader.link(home, "Trouver une place, 1"))
    assert "autres règles : la maison décide" in words_of(page)
    taken = await reader.press(page, "Prendre cette place, Maison S9, 1")
    assert taken.headers.get("location") == "/?done=placed_again", words_of(taken)
    assert "Une fermeture" not in words_of(await reader.read("/"))


async def test_somebody_in_the_bed_is_no_closure(reader: Reader, shelter: Shelter, here: Town) -> None:
    """BED-16: a fact is not moved: the button is gone, and what is sent all the same is refused."""
    rooms = await reader.read(f"/house/{shelter.id}/rooms")
    page = await reader.read(reader.link(rooms, "Fermer le lit 1, Lits partagés, 1"))
    assert (await here.counted(shelter, 0)).status_code == 201
    refused = await reader.press(page, "Fermer ce lit")
    assert refused.status_code == 409
    assert "Notez d'abord le départ" in words_of(refused)
    assert "Fermer ce lit" not in words_of(refused)


async def test_set_aside_and_back_are_two_taps(reader: Reader, shelter: Shelter, here: Town) -> None:
    """BED-02: rooms, and the button; a page that is out of date says so. Taps: 2."""
    rooms = await reader.read(reader.link(await reader.read("/"), "Chambres et lits"))
    done = await reader.press(rooms, "Mettre de côté : Lits partagés, 1")
    assert done.headers.get("location") == f"/house/{shelter.id}/rooms?done=aside"
    (pool,) = (await here.get(shelter.coordinator, f"/shelters/{shelter.id}")).json()["pools"]
    assert (pool["set_aside_for_trafficking"], pool["min_age"], pool["accepts_genders"]) == (
        True,
        18,
        ["woman"],
    )
    stale = await reader.send(
        f"/house/{shelter.id}/pools/{pool['id']}/aside", {"version": "1", "aside": "false"}
    )
    assert stale.status_code == 412
    assert "Quelqu'un d'autre a changé ceci entre-temps." in words_of(stale)
    await reader.press(
        await reader.read(f"/house/{shelter.id}/rooms"), "Remettre en commun : Lits partagés, 1"
    )
    (pool,) = (await here.get(shelter.coordinator, f"/shelters/{shelter.id}")).json()["pools"]
    assert pool["set_aside_for_trafficking"] is False


async def test_beds_are_added_and_a_stay_is_longer(reader: Reader, shelter: Shelter, here: Town) -> None:
    """BED-06, BED-11, SAF-03: what is added is empty; a stay goes on by a word; an alert says neither who nor why."""
    page = await reader.read(f"/house/{shelter.id}/beds")
    wrong = await reader.press(page, "Ajouter ces lits", beds="0", accepts_genders=[])
    assert wrong.status_code == 400
    assert words_of(wrong).count("Au moins 1") >= 1
    contradiction = await reader.press(page, "Ajouter ces lits", sleeps="4")
    assert contradiction.status_code == 422
    done = await reader.press(
        contradiction, "Ajouter ces lits", beds="2", unit="family", sleeps="4", first="9"
    )
    assert done.headers.get("location") == f"/house/{shelter.id}/rooms?done=beds", words_of(done)
    assert "Unités familiales femmes, dès 18 ans, 4 personnes par pièce Lit 9 vide" in words_of(
        await reader.read(f"/house/{shelter.id}/rooms")
    )
    made = (await here.refer(await here.pivot(), shelter)).json()
    await here.post(shelter.desk, f"/referrals/{made['id']}/arrival")
    stays = await reader.read(reader.link(await reader.read("/"), "Séjours et alerte"))
    (bed,) = re.findall(r"(Lit \d) 1 femme, 21-24", words_of(stays))
    longer = await reader.read(reader.link(stays, f"Prolonger, {bed}, 1"))
    assert (
        (await reader.press(longer, "Prolonger le séjour", nights="2"))
        .headers["location"]
        .endswith("done=longer")
    )
    check = await reader.read(reader.link(stays, f"Alerte, {bed}, 1"))
    told = await reader.press(check, "Préparer un départ")
    assert told.headers.get("location") == "/house/stays?done=alert", words_of(told)
    twice = await reader.send(check.request.url.path, {"_key": "another"})
    assert twice.status_code == 409
