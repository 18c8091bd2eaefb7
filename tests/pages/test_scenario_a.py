"""Scenario A of the requirements done by hand, in English, in the app alone: each step on somebody's phone.

Two of the eleven cases are opened, and one asks for money: the others would be the same touches again. Steps 15
and 17 and the altered copy of step 16 are not here yet; `tests/scenario` plays them over the API.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pytest
from playwright.async_api import Browser

from api.demo.scenarios.opapa.story import ZONE, first_day
from api.demo.theatre import own_server
from tests.pages.by_hand import Cast, Person

pytestmark = pytest.mark.xdist_group("scenario A by hand")
OPERATION = re.compile(r"/reservations/[0-9a-f-]{36}$")


@dataclass
class Story:
    """The people, the days, and the address of the reservation on the investigator's phone."""

    cast: Cast
    day: date = date.min
    operation: str = ""
    cases: list[str] = field(default_factory=list)

    async def until(self, day: int, hour: str) -> None:
        hours, minutes = map(int, hour.split(":"))
        moment = datetime.combine(self.day + timedelta(days=day), time(hours, minutes), ZONE)
        await self.cast.until(moment)

    async def board(self) -> Person:
        """The investigator, at the reservation."""
        return await (await self.cast("enquete.p1")).open(self.operation)


async def step_1(story: Story) -> None:
    """OPS-19: numbers alone; no shelter beyond the three agreements of one's own."""
    cast = story.cast
    story.day = first_day(await cast.now())
    await story.until(0, "10:30")
    for house in ("s3", "s4", "s7", "s8", "s10"):
        await (await cast(f"accueil.{house}")).press("Unchanged")
    await story.until(0, "11:00")
    police = await cast("enquete.p1")
    await police.press("Feasibility")
    await police.fill(men=8, women=2, languages="hu", nights=3)
    await police.pick("when=tomorrow")
    await police.press("Ask how many")
    await police.sees("10 of 10 possible: 9 by agreement, 1 to ask")
    await police.does_not_see("Maison", "Hôtel")
    await (await cast("enquete.p1")).press("Agreements: 3…")
    await police.sees("Maison S4", "Maison S7", "Hôtel S8")


async def step_2(story: Story) -> None:
    """OPS-01, OPS-11: a random reference; no strict criterion asked, no low security proposed."""
    police = await story.cast("enquete.p1")
    await police.press("New reservation")
    await police.fill(men=8, women=2, minimum=6, maximum=12, city="Hamilton", languages="hu", nights=3)
    await police.fill(A_women=1, A_men=3, B_women=1, B_men=3, C_men=2)
    await police.pick("when=tomorrow")
    await police.press("Hold these places")
    story.operation = police.path
    assert OPERATION.fullmatch(story.operation)
    assert re.search(r"\bOP-\w{4}\b", await police.read())
    for house in ("s3", "s10"):
        await (await story.cast(f"accueil.{house}")).sees("Arrivals expected tonight: 0")


async def step_3(story: Story) -> None:
    """OPS-06, OPS-07: partial success is kept, and what is missing is explained by label."""
    police = await story.board()
    await police.sees(
        "8 of 10 places held; 1 A and 1 B have none.",
        "Not placed: 1 A, 1 B: a fourth site is needed, or an override.",
    )
    await police.does_not_see("Maison S", "Hôtel S8")


async def step_4(story: Story) -> None:
    """OPS-07: two rooms beyond the rule, with a reason; the hotel accepts the fifth."""
    police = await story.board()
    await police.press("Ask for an override")
    region = await story.cast("region.on")
    await region.sees("Override asked for: 2 places")
    await region.press("Read the request")
    await region.fill(shelter="Hôtel S8", reason="separate floors, separate arrival times")
    await region.press("Grant for these places")
    hotel = await story.cast("accueil.s8")
    await hotel.press("Accept")
    await (await story.board()).sees("10 of 10 places held")


async def step_5(story: Story) -> None:
    """OPS-11, SAF-08: who comes and when, and whom to call; the agreement for the coordinator alone."""
    desk = await story.cast("accueil.s4")
    await desk.sees("2 men", "05:00", "11:00", "+1 555 0120")
    await desk.does_not_see("Service de police", "OP-")
    house = await story.cast("coordination.s4")
    await house.press("Rooms and beds")
    await house.sees("Held by agreement Service de police P1")
    await house.does_not_see("OP-")


async def step_6(story: Story) -> None:
    """OPS-11: another service learns a number, and nothing of the reservation."""
    other = await story.cast("enquete.p2")
    await other.sees("My operations: 0")
    await other.press("Feasibility")
    await other.fill(men=3, city="Toronto")
    await other.pick("when=tomorrow", "area=CA-ON|")
    await other.press("Ask how many")
    await other.sees("1 of 3 possible: 0 by agreement, 1 to ask")


async def step_7(story: Story) -> None:
    """OPS-05: what is held stays held; two more rooms are asked for and accepted."""
    await story.until(1, "07:40")
    police = await story.board()
    await police.press("Change number")
    await police.fill(men=2)
    await police.press("Keep this number")
    hotel = await story.cast("accueil.s8")
    await hotel.press("Accept")
    await (await story.board()).sees("12 of 12 places held")


async def step_8(story: Story) -> None:
    """OPS-08: togetherness wins over the label: one room for both."""
    await story.until(1, "08:15")
    region = await story.cast("region.on")
    await region.open(story.operation.replace("/reservations/", "/region/overrides/"))
    people = region.page.locator("label", has_text=" A ")
    for who in ("1 woman", "1 man"):
        await people.filter(has_text=who).filter(has_text="S8").first.click()
    await region.fill(why="they choose to stay together")
    await region.press("Keep together")
    await region.sees("One room for these people.")
    await (await story.board()).sees("12 of 12 places held")


async def step_9(story: Story) -> None:
    """OPS-14: nobody arrives before a pivot organisation is named, and accepts."""
    pivot = await story.cast("pivot.on")
    await pivot.sees("Nothing waits.")
    police = await story.board()
    await police.sees("The pivot organisation is not named")
    await police.press("Hand over")
    await police.sees("Arrivals count once it has accepted.")
    await police.fill(pivot="Clinique juridique de l'Ontario")
    await police.press("Name this organisation")
    await police.sees("has not accepted to take over yet")
    await pivot.home()
    await pivot.press("Open")
    await pivot.sees("12 people expected")
    await pivot.press("Accompany these people")
    await pivot.sees("0 of 12 arrived")


async def step_10(story: Story) -> None:
    """OPS-14, CNF-02, FND-14: codes, no names; whoever did not come frees a place, and nothing is held against them."""
    await story.until(1, "09:00")
    for _ in range(2):
        await open_a_case(story)
    pivot = await story.cast("pivot.on")
    arriving = story.operation.replace("/reservations/", "/arriving/")
    await pivot.open(arriving)
    for case in story.cases:
        place = pivot.page.locator("form:has(select[name=case])").first
        await place.locator("select").select_option(value=case.rpartition("/")[2])
        await pivot.press("Arrived")
    for _ in range(9):
        await pivot.press("Arrived")
    await pivot.sees("11 of 12 arrived")
    police = await story.board()
    await police.press("Hand over")
    await police.fill(people=12)
    await police.press("Hand over")
    await (await story.cast("accueil.s8")).sees("Arrivals expected tonight: 1")
    await story.until(1, "11:05")
    await (await story.cast("accueil.s8")).sees("Arrivals expected tonight: 0")
    pivot = await story.cast("pivot.on")
    await pivot.does_not_see("no-show", "did not come")


async def open_a_case(story: Story) -> None:
    """Six fields; the code comes at once."""
    pivot = await story.cast("pivot.on")
    await pivot.press("Open a case")
    await pivot.pick("gender=man", "band=25+", "scope=bed", "scope=fund")
    await pivot.fill(language="Hungarian")
    await pivot.press("Open the case")
    assert re.search(r"\b[0-9A-Z]{3}-[0-9A-Z]{3}\b", await pivot.read())
    story.cases.append(pivot.path)


async def step_11(story: Story) -> None:
    """OPS-14: police read two numbers and whose care it is; no place, no case, no money."""
    police = await story.board()
    await police.sees("11 of 12 received", "Clinique juridique de l'Ontario")
    await police.does_not_see("Maison S", "Hôtel S8", "pepper", "$")


async def step_12(story: Story) -> None:
    """FND-01, FND-03, FND-10: the card at once; above 300 two people; each line with its time."""
    await story.until(1, "13:00")
    pivot = await story.cast("pivot.on")
    await pivot.open(f"{story.cases[0]}/money")
    await pivot.pick("take_hygiene_kit=yes", "take_clothing=yes", "take_hotel_nights=yes")
    await pivot.fill(amount_calling_card=10, amount_hygiene_kit=15, amount_clothing=25)
    await pivot.fill(amount_hotel_nights=110, units_hotel_nights=3)
    await pivot.press("Send the request")
    await pivot.sees("Request for $380", "Calling card $10 approved", "Target 13:3")
    for who, said in (
        ("fonds1", "Another person signs second."),
        ("fonds2", "Approved: the money is reserved."),
    ):
        fund = await story.cast(who)
        await fund.press("Decide")
        await fund.sees("One is enough up to $300.", "F1 after this: $4,990 → $4,620 free")
        await fund.press("Approve $370")
        await fund.sees(said)
    await (await story.cast("fonds1")).sees("F1 $4,620 free of $5,000")


async def step_13(story: Story) -> None:
    """FND-07: a warning with a band, never a refusal; the other fund reads nothing of the first."""
    colleague = await story.cast("collegue.on")
    await colleague.open(f"{story.cases[0]}/money")
    await colleague.unfold("Ask another fund")
    await colleague.press("See Fonds régional et national")
    await colleague.pick("take_clothing=yes")
    await colleague.fill(amount_clothing=31)
    await colleague.press("Send the request")
    await colleague.sees("Request for $31")
    fund = await story.cast("fonds3")
    await fund.press("Decide")
    await fund.sees("Another fund paid for this (clothing) within 7 days", "It is no refusal.")
    await fund.does_not_see("Fonds de la coalition", "hotel nights", "Hôtel S8")


async def step_14(story: Story) -> None:
    """OPS-14, POL-03: there is nowhere to record it."""
    pivot = await story.cast("pivot.on")
    for part in ("", "/known", "/journey", "/consents"):
        await pivot.open(story.cases[0] + part)
        await pivot.does_not_see("refuses to speak", "cooperat", "statement to police")


async def step_16(story: Story) -> None:
    """DAT-02: the record is whole, and the two exceptions stand in it with their reasons."""
    audit = await story.cast("audit")
    await audit.sees("The record is whole", "Overrides granted this week: 2")


STEPS = (
    step_1, step_2, step_3, step_4, step_5, step_6, step_7, step_8, step_9, step_10, step_11, step_12, step_13,
    step_14,
    step_16,
)  # fmt: skip


@pytest.fixture
async def story(chromium: Browser) -> AsyncIterator[Story]:
    async with own_server() as server:
        cast = Cast(chromium, server.url.replace("127.0.0.1", "localhost"), "en")
        yield Story(cast)
        await cast.leave()


async def test_every_step_by_hand(story: Story) -> None:
    """OPS-01 to OPS-19, FND-01, FND-10, DAT-02: what each step expects is read on a phone."""
    for step in STEPS:
        await step(story)
