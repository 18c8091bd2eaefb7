"""The process that keeps one embedded PostgreSQL: it starts the server and stops it when nobody uses it.

Whoever uses the server holds a shared lock on `users.lock`. The keeper asks for the same lock exclusively,
and the kernel grants that exactly when the last user has left: by stopping, by Ctrl-C or by SIGKILL alike. So
the server outlives the process that happened to start it, and never the last one that uses it. Should the
keeper itself be killed, Linux tells the server, which then shuts down too.

The keeper is run by its file name, isolated from the environment: this module imports the standard library
alone.
"""

import ctypes
import fcntl
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, NoReturn, Self, TypeAlias

SUPERUSER = "relais_admin"
PORT = 5432  # only the name of the socket: nothing listens on a network
LONGEST_SOCKET_FOLDER = 80  # the kernel allows 107 bytes for folder and name together
STALE_SECONDS = 10.0  # how long a killed server's processes may still be in the way
FAST_SECONDS = (
    30.0  # how long a fast shutdown may take before an immediate one (recovery follows at the next start)
)
LOG_BYTES = 10_000_000
PROBE_SECONDS = 5.0
SSL_REQUEST = struct.pack(
    "!ii", 8, 80877103
)  # the shortest question that every server answers, with one byte
PR_SET_PDEATHSIG = 1

Process: TypeAlias = subprocess.Popen[bytes]


class NoServerError(Exception):
    """Why there is no server, in one sentence."""


@dataclass(frozen=True)
class Order:
    """What to keep: which server, over which data, as whom. Travels to the keeper as its only argument."""

    data: str
    binaries: str
    major: int
    settings: dict[str, str]
    uid: int | None = None  # None: as whoever we are
    gid: int | None = None

    @property
    def cluster(self) -> Path:
        return Path(self.data) / "cluster"

    def dump(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, text: str) -> Self:
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Running:
    """What the server says of itself in `postmaster.pid`."""

    pid: int
    port: int
    socket_folder: Path
    status: str

    @classmethod
    def read(cls, cluster: Path) -> Self | None:
        """None while there is no such file, or while the server has written only part of it."""
        try:
            lines = (cluster / "postmaster.pid").read_text().splitlines()
            return cls(int(lines[0]), int(lines[3]), Path(lines[4]), lines[7].strip())
        except (FileNotFoundError, ValueError, IndexError):
            return None

    def answers(self) -> bool:
        """Only a living server says a word: a dying one still listens, and its number will be given again."""
        if self.status != "ready":
            return False
        with socket.socket(socket.AF_UNIX) as probe, suppress(OSError):
            probe.settimeout(PROBE_SECONDS)
            probe.connect(str(self.socket_folder / f".s.PGSQL.{self.port}"))
            probe.sendall(SSL_REQUEST)
            return probe.recv(1) != b""
        return False


def running(cluster: Path) -> Running | None:
    server = Running.read(cluster)
    return server if server and server.answers() else None


def stop_running(cluster: Path) -> None:
    """Fast shutdown of a server that nobody uses; waits until its files are closed."""
    if server := running(cluster):
        with suppress(ProcessLookupError):
            os.kill(server.pid, signal.SIGINT)
        deadline = time.monotonic() + FAST_SECONDS
        while Running.read(cluster) and time.monotonic() < deadline:
            time.sleep(0.005)


# -- making and starting ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Starter:
    """Brings up the server that was ordered. What it opens stays open until the stack is closed."""

    order: Order
    log: IO[bytes]
    stack: ExitStack

    def start(self) -> Process:
        self._have_cluster()
        sockets = _socket_folder(self.order)
        self.stack.callback(shutil.rmtree, sockets, ignore_errors=True)
        _forget_reused_pid(self.order.cluster)
        return self._launch(sockets)

    def _have_cluster(self) -> None:
        """It is made aside and renamed: half a cluster is never met, only cleared away."""
        for half in Path(self.order.data).glob(".initdb-*"):
            shutil.rmtree(half)
        if not self.order.cluster.exists():
            self._create_cluster()
        found = (self.order.cluster / "PG_VERSION").read_text().strip()
        if found != str(self.order.major):
            raise NoServerError(
                f"The data in {self.order.data} belong to PostgreSQL {found}, and {self.order.binaries} "
                f"holds PostgreSQL {self.order.major}: name the right one by RELAIS_PG_BIN, "
                "or other data by RELAIS_DATA."
            )

    def _create_cluster(self) -> None:
        new = Path(tempfile.mkdtemp(prefix=".initdb-", dir=self.order.data))
        _give(new, self.order)
        options = ["-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", *_locale(self.order.major)]
        if self.order.settings.get("fsync") == "off":
            options.append("--no-sync")
        if self._run("initdb", new, options).wait() != 0:
            said = _last_words(self.order)
            raise NoServerError(f"PostgreSQL could not be set up in {self.order.data}: {said}")
        new.rename(self.order.cluster)

    def _launch(self, sockets: Path) -> Process:
        """A killed server's file or last processes may be in the way for a moment: then again."""
        deadline = time.monotonic() + STALE_SECONDS
        settings = {**self.order.settings, "unix_socket_directories": str(sockets), "port": str(PORT)}
        options = [f"--{name}={value}" for name, value in settings.items()]
        while True:
            server = self._run("postgres", self.order.cluster, options)
            if _becomes_ready(server, self.order.cluster):
                return server
            if time.monotonic() > deadline or not (self.order.cluster / "postmaster.pid").exists():
                raise NoServerError(f"PostgreSQL did not start: {_last_words(self.order)}")
            time.sleep(0.1)

    def _run(self, program: str, folder: Path, options: list[str]) -> Process:
        """One of the server's programs over a data folder, as the server's user, without our environment.

        From the root folder: PostgreSQL wants to know where it is, and ours may be closed to its user.
        """
        name, handed_over = self._name_of(folder)
        return subprocess.Popen(
            [f"{self.order.binaries}/{program}", "-D", name, *options],
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            user=self.order.uid,
            group=self.order.gid,
            extra_groups=None if self.order.uid is None else [],
            pass_fds=handed_over,
            preexec_fn=_end_with_the_keeper,  # noqa: PLW1509  (no thread runs yet)
            umask=0o077,
        )

    def _name_of(self, folder: Path) -> tuple[str, list[int]]:
        """What lies below a closed folder (root's home) another user cannot name; it is handed over open."""
        if self.order.uid is None or others_may_pass(folder.parent) or sys.platform != "linux":
            return str(folder), []
        descriptor = os.open(folder, os.O_RDONLY)
        self.stack.callback(os.close, descriptor)
        return f"/proc/self/fd/{descriptor}", [descriptor]


def _end_with_the_keeper() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _locale(major: int) -> list[str]:
    """Sorted by code point, with letters beyond ASCII known; from 17 on without the machine's own locales."""
    if major >= 17:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def _becomes_ready(server: Process, cluster: Path) -> bool:
    """No deadline: recovery after a crash takes what it takes, and a server that gives up ends."""
    while server.poll() is None:
        state = Running.read(cluster)
        if state and state.pid == server.pid and state.answers():
            return True
        time.sleep(0.005)
    return False


def _forget_reused_pid(cluster: Path) -> None:
    """After a crash of the whole machine or container, another program may have the dead server's number."""
    with suppress(OSError, ValueError, IndexError):
        file = cluster / "postmaster.pid"
        pid = int(file.read_text().split()[0])
        if Path(f"/proc/{pid}/comm").read_text().strip() not in {"postgres", "postmaster"}:
            file.unlink()


def _socket_folder(order: Order) -> Path:
    """Short, since the kernel allows little; fresh, and closed to all but the server's user (and root)."""
    place = tempfile.gettempdir()
    open_to_user = order.uid is None or others_may_pass(Path(place))
    suits = len(place) < LONGEST_SOCKET_FOLDER and open_to_user
    folder = Path(tempfile.mkdtemp(prefix="relais-", dir=place if suits else "/tmp"))  # noqa: S108
    _give(folder, order)
    return folder


def _give(folder: Path, order: Order) -> None:
    if order.uid is not None and order.gid is not None:
        os.chown(folder, order.uid, order.gid)


def others_may_pass(folder: Path) -> bool:
    return all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents))


def _last_words(order: Order) -> str:
    """The last complaint in the log; what the server says after it is only where to look."""
    lines = log_file(order).read_text(errors="replace").splitlines()[-20:]
    complaints = [line for line in lines if re.search(r"FATAL|PANIC|ERROR|error", line)]
    return f"{(complaints or lines or ['it said nothing'])[-1].strip()} (all of it: {log_file(order)})"


# -- keeping ------------------------------------------------------------------------------------------------


def keep(order: Order) -> None:
    """Answers `ready` or a sentence on standard output, then stays for as long as the server does."""
    with ExitStack() as stack:
        with locked(Path(order.data) / "start.lock", fcntl.LOCK_EX):
            if running(order.cluster):  # another keeper was faster
                _answer("ready")
                return
            server = Starter(order, stack.enter_context(open_log(order)), stack).start()
        _answer("ready")
        users = stack.enter_context(open_lock(Path(order.data) / "users.lock"))
        threading.Thread(target=_stop_when_unused, args=(server, users), daemon=True).start()
        server.wait()


def _stop_when_unused(server: Process, users: IO[bytes]) -> None:
    fcntl.flock(users, fcntl.LOCK_EX)
    server.send_signal(signal.SIGINT)
    time.sleep(FAST_SECONDS)
    server.send_signal(signal.SIGQUIT)


def log_file(order: Order) -> Path:
    return Path(order.data) / "server.log"


def open_log(order: Order) -> IO[bytes]:
    """One old log is kept beside the current one."""
    path = log_file(order)
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return open_lock(path)


def open_lock(path: Path) -> IO[bytes]:
    """Appending, private, and owned like its folder: root leaves nothing that the owner cannot open.

    Never through a link: the folder's owner could lead root to somebody else's file.
    """
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
    file = os.fdopen(os.open(path, flags, 0o600), "ab", buffering=0)
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
    return file


def locked(path: Path, how: int) -> IO[bytes]:
    """The lock is held until the file is closed, by us or by the end of the process."""
    file = open_lock(path)
    try:
        fcntl.flock(file, how)
    except BaseException:
        file.close()
        raise
    return file


def _answer(text: str) -> None:
    """Whoever asked may be gone: then nobody holds the lock, and the server will be stopped at once."""
    with suppress(BrokenPipeError):
        os.write(1, text.encode())
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # closes the pipe: the answer is complete


def main(order: Order) -> NoReturn:
    """A signal meant for the users (Ctrl-C, a service manager) must not take their server from below them."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    try:
        keep(order)
    except (NoServerError, OSError) as trouble:
        _answer(str(trouble))
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main(Order.load(sys.argv[1]))
