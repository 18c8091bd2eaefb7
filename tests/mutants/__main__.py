"""`python -m tests.mutants`, or `make mutants`: the table, and whether it is good enough.

`RULES=service/fund/policy` looks at one room. What survived is in `.mutants/survivors.diff`.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path
from time import monotonic

from tests.mutants.report import EACH, OVERALL, Examined, table, too_weak
from tests.mutants.selection import rules_of, who_test
from tests.mutants.workshop import NotRun, examine

PROJECT = Path(__file__).resolve().parents[2]
KEPT = PROJECT / ".mutants"


def main() -> int:
    """Exit code 0 when enough mutants were noticed, 1 when not, 2 when they could not be tried."""
    asking = argparse.ArgumentParser("python -m tests.mutants", description=__doc__)
    asking.add_argument("rules", nargs="?", default=os.environ.get("RULES", ""), help="service/fund/policy")
    started = monotonic()
    try:
        found = _examined(asking.parse_args().rules)
    except (NotRun, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    weak = too_weak(found)
    sys.stdout.write(f"{table(found)}\n{monotonic() - started:.0f} s; survivors: .mutants/survivors.diff\n")
    if weak:
        sys.stdout.write(f"Below {OVERALL:.0%} of all or {EACH:.0%} of a file: {', '.join(weak)}\n")
    return 1 if weak else 0


def _examined(below: str) -> list[Examined]:
    """In a workshop of this run's own: two people may try their rooms at the same time."""
    rules = rules_of(PROJECT, below)
    KEPT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="run-", dir=KEPT) as folder:
        found = examine(PROJECT, rules, who_test(PROJECT, rules), Path(folder) / "shop")
        shutil.copy(Path(folder) / "shop" / "survivors.diff", KEPT)
    return found


if __name__ == "__main__":
    sys.exit(main())
