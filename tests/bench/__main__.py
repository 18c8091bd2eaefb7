"""`python -m tests.bench [NAME]`: measure, print the table, and keep it in `docs/benchmarks.md` when all were run."""

import os
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import uvloop

from tests.bench.table import Figure, rendered

MODULES = {
    "P1": "p1_board",
    "P2": "p2_counts",
    "P3": "p3_holds",
    "P4": "p4_fund",
    "P5": "p5_plans",
    "P6": "p6_trail",
    "LIVE": "p_live",
    "P7": "p7_start",
    "P8": "p8_phone",
}
PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"

INTRODUCTION = """# Benchmarks

`make bench` measures and writes this page; `make bench BENCH=P1` measures one figure and prints it. The first run
builds a country of 13,424 shelters and 477,515 beds, nine in ten taken, as many as in HUD's count of 2014 (about 80
seconds), and keeps it in the machine's temporary space. *Bare* is the limit: the statements that Relais really sent,
replayed by a Litestar handler over raw asyncpg on the same server, without sign-in, validation, rules or encryption.
The client, the server and PostgreSQL share the machine, and one process of Python serves.

"""


def main() -> None:
    """Run those asked for, or all."""
    names = [name.upper() for name in sys.argv[1:]] or list(MODULES)
    figures: list[Figure] = []
    began = datetime.now(UTC)
    loads = [os.getloadavg()[0]]
    for name in names:
        sys.stderr.write(f"measuring {name}\n")
        figures += uvloop.run(import_module(f"tests.bench.{MODULES[name]}").measure())
        loads.append(os.getloadavg()[0])
    machine = (
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {began:%Y-%m-%d}"
    )
    table = rendered(figures, machine, loads)
    sys.stdout.write(table)
    if names == list(MODULES):
        PAGE.write_text(INTRODUCTION + table, encoding="utf-8")


if __name__ == "__main__":
    main()
