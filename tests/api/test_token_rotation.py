"""Signing keys change under two replicas, and no token is refused meanwhile."""

import json
import os
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner

from api.auth.token_file import FILE_NAME, RETIRED_FOR, FileKeys, TokenFileError, keys_in, prepare, switch
from api.auth.tokens import LIFETIME, NotGenuine, TokenKeys
from api.cli.main import main
from api.parts import Relais
from service.partners.actor import Role
from tests.conftest import client_of
from tests.network import Network

NOW = datetime(2026, 11, 3, 17, 0, tzinfo=UTC)
MEMBER = UUID("00000000-0000-4000-8000-000000000001")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a first key."""
    keys_in(tmp_path / "keys")
    return tmp_path / "keys"


def replicas(folder: Path) -> tuple[FileKeys, FileKeys]:
    """Two processes over the same file, each looking at it each time."""
    return FileKeys(folder / FILE_NAME, every=0), FileKeys(folder / FILE_NAME, every=0)


def test_tokens_of_before_during_and_after_verify_everywhere(folder: Path) -> None:
    """ASVS 13.3.4: whichever replica signed, and whichever is asked."""
    one, two = replicas(folder)
    before = [one.sign(MEMBER, NOW), two.sign(MEMBER, NOW)]
    first = one.current
    prepare(folder, NOW)
    during = [one.sign(MEMBER, NOW), two.sign(MEMBER, NOW)]
    assert (one.current, two.current) == (first, first)
    second = switch(folder, NOW)
    after = [one.sign(MEMBER, NOW), two.sign(MEMBER, NOW)]
    assert (one.current, two.current) == (second, second)
    assert second != first
    for keys in (one, two):
        assert {keys.verify(token, NOW).member_id for token in (*before, *during, *after)} == {MEMBER}


def test_a_replica_that_looks_late_refuses_nothing(folder: Path) -> None:
    """The key was published before it signed: whoever read the file since then knows it."""
    seconds = 0.0
    late = FileKeys(folder / FILE_NAME, every=1.0, elapsed=lambda: seconds)
    prompt, _ = replicas(folder)
    prepare(folder, NOW)
    seconds = 1.0
    assert len(late.published()["keys"]) == 2
    switch(folder, NOW)
    token = prompt.sign(MEMBER, NOW)
    seconds = 1.5
    assert late.verify(token, NOW).member_id == MEMBER
    assert prompt.verify(late.sign(MEMBER, NOW), NOW).member_id == MEMBER


def test_a_retired_key_verifies_until_its_last_token_is_over_and_no_longer(folder: Path) -> None:
    """Somebody who has the old key signs nothing that is believed after that, whatever it says."""
    one, _ = replicas(folder)
    old = TokenKeys(one.current, dict(one.private))
    prepare(folder, NOW)
    switch(folder, NOW)
    last = old.sign(MEMBER, NOW)
    assert one.verify(last, NOW + LIFETIME - timedelta(seconds=1)).member_id == MEMBER
    forged = old.sign(MEMBER, NOW + RETIRED_FOR)
    with pytest.raises(NotGenuine):
        one.verify(forged, NOW + RETIRED_FOR)
    prepare(folder, NOW + RETIRED_FOR)
    assert old.current not in one.private
    with pytest.raises(NotGenuine):
        one.verify(last, NOW)


def test_what_was_not_published_does_not_sign(folder: Path) -> None:
    assert switch(folder, NOW) is None
    first = prepare(folder, NOW)
    assert prepare(folder, NOW) == first


def test_rotations_at_once_lose_no_key(folder: Path) -> None:
    """One at a time: ten that run together leave a file in which every key that signed can still verify."""
    one, _ = replicas(folder)
    signed = [one.sign(MEMBER, NOW)]

    def rotate() -> None:
        prepare(folder, NOW)
        switch(folder, NOW)
        signed.append(FileKeys(folder / FILE_NAME).sign(MEMBER, NOW))

    threads = [threading.Thread(target=rotate) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(signed) == 11
    assert {one.verify(token, NOW).member_id for token in signed} == {MEMBER}


@pytest.mark.parametrize(
    "text", ["", "{", '{"current": "a", "keys": {}}', '{"current": "a", "keys": {"a": "x"}}']
)
def test_a_file_that_cannot_be_read_changes_nothing_in_a_running_process(folder: Path, text: str) -> None:
    """A copy that is under way: those who run go on, those who start say so and quote nothing."""
    one, _ = replicas(folder)
    token = one.sign(MEMBER, NOW)
    (folder / FILE_NAME).write_text(text)
    assert one.verify(token, NOW).member_id == MEMBER
    with pytest.raises(TokenFileError) as refused:
        FileKeys(folder / FILE_NAME)
    assert "BEGIN" not in str(refused.value)


def test_a_file_that_others_can_read_is_refused(folder: Path) -> None:
    """ASVS 13.3.1: a key that somebody else could have read signs nothing."""
    (folder / FILE_NAME).chmod(0o640)
    with pytest.raises(TokenFileError):
        keys_in(folder)
    assert os.stat(folder / FILE_NAME).st_mode & 0o777 == 0o640


def test_the_command_publishes_and_then_switches(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELAIS_DATA", str(folder.parent))
    before = json.loads((folder / FILE_NAME).read_text())["current"]
    done = CliRunner().invoke(main, ["keys", "rotate-tokens", "--pause", "0", "--language", "en"])
    assert done.exit_code == 0, done.output
    kept = json.loads((folder / FILE_NAME).read_text())
    assert kept["current"] != before
    assert list(kept["retired"]) == [before]
    assert not (folder.parent / "cluster").exists()  # no server is made for a line in its trail
    alone = CliRunner().invoke(main, ["keys", "rotate-tokens", "--step", "switch", "--language", "en"])
    assert alone.exit_code == 1
    assert "No key is published" in alone.output


async def test_two_replicas_over_http(folder: Path, relais: Relais, network: Network) -> None:
    """A published set that names the next key before it signs; a token of one is good at the other."""
    member = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    one, two = replicas(folder)
    async with (
        client_of(replace(relais, token_keys=one)) as a,
        client_of(replace(relais, token_keys=two)) as b,
    ):
        tokens = [one.sign(member, NOW)]
        prepare(folder, NOW)
        published = {key["kid"] for key in (await b.get("/.well-known/jwks.json")).json()["keys"]}
        kid = switch(folder, NOW)
        tokens += [one.sign(member, NOW), two.sign(member, NOW)]
        for client in (a, b):
            for token in tokens:
                answer = await client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
                assert answer.json()["member_id"] == str(member)
    assert kid in published
    assert len(published) == 2
