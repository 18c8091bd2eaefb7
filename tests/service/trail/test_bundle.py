"""The auditor's bundle: complete, provable offline, and refused as soon as anything in it is touched."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.keys.local import LocalKeyring
from service.store.store import Store
from service.trail import offline
from service.trail.bundle import NoBundleError, bundle
from service.trail.notes import Checkpoint, SigningKey, sign_checkpoint
from service.trail.offline import NotProvedError, verify
from service.trail.sequencer import Sequencer
from tests.conftest import NOON
from tests.service.trail.conftest import KEY, MakeSum, make, make_sum, settled

ByHand = Callable[..., Awaitable[str]]
SOURCE = Path(offline.__file__).read_text()
REQUEST = UUID("77777777-7777-4777-8777-777777777777")


@pytest.fixture
async def request_row(by_hand: ByHand) -> None:
    """A request alone, without the rest of the fund: the triggers are off."""
    await by_hand(
        """
        INSERT INTO fund_requests (id, code, organisation_id, fund_organisation_id, region, urgency, attested, people,
            state, requested_by, submitted_at, decide_by)
        VALUES ($1, 'R-9KD2', $2, $2, 'CA-QC', 'urgent', '{}', 1, 'submitted', $2, $3, $3)
        """,
        REQUEST,
        uuid4(),
        NOON,
    )


@pytest.fixture
async def sums(
    *,
    request_row: None,
    sealing: Store,
    administrator: UUID,
    superuser: asyncpg.Connection,
    sequencer: Sequencer,
    clock: SetClock,
) -> list[UUID]:
    """Three commands on the request among nearly three hundred others, under two checkpoints."""
    first = await make(sealing, administrator, 100, subject=REQUEST)
    await make(sealing, administrator, *range(1, 261))
    await settled(superuser)
    await sequencer.tick()
    clock.advance(timedelta(hours=1))
    await make(sealing, administrator, *range(1, 21))
    second = await make(sealing, administrator, 200, subject=REQUEST)
    await sealing.run(make_sum, administrator, MakeSum(first[0], 150, REQUEST, change=True))
    await settled(superuser)
    await sequencer.tick()
    return first + second


@pytest.fixture
async def made(sums: list[UUID], owner: asyncpg.Connection, keyring: LocalKeyring) -> dict[str, Any]:
    """The bundle as it is read back from its file."""
    found: dict[str, Any] = json.loads(
        json.dumps(await bundle(owner, keyring, KEY.public, "r-9kd2", since=261))
    )
    return found


async def test_a_bundle_proves_its_events_and_opens_nothing_else(
    made: dict[str, Any], superuser: asyncpg.Connection, owner: asyncpg.Connection, keyring: LocalKeyring
) -> None:
    """FND-09, CNF-11: the request's events, in order, under the key that the auditor knows and the checkpoint they
    kept; with one key of nearly three hundred, of the financial root; by code or by id."""
    older = await superuser.fetchval("SELECT note FROM trail_checkpoints WHERE size = 261")
    events = verify(made, str(KEY.public), older)
    assert [event["facts"]["amount_cents"] for event in events] == [100, 200, 150]
    assert {event["subject"] for event in events} == {str(REQUEST)}
    assert [event["index"] for event in made["events"]] == [0, 281, 282]
    assert made["request"] == {"id": str(REQUEST), "code": "R-9KD2"}
    assert (made["waiting"], made["log"]["since"]) == (0, 261)
    assert await superuser.fetchval("SELECT count(*) FROM vault.data_keys") == 281
    (key_id,) = made["keys"]
    row = await superuser.fetchrow("SELECT root, subject FROM vault.data_keys WHERE id = $1", UUID(key_id))
    assert tuple(row) == ("financial", REQUEST)
    again = await bundle(owner, keyring, KEY.public, str(REQUEST).upper(), since=261)
    assert json.loads(json.dumps(again)) == made


async def test_an_event_not_yet_under_a_checkpoint_is_counted(
    *, sums: list[UUID], sealing: Store, administrator: UUID, owner: asyncpg.Connection, keyring: LocalKeyring
) -> None:
    """FND-09: the auditor knows that more is to come."""
    await make(sealing, administrator, 900, subject=REQUEST)
    found = await bundle(owner, keyring, KEY.public, "R-9KD2")
    assert (found["waiting"], len(found["events"])) == (1, 3)


async def test_no_bundle_of_what_is_not_there(
    owner: asyncpg.Connection, keyring: LocalKeyring, request_row: None, sealing: Store, administrator: UUID
) -> None:
    """FND-09: an unknown request, and one of which nothing is signed yet, are told apart."""
    with pytest.raises(NoBundleError, match="no such request"):
        await bundle(owner, keyring, KEY.public, "R-2222")
    await make(sealing, administrator, 100, subject=REQUEST)
    with pytest.raises(NoBundleError, match="nothing is under a checkpoint yet"):
        await bundle(owner, keyring, KEY.public, "R-9KD2")


async def test_a_request_without_events_has_no_bundle(
    *, owner: asyncpg.Connection, keyring: LocalKeyring, request_row: None, sealing: Store, administrator: UUID,
    superuser: asyncpg.Connection, sequencer: Sequencer,
) -> None:  # fmt: skip
    """FND-09: an empty proof would prove nothing."""
    await make(sealing, administrator, 100)
    await settled(superuser)
    await sequencer.tick()
    with pytest.raises(NoBundleError, match="nothing of this request is under a checkpoint yet"):
        await bundle(owner, keyring, KEY.public, "R-9KD2")


async def test_an_amount_altered_before_the_export_is_named(
    sums: list[UUID], by_hand: ByHand, owner: asyncpg.Connection, keyring: LocalKeyring
) -> None:
    """FND-09: the row as it stands is in the bundle, and it is not what the event says."""
    await by_hand("UPDATE test_sums SET amount_cents = 201 WHERE id = $1", sums[1])
    found = json.loads(json.dumps(await bundle(owner, keyring, KEY.public, "R-9KD2")))
    with pytest.raises(NotProvedError, match=f"test_sums {sums[1]} is not as recorded: amount_cents"):
        verify(found)


async def test_a_row_removed_before_the_export_is_named(
    sums: list[UUID], by_hand: ByHand, owner: asyncpg.Connection, keyring: LocalKeyring
) -> None:
    """FND-09: so is one that is gone."""
    await by_hand("DELETE FROM test_marks WHERE sum_id = $1", sums[1])
    found = json.loads(json.dumps(await bundle(owner, keyring, KEY.public, "R-9KD2")))
    assert found["events"][1]["rows"][0] is None
    with pytest.raises(
        NotProvedError, match=f"test_marks {sums[1]} is not as recorded: member_id, role, sum_id"
    ):
        verify(found)


def flip(text: str) -> str:
    raw = bytearray(b64decode(text))
    raw[len(raw) // 2] ^= 1
    return b64encode(raw).decode()


Spoil = Callable[[dict[str, Any]], None]


def edit(change: Callable[[dict[str, Any]], Any]) -> Spoil:
    def spoil(made: dict[str, Any]) -> None:
        change(made)

    return spoil


SPOILED: dict[str, tuple[Spoil, str]] = {
    "record": (
        edit(lambda b: b["events"][1].update(record=flip(b["events"][1]["record"]))),
        "event 281 is not in the log",
    ),
    "index": (edit(lambda b: b["events"][1].update(index=280)), "event 280 is not in the log"),
    "proof": (edit(lambda b: b["events"][2]["proof"].pop()), "event 282 is not in the log"),
    "swapped": (
        edit(lambda b: b["events"][0].update(record=b["events"][1]["record"])),
        "event 0 is not in the log",
    ),
    "key": (
        edit(lambda b: b.update(keys={k: flip(v) for k, v in b["keys"].items()})),
        "does not open under its key",
    ),
    "no key": (edit(lambda b: b.update(keys={})), "key is not in the bundle"),
    "row": (
        edit(lambda b: b["events"][1]["rows"][1].update(amount_cents=1)),
        "is not as recorded: amount_cents",
    ),
    "row left out": (edit(lambda b: b["events"][1]["rows"].pop()), "is left out"),
    "format": (edit(lambda b: b.update(format="relais bundle 2")), "not a bundle of this format"),
    "checkpoint": (
        edit(lambda b: b["log"].update(checkpoint=b["log"]["checkpoint"].replace("\n283\n", "\n284\n"))),
        "the checkpoint's signature does not match",
    ),
    "unsigned": (
        edit(lambda b: b["log"].update(checkpoint=b["log"]["checkpoint"].replace("— relais", "— other"))),
        "did not sign the checkpoint",
    ),
}


def said_of(made: dict[str, Any], *more: Any) -> str:
    """Why a bundle is not proved."""
    with pytest.raises(NotProvedError) as refused:
        verify(made, *more)
    return str(refused.value)


async def test_a_touched_bundle_is_refused(made: dict[str, Any]) -> None:
    """FND-09: whatever is touched, it is said; so is a whole log of a forger, who has not the key that the auditor was
    given, and one that was rewritten since the checkpoint that the auditor kept."""
    verify(deepcopy(made))
    for what, (spoil, said) in SPOILED.items():
        touched = deepcopy(made)
        spoil(touched)
        assert said in said_of(touched), what
    stranger = SigningKey(KEY.name, bytes(32))
    assert "the bundle is of a log with another key" in said_of(made, str(stranger.public))
    rewritten = sign_checkpoint(Checkpoint(KEY.name, 261, bytes(32)), KEY)
    assert "the log was rewritten since" in said_of(made, None, rewritten)
    other_size = sign_checkpoint(Checkpoint(KEY.name, 260, bytes(32)), KEY)
    assert "not made for this older checkpoint" in said_of(made, None, other_size)


async def test_the_verifier_stands_alone(made: dict[str, Any], tmp_path: Path) -> None:
    """FND-09: one file, away from Relais, needs only Python and `cryptography`."""
    program = tmp_path / "verify.py"
    program.write_text(SOURCE)
    imported = {
        line.split()[1].split(".")[0] for line in SOURCE.splitlines() if line.startswith(("import", "from"))
    }
    assert imported == {"__future__", "json", "sys", "base64", "hashlib", "typing", "cryptography"}
    (tmp_path / "bundle.json").write_text(json.dumps(made))
    status, said = offline_run(tmp_path, str(KEY.public))
    assert (status, said.splitlines()[-1]) == (0, "PROVED / PROUVÉ : 3")
    made["events"][0]["proof"] = []
    (tmp_path / "bundle.json").write_text(json.dumps(made))
    assert offline_run(tmp_path) == (1, "NOT PROVED / NON PROUVÉ : event 0 is not in the log\n")


def offline_run(folder: Path, *more: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py"), str(folder / "bundle.json"), *more],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    return done.returncode, done.stdout
