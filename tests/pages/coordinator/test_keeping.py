"""What a house keeps in order: counts, its address, its number, its phones, its weeks, arrival points."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager

from api.parts import Relais
from service.store.store import Store
from tests.one_app import app_of
from tests.pages.conftest import named_by_cookie
from tests.pages.coordinator.conftest import Reader, words_of
from tests.service.beds.town import Shelter, Town


@pytest.fixture
async def unproven(relais: Relais, plain_store: Store, shelter: Shelter) -> AsyncIterator[Reader]:
    """The coordinator, at a server where a proof is asked for and nobody gives it by themselves."""
    with app_of(replace(relais, store=plain_store), None, named_by_cookie) as assembled:
        app: Any = assembled
        async with LifespanManager(app):
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://relais.test") as client:
                yield Reader(client, shelter.coordinator)


async def test_what_weighs_asks_for_a_proof_first(unproven: Reader, shelter: Shelter) -> None:
    """SAF-01, SAF-09: the address, the number and a phone are signed; what was typed is carried."""
    sent = (
        (f"/house/{shelter.id}/address", "Signer l'adresse", {"where": "12, rue des Pins"}),
        ("/house/number", "Écrire le numéro", {"duty_number": "514 555-0142"}),
        ("/house/duty/phones", "Écrire un téléphone", {"number": "514 555-0143"}),
    )
    for path, button, typed in sent:
        asked = await unproven.press(await unproven.read(path), button, **typed)
        assert asked.status_code == 200
        assert 'name="_proof"' in asked.text, words_of(asked)
        assert all(f'value="{value}"' in asked.text for value in typed.values())
    reading = await unproven.press(await unproven.read(f"/house/{shelter.id}/address"), "Lire l'adresse")
    assert "Aucune adresse n'est écrite." in words_of(reading)


async def test_an_address_is_shown_only_when_asked_for(reader: Reader, shelter: Shelter) -> None:
    """SAF-01: written, hidden, read on request, changed from what was read, taken away."""
    path = f"/house/{shelter.id}/address"
    short = await reader.press(await reader.read(path), "Signer l'adresse", where="ici")
    assert short.status_code == 400
    assert 'value="ici"' in short.text
    written = await reader.press(await reader.read(path), "Signer l'adresse", where="12, rue des Pins")
    assert written.headers.get("location") == f"{path}?done=address", words_of(written)
    hidden = await reader.read(path)
    assert "12, rue des Pins" not in hidden.text
    read = await reader.press(hidden, "Lire l'adresse")
    assert "12, rue des Pins" in words_of(read)
    unseen = await reader.press(hidden, "Signer l'adresse", where="14, rue des Pins")
    assert unseen.status_code == 412, "who has not read it does not write over it"
    changed = await reader.press(read, "Signer l'adresse", where="14, rue des Pins")
    assert changed.status_code == 303, words_of(changed)
    gone = await reader.press(read, "Retirer l'adresse")
    assert gone.headers.get("location") == f"{path}?done=address_removed"


async def test_counting_says_how_long_a_count_is_believed(
    reader: Reader, shelter: Shelter, here: Town
) -> None:
    """BED-15: fixed or learnt; hours that are none are said; the version guards it."""
    path = f"/house/{shelter.id}/counting"
    page = await reader.read(path)
    assert "Vides : 8, 3 nov. 2026, 12 h 00, accueil" in words_of(page)
    wrong = await reader.press(page, "Enregistrer", quiet_from="24")
    assert wrong.status_code == 400
    assert '<a href="#quiet_from">Au plus 23</a>' in wrong.text
    done = await reader.press(wrong, "Enregistrer", fixed="true", fresh_for_minutes="90", quiet_from="23")
    assert done.status_code == 303, words_of(done)
    now = (await here.get(shelter.coordinator, f"/shelters/{shelter.id}")).json()
    assert (now["fresh_for_minutes"], now["fresh_for_fixed"], now["quiet_from"]) == (90, True, 23)
    stale = await reader.press(page, "Enregistrer", fixed="false", _key="another")
    assert stale.status_code == 412
    assert (await reader.press(stale, "Enregistrer")).status_code == 303


async def test_a_number_and_a_phone_are_written_and_never_shown(
    reader: Reader, here: Town, shelter: Shelter
) -> None:
    """SAF-09: the first page asks for a number while there is none; a wrong one is said beside its field."""
    await here.network.superuser.execute("UPDATE organisations SET duty_number = NULL")
    assert "Aucun numéro de garde n'est écrit." in words_of(await reader.read("/"))
    page = await reader.read("/house/number")
    assert (await reader.press(page, "Écrire le numéro", duty_number="abc")).status_code == 400
    done = await reader.press(page, "Écrire le numéro", duty_number="514 555-0177")
    assert done.headers.get("location") == "/?done=number", words_of(done)
    assert "555-0177" not in (await reader.read("/house/number")).text
    page = await reader.read("/house/duty/phones")
    wrong = await reader.press(page, "Écrire un téléphone", number="123")
    assert "Un numéro complet" in words_of(wrong)
    assert (await reader.press(wrong, "Écrire un téléphone", number="514 555-0178")).status_code == 303
    duty = await reader.read("/house/duty")
    assert "Maison S4, première garde" in words_of(duty)
    assert "555-0178" not in duty.text


async def test_a_week_repeats_and_a_slot_changes_hands(reader: Reader, shelter: Shelter, here: Town) -> None:
    """OPS-04: each week until it is ended; a slot is freed and stands among the gaps at once."""
    begun = await reader.press(await reader.read("/house/duty"), "Commencer l'horaire, Maison S4")
    assert begun.headers.get("location") == "/house/duty?done=roster"
    (roster,) = (await here.get(shelter.coordinator, "/rosters")).json()
    page = await reader.read(f"/house/duty/{roster['id']}/week")
    wrong = await reader.press(
        page, "Mettre de garde chaque semaine", member_id=str(shelter.desk), starts="vingt"
    )
    assert wrong.status_code == 400
    assert 'value="vingt"' in wrong.text
    done = await reader.press(wrong, "Mettre de garde chaque semaine", starts="20 h", weekday="5")
    assert done.headers.get("location") == "/house/duty?done=week", words_of(done)
    (roster,) = (await here.get(shelter.coordinator, "/rosters")).json()
    assert [slot["starts_at"] for slot in roster["slots"]] == ["2026-11-07T01:00:00Z", "2026-11-14T01:00:00Z"]
    duty = await reader.read("/house/duty")
    assert "ven. 6 nov., 20 h 00 à sam. 8 h 00" in words_of(duty)
    freed = await reader.send(f"/house/duty/slots/{roster['slots'][0]['id']}/free", {"_key": "k-free"})
    assert freed.headers.get("location") == "/house/duty?done=freed"
    ended = await reader.send(f"/house/duty/weeks/{roster['slots'][1]['week_id']}/end", {"_key": "k-end"})
    assert ended.headers.get("location") == "/house/duty?done=week_ended"
    assert (await here.get(shelter.coordinator, "/rosters")).json()[0]["slots"] == []
