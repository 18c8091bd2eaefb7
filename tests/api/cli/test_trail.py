"""`relais trail verify` as an operator runs it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

import asyncpg
import click
import msgspec
import pytest

from api.cli.trail import TROUBLES, document, sentences
from api.cli.trail.export import CONTRADICTED, _signed, _size_of
from api.cli.trail.log import Log
from api.parts import open_parts
from service.events import AttemptRefused, Event, Root
from service.keys.roots import FILE_NAME, read_or_create
from service.partners.actor import job_of
from service.settings import Settings
from service.store.command import close
from service.trail.notes import Checkpoint, log_key, open_checkpoint, sign_checkpoint
from service.trail.sequencer import Sequencer
from service.trail.verifying.judge import Trouble, Wrong
from service.trail.verifying.verify import Seen, Verified
from tests.service.trail.conftest import settled

SEEN = Seen(leaves=7, signed=5, checkpoints=2, opened=6, erased=1, rows=9, pending=3)
WRONG = (
    Wrong("transfers", "8f1e", Trouble.ALTERED, ("amount_cents", "made_at")),
    Wrong("events", "12", Trouble.MISSING),
)


def test_a_sound_log_in_english() -> None:
    """FND-09: how much was looked at, and the verdict."""
    assert sentences(Verified(SEEN, ()), "en") == [
        "7 events in the log, 5 of them under 2 signed checkpoints; 3 waiting.",
        "6 records opened, 1 erased as promised; 9 rows compared.",
        "Everything is as recorded.",
    ]


def test_an_altered_row_in_french() -> None:
    """FND-09: each row on a line, with its columns and without their content."""
    assert sentences(Verified(SEEN, WRONG), "fr")[2:] == [
        "N'est pas tel qu'enregistré : 2.",
        "  transfers 8f1e: modifié (amount_cents, made_at)",
        "  events 12: manquant",
    ]


def test_every_trouble_has_its_words() -> None:
    """FND-09: complete in both languages."""
    assert set(TROUBLES) == set(Trouble)
    for language in ("fr", "en"):
        assert len({said.in_(language) for said in TROUBLES.values()}) == len(Trouble)


def test_the_document_names_the_rows() -> None:
    """FND-09: what a program reads."""
    found = json.loads(msgspec.json.encode(document(Verified(SEEN, WRONG[:1]))))
    assert found["ok"] is False
    assert found["seen"]["leaves"] == 7
    assert found["wrong"] == [
        {"table": "transfers", "id": "8f1e", "trouble": "altered", "columns": ["amount_cents", "made_at"]}
    ]


def test_a_kept_checkpoint_of_another_log_is_refused() -> None:
    """FND-09: its size says nothing of this log."""
    key, other = log_key(bytes(32)), log_key(b"x" * 32)
    note = sign_checkpoint(Checkpoint(key.name, 9, bytes(32)), other).encode()
    assert _size_of(note, other.public) == 9
    with pytest.raises(click.ClickException, match="--older: no known key signed this"):
        _size_of(note, key.public)


async def relais(data: Path, *words: str) -> tuple[int, str, str]:
    """The command as a process of its own, on the server that this test keeps."""
    environment = {**os.environ, "RELAIS_DATA": str(data), "LC_ALL": "en_CA.UTF-8"}
    return await python("-c", "from api.cli.main import main; main()", *words, environment=environment)


async def python(*words: str, environment: dict[str, str] | None = None) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


@pytest.fixture
async def verify(tmp_path: Path) -> Callable[..., Awaitable[tuple[int, str, str]]]:
    async def run(*words: str) -> tuple[int, str, str]:
        return await relais(tmp_path, "trail", "verify", *words)

    return run


@dataclass(frozen=True, kw_only=True)
class Paid(Event):
    name: ClassVar[str] = "test.paid"
    root: ClassVar[Root] = "financial"
    cents: int


INSERT_REQUEST = """
    INSERT INTO fund_requests (id, code, organisation_id, fund_organisation_id, region, urgency, attested, people,
        state, requested_by, submitted_at, decide_by)
    VALUES ($1, 'R-9KD2', $1, $1, 'CA-QC', 'urgent', '{}', 1, 'submitted', $1, now(), now())
"""


async def test_the_command_exports_what_proves_a_request(tmp_path: Path) -> None:
    """FND-09: a folder for the auditor, signed when it is asked for, that verifies with plain Python."""
    async with open_parts(Settings(environment="demo", data=tmp_path / "data")) as parts:
        assert parts.owner_url is not None
        request = uuid4()
        async with parts.store.working(job_of(request)) as uow:
            uow.events.append(Paid(subject=request, cents=12_000))
            await close(parts.store, uow, None, None)
        owner = await asyncpg.connect(parts.owner_url)
        try:
            await owner.execute("SET session_replication_role = replica")
            await owner.execute(INSERT_REQUEST, request)
            await settled(owner)
        finally:
            await owner.close()
        words = ("trail", "export", "R-9KD2", "--to", str(tmp_path / "out"))
        status, said, problem = await relais(tmp_path / "data", *words)
        assert (status, problem) == (0, "")
        assert said.startswith(f"{tmp_path / 'out'}: 1 events, 0 not yet signed.")
        key = said.split()[-1]
        assert await relais(tmp_path / "data", *words) == (
            1,
            "",
            f"Error: {tmp_path / 'out'} is already there.\n",
        )
        status, _, problem = await relais(
            tmp_path / "data", "trail", "export", "R-2222", "--to", str(tmp_path / "no")
        )
        assert (status, problem) == (1, "Error: R-2222: no such request.\n")
    status, said, _ = await python(
        "-I", str(tmp_path / "out/verify.py"), str(tmp_path / "out/bundle.json"), key
    )
    assert (status, said.splitlines()[-1]) == (0, "PROVED / PROUVÉ : 1")
    assert '{"cents": 12000}' in said
    page = (tmp_path / "out/read.html").read_text()
    assert "Ce qui s&#x27;est passé" in page
    assert "What happened" in page
    assert page.count("<td>cents: 12000</td>") == 2
    assert "<script" not in page
    assert not (tmp_path / "no").exists()


async def test_the_command_finds_what_a_hand_altered(
    tmp_path: Path, verify: Callable[..., Awaitable[tuple[int, str, str]]]
) -> None:
    """FND-09: sound at first; then one event altered behind its trigger, and exactly that event is named."""
    async with open_parts(Settings(environment="demo", data=tmp_path)) as parts:
        assert parts.owner_url is not None
        assert parts.worker_pool is not None
        assert parts.keyring is not None
        organisation = uuid4()
        for _ in range(3):
            async with parts.store.working(job_of(organisation)) as uow:
                uow.events.append(AttemptRefused(subject=organisation, command="test", reason="test"))
                await close(parts.store, uow, None, None)
        owner = await asyncpg.connect(parts.owner_url)
        try:
            await settled(owner)
            key = log_key(read_or_create(tmp_path / "keys").checkpoint_seed)
            assert await Sequencer(parts.worker_pool, key, parts.store.clock).tick() == 3
            status, note, _ = await relais(tmp_path, "trail", "checkpoint")
            assert (status, open_checkpoint(note, key.public).size) == (0, 3)
            (tmp_path / "kept.txt").write_text(note)
            kept = ("--kept", str(tmp_path / "kept.txt"))
            status, said, _ = await verify("--json", *kept)
            assert (status, json.loads(said)["ok"], json.loads(said)["seen"]["opened"]) == (0, True, 3)
            await owner.execute("SET session_replication_role = replica")
            await owner.execute("UPDATE events SET record = record || 'x' WHERE id = 2")
            status, said, _ = await verify(*kept)
            await owner.execute(
                "UPDATE trail_state SET hashes = array_fill(sha256('x'), ARRAY[cardinality(hashes)])"
            )
        finally:
            await owner.close()
        assert status == 1
        assert said.splitlines()[2:] == ["Not as recorded: 1.", "  events 2: altered (record)"]
        assert parts.root_source is not None
        own = parts.worker_pool, parts.store.clock, parts.keyring, key, False
        log = Log(owner, *own, parts.store, parts.root_source)
        with pytest.raises(click.ClickException) as refused:
            await _signed(log, "now")
        assert refused.value.message in (CONTRADICTED.fr, CONTRADICTED.en)
        (tmp_path / "keys" / FILE_NAME).chmod(0o644)
        status, said, problem = await verify()
        assert (status, said) == (1, "")
        assert "must have mode 0600" in problem
