"""A receipt in three touches: what was spent stands there already, the picture comes without its place (FND-12)."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from api.browser.cookies import SESSION
from api.pages.keeping import KEPT
from api.pages.words import WORDS
from service.clock import SetClock
from service.store.store import Store
from tests.pages.hand import Hand, Reader
from tests.pages.money.conftest import Hands
from tests.service.fund.conftest import Fund
from tests.service.fund.receipts.test_pictures import phone
from tests.service.fund.receipts.test_receipts import paid
from tests.signing import invited


async def sent(hand: Hand, picture: bytes | None = None, **fields: str) -> httpx.Response:
    """The receipt's form as a browser sends it, its picture last."""
    values = {**dict(Reader(hand.html).fields["f"]), **fields}
    values.pop("picture", None)
    parts: list[Any] = [(name, (None, value)) for name, value in values.items()]
    kind = "application/octet-stream" if picture is None else "image/jpeg"
    parts.append(("picture", ("" if picture is None else "IMG_2031.jpg", picture or b"", kind)))
    headers = {**hand._who()}
    return await hand.client.post(hand.path, files=parts, headers=headers)


async def opened(hands: Hands, member: UUID, line: UUID, language: str = "en") -> Hand:
    return await hands(member, language).open(f"/lines/{line}/receipt")


async def test_photograph_choose_send(fund: Fund, hands: Hands) -> None:
    """FND-12, CNF-02: [Photograph], the picture, [Send]: three touches; nothing of the phone's own is kept."""
    request, line = await paid(fund, 8_000)
    hand = await hands(fund.pivot).open("/money")
    assert "Receipts to add: 1" in hand.words
    assert "Hide any name before the photo." in hand.words
    code = await fund.network.superuser.fetchval("SELECT code FROM fund_requests WHERE id = $1", request)
    await hand.press(f"Photograph: Clothing, {code}")
    assert hand.values()["spent"] == "80"
    hand.taps += 2  # the picture, and the button
    answer = await sent(hand, phone())
    assert (answer.status_code, answer.headers["location"]) == (303, f"/money/{request}?done=money_receipt")
    assert hand.taps == 3
    await hand.open(answer.headers["location"])
    assert "Receipt noted." in hand.words
    assert "paid, receipt noted" in hand.words
    assert "Pictures of the receipt: 1" in hand.words
    await hand.open(f"/lines/{line}/receipt")
    picture = next(each.href for each in Reader(hand.html).buttons if each.href.startswith("/pictures/"))
    kept = await hand.client.get(picture, headers=hand._who())
    assert kept.headers["content-type"] == "image/jpeg"
    assert b"Exif" not in kept.content
    await hand.press("Take picture 1 away")
    assert "Picture taken away." in hand.words


async def test_sent_twice_is_one_note_and_one_picture(fund: Fund, hands: Hands) -> None:
    """Point 20: a double tap adds nothing."""
    _, line = await paid(fund)
    hand = await opened(hands, fund.pivot, line)
    for _ in range(2):
        assert (await sent(hand, phone())).status_code == 303
    count = "SELECT (SELECT count(*) FROM receipts) || ' ' || (SELECT count(*) FROM receipt_pictures)"
    assert await fund.network.superuser.fetchval(count) == "1 1"


async def test_what_is_no_picture_keeps_what_was_typed(fund: Fund, hands: Hands) -> None:
    """Point 18: the words stand beside the field, the amount as it was typed, and nothing is noted yet."""
    _, line = await paid(fund)
    hand = await opened(hands, fund.pivot, line, "fr")
    answer = await sent(hand, b"%PDF-1.7", spent="72,50")
    assert answer.status_code == 415
    assert "Un reçu s'envoie en photo (JPEG ou PNG)." in answer.text.replace("&#39;", "'")
    assert 'id="picture-wrong"' in answer.text
    assert Reader(answer.text).fields["f"].count(("spent", "72,50")) == 1
    answer = await sent(hand, None, spent="soixante")
    assert answer.status_code == 400
    assert await fund.network.superuser.fetchval("SELECT count(*) FROM receipts") == 0


async def test_the_other_language_keeps_the_amount(fund: Fund, hands: Hands) -> None:
    """Point 13: the file is last, because a page cannot give it back; everything else is kept."""
    _, line = await paid(fund)
    hand = await opened(hands, fund.pivot, line)
    answer = await sent(hand, phone(), spent="72.50", _language="fr")
    assert Reader(answer.text).fields["f"].count(("spent", "72.50")) == 1
    assert WORDS["money.receipt.title"].fr in answer.text
    assert WORDS["form.file_again"].fr in answer.text
    fields = [name for name, _ in Reader(answer.text).fields["f"]]
    assert fields[-1] == "picture"


async def test_what_an_ended_session_keeps_of_it(
    fund: Fund, plain_client: httpx.AsyncClient, plain_store: Store, clock: SetClock
) -> None:
    """CNF-08, point 23: the amount comes back, and the page says that the picture is to be chosen again."""
    _, line = await paid(fund)

    async def seated() -> str:
        return f"{SESSION}={(await invited(plain_store, fund.pivot, by='passkey')).token}"

    path, early = f"/lines/{line}/receipt", await seated()
    clock.advance(timedelta(minutes=31))
    typed: list[Any] = [("_page", (None, path)), ("spent", (None, "72.50")), ("picture", ("a.jpg", phone()))]
    ours = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html", "Accept-Language": "en"}
    late = await plain_client.post(path, files=typed, headers={**ours, "Cookie": early})
    assert late.status_code == 401
    (key,) = re.findall(rf'{KEPT}="?([\w-]+)', late.headers["set-cookie"])
    plain_client.cookies.clear()
    cookies = f"{await seated()}; {KEPT}={key}"
    again = await plain_client.get(path, headers={**ours, "Cookie": cookies})
    assert Reader(again.text).fields["f"].count(("spent", "72.50")) == 1
    assert WORDS["form.file_again"].en in again.text


async def test_less_is_owed_back_and_more_is_asked_for(fund: Fund, hands: Hands, clock: Any) -> None:
    """FND-12: 60 of 80 leaves 20 to give back; 95 of 80 may be asked for, once, for the organisation."""
    request, line = await paid(fund, 8_000)
    hand = await opened(hands, fund.pivot, line)
    await sent(hand, None, spent="60")
    await hand.open(f"/money/{request}")
    assert "$20 to give back; the fund notes it." in hand.words
    clock.advance(timedelta(minutes=1))
    await hand.open(f"/lines/{line}/receipt")
    await sent(hand, None, spent="95")
    await hand.open(f"/money/{request}")
    assert "$15 spent above what was paid." in hand.words
    await hand.press("Ask for $15 back")
    assert "Request for $15" in hand.words


async def test_a_slip_says_what_was_paid_and_nothing_of_why(fund: Fund, hands: Hands) -> None:
    """ELG-02: one link from the request; no code, no organisation, no reason; a colleague finds nothing."""
    request, _ = await paid(fund, 8_000)
    code = await fund.network.superuser.fetchval("SELECT code FROM fund_requests WHERE id = $1", request)
    hand = await hands(fund.pivot).open(f"/money/{request}")
    await hand.press("Slip that the person may keep")
    assert "What was paid For the person concerned" in hand.words
    assert "Clothing $80 In all $80" in hand.words
    assert "This slip carries no name." in hand.words
    assert code not in hand.html
    assert (await hands(fund.first).open(hand.path)).status == 403


async def test_nobody_else_notes_it(fund: Fund, hands: Hands) -> None:
    """CNF-04: the fund itself has its own pages; a colleague finds nothing."""
    _, line = await paid(fund)
    assert (await opened(hands, fund.first, line)).status == 404
    assert (await hands(fund.first).open("/money")).status == 403
