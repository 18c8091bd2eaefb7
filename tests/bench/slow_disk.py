"""A PostgreSQL whose every fdatasync takes a millisecond more, as on a real disk: the same binaries behind a shim."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.store.embedded import find_binaries

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
    real = find_binaries().folder
    folder = Path(tempfile.mkdtemp(prefix="relais-slow-disk-"))
    folder.chmod(0o755)
    try:
        shutil.copytree(real.parent, folder / "pg", symlinks=True)
        binaries = folder / "pg" / "bin"
        source, shim = folder / "shim.c", folder / "shim.so"
        source.write_text(SHIM)
        subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-o", shim, source, "-ldl"], check=True)
        (binaries / "postgres").rename(binaries / "postgres.real")
        wrapper = binaries / "postgres"
        wrapper.write_text(f'#!/bin/sh\nexec env LD_PRELOAD={shim} {binaries}/postgres.real "$@"\n')
        for path in (folder / "pg").rglob("*"):
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
        for program in (wrapper, binaries / "postgres.real", binaries / "initdb", shim):
            program.chmod(0o755)
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
