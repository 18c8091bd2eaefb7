"""The desk on a slow line, in a real Chromium: the page is there, and an impatient finger has one effect."""

from playwright.async_api import Request, expect

from tests.pages.front_desk.test_in_hand import counts
from tests.pages.front_desk.test_requests import asked, state
from tests.pages.house import House
from tests.pages.looking import look
from tests.service.beds.town import Town

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""A slow third-generation line with shorter waits: a finger is impatient after less."""


async def test_a_double_tap_on_a_slow_line(house: House, street: Town) -> None:
    """Screens 20, 24: what is tapped twice before anything comes back is one count and one yes, and both are said."""
    shelter, pivot = await street.shelter(beds=5, count=3), await street.pivot()
    made = await asked(street, shelter, pivot)
    phone = await house.seated(shelter.desk)
    page = phone.page
    sent: dict[str, list[str | None]] = {}

    def note(request: Request) -> None:
        if request.method == "POST":
            sent.setdefault(request.url, []).append(request.post_data)

    page.on("request", note)
    await phone.protocol.send("Network.enable")
    await phone.protocol.send("Network.emulateNetworkConditions", SLOW)
    await phone.go("/")
    await look(phone, "fr-CA")
    await page.get_by_role("button", name="Inchangé").dblclick()
    await expect(page.locator(".done")).to_be_visible(timeout=15_000)
    await page.get_by_role("button", name=f"Accepter la demande {made['code']}").dblclick()
    await expect(page.locator(".done")).to_contain_text("Accepté.")
    assert await counts(street, shelter) == [3, 3]
    assert (await state(street, pivot, made))["state"] == "confirmed"
    assert {len(set(bodies)) for bodies in sent.values()} == {1}
    assert len(sent) == 2
