"""Run a command that ends when the process that started it ends: `python with_parent.py COMMAND ARGUMENT…`.

`make demo` starts the server through this file, so that a killed make leaves no server behind. The kernel
keeps the promise through the exec; on systems without `prctl` the command runs as it would have without us.
A shell makes what it starts with `&` deaf to Ctrl-C; the command hears it again.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died between the two lines, before the kernel was watching
        sys.exit(1)


if __name__ == "__main__":
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606  (no shell is wanted)
