"""A shared tablet over HTTP: enrolled once, opened with PINs, locked by wrong ones."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from api.browser.cookies import SESSION, TABLET
from api.demo.authenticator import Authenticator
from service.clock import SetClock
from service.keys.local import LocalKeyring
from service.partners.actor import Role
from service.partners.sessions.starting import NewSession, start_session
from service.partners.tablets.rules import pin_digest
from service.store.store import Store
from tests.network import Network
from tests.signing import Browser, sign_in, with_passkey


class House:
    """A shelter with a coordinator, somebody at the front desk, and a tablet in the hall."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        signed_in: tuple[Browser, Authenticator],
        organisation: UUID,
        desk: UUID,
    ) -> None:
        self.coordinator, self.passkey = signed_in
        self.client, self.organisation, self.desk = client, organisation, desk
        self.pin = ""

    async def offer(self) -> Any:
        """What the coordinator's phone shows."""
        answer = await self.coordinator.post("/v1/tablets", {"name": "hall"})
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def enrolled(self) -> Browser:
        """The tablet, after the code was typed on it."""
        tablet = Browser(self.client)
        code = (await self.offer())["enrolment_code"]
        answer = await tablet.post("/v1/tablets/enrol", {"enrolment_code": code.lower().replace("-", " ")})
        assert answer.status_code == 200, answer.text
        return tablet

    async def give(self, member: UUID) -> httpx.Response:
        return await self.coordinator.post("/v1/pins", {"member_id": str(member)})

    def wrong(self, number: int) -> str:
        """A PIN that nobody has."""
        return f"{(int(self.pin) + 1 + number) % 1_000_000:06}"


async def types(tablet: Browser, pin: str) -> httpx.Response:
    """Somebody types a PIN."""
    return await tablet.post("/v1/sign-in/pin", {"pin": pin})


@pytest.fixture
async def house(client: httpx.AsyncClient, store: Store, network: Network) -> House:
    """With a PIN for its front desk."""
    organisation = await network.organisation("shelter")
    coordinator = await network.member(organisation, Role.SHELTER_COORDINATOR)
    desk = await network.member(organisation, Role.FRONT_DESK, Role.SHELTER_COORDINATOR)
    house = House(client, await with_passkey(client, store, coordinator), organisation, desk)
    answer = await house.give(desk)
    assert answer.status_code == 201, answer.text
    house.pin = answer.json()["pin"]
    return house


async def test_a_pin_opens_the_front_desk_and_no_more(house: House) -> None:
    """POL-03, SAF-08: at the tablet a coordinator is the front desk too."""
    tablet = await house.enrolled()
    answer = await types(tablet, house.pin)
    assert answer.status_code == 200, answer.text
    assert (await tablet.get("/v1/me")).json()["roles"] == ["front_desk"]
    assert (await tablet.get("/v1/tablets")).status_code == 403
    assert (await tablet.post("/v1/pins", {"member_id": str(house.desk)})).status_code == 403


async def test_at_a_shared_tablet_nobody_touches_what_one_signs_in_with(house: House, store: Store) -> None:
    """A PIN that was seen over a shoulder neither adds a passkey nor signs its owner out elsewhere."""
    tablet = await house.enrolled()
    await types(tablet, house.pin)
    async with store.working(house.desk) as uow:
        await start_session(uow, NewSession("browser", "passkey"))
    (session,) = [one["id"] for one in (await tablet.get("/v1/sessions")).json()]
    body = {"name": "x", "credential": {}}
    for path, sent in (
        ("/v1/passkeys", body),
        ("/v1/codes", {}),
        ("/v1/codes/confirm", {"code": "000000"}),
        ("/v1/codes/end", {}),
        ("/v1/recovery-codes", {}),
        (f"/v1/passkeys/{session}/end", {}),
        (f"/v1/sessions/{session}/end", {}),
        ("/v1/sessions/end-others", {}),
    ):
        assert (await tablet.post(path, sent)).status_code == 403, path
    assert (await tablet.post("/v1/passkeys/first", body)).status_code == 404
    assert (await tablet.post("/v1/sign-out")).status_code == 204
    assert (await tablet.get("/v1/me")).status_code == 401


async def test_a_tablet_session_ends_after_two_idle_minutes(house: House, clock: SetClock) -> None:
    """Hands off for two minutes, and the next person is asked for a PIN."""
    tablet = await house.enrolled()
    await types(tablet, house.pin)
    for _ in range(3):
        clock.advance(timedelta(seconds=119))
        assert (await tablet.get("/v1/me")).status_code == 200
    clock.advance(timedelta(seconds=120))
    assert (await tablet.get("/v1/me")).status_code == 401


async def test_a_tablet_session_ends_with_the_shift(house: House, clock: SetClock) -> None:
    tablet = await house.enrolled()
    await types(tablet, house.pin)
    for _ in range(12 * 60 - 1):
        clock.advance(timedelta(minutes=1))
        assert (await tablet.get("/v1/sessions")).status_code == 200
    clock.advance(timedelta(minutes=1))
    assert (await tablet.get("/v1/me")).status_code == 401


async def test_an_enrolment_code_is_good_once_and_for_ten_minutes(house: House, clock: SetClock) -> None:
    """ASVS 6.6: typed on two tablets at once, it enrols one."""
    code = {"enrolment_code": (await house.offer())["enrolment_code"]}
    found = await asyncio.gather(*(Browser(house.client).post("/v1/tablets/enrol", code) for _ in range(6)))
    assert sorted(answer.status_code for answer in found) == [200, 401, 401, 401, 401, 401]
    late = {"enrolment_code": (await house.offer())["enrolment_code"]}
    clock.advance(timedelta(minutes=10))
    assert (await Browser(house.client).post("/v1/tablets/enrol", late)).status_code == 401


async def test_without_an_enrolled_tablet_a_pin_is_nothing(house: House) -> None:
    answer = await types(Browser(house.client, {TABLET: "A" * 43}), house.pin)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/tablet_unknown")


async def test_a_pin_of_another_house_opens_nothing(house: House, network: Network, store: Store) -> None:
    """The same digits may be somebody else's elsewhere."""
    other = await network.organisation("shelter")
    coordinator = await network.member(other, Role.SHELTER_COORDINATOR)
    signed_in = await with_passkey(house.client, store, coordinator)
    theirs = House(house.client, signed_in, other, await network.member(other, Role.FRONT_DESK))
    tablet = await theirs.enrolled()
    assert (await types(tablet, house.pin)).status_code == 401
    answer = await theirs.give(house.desk)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not_found")


async def test_who_does_not_work_at_a_front_desk_gets_no_pin(house: House, network: Network) -> None:
    auditor = await network.member(house.organisation, Role.AUDITOR)
    answer = await house.give(auditor)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/no_pin_for_role")


async def test_wrong_pins_lock_the_tablet_longer_each_time_and_then_for_good(
    house: House, clock: SetClock
) -> None:
    """ASVS 6.3.1: five, fifteen minutes; five, an hour; five, and it must be enrolled again."""
    tablet = await house.enrolled()
    for rest in (timedelta(minutes=15), timedelta(hours=1)):
        assert [(await types(tablet, house.wrong(n))).status_code for n in range(5)] == [401] * 5
        locked = await types(tablet, house.pin)
        assert (locked.status_code, locked.json()["type"]) == (429, "/problems/tablet_locked")
        assert locked.json()["facts"]["until"] == (clock.now() + rest).isoformat()
        clock.advance(rest - timedelta(seconds=1))
        assert (await types(tablet, house.pin)).status_code == 429
        clock.advance(timedelta(seconds=1))
    assert [(await types(tablet, house.wrong(n))).status_code for n in range(5)] == [401] * 5
    ended = await types(tablet, house.pin)
    assert (ended.status_code, ended.json()["type"]) == (401, "/problems/tablet_unknown")
    await sign_in(house.coordinator, house.passkey)
    assert (await house.coordinator.get("/v1/tablets")).json()[0]["state"] == "ended"
    assert (await types(await house.enrolled(), house.pin)).status_code == 200


async def test_a_right_pin_does_not_count_and_forgives_no_wrong_one(house: House) -> None:
    """A night of right PINs locks nothing; whoever has one cannot guess another's four at a time."""
    tablet = await house.enrolled()
    assert [(await types(tablet, house.pin)).status_code for _ in range(12)] == [200] * 12
    assert [(await types(tablet, house.wrong(n))).status_code for n in range(4)] == [401] * 4
    assert (await types(tablet, house.pin)).status_code == 200
    assert (await types(tablet, house.wrong(4))).status_code == 401
    assert (await types(tablet, house.pin)).status_code == 429


async def test_a_new_pin_ends_the_old_one_and_one_taken_away_opens_nothing(house: House) -> None:
    tablet = await house.enrolled()
    new = (await house.give(house.desk)).json()["pin"]
    assert (await types(tablet, new)).status_code == 200
    assert (await types(tablet, house.pin)).status_code == (401 if new != house.pin else 200)
    assert (await house.coordinator.post(f"/v1/pins/{house.desk}/end")).status_code == 204
    assert (await types(tablet, new)).status_code == 401


async def test_ending_a_tablet_ends_whoever_sits_at_it(house: House) -> None:
    """ASVS 7.4.1: at once, and its PINs open nothing there."""
    tablet = await house.enrolled()
    await types(tablet, house.pin)
    known = (await house.coordinator.get("/v1/tablets")).json()
    assert [(one["name"], one["state"], one["pins"]) for one in known] == [("hall", "enrolled", 1)]
    assert (await house.coordinator.post(f"/v1/tablets/{known[0]['id']}/end")).status_code == 204
    assert (await tablet.get("/v1/me")).status_code == 401
    assert (await types(tablet, house.pin)).status_code == 401


async def test_the_database_alone_tells_no_pin(
    house: House, superuser: asyncpg.Connection, keyring: LocalKeyring
) -> None:
    """CNF-11: without the organisation's data key the million possible PINs cannot be tried out."""
    mac = bytes(await superuser.fetchval("SELECT mac FROM pins"))
    assert mac not in {pin_digest(b"", house.organisation, f"{n:06}") for n in range(0, 1_000_000, 997)}
    key = await keyring.data_key(superuser, "care", house.organisation)
    assert mac == pin_digest(key.secret, house.organisation, house.pin)


async def test_a_tablet_holds_one_session_at_a_time(house: House) -> None:
    """Session fixation: the next PIN is a new token, and the one before is over."""
    tablet = await house.enrolled()
    await types(tablet, house.pin)
    before = Browser(house.client, {SESSION: tablet.token})
    await types(tablet, house.pin)
    assert tablet.token != before.token
    assert (await before.get("/v1/me")).status_code == 401
