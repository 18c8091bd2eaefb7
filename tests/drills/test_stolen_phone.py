"""Drill X4: a worker's phone is taken while it is signed in (SAF-12, CNF-02; ASVS 7.4, 7.5.3).

Whoever holds it has the session and not the finger: they read what she reads until somebody ends it, and sign, pay,
reveal and change nothing. Where a person sleeps is not among what they read.
"""

import gc
from datetime import timedelta
from uuid import uuid4

import httpx

from service.clock import SetClock
from service.partners.sessions.rules import FORGIVEN, ROTATION
from service.store.command import Command
from service.store.store import Store
from tests.api.described import Example, operations
from tests.api.world import World
from tests.drills.conftest import Phone
from tests.signing import Browser, sign_in

WHERE = "4127, rue des Canaris"
WEIGHS = {
    "beds": "address_revealed address_written hotel_vetted",
    "fund": "closing_proposed closing_signed condition_met correction_proposed correction_signed decision_reviewed "
    "drawn_shown onboarding_shown payee_confirmed payee_invited payee_proposed payout_accepted payout_cancelled "
    "payout_moved payout_paid_otherwise payout_released payout_retried policy_proposed policy_signed proof_taken "
    "refusal_overturned request_signed right_restored self_issued voucher_shown voucher_voided",
    "members": "access_ended",
    "messages": "duty_phone_written",
    "partners": "code_ended code_set_up duty_number_written passkey_ended passkey_registered pin_given "
    "recovery_codes_renewed tablet_offered",
    "settings": "in_force proposed",
}
"""What weighs, by the event that it leaves: it is shown, signed, paid or set by whoever has the finger."""


async def test_no_answer_says_where_a_person_sleeps(world: World, phone: Phone) -> None:
    """SAF-01, CNF-02: everything that the phone can read is codes and counts; an address is behind the finger."""
    house = world.stage.shelters["S8"]
    written = await world.client.put(
        f"/v1/shelters/{house.id}/address",
        json={"where": WHERE},
        headers=world.as_(house.coordinator, version=0),
    )
    assert written.status_code == 200, written.text
    example = Example(world.clock.now(), uuid4())
    read = [
        (await phone.browser.get(operation.at({n: world.ids.get(n, example.some_id) for n in operation.ids})))
        for operation in operations()
        if operation.method == "GET" and not operation.public
    ]
    assert sum(answer.status_code == 200 for answer in read) >= 8
    assert [answer.url.path for answer in read if WHERE in answer.text] == []


async def test_what_weighs_asks_for_the_finger(world: World, phone: Phone) -> None:
    """ASVS 7.5.3: all that a pivot worker may do and that weighs answers the thief with the same question."""
    example = Example(world.clock.now(), uuid4())
    asked = {}
    for operation in operations():
        if "Step-Up" not in operation.headers:
            continue
        ids = {name: world.ids.get(name, example.some_id) for name in operation.ids}
        body = None if operation.body is None else example.of(operation.body)
        answer = await phone.browser.post(operation.at(ids), body)
        assert answer.status_code >= 400, (operation.id, answer.text)
        asked[operation.id] = answer.json()["type"].removeprefix("/problems/")
    assert {name for name, reason in asked.items() if reason == "step_up_needed"} >= {
        "self_issue",
        "end_passkey",
    }
    assert set(asked) >= {"approve_request", "release_payout", "reveal_address", "sign_proposal"}


def test_what_weighs_asks_whoever_may_do_it() -> None:
    """ASVS 7.5.3: the thief of a pivot's phone meets other refusals first; so each command says it for itself."""
    asking = {each.name for each in gc.get_objects() if isinstance(each, Command) and each.step_up}
    weighs = {f"{about}.{what}" for about, all_of_it in WEIGHS.items() for what in all_of_it.split()}
    assert weighs - asking == set()


async def test_the_thief_gives_themselves_no_passkey(
    world: World, phone: Phone, plain_client: httpx.AsyncClient
) -> None:
    """The way to stay would be a key of one's own: it needs hers first."""
    thief = phone.browser.copy()
    options = (await thief.post("/v1/passkeys/options")).json()["public_key"]
    other = type(phone.passkey)(phone.passkey.origin)
    answer = await thief.post("/v1/passkeys", {"name": "mine", "credential": other.create(options)})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/step_up_needed")
    step_up = answer.json()["facts"]["step_up"]
    asked = (await thief.post(f"/v1/step-ups/{step_up}/passkey-options")).json()["public_key"]
    forged = await thief.post(f"/v1/step-ups/{step_up}/passkey", {"credential": other.get(asked)})
    assert forged.status_code in {401, 403, 404, 422}, forged.text
    again = await thief.post(
        "/v1/passkeys", {"name": "mine", "credential": other.create(options)}, **{"Step-Up": step_up}
    )
    assert again.status_code == 403
    assert len((await phone.browser.get("/v1/credentials")).json()["passkeys"]) == 1


async def test_she_ends_it_from_another_device(
    world: World, phone: Phone, plain_client: httpx.AsyncClient, plain_store: Store
) -> None:
    """ASVS 7.4.5: one tap elsewhere, and the next thing that the phone asks is answered as if by nobody."""
    thief = phone.browser.copy()
    assert (await thief.get("/v1/cases")).status_code == 200
    desk = Browser(plain_client)
    assert (await sign_in(desk, phone.passkey)).status_code == 200
    ended = await desk.post("/v1/sessions/end-others")
    assert ended.status_code in {200, 201, 204}, ended.text
    assert (await thief.get("/v1/cases")).status_code == 401
    assert (await phone.browser.get("/v1/cases")).status_code == 401
    assert (await desk.get("/v1/cases")).status_code == 200


async def test_a_colleague_ends_her_access(world: World, phone: Phone) -> None:
    """POL-04, PIV-03: nobody waits for her to find another device; what she promised stays."""
    claims = await world.db.fetchval("SELECT count(*) FROM claims WHERE state = 'live'")
    await world.db.execute(
        "UPDATE members SET ends_on = $2 WHERE id = $1", world.stage.pivot, world.clock.now().date()
    )
    assert (await phone.browser.get("/v1/cases")).status_code == 401
    assert await world.db.fetchval("SELECT count(*) FROM claims WHERE state = 'live'") == claims


async def test_left_alone_it_ends_by_itself(world: World, phone: Phone, clock: SetClock) -> None:
    """ASVS 7.3.1: half an hour without use, and the phone is nobody's."""
    clock.advance(timedelta(minutes=30))
    assert (await phone.browser.get("/v1/cases")).status_code == 401


async def test_a_copy_of_its_session_shows(world: World, phone: Phone, clock: SetClock) -> None:
    """RFC 9700, 4.14.2: two who use one session are one too many, and it ends for both."""
    thief = phone.browser.copy()
    clock.advance(ROTATION + timedelta(seconds=1))
    assert (await phone.browser.get("/v1/cases")).status_code == 200
    assert thief.token != phone.browser.token
    clock.advance(timedelta(minutes=5))
    assert (await phone.browser.get("/v1/cases")).status_code == 200
    assert timedelta(minutes=5) < FORGIVEN
    assert (await thief.get("/v1/cases")).status_code == 401
    assert (await phone.browser.get("/v1/cases")).status_code == 401


async def test_the_exit_locks_it(world: World, phone: Phone) -> None:
    """SAF-12: the exit ends the session on the server; going back shows the lock."""
    token = phone.browser.copy()
    left = await phone.browser.post("/lock")
    assert left.status_code in {200, 204, 303}
    assert (await token.get("/v1/cases")).status_code == 401


async def test_a_stranger_with_her_address_gets_nowhere(
    world: World, phone: Phone, plain_client: httpx.AsyncClient
) -> None:
    """ASVS 6.3.8: a code needs a device that she has signed in on; what is refused says nothing of her."""
    email = await world.db.fetchval("SELECT email FROM members WHERE id = $1", world.stage.pivot)
    stranger = Browser(plain_client)
    hers = await stranger.post("/v1/sign-in/code", {"email": email, "code": "123456", "keep": "browser"})
    nobodys = await stranger.post(
        "/v1/sign-in/code", {"email": "nobody@relais.test", "code": "123456", "keep": "browser"}
    )
    assert hers.status_code == nobodys.status_code == 401
    assert hers.json() == nobodys.json()
