"""A request at the desk: read, accepted, declined, arrived, late; each with its taps (OPS-03, ADM-04, SAF-08)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.pages.front_desk.conftest import Hands
from tests.service.beds.town import Shelter, Town


async def asked(town: Town, house: Shelter, pivot: UUID, **said: Any) -> dict[str, Any]:
    """A referral to a house, as the API answers it."""
    answer = await town.refer(pivot, house, **said)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def state(town: Town, pivot: UUID, made: dict[str, Any]) -> dict[str, Any]:
    return dict((await town.get(pivot, f"/referrals/{made['id']}")).json())


async def test_accepted_in_one_tap_and_taken_back(town: Town, hands: Hands) -> None:
    """F1: one tap; in force at once; for two minutes one tap takes it back, and the bed stays held (CNF-09)."""
    house, pivot = await town.shelter(beds=3), await town.pivot()
    made = await asked(town, house, pivot)
    hand = await hands(house.desk).open()
    assert "1 femme, 21–24 ans, dès 12 h 00, 1 nuit" in hand.words
    await hand.press(f"Accepter la demande {made['code']}")
    assert hand.taps == 1
    assert (await state(town, pivot, made))["state"] == "confirmed"
    assert "Arrivées prévues ce soir : 1" in hand.words
    await hand.press("Annuler le oui")
    again = await state(town, pivot, made)
    assert (again["state"], (await town.tonight(house))["held"]) == ("held", 1)
    assert f"Accepter la demande {made['code']}" in hand.html


async def test_two_minutes_later_the_yes_holds(town: Town, hands: Hands) -> None:
    """The note of it is old: the page says so, and the ways on."""
    house, pivot = await town.shelter(beds=3), await town.pivot()
    made = await asked(town, house, pivot)
    hand = await (await hands(house.desk).open()).press(f"Accepter la demande {made['code']}")
    town.clock.advance(timedelta(minutes=3))
    await hand.press("Annuler le oui")
    assert hand.status == 409
    assert "Deux minutes ont passé : la réponse tient." in hand.words
    assert (await state(town, pivot, made))["state"] == "confirmed"


async def test_declined(town: Town, hands: Hands) -> None:
    """F1, F2: no place in one tap; another reason in two; a second tap on an old page gets a kind answer (point 20)."""
    house, pivot = await town.shelter(beds=3), await town.pivot()
    first, second = await asked(town, house, pivot), await asked(town, house, pivot)
    hand = await hands(house.desk).open()
    again = hand.control(f"Aucune place pour la demande {first['code']}")
    await hand.press(f"Aucune place pour la demande {first['code']}")
    assert hand.taps == 1
    assert (await state(town, pivot, first))["decline_reason"] == "no_bed"
    await hand.press(f"Lire la demande {second['code']}, donner une autre réponse")
    assert "Sans réponse elle est libérée. Un silence n'est pas un oui." in hand.words
    await hand.press("Plusieurs à la fois")
    assert hand.taps == 3
    assert (await state(town, pivot, second))["decline_reason"] == "several_at_once"
    await hand.open()
    assert "Demande" not in hand.words
    again.pair = ("reason", "age")
    await hand.fill(_key="another").send(again)
    assert "Cette demande en est à : refusée. Rien d'autre à faire ici." in hand.words


async def test_an_arrival_is_one_tap(town: Town, hands: Hands) -> None:
    """F1: arrived one tap; departure two, by bed, without a name (SAF-08)."""
    house, pivot = await town.shelter(beds=3), await town.pivot()
    made = await asked(town, house, pivot)
    hand = await hands(house.desk, "en").open()
    await hand.press(f"Arrived: request {made['code']}")
    assert hand.taps == 1
    assert "No arrival expected. The count is enough." in hand.words
    assert "Beds taken: 1" in hand.words
    await hand.press("Note a departure")
    assert "1 woman, 21–24" in hand.words
    [left] = [c for c in hand.html.split('aria-label="') if c.startswith("Left bed")]
    await hand.press(left.partition('"')[0])
    assert hand.taps == 3
    assert "Departure noted." in hand.words
    assert (await state(town, pivot, made))["state"] == "left"


async def test_somebody_late(town: Town, hands: Hands) -> None:
    """F3: an hour more, or released; nothing is noted against anybody, and they are let in all the same (FND-14)."""
    house, pivot = await town.shelter(beds=3), await town.pivot()
    made = await asked(town, house, pivot)
    code = made["code"]
    hand = await (await hands(house.desk).open()).press(f"Accepter la demande {code}")
    town.clock.advance(timedelta(minutes=40))
    await hand.open()
    assert "Prévue à 12 h 00, pas encore là" in hand.words
    assert "Place retenue jusqu'à 15 h 00, puis libérée. Rien n'est noté contre la personne." in hand.words
    await hand.press(f"Garder 1 h de plus : demande {code}")
    assert "Place retenue jusqu'à 16 h 00" in hand.words
    await hand.press(f"Libérer la place : demande {code}")
    assert (await town.tonight(house))["held"] == 0
    found = await state(town, pivot, made)
    assert (found["state"], found["decline_reason"]) == ("lapsed", None)
    answer = await town.post(house.desk, f"/referrals/{made['id']}/arrival")
    assert answer.status_code == 201, answer.text


async def test_release_waits_for_the_hour(town: Town, hands: Hands) -> None:
    """Nobody's bed is given away before they were expected."""
    house, pivot = await town.shelter(beds=3), await town.pivot()
    made = await asked(town, house, pivot, expected_at=(town.clock.now() + timedelta(hours=3)).isoformat())
    hand = await (await hands(house.desk).open()).press(f"Accepter la demande {made['code']}")
    tap = hand.control(f"Arrivée : demande {made['code']}")
    tap.action = f"/desk/requests/{made['id']}/release"
    await hand.send(tap)
    assert hand.status == 409
    assert (await state(town, pivot, made))["state"] == "confirmed"


async def test_a_person_calls(town: Town, hands: Hands) -> None:
    """ADM-05: a house to which one calls oneself notes the call in one tap, and the bed is held like any other."""
    house = await town.shelter(
        beds=3, profile={"referral_mode": "self_call_only", "emergency_worker_exception": True}
    )
    pivot = await town.pivot()
    made = await asked(town, house, pivot)
    hand = await hands(house.desk).open()
    assert "La personne doit appeler avant 16 h 00" in hand.words
    await hand.press(f"La personne de la demande {made['code']} a appelé")
    assert hand.taps == 1
    assert (await state(town, pivot, made))["state"] == "held"


@pytest.mark.parametrize(
    ("button", "ends"), [("Accepter cette fois", "confirmed"), ("Pas cette fois", "declined")]
)
async def test_an_exception_is_answered(town: Town, hands: Hands, button: str, ends: str) -> None:
    """ADM-01, RIG-02: what is to negotiate is named, and either answer is one tap on the request's page."""
    house = await town.shelter(
        beds=3, profile={"referral_mode": "self_call_only", "emergency_worker_exception": True}
    )
    pivot = await town.pivot()
    made = await asked(town, house, pivot, ask_exception=True)
    hand = await hands(house.coordinator).open(f"/desk/requests/{made['id']}")
    assert "À négocier : appel par la personne elle-même" in hand.words
    await hand.press(button)
    assert (await state(town, pivot, made))["state"] == ends


async def test_nobody_reads_anothers_request(town: Town, hands: Hands) -> None:
    """POL-03: to another house a request is what nobody has; to a pivot there is no such page."""
    house, other, pivot = await town.shelter(beds=3), await town.shelter(beds=3), await town.pivot()
    made = await asked(town, house, pivot)
    hand = await hands(other.desk).open(f"/desk/requests/{made['id']}")
    assert hand.status == 404
    assert made["code"] not in hand.html
    hand.member = pivot
    assert (await hand.open(f"/desk/requests/{made['id']}")).status == 403
    assert (await hand.open("/desk/here")).status == 403
