"""What a person may be given of their case: all of it that is theirs, and nothing of anybody else (Loi 25)."""

import json

from service.partners.actor import Role
from tests.service.retention.conftest import Erasing
from tests.service.retention.test_cases import fill, settle


async def test_the_copy_is_whole_and_tells_of_nobody_else(erasing: Erasing) -> None:
    """Loi 25, SAF-01, CNF-02: consents, sharings, places kept away, money; no house, no city of one, no colleague, no
    identifier; nobody but those who accompany the case reads it."""
    circle = erasing.circle
    await fill(erasing)
    answer = await circle.town.get(circle.pivot, f"/cases/{circle.case}/copy")
    copy = answer.json()
    lines = {(line["kind"], line["what"]) for line in copy["lines"]}
    expected = {("consent", "bed"), ("consent", "fund"), ("shared", "referral"), ("shared", "fund_request"),
                ("shared", "profile"), ("kept_away", "city"), ("money", "food"), ("reader", "co_pivot")}  # fmt: skip
    assert expected <= lines
    text = json.dumps(copy)
    house = await erasing.db.fetchrow("SELECT name, city FROM shelters WHERE id = $1", circle.house.id)
    for secret in (house["name"], house["city"], circle.pivot, circle.backup, circle.co_pivot, circle.case):
        assert str(secret) not in text
    assert "Canariville" in text
    desk = circle.house.desk
    for stranger, status in ((circle.colleague, 404), (circle.co_pivot, 404), (desk, 403)):
        assert (await circle.town.get(stranger, f"/cases/{circle.case}/copy")).status_code == status


async def test_what_stands_in_the_way_is_shown_before_anybody_asks(erasing: Erasing) -> None:
    """CNF-11: the page says what is to be settled first, when time would erase it, and who has asked already."""
    circle = erasing.circle
    asked, money = await fill(erasing)
    path = f"/cases/{circle.case}/erasure"
    said = (await circle.town.get(circle.pivot, path)).json()
    assert said["blocks"] == ["open_referral", "unpaid_promise"]
    assert (said["months"], said["has_backup"], said["proposal_id"]) == (24, True, None)
    await settle(erasing, asked, money)
    proposed = await circle.post("/erasure")
    assert proposed.status_code == 201
    seen = (await circle.town.get(circle.backup, path)).json()
    assert (seen["blocks"], seen["proposal_id"], seen["proposed_by_you"]) == (
        [],
        proposed.json()["id"],
        False,
    )
    signed = await circle.town.post(circle.backup, f"/proposals/{proposed.json()['id']}/sign")
    assert signed.status_code == 201
    for path in ("", "/erasure", "/copy"):
        assert (await circle.town.get(circle.pivot, f"/cases/{circle.case}{path}")).status_code == 404
    admin = await erasing.circle.town.network.member(
        await circle.town.network.organisation("network"), Role.NETWORK_ADMINISTRATOR
    )
    assert (await circle.town.get(admin, "/retention")).json()[0]["name"] == "case"
