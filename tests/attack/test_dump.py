"""Somebody walks away with a backup of the database: what is in it? Everything here is real, pg_dump included."""

import asyncio
import base64
import hashlib
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import msgspec
import pytest
from pyotp import TOTP

from api.parts import Relais
from service.beds.addresses.commands import ADDRESS, WriteAddress
from service.clock import SetClock
from service.fund.requests.lines import NewLine
from service.keys.local import LocalKeyring
from service.keys.roots import fresh
from service.keys.sealing import CannotOpenError, DataKey
from service.keys.secrets import Holding, open_text
from service.operations.arrivals.commands import PublishArrivalPoint, publish_arrival_point
from service.operations.overrides.commands import AskOverrides, DecideOverride, ask_overrides, decide_override
from service.operations.overrides.queries import overrides_asked
from service.operations.requests.queries import expected_arrivals
from service.partners.actor import Role
from service.store.embedded import find_binaries
from service.trail.recorder import SealingRecorder
from tests.api.v1.conftest import new_case
from tests.conftest import client_of
from tests.network import Network
from tests.proving import ProvingStore
from tests.service.beds.town import Town
from tests.service.fund.conftest import Fund, fund
from tests.service.operations.acts import held, hold, men
from tests.service.operations.stage import scenario_a
from tests.signing import Browser, sign_in, with_passkey

__all__ = ["fund"]

WHERE = "4127, rue Canari, Montréal"
LINE = "514-555-0142"
DUTY = "514-555-0100"
WORDS = "north door of the canary library"
TRAVEL = "canary coach to Chicoutimi"
WHY = "a canary slept badly"
VOUCHER = "4471-CANARY-0001"
OVERRIDE = "separate canary floors"


RANDOM = {"recovery codes", "enrolment codes"}
"""Drawn by Relais: a digest of so many random bits tells nothing in the time in which they are good."""


async def dump_of(url: str, superuser: asyncpg.Connection) -> bytes:
    """What pg_dump writes of the whole database; where the server comes without it, every table of every schema."""
    pg_dump = find_binaries().folder / "pg_dump"
    if pg_dump.exists():
        process = await asyncio.create_subprocess_exec(
            str(pg_dump), "--dbname", url, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        written, complaint = await process.communicate()
        assert process.returncode == 0, complaint
        return written
    tables = await superuser.fetch("SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables")
    rows = [await superuser.fetch(f"SELECT t::text AS row FROM {table['name']} t") for table in tables]
    return "\n".join(row["row"] or "" for found in rows for row in found).encode()


def traces(secret: str, *, hashed: bool = True) -> Iterator[bytes]:
    """How a text can stand in a dump: as it is, in JSON, in hexadecimal, in base64, or as a hash that one can try."""
    plain = secret.encode()
    yield plain
    yield secret.encode("ascii", "backslashreplace")
    yield plain.hex().encode()
    yield base64.b64encode(plain).rstrip(b"=")[:-1]
    yield base64.b32encode(plain).rstrip(b"=")[:-1]
    letters = re.sub(r"[^A-Za-z0-9]", "", secret).encode()
    yield letters
    if hashed:
        for kind in ("md5", "sha1", "sha256", "sha512", "blake2b"):
            yield hashlib.new(kind, plain).hexdigest().encode()
            yield hashlib.new(kind, letters).hexdigest().encode()


@dataclass
class Filled:
    """A database in which everything that must not be read has been written, read and shown, by the real doors."""

    dump: bytes
    secrets: dict[str, list[str]] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)


@pytest.fixture
async def sealed(store: ProvingStore, keyring: LocalKeyring) -> ProvingStore:
    """The store as a process has it: events are sealed."""
    store.recorder = SealingRecorder(keyring)
    return store


@pytest.fixture
async def town(
    relais: Relais, sealed: ProvingStore, as_: Any, network: Network, clock: SetClock
) -> AsyncIterator[Town]:
    async with client_of(replace(relais, store=sealed)) as client:
        yield Town(client, as_, network, clock)


async def ok(answer: httpx.Response) -> Any:
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


async def an_address_shown(town: Town) -> None:
    """Written, read by the house, revealed to the pivot of a case, and the reply fetched twice."""
    house = await town.shelter(beds=3, name="House Plainsight")
    body = {"where": WHERE, "line": LINE}
    await ok(await town.put(house.coordinator, f"/shelters/{house.id}/address", body, 0))
    await ok(await town.post(house.coordinator, "/duty-number", {"duty_number": DUTY}))
    pivots = await town.network.organisation("pivot", duty_number="514-555-0199")
    pivot, backup = [await town.network.member(pivots, Role.PIVOT_WORKER) for _ in range(2)]
    opened = new_case(backup, region="CA-QC", party={"gender": "woman"}, age_band="21-24")
    case = (await ok(await town.post(pivot, "/cases", opened)))["id"]
    referral = await ok(await town.refer(pivot, house, case_id=case))
    await ok(await town.post(house.desk, f"/referrals/{referral['id']}/confirm"))
    link = {"claim_id": referral["claim_ids"][0]}
    placement = (await ok(await town.post(pivot, f"/cases/{case}/placements", link)))["id"]
    for _ in range(2):
        shown = await ok(await town.post(pivot, f"/placements/{placement}/reveal", key="reveal"))
        assert (shown["where"], shown["line"]) == (WHERE, LINE)
        await ok(await town.post(house.desk, f"/shelters/{house.id}/address/reading", key="reading"))
    assert (await town.board(pivot))["items"][0]["duty_number"] == DUTY
    # A first address that was refused leaves its attempt behind, and nothing of what it said.
    assert (await town.put(house.coordinator, f"/shelters/{house.id}/address", body, 7)).status_code == 412


async def an_arrival_point(town: Town, sealed: ProvingStore) -> None:
    """Words for one arrival, read by the officer within its window, and an override with its reason."""
    stage = await scenario_a(town.network, town.clock.now())
    found = await held(sealed, stage.investigator, hold(town.clock.now(), men(9, "A")))
    desk = stage.shelters["S4"].desk
    async with sealed.reading(desk) as session:
        place = (await expected_arrivals(session))[0].place_id
    opens = town.clock.now() + timedelta(hours=18)
    point = PublishArrivalPoint(place, opens, opens + timedelta(hours=6), WORDS)
    assert isinstance(await sealed.run(publish_arrival_point, desk, point), UUID)
    await sealed.run(ask_overrides, stage.investigator, AskOverrides(found.id))
    async with sealed.reading(stage.coordinator) as session:
        override = (await overrides_asked(session))[0]
    decision = DecideOverride(override.id, grant=False, reason=OVERRIDE)
    await sealed.run(decide_override, stage.coordinator, decision)
    async with sealed.reading(stage.coordinator) as session:
        assert OVERRIDE in {seen.reason for seen in await overrides_asked(session)}


async def money(town: Town, fund: Fund) -> None:
    """A request with its words, and a voucher that was loaded and shown."""
    line = NewLine("travel_interprovincial", 12_000, description=TRAVEL, reason=WHY)
    await fund.ask(line)
    sheet = {"kind": "bus_ticket", "value_cents": 500, "codes": [VOUCHER]}
    (voucher,) = (await ok(await town.post(fund.first, "/vouchers", sheet)))["ids"]
    assert (await ok(await town.post(fund.first, f"/vouchers/{voucher}/showing")))["code"] == VOUCHER


async def sign_ins(town: Town, sealed: ProvingStore, filled: Filled) -> None:
    """A passkey, an authenticator app with its recovery codes, a tablet with a PIN, and everybody's tokens."""
    house = await town.network.organisation("shelter")
    coordinator = await town.network.member(house, Role.SHELTER_COORDINATOR)
    desk = await town.network.member(house, Role.FRONT_DESK)
    browser, passkey = await with_passkey(town.client, sealed, coordinator)
    filled.tokens.append(browser.token)
    app = await ok(await browser.post("/v1/codes"))
    code = TOTP(app["secret"]).at(town.clock.now())
    recovery = (await ok(await browser.post("/v1/codes/confirm", {"code": code})))["codes"]
    offer = await ok(await browser.post("/v1/tablets", {"name": "hall"}))
    pin = (await ok(await browser.post("/v1/pins", {"member_id": str(desk)})))["pin"]
    tablet = Browser(town.client)
    await ok(await tablet.post("/v1/tablets/enrol", {"enrolment_code": offer["enrolment_code"]}))
    await ok(await tablet.post("/v1/sign-in/pin", {"pin": pin}))
    await ok(await sign_in(again := Browser(town.client), passkey))
    filled.tokens += [*tablet.jar.values(), *again.jar.values()]
    filled.secrets |= {
        "TOTP secrets": [app["secret"]],
        "recovery codes": recovery,
        "enrolment codes": [offer["enrolment_code"]],
        "PINs": [pin],
    }


@pytest.fixture
async def filled(
    *,
    town: Town,
    sealed: ProvingStore,
    fund: Fund,  # the fixture
    superuser: asyncpg.Connection,
    superuser_url: str,
) -> Filled:
    """Everything, and then the dump."""
    found = Filled(b"")
    await sign_ins(town, sealed, found)
    await an_address_shown(town)
    await an_arrival_point(town, sealed)
    await money(town, fund)
    found.secrets |= {
        "addresses": [WHERE, "rue Canari", LINE],
        "duty numbers": [DUTY, "514-555-0199", "555-0100"],
        "arrival points": [WORDS],
        "destinations": [TRAVEL],
        "notes": [WHY, OVERRIDE],
        "voucher codes": [VOUCHER],
    }
    found.dump = await dump_of(superuser_url, superuser)
    return found


async def test_a_dump_alone_reveals_no_secret(filled: Filled) -> None:
    """SAF-01, SAF-09, SAF-13, CNF-11: neither in clear, nor encoded, nor as a hash that somebody could try."""
    # What may be read is found, so that what is not found is not there.
    assert b"House Plainsight" in filled.dump
    assert b"beds.address_revealed" in filled.dump
    assert b"fund.voucher_shown" in filled.dump
    found = [
        (kind, secret, trace)
        for kind, secrets in filled.secrets.items()
        for secret in secrets
        for trace in traces(secret, hashed=kind not in RANDOM)
        if kind != "PINs" and trace in filled.dump
    ]
    assert found == []


async def test_a_pin_is_not_found_by_trying_them_all(filled: Filled, superuser: asyncpg.Connection) -> None:
    """ASVS 11.4.2: of all the digests in the dump, none is a hash of a PIN, with the ids beside it or without."""
    (pin,) = filled.secrets["PINs"]
    ids = [str(row["organisation_id"]) for row in await superuser.fetch("SELECT organisation_id FROM pins")]
    ids += [row["id"].hex for row in await superuser.fetch("SELECT id FROM members")]
    for salt in ("", *ids):
        for said in (salt + pin, pin + salt):
            for kind in ("md5", "sha1", "sha256", "sha512"):
                assert hashlib.new(kind, said.encode()).hexdigest().encode() not in filled.dump


async def test_no_request_is_recognised_by_guessing_it(filled: Filled, superuser: asyncpg.Connection) -> None:
    """SAF-01: what tells a repeat from another request, and a proof from another's, is keyed: whoever guesses a whole
    body, an address in it, finds no hash of it."""
    said = {"kind": "bus_ticket", "value_cents": 500, "codes": [VOUCHER]}
    body = httpx.Request("POST", "http://relais.test/v1/vouchers", json=said).content
    guessed = sha256(b"POST /v1/vouchers?\n" + body).hexdigest().encode()
    stored = await superuser.fetchval(
        "SELECT fingerprint FROM idempotency WHERE operation = 'fund.vouchers_loaded'"
    )
    assert stored.hex().encode() in filled.dump
    assert guessed not in filled.dump
    house = await superuser.fetchval("SELECT id FROM shelters WHERE name = 'House Plainsight'")
    wish = WriteAddress(house, 0, WHERE, LINE)
    wished = msgspec.json.encode(wish, enc_hook=str, order="deterministic")
    assert (
        await superuser.fetchval("SELECT count(*) FROM step_ups WHERE command = 'beds.address_written'") > 0
    )
    assert sha256(b"beds.address_written\0" + wished).hexdigest().encode() not in filled.dump


async def test_no_token_is_in_the_dump(filled: Filled) -> None:
    """ASVS 7.2.2: what lets somebody in is kept as a digest of 256 random bits, and nowhere as it is."""
    assert len(filled.tokens) >= 3
    for token in filled.tokens:
        assert len(token) > 30
        assert token.encode() not in filled.dump
        assert token.encode().hex().encode() not in filled.dump


async def test_no_key_is_in_the_dump(
    filled: Filled, root_keys: Any, superuser: asyncpg.Connection, keyring: Any
) -> None:
    """CNF-11: root keys are not in the database, and data keys are there wrapped."""
    secrets = [
        *root_keys.keys["care"].values(),
        *root_keys.keys["financial"].values(),
        root_keys.checkpoint_seed,
    ]
    ids = [row["id"] for row in await superuser.fetch("SELECT id FROM vault.data_keys")]
    opened = await keyring.opening(superuser, ids)
    assert len(opened) == len(ids) > 10
    secrets += [key.secret for key in opened.values() if isinstance(key, DataKey)]
    assert [secret for secret in secrets if secret.hex().encode() in filled.dump] == []


async def test_it_is_all_there_for_who_has_the_keys(
    filled: Filled, superuser: asyncpg.Connection, keyring: LocalKeyring
) -> None:
    """SAF-01: the dump holds the address, sealed; other root keys, as a thief has them, do not open it."""
    row = await superuser.fetchrow("SELECT id, sealed FROM shelter_addresses")
    assert row is not None
    assert row["sealed"].hex().encode() in filled.dump
    assert await open_text(Holding(superuser, keyring), ADDRESS, row=row["id"], sealed=row["sealed"]) == WHERE
    with pytest.raises(CannotOpenError):
        await open_text(
            Holding(superuser, LocalKeyring(fresh())), ADDRESS, row=row["id"], sealed=row["sealed"]
        )


@pytest.mark.parametrize("hidden", ["plain", "json", "hex", "base64", "sha256"])
async def test_the_search_finds_what_is_there(
    hidden: str, superuser: asyncpg.Connection, superuser_url: str
) -> None:
    """The drill can fail: a secret that somebody left in a table is found, however it lies there."""
    left = {
        "plain": "SELECT $1::text AS left_over",
        "json": "SELECT jsonb_build_object('where', $1::text) AS left_over",
        "hex": "SELECT convert_to($1, 'UTF8') AS left_over",
        "base64": "SELECT encode(convert_to($1, 'UTF8'), 'base64') AS left_over",
        "sha256": "SELECT sha256(convert_to($1, 'UTF8')) AS left_over",
    }[hidden]
    statement = left.replace("$1", f"'{WHERE}'")
    await superuser.execute(f"CREATE TABLE left_by_mistake AS {statement}")
    try:
        dump = await dump_of(superuser_url, superuser)
    finally:
        await superuser.execute("DROP TABLE left_by_mistake")
    assert any(trace in dump for trace in traces(WHERE))
