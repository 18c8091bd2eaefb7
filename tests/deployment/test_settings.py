"""Each setting is documented, each documented setting is read, and a secret may stand in a file."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli.main import main
from service.settings import SECRETS, SettingsError, read_settings

PROJECT = Path(__file__).parents[2]
README = (PROJECT / "deploy" / "README.md").read_text(encoding="utf-8")
NAME = r"(?:RELAIS_[A-Z_]+|DATABASE_URL|HOST|PORT)"


def documented() -> dict[str, bool]:
    """The rows of deploy/README.md's table, and whether each says that a file may hold it."""
    rows = re.findall(rf"^\| `({NAME})` \| (✓?) *\|[^|]*\| ([^|]+) \|$", README, flags=re.MULTILINE)
    assert all(len(meaning) > 4 for _, _, meaning in rows)
    return {name: bool(mark) for name, mark, _ in rows}


def read() -> set[str]:
    """Every variable that the code asks the environment for."""
    found: set[str] = set()
    for folder in ("service", "api", "jobs"):
        for path in (PROJECT / folder).rglob("*.py"):
            found |= set(re.findall(rf'environ(?:\.get\(|\[|, )"({NAME})"', path.read_text(encoding="utf-8")))
    return found


def test_the_table_and_the_code_name_the_same_settings() -> None:
    assert len(read()) > 20
    assert set(documented()) == read()


def test_the_table_says_which_may_be_files() -> None:
    assert {name for name, may in documented().items() if may} == set(SECRETS)


def test_a_secret_is_read_from_its_file(tmp_path: Path) -> None:
    """ASVS 5.0.0-v13.3.1: not in the environment, which other processes and crash reports may show. An empty file is
    no secret."""
    file, empty = tmp_path / "url", tmp_path / "empty"
    file.write_text("postgresql://relais_login:word@db/relais\n", encoding="utf-8")
    empty.write_text("\n", encoding="utf-8")
    found = read_settings({"DATABASE_URL_FILE": str(file), "RELAIS_STRIPE_KEY_FILE": str(empty)})
    assert found.database_url == "postgresql://relais_login:word@db/relais"
    assert found.stripe_key is None


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_given_twice_or_not_readable_is_refused(name: str, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings({f"{name}_FILE": str(file)})
    file.write_text("one", encoding="utf-8")
    with pytest.raises(SettingsError, match="both set"):
        read_settings({name: "another", f"{name}_FILE": str(file)})


@pytest.mark.parametrize(
    "words",
    [["serve"], ["jobs"], ["jobs", "--stopped"], ["migrate"], ["check"], ["keys", "rotate-tokens"]],
    ids=" ".join,
)
def test_what_is_wrong_is_said_in_a_sentence(words: list[str]) -> None:
    """ASVS 16.5.1: whoever starts Relais with a setting that cannot be reads what to change, and no traceback."""
    environ = {
        "RELAIS_ENVIRONMENT": "production",
        "DATABASE_URL": "postgresql://relais:word@db.example/relais",
    }
    said = CliRunner().invoke(main, words, env=environ)
    assert said.exit_code == 1
    assert said.output.startswith("Error: DATABASE_URL goes to db.example"), said.output
    assert "word" not in said.output


TEXTS = {
    "RELAIS_TEXTS_URL": "https://texts.example",
    "RELAIS_TEXTS_ACCOUNT": "AC1",
    "RELAIS_TEXTS_TOKEN": "secret",
    "RELAIS_TEXTS_SENDER": "+15145550100",
}


def test_what_goes_together_is_set_together() -> None:
    """OPS-04: a text without a sender, or a push without an address to write to, would fail at night, one by one."""
    assert read_settings(TEXTS).texts_sender == "+15145550100"
    for name in list(TEXTS)[1:]:
        with pytest.raises(SettingsError, match=name):
            read_settings({**TEXTS, name: ""})
    with pytest.raises(SettingsError, match="RELAIS_PUSH_CONTACT"):
        read_settings({"RELAIS_PUSH_KEY_FILE": "push.pem"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RELAIS_POOL_SIZE", "0"),
        ("RELAIS_POOL_SIZE", "many"),
        ("RELAIS_PROXIES", "-1"),
        ("PORT", "65536"),
        ("RELAIS_METRICS_PORT", "70000"),
    ],
)
def test_a_number_that_cannot_be_is_refused_in_words(name: str, value: str) -> None:
    """ASVS 13.1.1: at the start, by its name; not by a library, in the middle of it."""
    with pytest.raises(SettingsError, match=name):
        read_settings({name: value})


@pytest.mark.parametrize("name", ["DATABASE_URL", "RELAIS_MIGRATIONS_URL"])
@pytest.mark.parametrize(
    "url",
    [
        "garbage",
        "mysql://relais:secret@db/relais",
        "postgresql://relais:sec/ret@db/relais",
        "postgresql://relais:5/ret@db/relais",
        "postgresql://relais:sec#ret@db/relais",
        "postgresql://relais:sec?ret@db/relais",
        "postgresql://relais:secret@db:port/relais",
        "postgresql://relais:secret@[::1/relais",
    ],
)
def test_an_address_that_cannot_be_read_is_refused_without_quoting_it(name: str, url: str) -> None:
    """ASVS 16.2.5: a password with a slash in it would otherwise stand in a traceback, as far as the slash."""
    with pytest.raises(SettingsError, match=name) as refused:
        read_settings({name: url})
    assert "sec" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    "url",
    [
        "postgresql:///relais",
        "postgres://relais:w%2Ford:%40@db/relais",
        "postgresql://relais@%2Fvar%2Frun%2Fpostgresql/relais",
        "postgresql://one.example:5432,two.example:5433/relais?target_session_attrs=read-write",
        "postgresql://relais:word@[::1]:5432/relais?sslmode=verify-full&sslrootcert=/etc/ca.pem",
        "postgresql:///relais?host=/var/run/postgresql",
    ],
)
def test_an_address_in_each_of_its_forms_is_taken(url: str) -> None:
    assert read_settings({"DATABASE_URL": url}).database_url == url


@pytest.mark.parametrize(
    "url",
    ["mail.example", "smtps://relais:sec#ret@mail:465", "smtp://mail:submission", "smtps://relais:secret@"],
)
def test_a_mail_server_that_cannot_be_read_is_refused_without_quoting_it(url: str) -> None:
    """ASVS 16.2.5: read when the first letter leaves, its password would be taken for a port, and quoted."""
    assert read_settings({"RELAIS_SMTP_URL": "smtps://relais:w%23rd@mail.example:465"}).smtp_url
    with pytest.raises(SettingsError, match="RELAIS_SMTP_URL") as refused:
        read_settings({"RELAIS_SMTP_URL": url})
    assert "sec" not in str(refused.value)


def test_a_port_that_cannot_be_is_refused_by_the_command() -> None:
    """A server that cannot listen would stand there and say nothing."""
    refused = CliRunner().invoke(main, ["serve", "--port", "70000"])
    assert refused.exit_code == 2
    assert "0<=x<=65535" in refused.output
