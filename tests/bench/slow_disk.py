"""A PostgreSQL whose every fdatasync takes a millisecond more, as on a real disk: the same binaries behind a shim."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.store.embedded import _readable_for_all, find_binaries

SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
int fdatasync(int fd) {
    static int (*real)(int);
    if (!real) real = (int (*)(int)) dlsym(RTLD_NEXT, "fdatasync");
    int answer = real(fd);
    struct timespec more = {0, 1000000};
    nanosleep(&more, 0);
    return answer;
}
"""


@contextmanager
def slow_disk() -> Iterator[None]:
    """While it is open, servers that start here take a millisecond more for each flush. Needs gcc."""
    folder = Path(tempfile.mkdtemp(prefix="relais-slow-disk-"))
    folder.chmod(0o755)
    try:
        binaries = _wrapped(folder, _readable_for_all(find_binaries()))
        before = os.environ.get("RELAIS_PG_BIN")
        os.environ["RELAIS_PG_BIN"] = str(binaries)
        try:
            yield
        finally:
            os.environ.pop("RELAIS_PG_BIN")
            if before is not None:
                os.environ["RELAIS_PG_BIN"] = before
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wrapped(folder: Path, real: Path) -> Path:
    """The same programs by other names, but for the server, which is started behind the shim."""
    source, shim = folder / "shim.c", folder / "shim.so"
    source.write_text(SHIM)
    subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-o", shim, source, "-ldl"], check=True)
    shim.chmod(0o755)
    binaries = folder / "bin"
    binaries.mkdir(mode=0o755)
    for program in real.iterdir():
        if program.name != "postgres":
            (binaries / program.name).symlink_to(program)
    wrapper = binaries / "postgres"
    wrapper.write_text(f'#!/bin/sh\nexec env LD_PRELOAD={shim} {real}/postgres "$@"\n')
    wrapper.chmod(0o755)
    return binaries
