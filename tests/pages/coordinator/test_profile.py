"""What a house says of itself: kept when it does not fit, side by side when two change it at once (ADM-14)."""

from tests.pages.coordinator.conftest import Reader, words_of
from tests.service.beds.town import Shelter, Town


async def test_two_who_change_at_once_see_both(reader: Reader, shelter: Shelter, here: Town) -> None:
    """Point 20: the second is shown theirs and the first's, keeps what was typed, and saves it by another tap."""
    path = f"/house/{shelter.id}/profile"
    mine = await reader.read(path)
    theirs = await reader.press(
        await reader.read(path), "Enregistrer le profil", city="Laval", sobriety="flexible"
    )
    assert theirs.headers.get("location") == "/?done=profile", words_of(theirs)
    both = await reader.press(mine, "Enregistrer le profil", name="Maison des Pins", languages=["fr", "es"])
    assert both.status_code == 412
    said = words_of(both)
    assert "Nom de la maison Maison des Pins Maison S4" in said
    assert "Ville Montréal Laval" in said
    assert "Sobriété non exigé souple" in said
    assert "Langues parlées fr, es fr, en" in said
    assert (await here.get(shelter.coordinator, f"/shelters/{shelter.id}")).json()["city"] == "Laval"
    saved = await reader.press(both, "Enregistrer ma version")
    assert saved.status_code == 303, words_of(saved)
    now = (await here.get(shelter.coordinator, f"/shelters/{shelter.id}")).json()
    assert (now["name"], now["city"], now["languages"]) == ("Maison des Pins", "Montréal", ["fr", "es"])


async def test_what_does_not_fit_is_said_beside_its_field(reader: Reader, shelter: Shelter) -> None:
    """IMM-05, LNG-01: a text that says too much, a night that is none; every value comes back, in either language."""
    page = await reader.read(f"/house/{shelter.id}/profile")
    wrong = await reader.press(page, "Enregistrer le profil", min_nights="0", pets="yes")
    assert wrong.status_code == 400
    assert '<a href="#min_nights">Au moins 1</a>' in wrong.text
    assert '<option value="yes" selected>' in wrong.text.split('id="pets"')[1].split("</select>")[0]
    much = await reader.press(page, "Enregistrer le profil", rules_fr="Pas de visa expiré.")
    assert much.status_code == 422, words_of(much)
    assert 'href="#rules_fr"' in much.text
    assert "Pas de visa expiré." in much.text
    reversed_ = await reader.press(page, "Enregistrer le profil", min_nights="9", max_nights="3")
    assert reversed_.status_code == 422
    english = await reader.press(page, "Enregistrer le profil", _language="en", name="Pine House")
    assert 'value="Pine House"' in english.text
    assert "Save the profile" in words_of(english)


async def test_a_shelter_by_hand_then_its_beds(reader: Reader, shelter: Shelter, here: Town) -> None:
    """BED-01: where the organisation is, is known; the next page adds beds."""
    page = await reader.read("/house/new")
    missing = await reader.press(page, "Ajouter une maison", name="")
    assert missing.status_code == 400
    assert 'href="#name"' in missing.text
    made = await reader.press(missing, "Ajouter une maison", name="Maison neuve", kind="transition", city="Laval",
                              published="true")  # fmt: skip
    assert made.headers.get("location", "").endswith("/beds?done=shelter"), words_of(made)
    houses = (await here.get(shelter.coordinator, "/shelters")).json()["items"]
    new = next(one for one in houses if one["name"] == "Maison neuve")
    assert (new["region"], new["time_zone"], new["published"]) == ("CA-QC", "America/Toronto", True)
    rotating = await reader.press(page, "Ajouter une maison", name="M", kind="safe_house_rotating")
    assert rotating.status_code == 422
    dated = await reader.press(
        rotating, "Ajouter une maison", name="M", kind="safe_house_rotating", available_until="2027-01-31"
    )
    assert dated.status_code == 303, words_of(dated)
