"""PostgreSQL on another machine: the way there is encrypted, and who answers has proven who they are (ASVS 12.3.1)."""

import asyncio
import os
import shutil
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from service.backups.manifest import BackupError
from service.backups.programs import programs_for, run
from service.settings import read_settings
from service.store.away import DatabaseAway
from service.store.embedded import EmbeddedPostgres
from service.store.keeper import SUPERUSER
from service.store.store import open_pool
from tests.deployment.certificates import Certified, certify
from tests.lacking import lacking

pytestmark = pytest.mark.xdist_group("over_tls")

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
"""Debian's. What comes as a wheel speaks no TLS, neither the server nor `pg_dump`."""
NO_PROGRAMS = f"No PostgreSQL in {PROGRAMS}: TLS to it is not tried (Debian: apt install postgresql-15)."
HERE, BESIDE = (f"127.{one}.{os.getpid() // 250 % 250}.{os.getpid() % 250 + 1}" for one in (1, 2))
"""The server's certificate is for the first; it listens at both. Of this process alone: the port is always the same."""
LOGIN = "relais_certified"
RULES = f"""
local all all trust
hostssl all {LOGIN} samenet cert
hostssl all all samenet trust
"""


@dataclass(frozen=True)
class Far:
    """A server that is reached by TCP."""

    folder: Path
    socket: str
    server: Certified
    ours: Certified
    """Of a program that signs in."""

    def url(
        self,
        mode: str,
        *,
        host: str = HERE,
        authority: Path | None = None,
        user: str = SUPERUSER,
        more: str = "",
    ) -> str:
        """As an operator writes it."""
        trusted = authority or self.server.certificate
        return f"postgresql://{user}@{host}/postgres?sslmode={mode}&sslrootcert={trusted}{more}"

    async def speak_tls(self, *, on: bool) -> None:
        """Have the server do so from now on, or no more."""
        owner = await asyncpg.connect(self.socket)
        try:
            await owner.execute(f"ALTER SYSTEM SET ssl = {'on' if on else 'off'}")
            await owner.execute("SELECT pg_reload_conf()")
            async with asyncio.timeout(20):
                while await owner.fetchval("SHOW ssl") != ("on" if on else "off"):
                    continue
        finally:
            await owner.close()


@pytest.fixture(scope="module")
async def far(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Far]:
    """PostgreSQL 15 as Debian builds it."""
    if not (PROGRAMS / "postgres").exists():
        lacking(NO_PROGRAMS)
    folder = tmp_path_factory.mktemp("far")
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("RELAIS_PG_BIN", str(PROGRAMS))
        settings = {"listen_addresses": f"{HERE},{BESIDE}", "ssl_ca_file": "ours.pem"}
        with EmbeddedPostgres(folder / "data", durable=False, settings=settings) as server:
            far = Far(folder, server.url("postgres"), certify(folder, HERE), certify(folder, LOGIN))
            put(far, folder / "data" / "cluster")
            owner = await asyncpg.connect(far.socket)
            await owner.execute(
                f"CREATE ROLE {LOGIN} LOGIN; CREATE ROLE relais_app; GRANT relais_app TO {LOGIN}"
            )
            await owner.close()
            yield far


def put(far: Far, cluster: Path) -> None:
    """What the server reads, as its own."""
    (cluster / "pg_hba.conf").write_text(RULES, encoding="utf-8")
    taken = {
        "server.crt": far.server.certificate,
        "server.key": far.server.key,
        "ours.pem": far.ours.certificate,
    }
    for name, file in taken.items():
        shutil.copy(file, cluster / name)
        os.chown(cluster / name, cluster.stat().st_uid, cluster.stat().st_gid)
        (cluster / name).chmod(0o600)


async def reached(url: str) -> tuple[str, str]:
    """Who one is there and in which version of TLS, by the pool that requests are answered from, in production."""
    settings = read_settings({"RELAIS_ENVIRONMENT": "production", "DATABASE_URL": url})
    pool = await open_pool(settings.database_url or "", size=1)
    try:
        async with pool.acquire() as connection:
            await connection.execute("SET ROLE NONE")  # a session is shown to its own login
            found = await connection.fetchrow(
                "SELECT session_user::text AS who, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            )
        return found["who"], found["version"]
    finally:
        await pool.close()


async def test_who_has_proven_it_is_spoken_to(far: Far) -> None:
    """ASVS 12.3.1, 12.3.4: under the name that was asked for; `verify-ca` leaves the name, and no more."""
    await far.speak_tls(on=True)
    assert await reached(far.url("verify-full")) == (SUPERUSER, "TLSv1.3")
    assert await reached(far.url("verify-ca", host=BESIDE)) == (SUPERUSER, "TLSv1.3")
    with pytest.raises(DatabaseAway) as refused:
        await reached(far.url("verify-full", host=BESIDE))
    assert isinstance(refused.value.__cause__, ssl.SSLCertVerificationError)


@pytest.mark.parametrize("mode", ["verify-full", "verify-ca"])
async def test_whom_our_authority_does_not_vouch_for_hears_nothing(far: Far, mode: str) -> None:
    """ASVS 12.3.2, 12.3.4: one authority is believed, the one that is named."""
    await far.speak_tls(on=True)
    with pytest.raises(DatabaseAway) as refused:
        await reached(far.url(mode, authority=far.ours.certificate))
    assert isinstance(refused.value.__cause__, ssl.SSLCertVerificationError)


async def test_backups_go_the_same_way(far: Far) -> None:
    """`pg_dump` reads the same URL, and believes the same authority alone."""
    await far.speak_tls(on=True)
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("RELAIS_PG_BIN", str(PROGRAMS))
        programs = programs_for(15)
    await run(programs, "pg_dump", far.url("verify-full"), "--schema-only")
    with pytest.raises(BackupError, match="certificate verify failed"):
        await run(
            programs, "pg_dump", far.url("verify-full", authority=far.ours.certificate), "--schema-only"
        )


async def test_a_certificate_takes_the_place_of_a_password(far: Far) -> None:
    """ASVS 13.2.1: PostgreSQL knows us by a certificate, which its operator may renew each day."""
    await far.speak_tls(on=True)
    certified = f"&sslcert={far.ours.certificate}&sslkey={far.ours.key}"
    assert await reached(far.url("verify-full", user=LOGIN, more=certified)) == (LOGIN, "TLSv1.3")
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await reached(far.url("verify-full", user=LOGIN))


async def test_a_server_without_tls_hears_nothing(far: Far) -> None:
    """ASVS 12.2.1: there is no falling back to a connection in clear."""
    await far.speak_tls(on=False)
    for mode in ("verify-full", "verify-ca"):
        with pytest.raises(DatabaseAway):
            await reached(far.url(mode))
