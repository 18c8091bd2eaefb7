"""Reserving by hand: the question, the reservation, and each step with its touches counted (screens, I1 to I3)."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from api.browser.cookies import DEMO, SESSION
from service.clock import SetClock
from service.operations.holds.steps import AnswerAsPivot, answer_as_pivot
from service.operations.jobs import cancel_asked, close_operations
from service.store.store import Store
from tests.pages.hand import Hand, Reader, words_of
from tests.pages.investigator.conftest import Hands
from tests.service.operations.stage import Stage
from tests.signing import invited

SHELTERS = ("men_migrant", "safe_house_rotating", "hotel_partner", "migrant_refugee", "homeless")


async def reserved(hand: Hand) -> Hand:
    """Scenario A's reservation, from home: ten people, three letters."""
    await hand.open()
    await hand.press("New reservation")
    hand.fill(men=8, women=2, minimum=6, maximum=12, when="tomorrow", languages="hu")
    hand.taps += 1  # Keep apart opens.
    hand.fill(A_men=4, B_men=4, C_women=2)
    return await hand.press("Hold these places")


async def test_a_question_takes_six_touches_and_becomes_the_reservation(hands: Hands, stage: Stage) -> None:
    """OPS-19, CNF-08: numbers only, no shelter, and what was typed is typed once."""
    hand = await hands(stage.investigator).open()
    assert "No operation. Feasibility holds nothing." in hand.words
    await hand.press("Feasibility")
    hand.fill(men=8, women=2, when="tomorrow")
    await hand.press("Ask how many")
    assert hand.taps <= 6
    assert "10 of 10 possible: 9 by agreement, 1 to ask" in hand.words
    assert not [name for name in SHELTERS if name in hand.html]
    await hand.press("Fill in more first")
    assert (hand.path, hand.values()["men"], hand.values()["women"]) == ("/reservations/new", "8", "2")
    assert await stage.held() == {}


async def test_scenario_a_in_fourteen_touches(hands: Hands, stage: Stage) -> None:
    """OPS-01, OPS-07, POL-03: eight of ten held, one A and one B without a place, no shelter named anywhere."""
    hand = await reserved(hands(stage.investigator))
    assert hand.status == 200
    assert hand.taps <= 14
    assert "8 of 10 places held; 1 A and 1 B have none." in hand.words
    assert "Not placed: 1 A, 1 B: a fourth site is needed, or an override." in hand.words
    assert hand.html.count('<use href="#full" class="ok-text" x=') == 8
    assert not [name for name in SHELTERS if name in hand.html]
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 3}
    home = await hand.open()
    assert "tomorrow 11:00" not in home.words
    assert "tomorrow 05:00–11:00" in home.words
    assert "OP-" not in home.html.partition("<title>")[2].partition("</title>")[0]


async def test_the_second_reservation_remembers(hands: Hands, stage: Stage) -> None:
    """CNF-08: hours, places, languages and who takes over come from the one before; the supervisor whom it names acts
    when the investigator is off duty."""
    hand = await hands(stage.investigator).open("/reservations/new")
    hand.fill(men=1, when="day", day="2026-11-20", starts="22 h 30", ends="2:00", languages="hu")
    hand.fill(area=[], city="Hamilton", region="CA-ON", pivot=stage.clinic, supervisor=stage.colleague)
    await hand.press("Hold these places")
    assert "20 Nov 2026, 22:30–02:00" in hand.words
    assert "has not accepted to take over yet" in hand.words
    await hand.open("/reservations/new")
    kept = hand.values()
    assert (kept["starts"], kept["ends"], kept["languages"]) == ("22:30", "02:00", "hu")
    assert (kept["area"], kept["pivot"]) == ("CA-ON|Hamilton", str(stage.clinic))
    assert kept["supervisor"] == str(stage.colleague)
    off_duty = await hands(stage.colleague).open()
    assert "My operations: 1" in off_duty.words
    await off_duty.press(
        "Open " + off_duty.words.partition("OP-")[1] + off_duty.words.partition("OP-")[2][:4]
    )
    assert "of 1 place held" in off_duty.words


async def test_raising_by_two_in_four_touches_keeps_what_is_held(hands: Hands, stage: Stage) -> None:
    """OPS-05: the eight held places stay where they are; two more are found beside them."""
    hand = await reserved(hands(stage.investigator))
    before = await stage.held()
    await hand.open()
    hand.taps = 0
    await hand.press(next(each for each in names(hand) if each.startswith("Change number")))
    assert hand.values()["A_men"] == "4"
    hand.fill(men=2)
    hand.taps += 1  # + and + with script
    await hand.press("Keep this number")
    assert hand.taps == 4
    assert "of 12 places held" in hand.words
    after = await stage.held()
    assert all(after[shelter] >= count for shelter, count in before.items())


def names(hand: Hand) -> list[str]:
    return [each.name for each in Reader(hand.html).buttons]


async def step(hand: Hand, word: str) -> Hand:
    """From home, the first touch of a step."""
    await hand.open()
    hand.taps = 0
    return await hand.press(next(each for each in names(hand) if each.startswith(word)))


async def test_lowering_asks_before_it_releases(hands: Hands, stage: Stage) -> None:
    """OPS-05: held places go only when the box says so, and what was typed stays."""
    hand = await reserved(hands(stage.investigator))
    await step(hand, "Change number")
    await hand.fill(C_women=0).press("Keep this number")
    assert hand.status == 409
    assert "One of these places is already held or taken." in hand.words
    assert hand.values()["C_women"] == "0"
    await hand.fill(release="yes").press("Keep this number")
    assert "6 of 8 places held" in hand.words


async def test_postpone_and_launch_by_their_counted_touches(hands: Hands, stage: Stage) -> None:
    """OPS-18: postponed in 3, launched in 2 with its page before; the reference stays."""
    hand = await reserved(hands(stage.investigator))
    reference = hand.html.partition("<h1>")[2].partition("</h1>")[0]
    await step(hand, "Postpone")
    await hand.fill(when="day").press("Postpone")
    assert (hand.status, "A day, such as 2026-11-03" in hand.words) == (422, True)
    await step(hand, "Postpone")
    await hand.fill(when="unknown").press("Postpone")
    assert (hand.taps, "Postponed, no date yet: nothing is held." in hand.words) == (3, True)
    assert await stage.held() == {}
    await step(hand, "Postpone")
    await hand.fill(when="tonight", starts="23:00", ends="05:00").press("Postpone")
    assert (reference in hand.html, "today 23:00–05:00" in hand.words) == (True, True)
    assert "8 of 10 places held" in hand.words
    await step(hand, "Launch")
    assert "A launch is not taken back." in hand.words
    await hand.press("Launch now")
    assert (hand.taps, "Launched: shelters expect arrivals." in hand.words) == (2, True)


async def test_cancelled_in_two_touches_and_restored_within_a_minute(
    hands: Hands, stage: Stage, store: Store, clock: SetClock, worker_pool: asyncpg.Pool
) -> None:
    """OPS-18: nothing is released for a minute, in which it is taken back; after it the places are free for good."""
    hand = await reserved(hands(stage.investigator))
    await step(hand, "Cancel and release")
    assert "In 60 seconds everything held or asked for is released." in hand.words
    await hand.press("Release these places")
    assert (hand.taps, "Cancelled: places released at 11:01" in hand.words) == (2, True)
    assert await cancel_asked(store, worker_pool) == 0
    await hand.press(next(each for each in names(hand) if each.startswith("Restore")))
    assert "Restored; nothing was released." in hand.words
    clock.advance(timedelta(seconds=61))
    assert await cancel_asked(store, worker_pool) == 0
    assert sum((await stage.held()).values()) == 8
    await step(hand, "Cancel and release")
    await hand.press("Release these places")
    late = hand.html
    clock.advance(timedelta(seconds=60))
    await hand.press(next(each for each in names(hand) if each.startswith("Restore")))
    assert hand.status == 409  # the job is late, the minute is over all the same
    assert await cancel_asked(store, worker_pool) == 1
    assert await cancel_asked(store, worker_pool) == 0
    assert await stage.held() == {}
    hand.html = late
    await hand.press(next(each for each in names(hand) if each.startswith("Restore")))
    assert (hand.status, "This operation is over." in hand.words) == (409, True)
    assert "cancelled, places released" in (await hand.open()).words


async def test_handing_over_in_three_touches_leaves_two_numbers(
    hands: Hands, stage: Stage, store: Store
) -> None:
    """OPS-14: nothing arrives before the pivot organisation is named and has accepted; then two numbers."""
    hand = await reserved(hands(stage.investigator, "en"))
    await step(hand, "Hand over")
    await hand.press("Name this organisation")
    assert (hand.status, hand.words.count("Choose an organisation")) == (422, 3)
    await hand.fill(pivot=stage.clinic).press("Name this organisation")
    operation = hand.path.rpartition("/")[2]
    await store.run(answer_as_pivot, stage.pivot, AnswerAsPivot(UUID(operation), accept=True))
    await step(hand, "Hand over")
    await hand.fill(people=11).press("Hand over")
    assert hand.taps == 3
    assert "0 of 11 received" in hand.words
    assert "<circle" not in hand.html.partition("<main")[2]
    assert "places held" not in hand.words


async def test_a_proposal_holds_nothing_until_it_is_accepted(hands: Hands, stage: Stage) -> None:
    """OPS-01, OPS-06: by agreement and to ask, why some are not placed, and accepting takes what is free."""
    hand = await hands(stage.investigator).open("/reservations/new")
    hand.fill(men=8, women=2, when="tomorrow", A_men=4, B_men=4, C_women=2)
    await hand.press("See what would be held")
    assert "8 possible by agreement, at once" in hand.words
    assert "Not placed: 1 A, 1 B: a fourth site is needed, or an override." in hand.words
    assert await stage.held() == {}
    await hand.press("Hold these places")
    assert "8 of 10 places held" in hand.words
    assert sum((await stage.held()).values()) == 8


async def test_overrides_are_asked_and_others_see_nothing(hands: Hands, stage: Stage) -> None:
    """OPS-07, OPS-11: the coordination is asked; the other service does not even learn that there is anything."""
    hand = await reserved(hands(stage.investigator))
    path = hand.path
    await hand.press("Ask for an override")
    assert "The coordination will read your request." in hand.words
    for member in (stage.other_investigator, stage.colleague, stage.pivot, stage.coordinator):
        other = await hands(member).open(path)
        assert other.status in {403, 404}
        assert "OP-" not in other.html


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_a_form_that_does_not_fit_keeps_what_was_typed(
    hands: Hands, stage: Stage, language: str
) -> None:
    """CNF-08, point 18: each field with its words, nothing made, and the language changes without a loss."""
    hand = await hands(stage.investigator, language).open("/reservations/new")
    hand.fill(men=1, A_men=3, area=[])
    await hand.press("Retenir ces places" if language == "fr" else "Hold these places")
    assert hand.status in {400, 422}
    wrong = "Plus de personnes à part" if language == "fr" else "More people apart"
    assert wrong in hand.words
    await hand.press("English" if language == "fr" else "Français")
    assert (hand.status, hand.values()["A_men"], hand.values()["men"]) == (200, "3", "1")
    assert ("New reservation" if language == "fr" else "Nouvelle réservation") in hand.words


async def test_an_expired_session_gives_the_number_back(
    hands: Hands, stage: Stage, store: Store, clock: SetClock
) -> None:
    """CNF-08, point 23: what was typed comes back filled, and nothing has happened by itself."""
    hand = await reserved(hands(stage.investigator))
    path, before = f"{hand.path}/number", await stage.held()
    started = await invited(store, stage.investigator, by="passkey")
    clock.advance(timedelta(minutes=31))
    answer = await hand.client.post(
        path,
        data={"_page": path, "men": "3", "version": "1"},
        headers={"Cookie": f"{SESSION}={started.token}", "Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 401
    hand.client.cookies.clear()
    kept = answer.headers["set-cookie"].partition(";")[0]
    back = await hand.client.get(path, headers={"Cookie": f"{DEMO}={stage.investigator}; {kept}"})
    assert dict(Reader(back.text).fields["f"])["men"] == "3"
    assert "Voici ce que vous aviez écrit; rien n'est parti." in words_of(back.text)
    assert await stage.held() == before


async def test_a_window_that_ended_asks_how_many_were_handed_over(
    hands: Hands, stage: Stage, store: Store, clock: SetClock, worker_pool: asyncpg.Pool
) -> None:
    """OPS-12, OPS-14: over is over, never "0 held"; the number handed over can still be said, and then two remain."""
    hand = await reserved(hands(stage.investigator))
    operation = hand.path.rpartition("/")[2]
    await step(hand, "Hand over")
    await hand.fill(pivot=stage.clinic).press("Name this organisation")
    await store.run(answer_as_pivot, stage.pivot, AnswerAsPivot(UUID(operation), accept=True))
    clock.advance(timedelta(hours=25))
    await close_operations(store, worker_pool)
    await hand.open(f"/reservations/{operation}")
    assert ("window ended" in hand.words, "places held" in hand.words) == (True, False)
    await hand.press(next(each for each in names(hand) if each.startswith("Hand over")))
    await hand.fill(people=9).press("Hand over")
    assert "0 of 9 received" in hand.words
