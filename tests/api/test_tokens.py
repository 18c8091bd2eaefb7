"""Access tokens: verified once, timed each time (POL-04)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner

from api.auth.tokens import LIFETIME, REMEMBERED, NotGenuine, new_keys
from api.cli.token import command

NOW = datetime(2026, 11, 3, 2, 17, tzinfo=UTC)


def test_a_token_ends_although_it_was_verified_before() -> None:
    """POL-04: ten minutes are ten minutes; and it does not begin before it was made."""
    keys, member = new_keys(), uuid4()
    token = keys.sign(member, NOW)
    assert keys.verify(token, NOW).member_id == member
    assert keys.verify(token, NOW + LIFETIME - timedelta(seconds=1)).until == NOW + LIFETIME
    for moment in (NOW + LIFETIME, NOW - timedelta(seconds=2)):
        with pytest.raises(NotGenuine):
            keys.verify(token, moment)


def test_what_is_not_genuine_is_never_remembered() -> None:
    """A token of other keys, and one letter changed in a token that was verified."""
    keys, member = new_keys(), uuid4()
    token = keys.sign(member, NOW)
    keys.verify(token, NOW)
    head, body, signature = token.split(".")
    changed = f"{head}.{body[:-1] + ('A' if body[-1] != 'A' else 'B')}.{signature}"
    for other in (new_keys().sign(member, NOW), changed, "", "a.b.c"):
        for _ in range(2):
            with pytest.raises(NotGenuine):
                keys.verify(other, NOW)


def test_what_is_remembered_has_a_bound() -> None:
    keys, member = new_keys(), uuid4()
    tokens = [keys.sign(member, NOW) for _ in range(3)]
    for number in range(REMEMBERED - 1):
        keys._seen[str(number).encode()] = keys._genuine(tokens[0])
    for token in tokens:
        keys.verify(token, NOW)
    assert len(keys._seen) == 2


@pytest.mark.parametrize(
    ("spoken", "arguments", "said"),
    [
        ("fr_CA.UTF-8", [], "Personne ici n'a l'adresse nobody@relais.example."),
        ("en_CA.UTF-8", [], "Nobody here has the address nobody@relais.example."),
        ("en_CA.UTF-8", ["--language", "fr"], "Personne ici n'a l'adresse nobody@relais.example."),
    ],
)
def test_no_token_for_nobody_in_the_language_of_the_terminal(
    spoken: str, arguments: list[str], said: str, superuser_url: str, tmp_path: Path
) -> None:
    """LNG-01: `relais token` says no as the other commands do."""
    environ = {"RELAIS_ENVIRONMENT": "demo", "RELAIS_DATA": str(tmp_path), "DATABASE_URL": superuser_url}
    ran = CliRunner(env={**environ, "LC_ALL": spoken}).invoke(command, ["nobody@relais.example", *arguments])
    assert ran.exit_code == 1
    assert ran.output == f"Error: {said}\n"
