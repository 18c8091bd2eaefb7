"""What leaves the machine in production is encrypted, to somebody who proves who they are (ASVS 12.3.1, 12.3.4)."""

import pytest

from service.settings import SettingsError, read_settings

TRUSTED = "sslrootcert=/etc/relais/authority.pem"


def environ(url: str, **more: str) -> dict[str, str]:
    return {"RELAIS_ENVIRONMENT": "production", "DATABASE_URL": url, **more}


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://relais:word@db.example/relais?sslmode=verify-full&{TRUSTED}",
        f"postgresql://relais:word@db.example/relais?sslmode=verify-ca&{TRUSTED}",
        "postgresql://relais:word@localhost:5433/relais",
        "postgresql://relais:word@127.0.0.1/relais",
        "postgresql://relais:word@[::1]:5432/relais",
        "postgresql://relais:word@/relais?host=/run/postgresql",
        "postgresql://relais:word@%2Frun%2Fpostgresql/relais",
        "postgresql:///relais",
    ],
)
def test_what_stays_here_or_is_proven_is_taken(url: str) -> None:
    assert read_settings(environ(url)).database_url == url


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("postgresql://relais:word@db.example/relais", "db.example"),
        ("postgresql://relais:word@db.example/relais?sslmode=require", "db.example"),
        ("postgresql://relais:word@db.example/relais?sslmode=prefer", "db.example"),
        ("postgresql://relais:word@db.example/relais?sslmode=disable", "db.example"),
        ("postgresql://relais:word@db.example/relais?sslmode=verify-full&sslmode=disable", "db.example"),
        ("postgresql://db.example:5433/relais", "db.example"),
        ("postgresql://relais:word@10.0.0.7/relais", "10.0.0.7"),
        ("postgresql://relais:word@[2001:db8::7]:5432/relais", "2001:db8::7"),
        ("postgresql://relais:word@localhost:5432,db.example:5432/relais", "db.example"),
        ("postgresql://relais:word@/relais?host=db.example", "db.example"),
        ("postgresql://relais:word@localhost/relais?host=db.example", "db.example"),
        ("postgresql://relais:word@localhost/relais?hostaddr=10.0.0.7", "10.0.0.7"),
        ("postgresql://relais:word@/relais?service=far", "a service file"),
    ],
)
def test_a_database_that_proves_nothing_is_refused(url: str, host: str) -> None:
    """Neither the login that serves nor the one that owns; the sentence says where to, and never the password."""
    for given in (environ(url), environ("postgresql:///relais", RELAIS_MIGRATIONS_URL=url)):
        with pytest.raises(SettingsError, match="sslmode=verify-full") as refused:
            read_settings(given)
        assert f"goes to {host} " in str(refused.value)
        assert "word" not in str(refused.value)
    assert read_settings({"DATABASE_URL": url}).database_url == url, "on a desk nothing is asked"


def test_what_a_url_leaves_out_is_looked_for_where_its_readers_look() -> None:
    """A host in `PGHOST` counts; a mode in `PGSSLMODE` does not, since a file may say otherwise."""
    with pytest.raises(SettingsError, match=r"db\.example"):
        read_settings(environ("postgresql:///relais", PGHOST="db.example"))
    with pytest.raises(SettingsError, match=r"db\.example"):
        read_settings(environ("postgresql://db.example/relais", PGSSLMODE="verify-full"))


def test_a_network_of_ones_own_is_named_by_its_hosts() -> None:
    """What is written down is one machine, not a leave for every other."""
    own = {"RELAIS_DATABASE_PLAIN": "postgres,10.0.0.7"}
    for host in ("postgres", "10.0.0.7"):
        read_settings(environ(f"postgresql://relais:word@{host}/relais", **own))
    for plain in ("postgres", "yes", "", "*"):
        with pytest.raises(SettingsError, match=r"db\.example"):
            read_settings(environ("postgresql://relais:word@db.example/relais", RELAIS_DATABASE_PLAIN=plain))


@pytest.mark.parametrize("name", ["RELAIS_KMS_URL", "RELAIS_TEXTS_URL", "RELAIS_STRIPE_URL"])
def test_nothing_else_leaves_in_clear(name: str) -> None:
    """A key service, texts and the rail are spoken to by https; on this machine a stand-in may do without."""
    others = {
        "RELAIS_TEXTS_ACCOUNT": "AC1",
        "RELAIS_TEXTS_TOKEN": "word",
        "RELAIS_TEXTS_SENDER": "+15145550100",
    }
    with pytest.raises(SettingsError, match=f"{name} goes to far.example in clear"):
        read_settings(environ("postgresql:///relais", **others, **{name: "http://far.example/v1"}))
    for url in ("https://far.example/v1", "http://127.0.0.1:8200/v1"):
        read_settings(environ("postgresql:///relais", **others, **{name: url}))
