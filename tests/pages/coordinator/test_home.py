"""The coordinator's first page: what hurts tonight if left, one tap that confirms, and fourteen nights."""

from datetime import timedelta

from api.pages.charts import nights
from api.pages.coordinator.fortnight import numbers
from service.beds.shelters.queries import NightView
from service.partners.actor import Role
from tests.conftest import NOON
from tests.pages.coordinator.conftest import Reader, words_of
from tests.service.beds.town import Shelter, Town


async def test_an_empty_slot_is_filled_in_three_taps(reader: Reader, shelter: Shelter, here: Town) -> None:
    """OPS-04, ACC-03: who is missing tonight stands first; Fill, who, and it is done. Taps: 3."""
    desk = str(shelter.desk)
    await here.post(shelter.coordinator, "/rosters", {"duty": "shelter", "shelter_id": shelter.id})
    home = await reader.read("/")
    first = words_of(home).index("Garde – Maison S4")
    assert first < words_of(home).index("Critères jamais revus"), "what hurts tonight is not first"
    taps = 1
    page = await reader.read(reader.link(home, "Combler"))
    assert "mar. 12 h 00" in words_of(page)
    taps += 1  # who takes it
    taps += 1
    done = await reader.press(page, "Mettre de garde", member_id=desk)
    assert done.headers.get("location") == "/house/duty?done=filled", words_of(done)
    assert taps == 3
    (roster,) = (await here.get(shelter.coordinator, "/rosters")).json()
    (slot,) = roster["slots"]
    assert (slot["member_id"], slot["ends_at"]) == (desk, "2026-11-04T13:00:00Z"), (
        "one person takes one night"
    )
    assert "mer. 8 h 00" in words_of(await reader.read("/")), "the rest of the gap is still said"


async def test_nobody_chosen_keeps_what_was_typed(reader: Reader, shelter: Shelter, here: Town) -> None:
    """Point 18: the problem stands beside the field, in the summary and in the title; the hours stay."""
    await here.post(shelter.coordinator, "/rosters", {"duty": "shelter", "shelter_id": shelter.id})
    page = await reader.read(reader.link(await reader.read("/"), "Combler"))
    back = await reader.press(page, "Mettre de garde", ends="03:30")
    assert back.status_code == 400
    assert '<a href="#member_id">À remplir</a>' in back.text
    assert 'value="03:30"' in back.text
    assert "<title>Problème" in back.text
    other = await reader.press(page, "Mettre de garde", _language="en", ends="03:30")
    assert 'value="03:30"' in other.text
    assert "Who is on call" in words_of(other)


async def test_a_slot_that_somebody_left_is_given_away(reader: Reader, shelter: Shelter, here: Town) -> None:
    """OPS-04, PIV-02: an empty slot is a hole of its own; it is filled as it stands, and not beside itself."""
    leaver = await here.network.member(
        shelter.organisation_id, Role.FRONT_DESK, ends_on=(NOON + timedelta(days=2)).date()
    )
    made = await here.post(shelter.coordinator, "/rosters", {"duty": "shelter", "shelter_id": shelter.id})
    slot = {"member_id": str(leaver), "rank": 1, "starts_on": "2026-11-04", "starts": "20:00",
            "ends_on": "2026-11-05", "ends": "08:00"}  # fmt: skip
    assert (
        await here.post(shelter.coordinator, f"/rosters/{made.json()['id']}/slots", slot)
    ).status_code == 201
    here.clock.advance(timedelta(days=1))
    await here.network.superuser.execute("UPDATE members SET ends_on = '2026-11-04' WHERE id = $1", leaver)
    desk = str(shelter.desk)
    duty = await reader.read("/house/duty")
    page = await reader.read(reader.link(duty, "Combler", nth=1))
    done = await reader.press(page, "Mettre de garde", member_id=desk)
    assert done.headers.get("location") == "/house/duty?done=filled", words_of(done)
    (roster,) = (await here.get(shelter.coordinator, "/rosters")).json()
    assert [each["member_id"] for each in roster["slots"]] == [desk]


async def test_still_true_is_one_tap(reader: Reader, shelter: Shelter, here: Town) -> None:
    """ADM-14: the criteria were read today and hold; nothing else of the profile moves. Taps: 1."""
    before = (await here.get(shelter.coordinator, f"/shelters/{shelter.id}")).json()
    home = await reader.read("/")
    done = await reader.press(home, "Toujours vrais")
    assert done.headers.get("location") == "/?done=criteria"
    after = (await here.get(shelter.coordinator, f"/shelters/{shelter.id}")).json()
    assert after["profile"].pop("criteria_reviewed_on") == "2026-11-03"
    assert {**after, "version": 0, "criteria_review_due": True} == {**before, "version": 0}
    again = await reader.press(home, "Toujours vrais")
    assert again.status_code == 303, "a double tap has one effect and a kind answer"
    assert "Critères" not in words_of(await reader.read("/"))
    late = await reader.send(f"/house/{shelter.id}/criteria", {"version": "1", "_key": "another"})
    assert late.status_code == 412, "somebody changed the profile since: it is shown, not overwritten"


async def test_a_question_that_waits_leads_to_its_page(reader: Reader, shelter: Shelter, here: Town) -> None:
    """OPS-17: a question to the desk stands on the coordinator's page too, with its time."""
    await here.network.superuser.execute("UPDATE shelters SET fresh_for_minutes = 30")
    here.clock.advance(timedelta(hours=2))
    asked = await here.refer(await here.pivot(), shelter)
    assert asked.json()["state"] == "asked", asked.text
    home = await reader.read("/")
    assert f"/desk/requests/{asked.json()['id']}" in home.text
    assert "Une demande attend, avant" in words_of(home)


async def test_fourteen_nights_have_their_sentence_and_their_table(
    reader: Reader, shelter: Shelter, here: Town
) -> None:
    """DAT-10: taken, held, closed and empty make up the house, in the sentence, the picture and the table alike."""
    assert (await here.counted(shelter, 3)).status_code == 201
    await here.refer(await here.pivot(), shelter)
    home = await reader.read("/")
    assert "Ce soir, 5 lits sur 8 sont pris, 1 retenu; aucun des treize soirs" in words_of(home)
    assert "3 nov. 5 1 0 2" in words_of(home)
    assert home.text.index("<title id=") < home.text.index("<desc id=")
    assert home.text.count('class="k-act" x=') + home.text.count('width="17"') > 14
    here.clock.advance(timedelta(days=2))
    later = words_of(await reader.read("/"))
    assert "5 nov. 5" in later, f"who has not left sleeps there still: {later}"


def test_a_column_is_never_higher_than_the_house() -> None:
    """A bed left and held in one night counts once; empty is what is left."""
    night = NightView(night=NOON.date(), beds=4, taken=3, held=2, closed=1)
    assert numbers(night) == (3, 1, 0, 0)
    (column, empty) = nights([("3", (3, 1, 0, 0)), ("4", (0, 0, 0, 4))])
    assert [kind for kind, _, _ in column.segments] == ["taken", "held"]
    assert [(kind, y) for kind, y, _ in empty.segments] == [("empty", 6)]
