"""`python -m tests.bench [NAME]`: measure, print the table, and keep it in `docs/benchmarks.md` when all were run."""

import asyncio
import os
import platform
import sys
from importlib import import_module
from pathlib import Path

from tests.bench.table import Figure, rendered

MODULES = {"P1": "p1_board", "P2": "p2_counts", "P3": "p3_holds", "P7": "p7_start"}
PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"


def main() -> None:
    """Run those asked for, or all."""
    names = [name.upper() for name in sys.argv[1:]] or list(MODULES)
    figures: list[Figure] = []
    for name in names:
        sys.stderr.write(f"measuring {name}\n")
        figures += asyncio.run(import_module(f"tests.bench.{MODULES[name]}").measure())
    table = rendered(
        figures, f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    )
    sys.stdout.write(table)
    if names == list(MODULES):
        PAGE.write_text(
            "# Benchmarks\n\n`make bench` measures and writes this page.\n\n" + table, encoding="utf-8"
        )


if __name__ == "__main__":
    main()
