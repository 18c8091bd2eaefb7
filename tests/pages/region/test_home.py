"""A coordination's first page: who waits, overrides, the week; each step with its touches counted (screens, R1, R2)."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from api.pages.region.needs import told
from service.clock import SetClock
from service.operations.overrides.commands import AskOverrides, ask_overrides
from service.partners.actor import Role
from service.store.store import Store
from tests.pages.hand import Hand, Reader, one_line
from tests.pages.investigator.conftest import Hands
from tests.service.cases.sharing.conftest import Circle
from tests.service.operations.acts import held, hold, men
from tests.service.operations.stage import Stage

REASON = "separate floors, separate arrival times"


def named(hand: Hand, start: str) -> str:
    """The one control whose name begins so."""
    [found] = [each.name for each in Reader(hand.html).buttons if each.name.startswith(start)]
    return found


async def test_who_waits_is_helped_in_two_touches(hands: Hands, circle: Circle, clock: SetClock) -> None:
    """ACC-02, POL-03: how long, how many and whom to call; never the case, its code or where its person is."""
    home = await circle.town.network.organisation("coordination", regions=["CA-ON"])
    coordinator = await circle.town.network.member(home, Role.REGIONAL_COORDINATOR)
    hand = await hands(coordinator, "en").open()
    assert "Nobody is waiting." in hand.words
    await circle.town.board(circle.pivot, "man:25+", case_id=str(circle.case))
    clock.advance(timedelta(minutes=20))
    await hand.open()
    assert "20 min · Ontario · 1 man" in hand.words
    clock.advance(timedelta(minutes=50))
    house = await circle.town.shelter(
        region="CA-ON", city="Hamilton", pool={"accepts_genders": ["man"]}, name="M"
    )
    await hand.open()
    assert "1 h · Ontario" in hand.words
    hand.taps = 0
    await hand.press(named(hand, "Help: 1 man"))
    call = named(hand, "Call M")
    assert (hand.taps, call) == (1, "Call M")
    assert "M · Hamilton 8 places" in hand.words
    assert "men=1&amp;children=0&amp;nights=1&amp;region=CA-ON" in hand.html
    code = await circle.db.fetchval("SELECT code FROM cases WHERE id = $1", circle.case)
    assert code not in hand.html
    assert str(circle.case) not in hand.html
    assert house.id not in hand.html


async def asked(store: Store, stage: Stage) -> UUID:
    """Scenario A's overrides: one A and one B have no place."""
    wish = hold(store.clock.now(), men(4, "A"), men(4, "B"))
    operation = (await held(store, stage.investigator, wish)).id
    await store.run(ask_overrides, stage.investigator, AskOverrides(operation))
    return operation


async def test_an_override_takes_three_touches_and_a_reason(hands: Hands, stage: Stage, store: Store) -> None:
    """OPS-07, RIG-01: read, reason, granted; without a reason nothing happens and what was ticked stays."""
    await asked(store, stage)
    before = sum((await stage.held()).values())
    hand = await hands(stage.coordinator, "en").open()
    assert "Override asked for: 2 places · 1 A, 1 B" in hand.words
    assert "OP-" not in hand.html
    hand.taps = 0
    await hand.press("Read the request, 1 A, 1 B")
    assert "Your reading is recorded." in hand.words
    await hand.press("Grant for these places")
    assert (hand.status, "Write the reason in one sentence" in hand.words) == (400, True)
    hand.taps = 1
    await hand.fill(reason=REASON).press("Grant for these places")
    assert hand.taps == 3
    assert "Granted: the place is held, or its shelter asked." in hand.words
    assert "Override asked for" not in hand.words
    assert sum((await stage.held()).values()) > before


async def test_a_reason_says_nothing_that_relais_does_not_keep(
    hands: Hands, stage: Stage, store: Store
) -> None:
    """IMM-05: refused beside its field, with the words kept; not granting needs its reason too."""
    operation = await asked(store, stage)
    hand = await hands(stage.coordinator, "fr").open(f"/region/overrides/{operation}")
    await hand.fill(reason="son visa est expiré").press("Accorder pour ces places")
    assert (hand.status, hand.values()["reason"]) == (422, "son visa est expiré")
    await hand.fill(reason="même étage partout").press("Ne pas accorder")
    assert "Non accordée; la règle reste." in hand.words


async def test_nobody_else_reads_an_override(hands: Hands, stage: Stage, store: Store) -> None:
    """POL-03, OPS-07: a page of a coordination is not there for police, a pivot or a house."""
    operation = await asked(store, stage)
    for member in (stage.other_investigator, stage.pivot, stage.shelters["S4"].coordinator):
        for path in (
            f"/region/overrides/{operation}",
            "/region/hotels",
            "/region/holds",
            "/region/duty",
            "/region/words",
        ):
            assert (await hands(member).open(path)).status in {403, 404}


async def test_a_family_keeps_one_room(hands: Hands, stage: Stage, store: Store) -> None:
    """OPS-08: two places become one room, and the bed that is not needed goes back."""
    operation = await asked(store, stage)
    places = await stage.superuser.fetch(
        "SELECT id FROM places WHERE operation_id = $1 AND label = 'A' ORDER BY number LIMIT 2", operation
    )
    hand = await hands(stage.coordinator, "en").open("/region/holds")
    await hand.press(named(hand, "Overrides and families"))
    await hand.fill(place=[row["id"] for row in places], why="a mother and her son choose it").press(
        "Keep together"
    )
    assert (hand.status, "One room for these people." in hand.words) == (200, True)
    ids = [row["id"] for row in places]
    rooms = "SELECT count(DISTINCT family) FROM places WHERE id = ANY ($1) AND family IS NOT NULL"
    assert await stage.superuser.fetchval(rooms, ids) == 1


async def test_what_is_left_to_nobody_is_released_without_police(
    hands: Hands, stage: Stage, store: Store
) -> None:
    """OPS-12: counts alone; while somebody can act it stays held, and then one touch frees the beds."""
    await held(store, stage.investigator, hold(store.clock.now(), men(2)))
    hand = await hands(stage.coordinator, "en").open()
    await hand.press("Held for operations: 1")
    assert "tomorrow 05:00–11:00 held: 2" in hand.words
    await hand.press("Release these places, line 1")
    assert (hand.status, "The arrival window is not over." in hand.words) == (409, True)
    await stage.superuser.execute(
        "UPDATE members SET ends_on = starts_on + 1 WHERE id = $1", stage.investigator
    )
    await hand.press("Release these places, line 1")
    assert "Places released." in hand.words
    assert await stage.held() == {}


async def test_a_hotel_waits_for_two_people(
    hands: Hands, stage: Stage, superuser: asyncpg.Connection
) -> None:
    """BED-10: two sign, nobody twice, and one is enough to stop it."""
    await superuser.execute("UPDATE shelters SET vetted_on = NULL WHERE kind = 'hotel_partner'")
    hand = await hands(stage.coordinator, "en").open()
    assert "Hotel to vet: 1" in hand.words
    await hand.open("/region/hotels")
    await hand.press("Sign for hotel_partner Hamilton")
    assert "you have signed, another person signs" in hand.words
    assert "Hotel to vet" not in (await hand.open()).words


async def test_what_other_was_is_read_by_month(hands: Hands, stage: Stage) -> None:
    """PIV-07: words of a month with how often, and no day."""
    await stage.superuser.execute(
        "INSERT INTO other_words (organisation_id, region, month, about, words)"
        " SELECT $1, 'CA-ON', '2026-11-01', 'need', 'winter boots' FROM generate_series(1, 3)",
        stage.clinic,
    )
    hand = await hands(stage.coordinator, "en").open("/region/words")
    assert "winter boots Need 3 times" in hand.words
    assert "November 2026" in hand.words


async def test_a_gap_is_filled_in_three_touches(hands: Hands, stage: Stage) -> None:
    """ACC-03: the coordination's own duty: a roster, its gap, somebody on call."""
    hand = await hands(stage.coordinator, "en").open()
    assert "The duty has no roster." in hand.words
    await hand.press("Fill")
    await hand.press("Make the roster")
    await hand.open()
    hand.taps = 0
    await hand.press("Fill")
    first = next(each.name for each in Reader(hand.html).buttons if each.name.startswith("Put on call."))
    hand.fill(member=stage.coordinator)
    await hand.press(first)
    assert (hand.taps, "Somebody is on call." in hand.words) == (3, True)


@pytest.mark.parametrize(
    ("found", "sentence", "shown"),
    [
        ({}, "No need without a place.", []),
        ({"age": 4, "gender": 1}, "Each reason has fewer than 5 needs.", ["fewer than 5 each"]),
        ({"no_bed": 10, "age": 4}, "The first reason: no bed free (10).", ["10", "fewer than 5 each"]),
    ],
)
def test_small_figures_of_a_week_are_not_told(found: dict[str, int], sentence: str, shown: list[str]) -> None:
    """DAT-05: below five nothing but that it is, and nothing to subtract it from."""
    needs = told(Counter(found), "en")
    assert one_line(needs.sentence) == sentence
    assert [one_line(bar.shown) for bar in needs.chart.bars] == shown
