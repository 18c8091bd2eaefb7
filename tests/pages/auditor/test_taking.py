"""An auditor takes a request's proof along: what the command writes, less what no door says to an auditor."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import asyncpg
import httpx
import pytest

from api.wrong import OTHER_FORM, OTHER_LOG
from service.fund.requests.lines import NewLine
from service.keys.local import LocalKeyring
from service.partners.actor import Role
from service.refusals import STEP_UP_NEEDED, Refused
from service.store.store import Store
from service.trail.bundles.exporting import bundle
from service.trail.bundles.offline import Proved, verify
from service.trail.bundles.taking import LOG_IS_SHORTER, TakeProof, take_proof
from service.trail.notes import Checkpoint, SigningKey, log_key, sign_checkpoint, sign_note
from service.trail.published import newest
from service.trail.record_keys import RecordKey
from service.trail.recorder import SealingRecorder
from service.trail.sequencer import Sequencer
from tests.api.world import KINDS
from tests.network import Network
from tests.pages.auditor.conftest import Audit
from tests.proving import ProvingStore
from tests.service.fund.conftest import got
from tests.service.trail.conftest import owner, settled

__all__ = ["owner"]

TAKEN = "SELECT count(*) FROM events WHERE name = 'fund.proof_taken'"
BESIDE = """
    INSERT INTO events (organisation_id, member_id, role, name, at, subject, record)
    SELECT organisation_id, member_id, role, name, at, $1, r.record
    FROM events e, LATERAL (VALUES (e.record), ($2)) AS r (record) WHERE e.name = 'fund.self_issued'
"""
BECAUSE = "she sleeps at her aunt's"
"""Words of a signer: they stay with the two sides."""


@pytest.fixture
async def store(
    pool: asyncpg.Pool, clock: Any, superuser: asyncpg.Connection, keyring: LocalKeyring
) -> ProvingStore:
    """The store of the service: its events are sealed."""
    return ProvingStore(pool, clock, SealingRecorder(keyring), keyring)


@pytest.fixture
def key(keyring: LocalKeyring) -> SigningKey:
    """The log's own."""
    return log_key(keyring.roots.checkpoint_seed)


@pytest.fixture
async def spoken(audit: Audit, clock: Any) -> str:
    """The code of a third request, whose second signer gave a reason in words."""
    request = await audit.fund.ask(NewLine("clothing", 40_000))
    for by, reason in ((audit.fund.first, None), (audit.fund.second, BECAUSE)):
        clock.advance(timedelta(seconds=10))
        got(await audit.fund.approve(by, request.id, reason=reason))
    return request.code


async def signed(
    superuser: asyncpg.Connection, worker_pool: asyncpg.Pool, key: SigningKey, clock: Any
) -> None:
    """Everything so far under a checkpoint, and the hour turned."""
    await settled(superuser)
    assert await Sequencer(worker_pool, key, clock, every=timedelta(0)).tick() > 0
    clock.advance(timedelta(hours=1))


async def test_a_bundle_over_http_is_the_commands_less_words(
    *, audit: Audit, spoken: str, client: httpx.AsyncClient, as_: Any, owner: asyncpg.Connection, clock: Any,
    keyring: LocalKeyring, key: SigningKey, worker_pool: asyncpg.Pool, superuser: asyncpg.Connection,
    plain_store: Store,
) -> None:  # fmt: skip
    """FND-09, POL-03, CNF-11: byte for byte the command's; a record with somebody's words is its hash alone; once on
    record however often it is sent; nobody else's, and of no network but the fund's."""

    async def take(by: Any, once: str | None = None, **asked: Any) -> httpx.Response:
        return await client.post("/v1/trail/bundles", json=asked, headers=as_(by, key=once or uuid4().hex))

    code = audit.request.code
    early = await take(audit.auditor, code=code)
    assert (early.status_code, early.json()["type"]) == (409, "/problems/not_signed_yet")
    # Neither what is sealed under the care root, nor another request's beside which somebody wrote this one's id.
    care = RecordKey.of(await keyring.data_key(owner, "care", audit.request.id)).seal(b"{}")
    await superuser.execute(BESIDE, audit.request.id, care)
    await signed(superuser, worker_pool, key, clock)
    note = getattr(await newest(owner), "note", "")
    answer = await take(audit.auditor, "once", code=code.lower(), older=note)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    made = answer.json()
    # The taking itself waits for the next checkpoint; the command is asked at the same moment.
    size = int(note.split("\n")[1])
    unproven = await plain_store.run(take_proof, audit.auditor, TakeProof(code))
    assert isinstance(unproven, Refused)
    assert unproven.reason is STEP_UP_NEEDED
    assert made == json.loads(json.dumps(
        await bundle(owner, keyring, key.public, code, note=note, since=size)
    ))  # fmt: skip
    assert made["waiting"] == 1
    assert len(proved(answer.content, key, note).events) == len(made["events"]) > 3
    assert (await take(audit.auditor, "once", code=code.lower(), older=note)).json() == made
    assert await superuser.fetchval(TAKEN) == 1

    told = await take(audit.auditor, code=spoken)
    found = proved(told.content, key)
    whole = json.loads(json.dumps(await bundle(owner, keyring, key.public, spoken, note=note)))
    why = [event["why"] for event in verify(json.dumps(whole).encode()).events]
    assert why.count(BECAUSE) == 1
    assert (found.left_out, [event["why"] for event in found.events if event["why"]]) == (1, [])
    assert len(found.events) == len(why) - 1
    hidden = [each["index"] for each in told.json()["events"] if "leaf" in each]
    again = await bundle(owner, keyring, key.public, spoken, note=note, leave_out=hidden)
    assert told.json()["rows"] == json.loads(json.dumps(again))["rows"]
    shown = [each["index"] for each in told.json()["events"] if "record" in each]
    fewer = proved((await take(audit.auditor, code=spoken, leave_out=shown[-1:])).content, key)
    assert (fewer.left_out, len(fewer.events)) == (2, len(found.events) - 1)

    assert (await take(audit.auditor, code=code, since=size + 1)).json()["type"] == "/problems/log_is_shorter"
    await only_of_this_log(take, audit, note, size, key)
    await nobody_else(audit, take, superuser)


def proved(text: bytes, key: SigningKey, older: str | None = None) -> Proved:
    return verify(text, str(key.public), older.encode() if older else None)


async def only_of_this_log(take: Any, audit: Audit, note: str, size: int, key: SigningKey) -> None:
    """FND-09: a checkpoint of another log, or an altered one, says nothing of ours; and is no reason to think the log
    too short."""
    root = bytes(32)
    other = SigningKey(key.name, bytes(range(32)))
    elsewhere = sign_note(str(Checkpoint("elsewhere.example/log", size, root)), key)
    altered = note.replace(f"\n{size}\n", f"\n{size + 1}\n")
    for kept in (sign_checkpoint(Checkpoint(key.name, size + 9, root), other), elsewhere, altered):
        answer = await take(audit.auditor, code=audit.request.code, older=kept)
        told = [{"field": "older", "message": OTHER_LOG.en}]
        assert (answer.status_code, answer.json()["fields"]) == (400, told)
    odd = await take(audit.auditor, code=audit.request.code, older="a\n1\n\n")
    assert (odd.status_code, odd.json()["fields"]) == (400, [{"field": "older", "message": OTHER_FORM.en}])


async def nobody_else(audit: Audit, take: Any, superuser: asyncpg.Connection) -> None:
    """POL-03: what another network's auditor and every other role learn, at the door and past it."""
    network: Network = audit.fund.network
    code = audit.request.code
    stranger = await network.member(await network.organisation("audit"), Role.AUDITOR)
    before = await superuser.fetchval(TAKEN)
    for asked in (code, str(audit.request.id), "R-2222"):
        answer = await take(stranger, code=asked)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not_found")
    for role in set(Role) - {Role.AUDITOR}:
        person = await network.member(await network.organisation(KINDS[role]), role)
        assert (await take(person, code=code)).status_code == 403, role
    for person in (audit.fund.first, audit.fund.pivot):
        assert (await take(person, code=code)).json()["type"] == "/problems/not_allowed"
    assert await superuser.fetchval(TAKEN) == before
    ids = [
        row["id"] for row in await superuser.fetch("SELECT id FROM transfers UNION SELECT id FROM decisions")
    ]
    ids += [row["id"] for row in await superuser.fetch("SELECT id FROM policies")]
    for reader, tells in ((stranger, False), (audit.fund.first, False), (audit.auditor, True)):
        async with audit.fund.store.reading(reader) as session:
            ask = session.connection.fetch
            assert bool(await ask("SELECT * FROM relais.request_to_prove($1)", code)) is tells
            assert bool(await ask("SELECT * FROM relais.records_to_prove($1)", audit.request.id)) is tells
            for table in ("transfers", "decisions", "policies"):
                rows = await ask(f"SELECT * FROM relais.{table}_to_prove($1, $2)", audit.request.id, ids)
                assert bool(rows) is tells, table


async def test_the_proof_is_taken_without_script(
    *, audit: Audit, hands: Any, clock: Any, key: SigningKey, worker_pool: asyncpg.Pool,
    superuser: asyncpg.Connection, tmp_path: Path,
) -> None:  # fmt: skip
    """FND-09, point 2: one button; a file whose name says nothing, which its own verifier proves on another machine."""
    await signed(superuser, worker_pool, key, clock)
    hand = await hands(audit.auditor).open("/audit/request")
    await hand.fill(code=audit.request.code).press("Find a request")
    button = hand.control("Take the proof with me")
    assert button.page is not None
    size = await superuser.fetchval("SELECT max(size) FROM trail_checkpoints")
    form = {**dict(button.page.fields[button.form]), "since": f" {size} "}
    answer = await hand.client.post("/audit/request/proof", data=form, headers=hand._who())
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.headers["content-disposition"] == 'attachment; filename="relais.zip"'
    verifier = await hand.client.get("/audit/verifier", headers=hand._who())
    odd = await hand.client.post("/audit/request/proof", data={**form, "since": "12x"}, headers=hand._who())
    assert odd.status_code == 400
    assert 'value="12x"' in odd.text
    assert 'id="since-wrong"' in odd.text
    later = await hand.client.post(
        "/audit/request/proof", data={**form, "since": str(size + 1)}, headers=hand._who()
    )
    assert (later.status_code, f'value="{size + 1}"' in later.text) == (409, True)
    assert LOG_IS_SHORTER.title.en in later.text
    assert audit.request.code in later.text
    verdict = on_another_machine(
        answer.content, verifier.content, tmp_path, audit.request.code, str(key.public)
    )
    assert verdict == "PROVED / PROUVÉ "
    assert (await hands(audit.fund.pivot).open("/audit/verifier")).status == 403
    refused = await hand.client.post(
        "/audit/request/proof", data=form, headers=hands(audit.fund.pivot)._who()
    )
    assert refused.status_code == 403
    assert await superuser.fetchval(TAKEN) == 1
    # The page stays: what was typed before has its answer again, another number is another request.
    for since, taken in ((f" {size} ", 1), ("1", 2), ("1", 2), ("", 3), (f" {size} ", 3)):
        data = {**form, "since": since}
        again = await hand.client.post("/audit/request/proof", data=data, headers=hand._who())
        assert (again.status_code, await superuser.fetchval(TAKEN)) == (200, taken)
    assert "Request's proof taken along" in (await hand.open("/audit/record")).words
    other = await hand.client.post(
        "/audit/request/proof", data={**form, "since": "12x", "_language": "fr"}, headers=hand._who()
    )
    assert other.status_code == 200
    assert 'value="12x"' in other.text
    assert "Emporter la preuve" in other.text


def on_another_machine(packed: bytes, verifier: bytes, folder: Path, code: str, key: str) -> str:
    """What is in the file, and how its own verifier's last line begins, away from Relais."""
    ZipFile(BytesIO(packed)).extractall(folder)
    assert {each.name for each in folder.iterdir()} == {"bundle.json", "read.html", "verify.py"}
    assert verifier == (folder / "verify.py").read_bytes()
    assert code in (folder / "read.html").read_text()
    command = [sys.executable, "-I", "verify.py", "bundle.json", key]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1][:16]
