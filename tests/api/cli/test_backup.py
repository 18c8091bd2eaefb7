"""`relais backup` and what opens it, from the command line: what a tired operator is told before anything is copied."""

from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from api.cli.backup import document, readers, sentences
from api.cli.main import main
from service.backups.encryption import new_identity, recipients_of
from service.backups.manifest import Manifest, Stand
from service.backups.taking import Taken
from service.settings import Environment, Settings, SettingsError, read_settings
from tests.conftest import NOON

PRODUCTION = {
    "RELAIS_ENVIRONMENT": "production",
    "DATABASE_URL": "postgresql://relais@127.0.0.1:1/relais",
    "RELAIS_DATABASE_PLAIN": "127.0.0.1",
}
STAND = Stand("0040_restoring", 18, "owner", (), 900, 40, 38, 2, ("care-1",))


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "Rien n'a été copié : en production"), ("en", "Nothing was copied: in production")],
)
def test_production_does_not_copy_in_clear_unasked(tmp_path: Path, language: str, said: str) -> None:
    """CNF-11: nobody forgets to encrypt; what to do is in the sentence, and --in-clear goes on from there."""
    words = [
        "backup",
        str(tmp_path / "a" / "data"),
        "--keys-to",
        str(tmp_path / "b" / "keys"),
        "--language",
        language,
    ]
    refused = CliRunner().invoke(main, words, env=PRODUCTION)
    assert refused.exit_code == 1
    assert said in refused.output
    assert "RELAIS_BACKUP_RECIPIENTS" in refused.output
    assert "--in-clear" in refused.output
    goes_on = CliRunner().invoke(
        main, [*words, "--in-clear"], env=PRODUCTION, input="a phrase that is long\n" * 2
    )
    assert said not in goes_on.output
    assert "cannot reach" in goes_on.output


@pytest.mark.parametrize(
    ("in_clear", "environment", "named", "to"),
    [
        (False, "production", ("age1",), ("age1",)),
        (True, "production", ("age1",), ()),
        (False, "demo", (), ()),
    ],
)
def test_who_may_read(
    in_clear: bool, environment: Environment, named: tuple[str, ...], to: tuple[str, ...]
) -> None:
    """Whoever is named, unless somebody asks for a copy in clear; a trial on one's own machine needs nobody."""
    settings = Settings(environment=environment, backup_recipients=named)
    assert readers(settings, "en", in_clear=in_clear) == to


def test_an_identity_is_made_away_from_the_server(tmp_path: Path) -> None:
    """ASVS 5.0.0-v13.3.1: a file for its owner alone, never replaced; what is printed is public."""
    file = tmp_path / "usb" / "identity"
    made = CliRunner().invoke(main, ["keys", "backup-identity", str(file), "--language", "fr"])
    text = file.read_text()
    assert (made.exit_code, file.stat().st_mode & 0o077) == (0, 0)
    recipient = made.output.strip().rpartition("RELAIS_BACKUP_RECIPIENTS=")[2]
    assert recipients_of([recipient])
    assert "AGE-SECRET-KEY-1" in text
    assert "AGE-SECRET-KEY-1" not in made.output
    again = CliRunner().invoke(main, ["keys", "backup-identity", str(file), "--language", "fr"])
    assert (again.exit_code, file.read_text()) == (1, text)
    assert "existe déjà" in again.output


def test_the_server_is_told_the_public_half_alone() -> None:
    """Several, comma-separated; the secret half, named by mistake, is refused and not said again."""
    text, one = new_identity(NOON)
    secret, two = text.splitlines()[-1], new_identity(NOON)[1]
    assert read_settings({"RELAIS_BACKUP_RECIPIENTS": f"{one}, {two}"}).backup_recipients == (one, two)
    assert read_settings({}).backup_recipients == ()
    for wrong in (secret, "age1short", f"{one} {two}"):
        with pytest.raises(SettingsError, match="no age recipient") as refused:
            read_settings({"RELAIS_BACKUP_RECIPIENTS": wrong})
        assert secret not in str(refused.value)


@pytest.mark.parametrize(
    ("to", "fr", "en"),
    [((), "en clair", "in clear"), (("age1qq", "age1zz"), "pour age1qq, age1zz", "to age1qq, age1zz")],
)
def test_what_was_copied_says_who_opens_it(to: tuple[str, ...], fr: str, en: str) -> None:
    """LNG-01."""
    made = Manifest(1, "b1", NOON, STAND, {}, encrypted_to=to or msgspec.UNSET)
    taken = Taken(Path("/a"), Path("/b"), made)
    assert fr in sentences(taken, "fr")
    assert en in sentences(taken, "en")
    assert document(taken)["encrypted_to"] == list(to)
