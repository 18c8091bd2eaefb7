"""Scenario A by hand: who is in it, and its steps after the arrivals: money, the days after, what auditors read."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from api.demo.scenarios.opapa.story import ZONE
from tests.pages.by_hand import Cast, Person, Repeated
from tests.pages.hand import one_line

HOTEL, CLINIC = "Hôtel S8", "Clinique juridique de l'Ontario"
PLACE = re.compile(r"Place (\d+) · (\w+), [^·]+ ((?:Maison|Hôtel) S\d+) · (held|arrived)")


class Place(NamedTuple):
    """One line of the arrivals."""

    number: int
    gender: str
    shelter: str
    state: str


class Case(NamedTuple):
    """A person helped: a code, never a name."""

    id: str
    code: str
    place: Place


@dataclass
class Story:
    """The people, the days, and what one step hands on to the next."""

    cast: Cast
    day: date = date.min
    reference: str = ""
    together: list[int] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)

    async def until(self, day: int, hour: str) -> None:
        hours, minutes = map(int, hour.split(":"))
        moment = datetime.combine(self.day + timedelta(days=day), time(hours, minutes), ZONE)
        await self.cast.until(moment)

    async def board(self) -> Person:
        """The investigator, at the reservation; once it is over it stands in another list."""
        police = await self.cast("enquete.p1")
        over = await police.page.get_by_role("link", name=self.reference, exact=True).count()
        return await police.press(self.reference if over else f"Open {self.reference}")

    async def arrivals(self) -> Person:
        """The pivot, at the people whom the operation brings."""
        return await (await self.cast("pivot.on")).press("Open: arrivals of an operation…")

    async def case(self, case: Case, who: str = "pivot.on") -> Person:
        """Whoever accompanies it, at the case."""
        person = await self.cast(who)
        await person.press("See all")
        return await person.press(f"{case.code}…")

    @property
    def rooms(self) -> list[Case]:
        """One case for each room of the hotel: two people share one."""
        shared = max(self.together)
        return [one for one in self.cases if one.place.shelter == HOTEL and one.place.number != shared]

    def at(self, shelter: str) -> list[Case]:
        return [one for one in self.cases if one.place.shelter == shelter]


def places(words: str) -> list[Place]:
    """The lines that a page of arrivals shows."""
    return [
        Place(int(number), gender, shelter, state) for number, gender, shelter, state in PLACE.findall(words)
    ]


async def step_12(story: Story) -> None:
    """FND-01, FND-03, FND-10: cards at once; above 300 two people; F1 goes from 5,000 to 2,800. The first request is
    touched on the phone, the ten others are the same forms sent again."""
    await story.until(1, "13:00")
    await (await story.cast("fonds1")).sees("F1 $5,000 free of $5,000")
    first, *rest = story.rooms
    await asked_on_the_phone(story, first)
    others = [one for one in story.cases if one is not first]
    pivot = await story.cast("pivot.on")
    async with pivot.repeated() as hand:
        for case in others:
            await asked_again(hand, case, room=case in rest)
    await decided_on_the_phone(story)
    async with (await story.cast("fonds1")).repeated() as hand:
        await signed(hand, 10)
    async with (await story.cast("fonds2")).repeated() as hand:
        await signed(hand, 4)
    await (await story.cast("fonds1")).sees("F1 $2,800 free of $5,000", "To decide: 0")


async def asked_on_the_phone(story: Story, case: Case) -> None:
    """Three needs are ticked, one is known; the card is approved before the page is read."""
    pivot = await story.case(case)
    await pivot.press("Ask for money")
    await pivot.pick("take_hygiene_kit=yes", "take_clothing=yes", "take_hotel_nights=yes")
    await pivot.fill(amount_calling_card=10, amount_hygiene_kit=15, amount_clothing=25)
    await pivot.fill(amount_hotel_nights=110, units_hotel_nights=3, payee_hotel_nights=HOTEL)
    await pivot.fill(payee_hygiene_kit=CLINIC, payee_clothing=CLINIC)
    await pivot.press("Send the request")
    await pivot.sees("Request for $380", "Calling card $10 approved", "Target 13:3")


async def asked_again(hand: Repeated, case: Case, *, room: bool) -> None:
    """The same for another case, with a room or without."""
    await hand.open(f"/cases/{case.id}/money")
    payees = {
        one_line(name): id
        for id, name in re.findall(r'<option value="([0-9a-f-]{36})"[^>]*>([^<]+)', hand.html)
    }
    hand.fill(take_hygiene_kit="yes", take_clothing="yes")
    hand.fill(amount_calling_card=10, amount_hygiene_kit=15, amount_clothing=25)
    hand.fill(payee_hygiene_kit=payees[CLINIC], payee_clothing=payees[CLINIC])
    if room:
        hand.fill(take_hotel_nights="yes", amount_hotel_nights=110, units_hotel_nights=3)
        hand.fill(payee_hotel_nights=payees[HOTEL])
    await hand.press("Send the request")
    assert f"Request for ${380 if room else 50}" in hand.words


async def decided_on_the_phone(story: Story) -> None:
    """One signature is not enough above 300."""
    for who, said, free in (
        ("fonds1", "Another person signs second.", "F1 after this: $4,890 → $4,520 free"),
        ("fonds2", "Approved: the money is reserved.", "F1 after this: $4,890 → $4,520 free"),
    ):
        fund = await story.cast(who)
        await fund.press("Decide $370…")
        await fund.sees("One is enough up to $300.", free)
        await fund.press("Approve $370")
        await fund.sees(said)


async def signed(hand: Repeated, count: int) -> None:
    """So many that wait are approved, each read first."""
    for _ in range(count):
        await hand.open("/")
        await hand.press("Decide $…")
        await hand.press("Approve $…")


async def step_13(story: Story) -> None:
    """FND-07: a warning with a band, never a refusal: cancelled, it waits; with a reason, it goes on. The other fund
    reads nothing of the first."""
    colleague = await story.case(story.cases[0], "collegue.on")
    await colleague.press("Ask for money")
    await colleague.unfold("Ask another fund")
    await colleague.press("See Fonds régional et national")
    await colleague.pick("take_clothing=yes")
    await colleague.fill(amount_clothing=31)
    await colleague.press("Send the request")
    await colleague.sees("Request for $31")
    fund = await story.cast("fonds3")
    await fund.press("Decide")
    await fund.sees(
        "Another fund paid for this (clothing) within 7 days, band <100 dollars. It is no refusal."
    )
    await fund.does_not_see("Fonds de la coalition", "hotel nights", HOTEL)
    await fund.press("Approve $31")
    await fund.sees("Continue with a reason, or cancel. This is never a refusal.")
    await fund.press("Back")
    await fund.sees("To decide: 1")
    await fund.press("Decide")
    await fund.fill(reason="winter coat, the first one was lost")
    await fund.press("Approve $31")
    await fund.sees("Approved: the money is reserved.")


async def step_14(story: Story) -> None:
    """OPS-15, CPL-01: there is nowhere to record it, a sentence that says it is not kept, and nothing changes."""
    before = await beds_and_money(story)
    pivot = await story.case(story.cases[0])
    for part in ("What the person agrees to", "Contact, forms, risk", "Steps, history, sharing"):
        await pivot.press(part)
        await pivot.does_not_see("refuses to speak", "cooperat", "statement to police", "testif")
        await pivot.press("Back")
    await pivot.press("Ask for money")
    await pivot.pick("take_other_immediate=yes")
    await pivot.fill(amount_other_immediate=10, what_other_immediate="blanket; will not testify")
    await pivot.press("Send the request")
    await pivot.sees('Relais does not keep this: "testify"')
    assert await beds_and_money(story) == before


async def beds_and_money(story: Story) -> list[str]:
    """What is taken in each house, and what the fund has."""
    found = [
        re.findall(r"Beds taken: \d+", await (await story.cast(f"accueil.{house}")).read())
        for house in ("s4", "s7", "s8")
    ]
    money = re.findall(r"F1 \$[\d,]+ free", await (await story.cast("fonds1")).read())
    assert [len(each) for each in [*found, money]] == [1, 1, 1, 1]
    return [*(each[0] for each in found), money[0]]


async def step_15(story: Story) -> None:
    """BED-11, BED-03, BED-09, DAT-06: reminded a day before; one last place at S4, the hotel with a reason for the
    others, and a need that is counted; S7 reads that they left, and never where to."""
    await (await story.cast("pivot.on")).does_not_see("the stay ends")
    await story.until(2, "12:30")
    told = await (await story.cast("pivot.on")).read()
    assert (told.count("Maison S7: the stay ends"), told.count(f"{HOTEL}: the stay ends")) == (3, 6)
    await story.until(3, "10:00")
    for house in ("s4", "s8"):
        await (await story.cast(f"accueil.{house}")).press("Unchanged")
    first, *others = story.at("Maison S7")
    await last_place(story, first)
    await (await story.cast("region.on")).sees("No need without a place.")
    for case in others:
        await need_noted(story, case)
        await hotel_with_a_reason(story, case)
    await (await story.cast("region.on")).sees("Each reason has fewer than 5 needs.")
    await left_without_trace(story, first)


async def searched(story: Story, case: Case) -> Person:
    """From the reminder at home to what answers."""
    pivot = await story.cast("pivot.on")
    await pivot.press(f"Open: {case.code}…")
    await pivot.fill(nights=5)
    await pivot.press("Search")
    return pivot


async def last_place(story: Story, case: Case) -> None:
    pivot = await searched(story, case)
    await pivot.sees("Maison S4 · Toronto 1 place")
    await pivot.press("Hold a place at Maison S4")
    await taken_in(story, "s4")


async def taken_in(story: Story, house: str) -> None:
    """The house says yes, and then that they are there."""
    desk = await story.cast(f"accueil.{house}")
    await desk.press("Accept")
    await desk.press("Arrived")


async def need_noted(story: Story, case: Case) -> None:
    pivot = await searched(story, case)
    await pivot.does_not_see("Hold a place at")
    await pivot.unfold("None will do: record the need")
    await pivot.fill(reason="several at once")
    await pivot.press("Record the need")
    await pivot.sees("Need recorded.")


async def hotel_with_a_reason(story: Story, case: Case) -> None:
    """A fourth night needs a reason; then two people sign for it."""
    pivot = await searched(story, case)
    await pivot.press(f"{HOTEL}, with the fund")
    await pivot.fill(nights=4, night=110, envelope="F1 · Fonds de la coalition, Ontario")
    await pivot.pick(
        "attested=leaving_or_at_risk", "attested=need_is_immediate", "attested=nobody_else_pays_in_time"
    )
    await pivot.press("Ask for the room and the money")
    await pivot.sees("4 nights: beyond 3, give a reason.")
    await pivot.fill(reason="no place for men in the province yet")
    await pivot.press("Ask for the room and the money")
    await pivot.sees("Room and money asked together.")
    for who in ("fonds1", "fonds2"):
        async with (await story.cast(who)).repeated() as hand:
            await signed(hand, 1)
    await taken_in(story, "s8")


async def left_without_trace(story: Story, case: Case) -> None:
    """Three departures at S7; the pivot alone reads both houses."""
    desk = await story.cast("accueil.s7")
    await desk.press("Note a departure")
    for _ in range(3):
        await desk.press("Left")
    await desk.sees("Departure noted. The bed is free.", "Nobody is in this shelter")
    await desk.does_not_see("Maison S4", HOTEL, "Hamilton", "Toronto")
    pivot = await story.case(case)
    await pivot.sees("Maison S4 arrived", "Maison S7 over")


async def step_16(story: Story) -> None:
    """DAT-02, FND-09: the record is whole, and the two exceptions stand in it with their reasons. The app changes no
    copy: the page names the command that reads one, and `tests/scenario` alters one."""
    audit = await story.cast("audit")
    await audit.sees("The record is whole", "Overrides granted this week: 2")
    await audit.press("Check a file")
    await audit.sees("relais trail verify")


async def step_17(story: Story) -> None:
    """DAT-02, DAT-05, DAT-06: the year of this story, once it is over; small numbers are not shown, nor by difference;
    what was paid is what the two funds' own pages say, to the dollar."""
    await story.cast.until(datetime(story.day.year + 1, 1, 5, 0, 1, tzinfo=UTC))
    audit = await story.cast("audit")
    await audit.press("Reports")
    await audit.fill(year=story.day.year, region="Ontario")
    await audit.press("Show")
    await audit.awaits("Published on")
    await audit.sees(
        "People who had a bed: 11",
        "Median time to a bed: 0 min",
        "Nights held under agreements: 9, of which 1 unused",
        "Needs without a place: <5",
        "several at once withheld",
        "man withheld woman <5",
        "labour 11 not determined 0",
    )
    reported = re.findall(r"\$([\d,]+) paid;", await audit.read())
    paid = [each for who in ("fonds1", "fonds3") for each in await paid_by(story, who)]
    assert [f"{sum(paid):,}"] == reported


async def paid_by(story: Story, who: str) -> list[int]:
    """What each funder's money has paid, in dollars, as this fund reads it."""
    fund = await story.cast(who)
    await fund.press("Reports")
    return [int(paid.replace(",", "")) for paid in re.findall(r"\$([\d,]+) \$[\d,]+ left", await fund.read())]
