"""The auditor's bundle: complete, provable offline, and refused as soon as anything in it is touched."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.keys.local import LocalKeyring
from service.store.store import Store
from service.trail.bundles import offline
from service.trail.bundles.exporting import NoBundleError, bundle
from service.trail.bundles.offline import WORDS, NotProvedError, Proved, verify
from service.trail.published import newest
from service.trail.sequencer import Sequencer
from tests.conftest import NOON
from tests.service.trail.alterations import altered, verdict_of
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


async def bundled(
    owner: asyncpg.Connection, keyring: LocalKeyring, request: str = "R-9KD2", **more: Any
) -> dict[str, Any]:
    """The bundle under the newest checkpoint, as it is read back from its file."""
    signed = await newest(owner)
    note = signed.note if signed else None
    found: dict[str, Any] = json.loads(
        json.dumps(await bundle(owner, keyring, KEY.public, request, note=note, **more))
    )
    return found


def proved(made: dict[str, Any], key: str | None = None, older: str | None = None) -> Proved:
    return verify(json.dumps(made).encode(), key, older.encode() if older else None)


@pytest.fixture
async def made(sums: list[UUID], owner: asyncpg.Connection, keyring: LocalKeyring) -> dict[str, Any]:
    """The bundle of this request, since the older checkpoint."""
    return await bundled(owner, keyring, "r-9kd2", since=261)


async def test_a_bundle_proves_its_events_and_opens_nothing_else(
    made: dict[str, Any], superuser: asyncpg.Connection, owner: asyncpg.Connection, keyring: LocalKeyring
) -> None:
    """FND-09, CNF-11: the request's events, in order, under the key that the auditor knows and the checkpoint they
    kept; with one key of nearly three hundred, of the financial root; by code or by id."""
    older = await superuser.fetchval("SELECT note FROM trail_checkpoints WHERE size = 261")
    events = proved(made, str(KEY.public), older).events
    assert [event["facts"]["amount_cents"] for event in events] == [100, 200, 150]
    assert {event["subject"] for event in events} == {str(REQUEST)}
    assert [event["index"] for event in made["events"]] == [0, 281, 282]
    assert made["request"] == {"id": str(REQUEST), "code": "R-9KD2"}
    assert (made["waiting"], made["log"]["since"]) == (0, 261)
    assert await superuser.fetchval("SELECT count(*) FROM vault.data_keys") == 281
    (key_id,) = made["keys"]
    row = await superuser.fetchrow("SELECT root, subject FROM vault.data_keys WHERE id = $1", UUID(key_id))
    assert tuple(row) == ("financial", REQUEST)
    assert await bundled(owner, keyring, str(REQUEST).upper(), since=261) == made


async def test_an_event_not_yet_under_a_checkpoint_is_counted(
    *, sums: list[UUID], sealing: Store, administrator: UUID, owner: asyncpg.Connection, keyring: LocalKeyring
) -> None:
    """FND-09: the auditor knows that more is to come."""
    await make(sealing, administrator, 900, subject=REQUEST)
    found = await bundled(owner, keyring)
    assert (found["waiting"], len(found["events"])) == (1, 3)


async def test_no_bundle_of_what_is_not_there(
    owner: asyncpg.Connection, keyring: LocalKeyring, request_row: None, sealing: Store, administrator: UUID
) -> None:
    """FND-09: an unknown request, and one of which nothing is signed yet, are told apart."""
    with pytest.raises(NoBundleError, match="no such request"):
        await bundled(owner, keyring, "R-2222")
    await make(sealing, administrator, 100, subject=REQUEST)
    with pytest.raises(NoBundleError, match="nothing is under a checkpoint yet"):
        await bundled(owner, keyring)


async def test_a_request_without_events_has_no_bundle(
    *, owner: asyncpg.Connection, keyring: LocalKeyring, request_row: None, sealing: Store, administrator: UUID,
    superuser: asyncpg.Connection, sequencer: Sequencer,
) -> None:  # fmt: skip
    """FND-09: an empty proof would prove nothing."""
    await make(sealing, administrator, 100)
    await settled(superuser)
    await sequencer.tick()
    with pytest.raises(NoBundleError, match="nothing of this request is under a checkpoint yet"):
        await bundled(owner, keyring)


async def test_an_amount_altered_before_the_export_is_named(
    sums: list[UUID], by_hand: ByHand, owner: asyncpg.Connection, keyring: LocalKeyring
) -> None:
    """FND-09: the row as it stands is in the bundle, and it is not what the event says."""
    await by_hand("UPDATE test_sums SET amount_cents = 201 WHERE id = $1", sums[1])
    found = await bundled(owner, keyring)
    with pytest.raises(NotProvedError, match=f"row_differs test_sums {sums[1]}: amount_cents"):
        proved(found)


async def test_a_row_removed_before_the_export_is_named(
    sums: list[UUID], by_hand: ByHand, owner: asyncpg.Connection, keyring: LocalKeyring
) -> None:
    """FND-09: so is one that is gone."""
    await by_hand("DELETE FROM test_marks WHERE sum_id = $1", sums[1])
    found = await bundled(owner, keyring)
    assert found["rows"][found["events"][1]["rows"][0]]["row"] is None
    with pytest.raises(NotProvedError, match=f"row_differs test_marks {sums[1]}: member_id, role, sum_id"):
        proved(found)


async def test_a_record_altered_before_the_export_is_named(
    sums: list[UUID], by_hand: ByHand, owner: asyncpg.Connection, keyring: LocalKeyring
) -> None:
    """FND-09: it does not open, so its hash is in the bundle; and the log never had that hash."""
    await by_hand("UPDATE events SET record = set_byte(record, 60, 7 - get_byte(record, 60) % 2) WHERE id = "
                  "(SELECT event_id FROM trail_leaves WHERE index = 281)")  # fmt: skip
    with pytest.raises(NotProvedError, match="not_in_log 281"):
        proved(await bundled(owner, keyring))


async def test_a_touched_bundle_is_refused(made: dict[str, Any]) -> None:
    """FND-09: whatever is touched, it is said what; so is a whole log of a forger, who has not the key that the auditor
    was given, and one that was rewritten since the checkpoint that the auditor kept."""
    proved(made)
    for touched in altered(made):
        assert verdict_of(touched) == touched.verdict, touched.name


async def test_a_record_may_be_left_out(
    made: dict[str, Any], sums: list[UUID], owner: Any, keyring: Any
) -> None:
    """FND-09, CNF-08: its bytes are not there, its hash is proved all the same, and what it said last of a row is not
    held against the others."""
    partly = await bundled(owner, keyring, since=261, leave_out=[0, 282])
    found = proved(partly)
    assert (len(found.events), found.left_out, found.rows_left_out) == (1, 2, 0)
    assert {each["index"]: "record" in each for each in partly["events"]} == {0: False, 281: True, 282: False}
    assert made["events"][0]["record"] not in json.dumps(partly)
    last = await bundled(owner, keyring, leave_out=[282])
    assert (proved(last).left_out, proved(last).rows_left_out) == (1, 1)
    assert "row" not in last["rows"][last["events"][0]["rows"][1]]
    last["events"][2]["leaf"] = made["events"][1]["proof"][0]
    with pytest.raises(NotProvedError, match="not_in_log 282"):
        proved(last)


async def test_only_columns_that_an_event_vouches_for_leave_the_house(
    sums: list[UUID], owner: Any, keyring: Any, superuser: asyncpg.Connection
) -> None:
    """CNF-11: a column that came later, and that no event of this request speaks of, is nobody's business."""
    await superuser.execute("ALTER TABLE test_sums ADD hotel text DEFAULT 'Auberge du Lac'")
    found = await bundled(owner, keyring)
    assert "Auberge" not in json.dumps(found)
    assert len(proved(found).events) == 3


async def test_the_verifier_stands_alone(made: dict[str, Any], tmp_path: Path) -> None:
    """FND-09: one file, away from Relais, needs only Python and `cryptography`."""
    program = tmp_path / "verify.py"
    program.write_text(SOURCE)
    imported = {
        line.split()[1].split(".")[0] for line in SOURCE.splitlines() if line.startswith(("import", "from"))
    }
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}
    assert len(SOURCE.splitlines()) < 400
    (tmp_path / "bundle.json").write_text(json.dumps(made))
    status, said = offline_run(tmp_path, str(KEY.public))
    assert (status, said.splitlines()[-1]) == (0, "PROVED / PROUVÉ : 3")
    made["events"][0]["proof"] = []
    (tmp_path / "bundle.json").write_text(json.dumps(made))
    french, english = WORDS["not_in_log"]
    assert offline_run(tmp_path) == (1, f"NOT PROVED / NON PROUVÉ : {english} / {french}: 0\n")


def test_no_line_of_a_file_passes_for_the_verifiers_own(capsys: pytest.CaptureFixture[str]) -> None:
    """FND-09: what a log's owner wrote into an event moves no cursor, hides no line and begins none."""
    offline.say("2026  x\nPROVED / PROUVÉ : 9\x1b[2A\x9b2K\u202e {}")
    (line,) = capsys.readouterr().out.splitlines()
    assert line == "2026  x\ufffdPROVED / PROUVÉ : 9\ufffd[2A\ufffd2K\ufffd {}"


def offline_run(folder: Path, *more: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py"), str(folder / "bundle.json"), *more],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    return done.returncode, done.stdout
