"""The second way over HTTP: a code of an authenticator app, on a known device or with a recovery code."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from pyotp import TOTP

from api.auth.cookies import DEVICE
from api.browser.cookies import SESSION
from api.demo.mail import DemoMail
from jobs.dispatch import dispatching
from jobs.ticks import Tools
from service.clock import SetClock
from service.messages.outbox import Outbox
from service.partners.actor import Role
from service.partners.codes.commands import SignInByCode, sign_in_by_code
from service.partners.codes.notice import TELL_RECOVERY_USED, TellRecoveryUsed
from service.partners.codes.places import place_of
from service.partners.sessions.strangers import stranger_of
from service.store.store import Store
from tests.network import Network
from tests.signing import Browser, sign_in, with_passkey
from tests.waiting import meeting

ADDRESS = "worker@relais.test"


class Worker:
    """Somebody with a passkey, an authenticator app and ten recovery codes."""

    def __init__(self, client: httpx.AsyncClient, clock: SetClock, browser: Browser, member: UUID) -> None:
        self.client, self.clock, self.browser, self.member = client, clock, browser, member
        self.app = TOTP("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        self.recovery: list[str] = []

    @property
    def code(self) -> str:
        """What the app shows now."""
        return self.app.at(self.clock.now())

    async def set_up(self) -> None:
        """Through the doors, as its owner would; a minute later all is quiet."""
        new = (await self.browser.post("/v1/codes")).json()
        self.app = TOTP(new["secret"])
        answer = await self.browser.post("/v1/codes/confirm", {"code": self.code})
        assert answer.status_code == 200, answer.text
        self.recovery = answer.json()["codes"]
        self.clock.advance(timedelta(minutes=1))

    async def tries(self, browser: Browser, **body: Any) -> httpx.Response:
        """What a sign-in by code answers."""
        sent = {"email": ADDRESS, "code": self.code, **body}
        return await browser.post("/v1/sign-in/code", sent)


@pytest.fixture
async def worker(client: httpx.AsyncClient, store: Store, network: Network, clock: SetClock) -> Worker:
    """A pivot worker, signed in on their own phone."""
    pivots = await network.organisation("pivot")
    member = await network.member(pivots, Role.PIVOT_WORKER, email=ADDRESS)
    browser, _ = await with_passkey(client, store, member)
    worker = Worker(client, clock, browser, member)
    await worker.set_up()
    return worker


def own_phone(worker: Worker) -> Browser:
    """The phone where a passkey was used once, without a session."""
    return Browser(worker.client, {DEVICE: worker.browser.jar[DEVICE]})


async def test_a_code_on_a_known_device(worker: Worker) -> None:
    """NIST SP 800-63B-4, AAL2: the app, and a device on which its owner has signed in with a passkey."""
    phone = own_phone(worker)
    answer = await worker.tries(phone)
    assert answer.status_code == 200, answer.text
    assert (await phone.get("/v1/me")).json()["member_id"] == str(worker.member)
    assert next(one["signed_in_by"] for one in (await phone.get("/v1/sessions")).json()) == "code"


async def test_a_code_elsewhere_needs_a_recovery_code_which_is_good_once(worker: Worker) -> None:
    """ASVS 6.5.1: the right code alone opens nothing on a device that nobody knows."""
    elsewhere = Browser(worker.client)
    assert (await worker.tries(elsewhere)).status_code == 401
    worker.clock.advance(timedelta(minutes=1))
    answer = await worker.tries(elsewhere, recovery_code=worker.recovery[3].lower().replace("-", " "))
    assert answer.status_code == 200, answer.text
    assert answer.json()["register_passkey"] is True
    assert (await elsewhere.get("/v1/credentials")).json()["recovery_codes_left"] == 9
    worker.clock.advance(timedelta(minutes=1))
    again = await worker.tries(Browser(worker.client), recovery_code=worker.recovery[3])
    assert again.status_code == 401


async def test_its_owner_hears_of_it_by_letter(
    worker: Worker, store: Store, worker_pool: asyncpg.Pool, superuser: asyncpg.Connection
) -> None:
    """ASVS 6.3.5: a recovery code that was used is told to the member's address, a code of the app on a known phone is
    not; whoever has no access any more hears nothing."""
    assert (await worker.tries(own_phone(worker))).status_code == 200
    worker.clock.advance(timedelta(minutes=1))
    answer = await worker.tries(Browser(worker.client), recovery_code=worker.recovery[0])
    assert answer.status_code == 200
    mail, tools = DemoMail(), Tools(store, worker_pool)
    outbox = Outbox(worker_pool, worker.clock)
    (tick,) = dispatching(outbox, {TELL_RECOVERY_USED: TellRecoveryUsed(mail)})
    assert await tick.run(tools) == 1
    assert [(letter.to, letter.subject) for letter in mail.letters] == [
        (ADDRESS, "Relais : quelque chose attend votre lecture")
    ]
    assert "Un code de secours de votre accès a servi le 2026-11-03 17:02 (UTC)." in mail.letters[0].text
    await superuser.execute("UPDATE outbox SET state = 'ready'")
    await superuser.execute("UPDATE members SET ends_on = '2026-11-03', starts_on = '2026-11-01'")
    assert await tick.run(tools) == 1
    assert len(mail.letters) == 1


async def test_a_recovery_code_alone_opens_nothing(worker: Worker) -> None:
    """Two factors: neither the sheet of paper nor the app is enough."""
    answer = await worker.tries(Browser(worker.client), code="000000", recovery_code=worker.recovery[0])
    assert answer.status_code == 401


async def test_a_code_is_good_once_also_at_the_same_moment(
    worker: Worker, store: Store, superuser: asyncpg.Connection
) -> None:
    """RFC 6238, 5.2: of eight with the same code, one gets in."""
    place = await place_of(store, ADDRESS, worker.browser.jar[DEVICE])
    wish = SignInByCode(place.member_id, place.device_id, worker.code, "", "browser", "")
    stranger = stranger_of(place.organisation_id)
    tries = [store.run(sign_in_by_code, stranger, wish) for _ in range(8)]
    found = await meeting(superuser, "SELECT 1 FROM codes FOR UPDATE", those=tries)
    assert [started is None for started in found].count(False) == 1


@pytest.mark.parametrize(("late", "status"), [(-60, 401), (-30, 200), (0, 200), (30, 200), (60, 401)])
async def test_clocks_may_differ_by_one_step(worker: Worker, late: int, status: int) -> None:
    """RFC 6238, 6: one step before and one after."""
    code = worker.app.at(worker.clock.now() + timedelta(seconds=late))
    assert (await worker.tries(own_phone(worker), code=code)).status_code == status


async def test_an_older_code_after_a_newer_one_is_a_replay(worker: Worker) -> None:
    """RFC 6238, 5.2: what was accepted once moves on, and never back."""
    older, newer = worker.code, worker.app.at(worker.clock.now() + timedelta(seconds=30))
    assert (await worker.tries(own_phone(worker), code=newer)).status_code == 200
    assert (await worker.tries(own_phone(worker), code=older)).status_code == 401


async def test_the_secret_is_sealed(worker: Worker, superuser: asyncpg.Connection) -> None:
    """CNF-11: a copy of the database gives neither codes nor recovery codes."""
    row = await superuser.fetchrow("SELECT secret FROM codes WHERE member_id = $1", worker.member)
    assert worker.app.secret.encode() not in bytes(row["secret"])
    plain = {code.replace("-", "").encode() for code in worker.recovery}
    digests = [bytes(r["digest"]) for r in await superuser.fetch("SELECT digest FROM recovery_codes")]
    assert len(digests) == 10
    assert plain.isdisjoint(digests)


async def test_a_new_sheet_ends_the_old_one(worker: Worker) -> None:
    new = (await worker.browser.post("/v1/recovery-codes")).json()["codes"]
    assert len(set(new)) == 10
    assert set(new).isdisjoint(worker.recovery)
    old = await worker.tries(Browser(worker.client), recovery_code=worker.recovery[0])
    assert old.status_code == 401
    worker.clock.advance(timedelta(minutes=1))
    assert (await worker.tries(Browser(worker.client), recovery_code=new[0])).status_code == 200


async def test_an_ended_app_opens_nothing(worker: Worker) -> None:
    assert (await worker.browser.post("/v1/codes/end")).status_code == 204
    assert (await worker.tries(own_phone(worker))).status_code == 401
    assert (await worker.browser.get("/v1/credentials")).json()["code"] is False


async def test_ending_a_session_elsewhere_forgets_its_device(worker: Worker) -> None:
    """SAF-12: a phone that was lost is nothing that its member has any more."""
    phone = own_phone(worker)
    lost = next(one["id"] for one in (await worker.browser.get("/v1/sessions")).json() if one["this_one"])
    assert (await worker.tries(phone)).status_code == 200
    worker.clock.advance(timedelta(minutes=1))
    assert (await phone.post(f"/v1/sessions/{lost}/end")).status_code == 204
    assert (await worker.tries(own_phone(worker))).status_code == 401


async def test_ending_a_session_that_a_code_began_forgets_its_device_too(worker: Worker) -> None:
    """SAF-12: on the phone that was lost somebody knew the code once; it is nothing any more."""
    thief = own_phone(worker)
    answer = await worker.tries(thief)
    session = answer.json()["session_id"]
    worker.clock.advance(timedelta(minutes=1))
    assert (await worker.browser.post(f"/v1/sessions/{session}/end")).status_code == 204
    assert (await worker.tries(own_phone(worker))).status_code == 401


async def test_ending_all_others_forgets_devices_where_nobody_is_signed_in(worker: Worker) -> None:
    """ASVS 7.4.3: the lost phone has no session that could be ended; its device is forgotten all the same."""
    _, authenticator = await with_passkey_again(worker)
    here = Browser(worker.client)
    await sign_in(here, authenticator)
    lost = own_phone(worker)
    await worker.browser.post("/v1/sign-out")
    assert (await here.post("/v1/sessions/end-others")).json() == {"ended": 0}
    assert (await worker.tries(lost)).status_code == 401
    worker.clock.advance(timedelta(minutes=1))
    assert (await worker.tries(Browser(worker.client, {DEVICE: here.jar[DEVICE]}))).status_code == 200


async def test_a_devices_secret_is_replaced_at_each_passkey(
    worker: Worker, superuser: asyncpg.Connection
) -> None:
    """Signing in every day leaves one secret, and the one of yesterday opens nothing."""
    _, authenticator = await with_passkey_again(worker)
    before = own_phone(worker)
    await sign_in(worker.browser, authenticator)
    assert await superuser.fetchval("SELECT count(*) FROM known_devices") == 1
    assert (await worker.tries(before)).status_code == 401


async def test_a_device_is_known_by_a_secret_that_nobody_can_plant(worker: Worker) -> None:
    """ASVS 7.2.4: each sign-in makes a new one; one that was put there before is of no use after."""
    planted = Browser(worker.client, {DEVICE: "A" * 43})
    assert (await worker.tries(planted)).status_code == 401
    worker.clock.advance(timedelta(minutes=1))
    signed_in = await worker.tries(planted, recovery_code=worker.recovery[0])
    assert signed_in.status_code == 200
    worker.clock.advance(timedelta(minutes=1))
    assert (await worker.tries(Browser(worker.client, {DEVICE: "A" * 43}))).status_code == 401


async def test_a_step_up_by_code(worker: Worker, plain_client: httpx.AsyncClient) -> None:
    """ASVS 7.5.3: the code is used up with it."""
    browser = Browser(plain_client, dict(worker.browser.jar))
    asked = await browser.post("/v1/codes/end")
    step_up = asked.json()["facts"]["step_up"]
    assert (await browser.get(f"/v1/step-ups/{step_up}")).json()["ways"] == ["passkey", "code"]
    code = worker.code
    assert (await browser.post(f"/v1/step-ups/{step_up}/code", {"code": code})).status_code == 204
    assert (await worker.tries(own_phone(worker), code=code)).status_code == 401
    assert (await browser.post("/v1/codes/end", **{"Step-Up": step_up})).status_code == 204


async def test_a_program_shows_its_device_in_the_body(worker: Worker) -> None:
    _, authenticator = await with_passkey_again(worker)
    device = (await sign_in(Browser(worker.client), authenticator, "client")).json()["device"]
    answer = await worker.tries(Browser(worker.client), keep="client", device=device)
    assert set(answer.json()) >= {"access_token", "refresh_token"}
    assert SESSION not in answer.headers.get("set-cookie", "")


async def with_passkey_again(worker: Worker) -> tuple[Browser, Any]:
    """One more passkey for the same worker."""
    from api.demo.authenticator import Authenticator
    from tests.signing import ORIGIN

    authenticator = Authenticator(ORIGIN)
    made = authenticator.create((await worker.browser.post("/v1/passkeys/options")).json()["public_key"])
    assert (await worker.browser.post("/v1/passkeys", {"name": "key", "credential": made})).status_code == 201
    return worker.browser, authenticator
